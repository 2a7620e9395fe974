//! Broken copies of documents: whatever is broken, there is a part of the text or one reason, and never a crash.

use std::panic::catch_unwind;

use section_search::Passage;

use crate::made::{container, passages_of};
use crate::pdf;
use crate::random::Random;

/// So many copies of each document are broken.
const COPIES: u64 = 200;

#[test]
fn broken_copies_give_some_text_or_one_reason() {
    for (name, bytes) in documents() {
        let whole = passages_of(name, bytes.clone()).expect("it can be read");
        let has_word = |passage: &Passage| {
            passage.text.contains("Bamako") || passage.headings.concat() == "Bamako"
        };
        assert!(
            whole
                .iter()
                .any(|passage| has_word(passage) || passage.title == "Bamako"),
            "{name}"
        );
        for seed in 0..COPIES {
            let broken = broken(bytes.clone(), seed);
            let read = catch_unwind(|| passages_of(name, broken));
            let read = read.unwrap_or_else(|_| panic!("{name} with seed {seed}"));
            if let Err(reason) = read {
                assert!(
                    !reason.is_empty() && !reason.contains('\n'),
                    "{name}: {reason}"
                );
            }
        }
    }
}

/// Changes some bytes, and cuts every third copy off.
fn broken(mut bytes: Vec<u8>, seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    for _ in 0..=random.below(40) {
        let at = random.below(bytes.len());
        bytes[at] = random.below(256) as u8;
    }
    if seed.is_multiple_of(3) {
        bytes.truncate(random.below(bytes.len()));
    }
    bytes
}

/// Returns a small document of each format.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let paragraph =
        "<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>Bamako</w:t></w:r></w:p>";
    let docx = format!(
        "<w:document><w:body>{}</w:body></w:document>",
        paragraph.repeat(50)
    );
    let slide = "<p:sld><p:sp><a:p><a:r><a:t>Bamako</a:t></a:r></a:p></p:sp></p:sld>";
    let order =
        "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='r1'/></p:sldIdLst></p:presentation>";
    let slides = "<Relationships><Relationship Id='r1' Type='x/slide' Target='slides/s1.xml'/></Relationships>";
    let odt = "<office:body><text:h>Bamako</text:h><text:p>text</text:p></office:body>".repeat(20);
    let ods = "<office:body><table:table table:name='t'><table:table-row><table:table-cell office:value-type='string'>\
        <text:p>Bamako</text:p></table:table-cell></table:table-row></table:table></office:body>";
    let chapters = "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='a'/></spine></package>";
    let root = "<container><rootfile full-path='b.opf'/></container>";
    let mhtml = "From: <Saved by x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n\
        --b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<h1>Bamako</h1>=\ntext\n--b--\n";
    let open = "application/vnd.oasis.opendocument.";
    vec![
        ("a.docx", container(&[("[Content_Types].xml", b""), ("word/document.xml", docx.as_bytes())])),
        ("a.pptx", container(&[
            ("[Content_Types].xml", b""),
            ("ppt/presentation.xml", order.as_bytes()),
            ("ppt/_rels/presentation.xml.rels", slides.as_bytes()),
            ("ppt/slides/s1.xml", slide.as_bytes()),
        ])),
        ("a.xlsx", sheets()),
        ("a.odt", container(&[("mimetype", format!("{open}text").as_bytes()), ("content.xml", odt.as_bytes())])),
        ("a.ods", container(&[("mimetype", format!("{open}spreadsheet").as_bytes()), ("content.xml", ods.as_bytes())])),
        ("a.epub", container(&[
            ("META-INF/container.xml", root.as_bytes()),
            ("b.opf", chapters.as_bytes()),
            ("a.xhtml", b"<h1>Bamako</h1><p>text"),
        ])),
        ("a.mhtml", mhtml.into()),
        ("a.rtf", b"{\\rtf1\\ansi{\\info{\\title T}}{\\pard\\outlinelevel0 Bamako\\par}text {\\footnote x}\\par}".to_vec()),
        ("a.pdf", pdf::bytes(pdf::document(&pdf::TEXT.repeat(20)))),
    ]
}

/// Returns sheets of Excel with a cell.
fn sheets() -> Vec<u8> {
    let types = "<Types><Default Extension='xml' ContentType='application/xml'/></Types>";
    let root = "<Relationships><Relationship Id='r1' Target='xl/workbook.xml' \
        Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'/></Relationships>";
    let book = "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>\
        <sheets><sheet name='t' sheetId='1' r:id='r1'/></sheets></workbook>";
    let sheets = "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml' \
        Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet'/></Relationships>";
    let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Bamako</t></is></c></row></sheetData></worksheet>";
    container(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", sheets.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}
