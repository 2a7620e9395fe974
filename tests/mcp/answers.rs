//! What the tools answer, and what they refuse.

use std::fs;

use serde_json::json;

use crate::client::Folder;

const MALI: &str = "# Mali\n\nA country.\n\n## Rivers\n\nThe Niger flows north.\n\n## Towns\n\nSegou lies on the Niger.\n";

fn folder() -> Folder {
    Folder::new().file("mali.md", MALI).file(
        "niger.md",
        "# Niger\n\nThe Niger is a river, and Niger a country.\n",
    )
}

#[test]
fn the_id_of_a_hit_can_be_read() {
    let folder = folder();
    let mut client = folder.connect();
    let found = client.call("search", json!({"query": "niger flows"}));
    assert_eq!(found["matched"], "all");
    assert_eq!(found["freshness"]["state"], "fresh");
    let hit = &found["hits"][0];
    assert_eq!(hit["id"], "mali.md#rivers");
    assert_eq!(hit["path"], "mali.md");
    assert_eq!(hit["title"], "Mali");
    assert_eq!(hit["headings"], json!(["Rivers"]));
    assert_eq!(hit["lines"], json!([5, 8]));
    assert_eq!(hit["snippet"]["text"], "The Niger flows north.");
    let read = client.call("read", json!({"id": hit["id"]}));
    assert_eq!(read["text"], "## Rivers\n\nThe Niger flows north.\n\n");
    assert_eq!(read["lines"], json!([5, 8]));
    assert_eq!(read["truncated"], false);
}

#[test]
fn the_best_hit_of_each_document_comes_first() {
    let folder = folder();
    let found = folder.connect().call("search", json!({"query": "niger"}));
    let hits = found["hits"].as_array().expect("hits");
    let mut first: Vec<_> = hits[..2].iter().map(|hit| hit["path"].clone()).collect();
    first.sort_by_key(|path| path.to_string());
    assert_eq!(first, ["mali.md", "niger.md"]);
    assert_eq!(hits[2]["path"], "mali.md");
    let one = json!({"query": "niger", "per_document": 1});
    let found = folder.connect().call("search", one);
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(2));
}

