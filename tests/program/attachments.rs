//! What is attached to messages.

use std::fs;
use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::folder::Folder;

/// A part of a message: its type, its name if it has one, and what it holds.
type Part<'a> = (&'a str, &'a str, &'a [u8]);

/// Returns a message with a text and attachments, each in base64.
fn message(subject: &str, text: &str, parts: &[Part<'_>]) -> String {
    let mut message = format!(
        "From: Awa <awa@x.org>\nTo: b@x.org\nDate: Fri, 20 Nov 2015 10:00:00 +0000\nMessage-ID: <{subject}@x.org>\n\
         Subject: {subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"{subject}-b\"\n\n\
         --{subject}-b\nContent-Type: text/plain\n\n{text}\n"
    );
    for (kind, name, bytes) in parts {
        let name = match *name {
            "" => "Content-Disposition: attachment\n".to_owned(),
            name => format!("Content-Disposition: attachment; filename=\"{name}\"\n"),
        };
        message += &format!(
            "--{subject}-b\nContent-Type: {kind}\n{name}Content-Transfer-Encoding: base64\n\n"
        );
        for line in STANDARD.encode(bytes).as_bytes().chunks(76) {
            message += &format!("{}\n", String::from_utf8_lossy(line));
        }
    }
    message + &format!("--{subject}-b--\n")
}

/// Returns a message to which another one is attached as it stands.
fn forwarded(subject: &str, text: &str, inner: &str) -> String {
    let end = format!("--{subject}-b--\n");
    let outer = message(subject, text, &[]);
    let begin = outer.strip_suffix(&end).expect("the end of a message");
    format!("{begin}--{subject}-b\nContent-Type: message/rfc822\n\n{inner}\n{end}")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let started = writer.start_file(*name, SimpleFileOptions::default());
        started.expect("an entry");
        writer.write_all(content).expect("a file");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Returns the paths of what is found, sorted.
fn found(folder: &Folder, query: &str) -> Vec<String> {
    let mut found = folder.search(&[query, "-l", "--limit", "100"]).lines();
    found.sort_unstable();
    found
}

const RIVERS: &[u8] = b"# Rivers\n\nThe Niger flows.\n\n## Towns\n\nBamako lies there.\n";
const RICH: &[u8] = b"{\\rtf1 The camel drinks.\\par}";

#[test]
fn each_attachment_is_a_document() {
    let archive = zip(&[("docs/a.md", b"camel"), ("b.bin", &[0; 9])]);
    let parts: &[Part<'_>] = &[
        ("text/markdown", "rivers.md", RIVERS),
        ("application/rtf", "report.rtf", RICH),
        ("application/zip", "all.zip", &archive),
        ("text/html", "", b"<h1>Camel</h1>"),
        ("image/png", "logo.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("application/pgp-signature", "signature.asc", b"camel"),
    ];
    let folder = Folder::new().file("a.eml", message("Plans", "See what is attached.", parts));
    let json = folder.search(&["bamako", "--json"]).exits(0).json();
    let hit = &json["hits"][0];
    assert_eq!(hit["id"], "a.eml!/rivers.md#towns");
    assert_eq!(hit["path"], "a.eml!/rivers.md");
    assert_eq!(hit["archive"], "a.eml");
    assert_eq!(hit["title"], "Rivers");
    // They count in the attachment.
    assert_eq!(hit["lines"], json!([5, 7]));
    assert_eq!(
        found(&folder, "camel"),
        [
            "a.eml!/all.zip!/docs/a.md",
            "a.eml!/attachment-4.html",
            "a.eml!/report.rtf"
        ]
    );
    // Whatever has no text is still found by its name.
    assert_eq!(found(&folder, "logo signature"), ["a.eml"]);
    assert_eq!(found(&folder, "camel type:rtf"), ["a.eml!/report.rtf"]);
    assert_eq!(found(&folder, "camel path:\"a.eml!/all.zip/**\"").len(), 0);
    assert_eq!(found(&folder, "camel type:mail").len(), 3);
    let outline = folder.search(&["--outline", "a.eml"]).exits(0);
    outline.prints("a.eml!/rivers.md").prints("Plans");
    let sections = folder.search(&["--outline", "a.eml!/rivers.md"]).exits(0);
    sections.prints("a.eml!/rivers.md#towns").lacks("Plans");
    let section = folder.search(&["--get", "a.eml!/rivers.md#towns"]);
    section.exits(0).prints("Bamako").lacks("Niger");
    let lines = folder.search(&["--get", "a.eml!/rivers.md:2-3"]).exits(0);
    lines.prints("The Niger").lacks("Bamako");
    let rich = folder.search(&["--get", "a.eml!/report.rtf"]).exits(0);
    rich.prints("The camel drinks.").lacks("attached");
    let why = folder.search(&["--why", "a.eml!/report.rtf", "camel"]);
    why.exits(0)
        .prints("yes, as the file is now")
        .prints("1 of 1");
    let status = folder.search(&["--status", "--json"]).json();
    assert_eq!(
        (&status["indexed"], &status["documents"]),
        (&json!(1), &json!(5))
    );
    let partial = "all.zip: 1 of 2 files in it left out: b.bin: binary";
    assert_eq!(status["files"][0]["reason"], partial);
    folder.search(&["--verify"]).exits(0);
}

#[test]
fn the_title_of_a_message_stays_its_subject() {
    let parts: &[Part<'_>] = &[("text/markdown", "rivers.md", RIVERS)];
    let folder = Folder::new().file("a.eml", message("Plans", "See there.", parts));
    let outline = folder.search(&["--outline"]).exits(0);
    outline.prints("Plans").lacks("Rivers");
}

#[test]
fn attachments_change_and_go_with_their_message() {
    let with = |text: &[u8]| message("Plans", "See there.", &[("text/plain", "a.txt", text)]);
    let folder = Folder::new().file("a.eml", with(b"camel"));
    assert_eq!(found(&folder, "camel"), ["a.eml!/a.txt"]);
    folder.write("corpus/a.eml", with(b"walrus and seal"));
    folder.search(&["camel", "-c"]).exits(1);
    assert_eq!(found(&folder, "walrus"), ["a.eml!/a.txt"]);
    fs::remove_file(folder.path("corpus/a.eml")).expect("it is removed");
    folder.search(&["walrus", "-c"]).exits(1);
    folder.search(&["--verify"]).exits(0);
}

#[test]
fn attachments_in_a_mailbox_tell_their_message() {
    let border = "From awa@x.org Fri Nov 20 10:00:00 2015\n";
    let one = message(
        "One",
        "first",
        &[
            ("text/plain", "a.txt", b"camel one"),
            ("text/plain", "a.txt", b"camel two"),
        ],
    );
    let again = message("One", "again", &[("application/rtf", "a.rtf", RICH)]);
    let nameless = message("Two", "second", &[("text/plain", "a.txt", b"camel three")]);
    let nameless = nameless.replace("Message-ID: <Two@x.org>\n", "");
    let mailbox = format!("{border}{one}\n{border}{again}\n{border}{nameless}");
    let folder = Folder::new().file("in.mbox", mailbox);
    assert_eq!(
        found(&folder, "camel"),
        [
            "in.mbox!/3/a.txt",
            "in.mbox!/One@x.org-1/a.rtf",
            "in.mbox!/One@x.org/a-1.txt",
            "in.mbox!/One@x.org/a.txt"
        ]
    );
    // The messages are called as they would be without attachments.
    for (words, id) in [
        ("first", "in.mbox#One@x.org"),
        ("again", "in.mbox#One@x.org-1"),
        ("second", "in.mbox#3"),
    ] {
        assert_eq!(folder.search(&[words, "--json"]).ids(), [id]);
        folder.search(&["--get", id]).exits(0).prints(words);
    }
    let documents = folder.search(&["--outline", "in.mbox", "--json"]).json();
    assert_eq!(documents["documents"].as_array().map(Vec::len), Some(7));
}

#[test]
fn messages_in_messages_are_read() {
    let parts: &[Part<'_>] = &[("text/markdown", "rivers.md", RIVERS)];
    let inner = message("Inner", "The camel drinks.", parts);
    let encoded: &[Part<'_>] = &[("message/rfc822", "", inner.as_bytes())];
    let folder = Folder::new()
        .file("a.eml", forwarded("Plans", "See there.", &inner))
        .file("b.eml", message("Plans", "See there.", encoded))
        .file("c.zip", zip(&[("c.eml", inner.as_bytes())]));
    let messages = ["a.eml!/Inner.eml", "b.eml!/Inner.eml", "c.zip!/c.eml"];
    assert_eq!(found(&folder, "camel"), messages);
    let towns = messages.map(|path| format!("{path}!/rivers.md"));
    assert_eq!(found(&folder, "bamako"), towns);
    let hit = &folder.search(&["camel", "--json", "path:a.eml*"]).json()["hits"][0];
    assert_eq!(
        (&hit["title"], &hit["archive"]),
        (&json!("Inner"), &json!("a.eml"))
    );
    // Lines count in the attached message, which begins with `From:`.
    assert_eq!(hit["lines"][0], 1);
}

#[test]
fn hostile_attachments_cost_themselves_only() {
    let zeros = vec![0; 4 << 20];
    let bomb = zip(&[("zeros", &zeros)]);
    let nested = zip(&[
        ("b.zip", &zip(&[("deep.md", b"camel")])),
        ("a.md", b"camel"),
    ]);
    let mut deep = message("Deepest", "camel", &[("text/plain", "a.txt", b"camel")]);
    for subject in ["Third", "Second", "First"] {
        deep = forwarded(subject, "camel", &deep);
    }
    let many: Vec<_> = (0..10_001)
        .map(|_| ("text/plain", "a.txt", &b"x"[..]))
        .collect();
    let names: &[Part<'_>] = &[
        ("text/plain", "../../up.txt", b"camel"),
        ("text/plain", "/abs.txt", b"camel"),
        ("text/plain", "..", b"camel"),
        ("text/plain", ".hidden.txt", b"camel"),
    ];
    let cut = message(
        "Cut",
        "The cut camel.",
        &[("application/rtf", "a.rtf", RICH)],
    );
    let broken = cut.replace("e1xydGYx", "e1xy*!tGYx");
    assert_ne!(broken, cut);
    let with = |part| message("Plans", "The walrus.", &[part]);
    let folder = Folder::new()
        .file("bomb.eml", with(("application/zip", "bomb.zip", &bomb)))
        .file("broken.eml", broken)
        .file("deep.eml", deep)
        .file("many.eml", message("Many", "The walrus.", &many))
        .file("names.eml", message("Names", "The walrus.", names))
        .file("nested.eml", with(("application/zip", "a.zip", &nested)));
    let json = folder.search(&["--update", "--json"]).json();
    let files = json["files"].as_array().expect("files").iter();
    let told: Vec<_> = files
        .map(|file| {
            (
                file["path"].as_str(),
                file["status"].as_str(),
                file["reason"].as_str(),
            )
        })
        .collect();
    let bomb = "1 of 1 files in it left out: bomb.zip: unpacks to more than 100 times its size";
    let broken = "1 of 1 files in it left out: a.rtf: damaged: it cannot be decoded";
    let deep = "1 of 3 files in it left out: Second.eml!/Third.eml!/Deepest.eml: \
                more than 2 archives or messages in each other";
    let many = "1 of 10001 files in it left out: a-10000.txt: has more than 10000 entries";
    let nested = "a.zip: 1 of 2 files in it left out: b.zip: \
                  more than 2 archives or messages in each other";
    let expected = [
        ("bomb.eml", bomb),
        ("broken.eml", broken),
        ("deep.eml", deep),
        ("many.eml", many),
        ("nested.eml", nested),
    ];
    let expected = expected.map(|(path, reason)| (Some(path), Some("indexed"), Some(reason)));
    assert_eq!(told, expected);
    assert_eq!(
        found(&folder, "camel"),
        [
            "broken.eml",
            "deep.eml",
            "deep.eml!/Second.eml",
            "deep.eml!/Second.eml!/Third.eml",
            "names.eml!/abs.txt",
            "names.eml!/up.txt",
            "nested.eml!/a.zip!/a.md"
        ]
    );
    assert_eq!(found(&folder, "walrus").len(), 4);
}
