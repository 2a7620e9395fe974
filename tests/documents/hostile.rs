//! Documents that are made to do harm: each is left out with one reason, and what is beside it is indexed.

use std::process::Command;

use crate::made::{Made, container, passages_of};
use crate::pdf;

/// Returns the names, the content, and how the reasons begin.
fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let bomb = vec![b' '; 4 << 20];
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>";
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>";
    let document =
        |part: &[u8]| container(&[("[Content_Types].xml", b""), ("word/document.xml", part)]);
    let text = |part: &[u8]| {
        container(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", part),
        ])
    };
    let book = |chapter: &[u8]| {
        let root = b"<container><rootfile full-path='b.opf'/></container>";
        let spine = b"<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>\
            <spine><itemref idref='a'/></spine></package>";
        container(&[
            ("META-INF/container.xml", root),
            ("b.opf", spine),
            ("a.xhtml", chapter),
        ])
    };
    let entries: Vec<_> = (0..10_001).map(|number| format!("word/{number}")).collect();
    let entries: Vec<_> = entries.iter().map(|name| (&**name, &b""[..])).collect();
    let manifest = b"<m><encryption-data/></m>";
    let locked = container(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
    ]);
    // By how much depends on the size of the file.
    let ratio = "unpacks to more than ";
    let declares = "declares a document type, which is refused";
    let password = "encrypted, needs a password";
    let broken = pdf::bytes(pdf::document(pdf::TEXT));
    vec![
        ("bomb.docx", document(&bomb), ratio),
        ("bomb.odt", text(&bomb), ratio),
        ("bomb.epub", book(&bomb), ratio),
        (
            "bomb.xlsx",
            container(&[
                ("[Content_Types].xml", b""),
                ("xl/worksheets/sheet1.xml", &bomb),
            ]),
            ratio,
        ),
        ("laughs.docx", document(laughs.as_bytes()), declares),
        ("laughs.odt", text(laughs.as_bytes()), declares),
        (
            "laughs.epub",
            book(laughs.as_bytes()),
            "declares entities, which is refused",
        ),
        ("outside.docx", document(outside.as_bytes()), declares),
        (
            "outside.epub",
            book(outside.as_bytes()),
            "declares entities, which is refused",
        ),
        (
            "entries.docx",
            container(&entries),
            "has more than 10000 entries",
        ),
        ("locked.docx", compound("EncryptedPackage"), password),
        ("locked.odt", locked, password),
        (
            "old.doc",
            compound("WordDocument"),
            "a document of Office 97-2003; save it in a newer format",
        ),
        (
            "locked.pdf",
            pdf::bytes(pdf::locked(pdf::document(pdf::TEXT))),
            password,
        ),
        (
            "scanned.pdf",
            pdf::bytes(pdf::document("q 100 0 0 100 0 0 cm /I Do Q")),
            "no text layer (scanned?)",
        ),
        (
            "cut.pdf",
            broken[..broken.len() / 3].to_vec(),
            "damaged PDF: ",
        ),
        // Whatever a file is called, it is what it is.
        ("locked.txt", compound("EncryptedPackage"), password),
    ]
}

/// Returns what is needed of a compound file to see which streams it has.
fn compound(stream: &str) -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.resize(1024, 0);
    bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(2048, 0);
    bytes
}

#[test]
fn each_has_one_reason() {
    for (name, bytes, reason) in hostile() {
        let read = passages_of(name, bytes).map(|passages| passages.len());
        assert!(
            read.as_ref().is_err_and(|it| it.starts_with(reason)),
            "{name}: {read:?}"
        );
    }
}

#[test]
fn the_program_indexes_what_is_beside_them() {
    let made = Made::new();
    for (name, bytes, _) in hostile() {
        made.write(name, &bytes);
    }
    made.write("good.rtf", b"{\\rtf1 Belmokhtar\\par}");
    let search = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_search"));
        let index = tempfile::tempdir().expect("a temporary folder");
        let command = command
            .arg("--corpus")
            .arg(made.path(""))
            .arg("--index")
            .arg(index.path());
        let output = command.args(words).output().expect("the program starts");
        String::from_utf8(output.stdout).expect("text")
    };
    let report: serde_json::Value =
        serde_json::from_str(&search(&["--update", "--json"])).expect("a report");
    let files = report["files"].as_array().expect("files");
    for (name, _, reason) in hostile() {
        let file = files.iter().find(|file| file["path"] == name);
        let found = file.and_then(|file| file["reason"].as_str());
        assert!(
            found.is_some_and(|it| it.starts_with(reason)),
            "{name}: {found:?}"
        );
    }
    assert_eq!(report["added"], 1, "{report}");
    assert_eq!(files.len(), hostile().len(), "{report}");
    assert!(search(&["Belmokhtar"]).contains("good.rtf"));
}

#[test]
fn sheets_that_claim_to_be_endless_are_read() {
    let cell = "<table:table-cell table:number-columns-repeated='4000000000' office:value-type='string'><text:p>x</text:p></table:table-cell>";
    let row = format!(
        "<table:table-row table:number-rows-repeated='4000000000'>{cell}{cell}</table:table-row>"
    );
    let content = format!(
        "<office:body><table:table table:name='t'>{row}{row}{row}</table:table></office:body>"
    );
    let bytes = container(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
    ]);
    assert!(passages_of("a.ods", bytes).is_ok_and(|passages| !passages.is_empty()));
}