#[test]
fn hits_go_on_at_the_next_offset() {
    let folder = folder();
    let mut client = folder.connect();
    let all = client.call("search", json!({"query": "niger"}));
    let ids = |page: &serde_json::Value| -> Vec<String> {
        let hits = page["hits"].as_array().expect("hits").iter();
        hits.map(|hit| hit["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    assert_eq!(all["next_offset"], json!(null));
    let mut paged = Vec::new();
    let mut offset = json!(0);
    while !offset.is_null() {
        let page = client.call(
            "search",
            json!({"query": "niger", "limit": 1, "offset": offset}),
        );
        paged.extend(ids(&page));
        offset = page["next_offset"].clone();
    }
    let mut ids = ids(&all);
    ids.sort();
    paged.sort();
    assert_eq!(paged, ids);
}

#[test]
fn documents_sections_and_lines_are_read_by_name() {
    let folder = folder();
    let mut client = folder.connect();
    let mut text = |id: &str| client.call("read", json!({"id": id}))["text"].clone();
    assert_eq!(text("mali.md"), MALI);
    assert_eq!(
        text("mali.md#towns"),
        "## Towns\n\nSegou lies on the Niger.\n"
    );
    assert_eq!(text("mali.md:7-7"), "The Niger flows north.\n");
}

#[test]
fn a_long_text_is_read_in_pages() {
    let long: String = (0..2000)
        .map(|number| format!("Line {number}: \"état\".\n"))
        .collect();
    let folder = Folder::new().file("long.txt", &long);
    let mut client = folder.connect();
    let mut text = String::new();
    let mut offset = json!(0);
    while !offset.is_null() {
        let page = client.call("read", json!({"id": "long.txt", "offset": offset}));
        let piece = page["text"].as_str().expect("a text");
        assert!(piece.ends_with('\n') && page["total_bytes"] == long.len());
        text += piece;
        offset = page["next_offset"].clone();
    }
    assert_eq!(text, long);
    let behind = client.refusal("read", json!({"id": "long.txt", "offset": 1_000_000}));
    assert_eq!(
        behind,
        format!(
            "offset 1000000 is behind the end: the text has {} bytes",
            long.len()
        )
    );
}

#[test]
fn documents_and_headings_are_listed() {
    let folder = folder();
    let mut client = folder.connect();
    let list = client.call("outline", json!({}));
    let documents = json!([
        {"path": "mali.md", "title": "Mali", "format": "markdown", "passages": 3},
        {"path": "niger.md", "title": "Niger", "format": "markdown", "passages": 1}
    ]);
    assert_eq!(list["documents"], documents);
    let list = client.call("outline", json!({"path": "mali.md"}));
    let sections = json!([
        {"id": "mali.md#mali", "level": 0, "heading": "", "lines": [1, 4]},
        {"id": "mali.md#rivers", "level": 1, "heading": "Rivers", "lines": [5, 8]},
        {"id": "mali.md#towns", "level": 1, "heading": "Towns", "lines": [9, 11]}
    ]);
    assert_eq!(list["sections"], sections);
    for section in sections.as_array().expect("sections") {
        client.call("read", json!({"id": section["id"]}));
    }
}

#[test]
fn the_documents_of_a_folder_are_listed() {
    let folder = folder()
        .file("rivers/volta.md", "# Volta\n")
        .file("rivers/deep/bani.md", "# Bani\n")
        .file("rivers2/x.md", "# X\n");
    let mut client = folder.connect();
    for path in ["rivers", "rivers/"] {
        let list = client.call("outline", json!({"path": path}));
        let documents = list["documents"].as_array().expect("documents").iter();
        let paths: Vec<_> = documents.map(|document| document["path"].clone()).collect();
        assert_eq!(paths, ["rivers/deep/bani.md", "rivers/volta.md"]);
        assert_eq!(list["total"], 2);
    }
    assert_eq!(
        client.refusal("outline", json!({"path": "river"})),
        "there is no document \"river\"; ids come from search, paths and ids from outline"
    );
}

#[test]
fn what_is_searched_and_left_out_is_told() {
    let folder = folder();
    fs::write(folder.document("a.bin"), b"\0\x01\x02").expect("a file");
    let mut client = folder.connect();
    assert_eq!(
        client.refusal("status", json!({})),
        "there is no index yet; the first search makes it"
    );
    client.call("search", json!({"query": "niger"}));
    let status = client.call("status", json!({}));
    assert_eq!(status["corpus"], json!(["corpus"]));
    assert_eq!(
        (&status["documents"], &status["passages"]),
        (&json!(2), &json!(4))
    );
    assert_eq!(status["files"][0]["path"], "a.bin");
    assert_eq!(status["files"][0]["status"], "skipped");
}

#[test]
fn answers_follow_the_files() {
    let folder = folder();
    let mut client = folder.connect();
    let count = |client: &mut crate::client::Client| {
        let found = client.call("search", json!({"query": "volta"}));
        found["hits"].as_array().expect("hits").len()
    };
    assert_eq!(count(&mut client), 0);
    folder.write("ghana.md", "# Ghana\n\nThe Volta flows south.\n");
    assert_eq!(count(&mut client), 1);
    fs::remove_file(folder.document("ghana.md")).expect("it is removed");
    assert_eq!(count(&mut client), 0);
    client.refusal("read", json!({"id": "ghana.md"}));
}

#[test]
fn a_near_spelling_is_told() {
    let folder = Folder::new().file("a.md", "# Who\n\nMokhtar Belmokhtar led them.\n");
    let found = folder
        .connect()
        .call("search", json!({"query": "Belmoktar"}));
    assert_eq!(found["matched"], "corrected");
    let corrections = json!([{"from": "Belmoktar", "to": "belmokhtar"}]);
    assert_eq!(found["corrections"], corrections);
}

#[test]
fn what_is_wrong_is_refused_by_name() {
    let folder = folder();
    let mut client = folder.connect();
    let refused = [
        (
            "search",
            json!({"query": "niger", "top_k": 5}),
            "unknown argument \"top_k\"; search takes query, limit, offset, per_document, max_bytes",
        ),
        (
            "read",
            json!({"path": "mali.md"}),
            "unknown argument \"path\"; read takes id, offset, max_bytes",
        ),
        (
            "search",
            json!({"query": "niger", "limit": 500}),
            "limit must be a whole number from 1 to 50, not 500",
        ),
        (
            "search",
            json!({"query": "niger", "max_bytes": 100_000}),
            "max_bytes must be a whole number from 1024 to 32768, not 100000",
        ),
        (
            "search",
            json!({"query": " "}),
            "query is empty; say what to look for, or list the documents with outline",
        ),
        (
            "read",
            json!({"id": "../../etc/passwd"}),
            "there is no passage \"../../etc/passwd\"; ids come from search, paths and ids from outline",
        ),
    ];
    for (tool, arguments, reason) in refused {
        assert_eq!(client.refusal(tool, arguments), reason);
    }
    assert!(
        client
            .refusal("search", json!({}))
            .starts_with("search needs query: ")
    );
}
