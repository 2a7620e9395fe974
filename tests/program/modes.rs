//! Updating, reading, outlining.

use crate::folder::Folder;

const DOCUMENT: &str = "# Mali\r\n\r\nOpening.\r\n\r\n## Rivers\r\n\r\n- The *Niger*\r\n\r\n### Towns\r\n\r\nBamako.\r\n";

#[test]
fn an_update_accounts_for_every_file() {
    let folder = Folder::new()
        .file("a.md", "# A\n\ntext\n")
        .file("b.txt", "text\n")
        .file("empty.md", "")
        .file("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0")
        .file(".hidden.md", "secret\n");
    let json = folder.search(&["--update", "--json"]).exits(0).json();
    let count = |name: &str| json[name].as_u64().expect("a number");
    assert_eq!(
        ["added", "changed", "removed", "unchanged"].map(count),
        [3, 0, 0, 0]
    );
    assert_eq!(
        ["skipped", "failed", "passages", "version"].map(count),
        [1, 0, 2, 1]
    );
    assert_eq!(
        json["files"],
        serde_json::json!([{"path": "picture.png", "status": "skipped", "reason": "binary"}])
    );
    folder
        .search(&["--update"])
        .exits(0)
        .prints("0 added, 0 changed, 0 removed, 3 unchanged, 1 skipped, 0 failed");
    folder.search(&["secret"]).exits(1);
    folder.search(&["secret", "--hidden"]).exits(0);
}

#[test]
fn an_update_reads_only_what_changed() {
    let folder = Folder::new()
        .file("a.md", "one\n")
        .file("b.md", "two\n")
        .file("c.md", "three\n");
    folder.search(&["--update"]).exits(0).prints("3 added");
    folder.write("corpus/a.md", "one more\n");
    std::fs::remove_file(folder.path("corpus/b.md")).expect("it was there");
    folder.write("corpus/d.md", "four\n");
    folder
        .search(&["--update"])
        .exits(0)
        .prints("1 added, 1 changed, 1 removed, 1 unchanged");
    folder.search(&["two"]).exits(1);
    folder.search(&["more"]).exits(0).prints("a.md:1");
    folder
        .search(&["--rebuild"])
        .exits(0)
        .prints("3 added, 0 changed, 0 removed, 0 unchanged");
}

#[cfg(unix)]
#[test]
fn one_bad_file_never_ends_a_run() {
    let folder = Folder::new().file("good.md", "words\n");
    std::os::unix::fs::symlink("nowhere", folder.path("corpus/link.md")).expect("a link");
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path("corpus/pipe.md"))
        .status();
    let json = folder.search(&["--update", "--json"]).exits(0).json();
    assert_eq!(json["added"], 1);
    let reasons: Vec<_> = json["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| &file["reason"])
        .collect();
    assert!(reasons.contains(&&serde_json::json!("symbolic link")));
    if made.is_ok_and(|status| status.success()) {
        assert!(reasons.contains(&&serde_json::json!("not a regular file")));
    }
    folder.search(&["words"]).exits(0);
}

#[test]
fn a_passage_is_printed_as_it_is_written() {
    let folder = Folder::new().file("mali.md", DOCUMENT);
    let run = folder.search(&["--get", "mali.md#rivers"]).exits(0);
    assert_eq!(run.out(), "## Rivers\r\n\r\n- The *Niger*\r\n\r\n");
    assert_eq!(
        folder.search(&["--get", "mali.md"]).exits(0).out(),
        DOCUMENT
    );
    assert_eq!(
        folder.search(&["--get", "mali.md:5-7"]).exits(0).out(),
        "## Rivers\r\n\r\n- The *Niger*\r\n"
    );
    let json = folder
        .search(&["--get", "mali.md#towns", "--json"])
        .exits(0)
        .json();
    assert_eq!(
        json["passages"][0]["headings"],
        serde_json::json!(["Rivers", "Towns"])
    );
    assert_eq!(json["passages"][0]["lines"], serde_json::json!([9, 11]));
    folder
        .search(&["--get", "mali.md#lakes"])
        .exits(1)
        .warns("there is no passage \"mali.md#lakes\"");
    folder.search(&["--get", "../secret"]).exits(1);
}

#[test]
fn html_is_printed_as_it_reads() {
    let folder = Folder::new().file(
        "a.html",
        "<html><body><h1>Mali</h1><p>The <b>Niger</b> &amp; more</p></body></html>",
    );
    let run = folder.search(&["--get", "a.html#mali"]).exits(0);
    assert_eq!(run.out(), "The Niger & more\n");
}

#[test]
fn outlines_show_headings_and_documents_with_ids() {
    let folder = Folder::new()
        .file("mali.md", DOCUMENT)
        .file("b.txt", "text\n");
    let run = folder.search(&["--outline", "mali.md"]).exits(0);
    let expected = [
        "Mali  mali.md#mali",
        "  Rivers  mali.md#rivers",
        "    Towns  mali.md#towns",
    ];
    assert_eq!(run.lines(), expected);
    assert_eq!(
        folder.search(&["--outline"]).exits(0).lines(),
        ["b.txt  B", "mali.md  Mali"]
    );
    let json = folder.search(&["--outline", "mali.md", "--json"]).json();
    assert_eq!(json["sections"][1]["lines"], serde_json::json!([5, 8]));
    folder
        .search(&["--outline", "none.md"])
        .exits(1)
        .warns("there is no document \"none.md\"");
}

#[test]
fn a_mode_takes_no_query() {
    let folder = Folder::new().file("a.md", "x\n");
    folder
        .search(&["--update", "words"])
        .exits(2)
        .warns("takes none");
    folder
        .search(&["--update", "-g", "*.md"])
        .exits(2)
        .warns("search.toml");
    folder.search(&["--update", "--get", "a.md"]).exits(2);
}

#[test]
fn the_status_accounts_for_every_file_and_changes_nothing() {
    let folder = Folder::new()
        .file("a.md", "# A\n\n## B\n")
        .file("b.bin", b"\0\0");
    folder
        .search(&["--status"])
        .exits(2)
        .warns("there is no index");
    folder.search(&["--update"]).exits(0);
    folder.write("corpus/c.md", "new\n");
    let json = folder.search(&["--status", "--json"]).exits(0).json();
    let count = |name: &str| json[name].as_u64().expect("a number");
    assert_eq!(
        ["version", "generation", "documents", "passages"].map(count),
        [1, 1, 1, 2]
    );
    assert_eq!(["skipped", "failed"].map(count), [1, 0]);
    assert!(count("index_bytes") > 0);
    assert_eq!(json["freshness"]["state"], "stale");
    assert_eq!(json["freshness"]["changed"], 1);
    let skipped = serde_json::json!([{"path": "b.bin", "status": "skipped", "reason": "binary"}]);
    assert_eq!(json["files"], skipped);
    let json = folder.search(&["--status", "--full", "--json"]).json();
    let indexed = serde_json::json!({"path": "a.md", "status": "indexed", "passages": 2});
    assert_eq!(json["files"][0], indexed);
    folder.search(&["--update"]).exits(0);
    folder.search(&["--rebuild"]).exits(0);
    folder
        .search(&["--status"])
        .exits(0)
        .prints("skipped b.bin: binary")
        .prints("documents  2, 3 passages")
        .prints("fresh");
    assert_eq!(
        folder.search(&["--status", "--json"]).json()["generation"],
        3
    );
}
