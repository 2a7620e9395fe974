//! Documents in many formats: what is found in them, under which id, at which lines.

use serde_json::json;

use crate::folder::Folder;

/// Claims the best hit for "needle" in a file: its id, its title, its headings and its lines.
fn check(name: &str, source: &str, id: &str, title: &str, headings: &[&str], lines: [u64; 2]) {
    let folder = Folder::new().file(name, source);
    let json = folder.search(&["needle", "--json"]).exits(0).json();
    let hit = &json["hits"][0];
    assert_eq!(hit["id"], id, "{name}");
    assert_eq!(hit["title"], title, "{name}");
    assert_eq!(hit["headings"], json!(headings), "{name}");
    assert_eq!(hit["lines"], json!(lines), "{name}");
}

#[test]
fn parts_of_a_file_are_found_at_their_lines() {
    let notebook = "{\n \"cells\": [\n  {\n   \"cell_type\": \"markdown\",\n   \"source\": [\n    \"# Rivers\\n\",\n    \"## Towns\\n\",\n    \"The needle.\"\n   ]\n  }\n ]\n}\n";
    check(
        "a.ipynb",
        notebook,
        "a.ipynb#towns",
        "Rivers",
        &["Towns"],
        [7, 12],
    );
    let subtitles =
        "WEBVTT\n\n00:01.000 --> 00:03.000\nHello.\n\n01:20.000 --> 01:22.000\nThe needle.\n";
    check("talk.vtt", subtitles, "talk.vtt#t=80", "Talk", &[], [6, 7]);
    let code = "use a;\n\n/// Finds it.\nfn needle() {\n}\n\nfn other() {}\n";
    check("a.rs", code, "a.rs#needle", "A", &["needle"], [3, 6]);
    let settings = "[package]\nname = \"a\"\n\n# Of hay.\n[needles]\nneedle = 1\n";
    check(
        "a.toml",
        settings,
        "a.toml#needles",
        "A",
        &["needles"],
        [4, 6],
    );
    let docbook = "<book><title>Hay</title>\n<chapter xml:id=\"c\"><title>Needles</title>\n<para>A needle.</para>\n</chapter></book>\n";
    check("a.xml", docbook, "a.xml#c", "Hay", &["Needles"], [2, 4]);
    let mail =
        "From: A <a@x.org>\nDate: Fri, 20 Nov 2015 10:00:00 +0000\nSubject: Hay\n\nA needle.\n";
    check("a.eml", mail, "a.eml#", "Hay", &[], [1, 5]);
}

#[test]
fn records_of_a_file_are_documents() {
    let lines = "{\"id\": \"a\", \"text\": \"hay\"}\n{\"id\": \"b\", \"title\": \"Hay\", \"text\": \"a needle\"}\n";
    check("a.jsonl", lines, "a.jsonl#b", "Hay", &[], [2, 2]);
    let mailbox = "From a Fri Nov 20 10:00:00 2015\nSubject: A\n\nhay\n\nFrom b Sat Nov 21 10:00:00 2015\nMessage-ID: <7@x>\nSubject: B\n\na needle\n";
    check("a.mbox", mailbox, "a.mbox#7@x", "B", &[], [6, 10]);
    let dump = "<mediawiki xml:lang=\"en\">\n<page><title>Hay</title><ns>0</ns></page>\n<page><title>In it</title><ns>0</ns><revision><text>x\n== A ==\nneedle</text></revision></page>\n</mediawiki>\n";
    check(
        "dump.xml",
        dump,
        "dump.xml#In-it/a",
        "In it",
        &["A"],
        [4, 5],
    );
    let text = "so much hay that the needle is hard to find though it is there if one looks for it for long";
    let hay = text.replace("needle", "pin");
    let table = format!("id,name,text\n1,Hay,{hay}\n2,Stack,\"{text}\n\nreally\"\n");
    check("a.csv", &table, "a.csv#2", "Stack", &[], [3, 5]);
}

#[test]
fn dates_of_messages_and_records_count() {
    let folder = Folder::new()
        .file(
            "a.eml",
            "From: a@x\nSubject: A\nDate: Fri, 20 Nov 2015 10:00:00 +0000\n\nneedle\n",
        )
        .file(
            "b.jsonl",
            "{\"date\": \"2016-01-02\", \"text\": \"needle\"}\n",
        );
    assert_eq!(
        folder.search(&["needle date:2015", "--json"]).ids(),
        ["a.eml#"]
    );
    assert_eq!(
        folder.search(&["needle date:2016", "--json"]).ids(),
        ["b.jsonl#1"]
    );
}

#[test]
fn xml_that_declares_entities_is_refused_and_all_else_is_read() {
    let mut bomb = "<!DOCTYPE x [<!ENTITY a0 \"needle\">".to_owned();
    for n in 1..20 {
        let inner = format!("&a{};", n - 1).repeat(10);
        bomb += &format!("<!ENTITY a{n} \"{inner}\">");
    }
    let folder = Folder::new()
        .file("bomb.xml", bomb + "]><x>&a19;</x>")
        .file(
            "outside.xml",
            "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><x>&f;</x>",
        )
        .file("deep.xml", format!("<x>needle{}", "<y>".repeat(100_000)))
        .file(
            "deep.html",
            format!("<p>needle{}", "<ul><li>".repeat(100_000)),
        )
        .file("deep.json", format!("[\"needle\"{}", ",[".repeat(100_000)))
        .file("broken.csv", "a,\"b\nneedle")
        .file("broken.ipynb", "{\"cells\": [{\"source\": [\"needle")
        .file(
            "broken.eml",
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nneedle\n--",
        );
    let update = folder.search(&["--update", "--json"]).exits(2).json();
    let failed: Vec<_> = update["files"].as_array().expect("files").iter().collect();
    assert_eq!(failed.len(), 2);
    for file in failed {
        let reason =
            "it declares entities in its DOCTYPE; replace them first, as `xmllint --noent` does";
        assert_eq!(file["reason"], reason);
    }
    let mut found = folder.search(&["needle", "-l"]).exits(0).lines();
    found.sort();
    let expected = [
        "broken.csv",
        "broken.eml",
        "broken.ipynb",
        "deep.html",
        "deep.json",
        "deep.xml",
    ];
    assert_eq!(found, expected);
}
