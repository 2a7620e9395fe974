//! What an index makes of files that hold several documents, and of files that are no text.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::engine::Status;
use crate::index::{Fresh, Index, Outline};
use crate::query::Query;

const RECORDS: &str = "\
%first
Rain in Mali.
#Rivers
The Niger.
#Rivers
The Bani.
%
Rain in Chad.
%first
Rain again.
";

/// Returns an index of the files, made.
fn index(files: &[(&str, &str)]) -> (TempDir, Index) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    fs::create_dir(&corpus).expect("a folder");
    for (name, text) in files {
        fs::write(corpus.join(name), text).expect("a file");
    }
    let index = Index::builder().corpus(&corpus).fresh(Fresh::Always);
    let mut index = index.open().expect("an index");
    index.update().expect("it is updated");
    (folder, index)
}

fn file(folder: &TempDir, name: &str) -> std::path::PathBuf {
    let corpus: &Path = folder.path();
    corpus.join("corpus").join(name)
}

/// Returns the ids that a query finds, best first.
fn found(index: &Index, query: Query) -> Vec<String> {
    let hits = index.search(&query).expect("an answer").hits;
    hits.into_iter().map(|hit| hit.passage.id).collect()
}

fn got(index: &Index, name: &str) -> Vec<(String, Option<[u64; 2]>, String)> {
    let passages = index.get(name).expect("passages").into_iter();
    passages.map(|it| (it.id, it.lines, it.text)).collect()
}

#[test]
fn each_record_of_a_file_is_a_document_at_its_lines() {
    let (_folder, index) = index(&[("a.records", RECORDS)]);
    let whole = got(&index, "a.records");
    let places: Vec<_> = whole
        .iter()
        .map(|(id, lines, _)| (id.as_str(), lines.expect("lines")))
        .collect();
    let expected = [
        ("a.records#first", [1, 2]),
        ("a.records#first/rivers", [3, 4]),
        ("a.records#first/rivers-1", [5, 6]),
        ("a.records#2", [7, 8]),
        ("a.records#first-1", [9, 10]),
    ];
    assert_eq!(places, expected);
    // What is meant to be read as it stands is shown so.
    assert_eq!(whole[3].2, "%\nRain in Chad.\n");
    assert_eq!(got(&index, "a.records#first"), whole[..3]);
    assert_eq!(got(&index, "a.records#first/rivers"), whole[1..2]);
    assert_eq!(got(&index, "a.records:4-4")[0].2, "The Niger.\n");
    assert!(index.get("a.records#third").is_err());
}

#[test]
fn hits_go_by_record_and_titles_are_its_own() {
    let (_folder, index) = index(&[("a.records", RECORDS)]);
    let query = |text: &str| Query::parse(text).per_document(1);
    let mut ids = found(&index, query("rain"));
    ids.sort();
    assert_eq!(ids, ["a.records#2", "a.records#first", "a.records#first-1"]);
    let hits = index.search(&query("bani")).expect("an answer").hits;
    assert_eq!(hits[0].passage.title, "first");
    assert_eq!(hits[0].passage.path, "a.records");
    let around = Query::parse("chad").around(2, 2);
    let hits = index.search(&around).expect("an answer").hits;
    assert!(hits[0].before.is_empty() && hits[0].after.is_empty());
    assert_eq!(found(&index, query("id:a.records#first/rivers")).len(), 1);
    assert_eq!(found(&index, Query::parse("id:a.records#first")).len(), 3);
    assert_eq!(found(&index, Query::parse("rain type:records")).len(), 3);
    assert_eq!(found(&index, Query::parse("rain path:*.records")).len(), 3);
}

#[test]
fn the_outline_of_a_file_is_of_its_documents() {
    let (_folder, index) = index(&[("a.records", RECORDS)]);
    let Outline::Corpus { documents, .. } = index.outline(Some("a.records")).expect("an outline")
    else {
        panic!("the file holds several documents");
    };
    let documents: Vec<_> = documents
        .iter()
        .map(|it| (&*it.path, it.passages))
        .collect();
    let expected = [
        ("a.records#first", 3),
        ("a.records#2", 1),
        ("a.records#first-1", 1),
    ];
    assert_eq!(documents, expected);
    let outline = index.outline(Some("a.records#first")).expect("an outline");
    let Outline::Document {
        title, sections, ..
    } = outline
    else {
        panic!("it is one document");
    };
    assert_eq!((title.as_str(), sections.len()), ("first", 3));
    let status = index.status(false).expect("a status");
    assert_eq!(
        (status.indexed, status.documents, status.passages),
        (1, 3, 5)
    );
}

#[test]
fn why_is_told_of_a_record() {
    let (_folder, index) = index(&[("a.records", RECORDS)]);
    let query = Query::parse("rain");
    let why = index.why("a.records#2", Some(&query)).expect("a reason");
    assert_eq!(why.document.expect("a document").passages, 1);
    let best = why.query.expect("a query").best.expect("a passage");
    assert_eq!(best.hit.passage.id, "a.records#2");
    assert!(best.rank.is_some());
    let why = index.why("a.records#third", None).expect("a reason");
    assert!(!why.indexed);
}

#[test]
fn records_change_and_go_with_their_file() {
    let (folder, mut index) = index(&[("a.records", RECORDS), ("b.txt", "Rain.")]);
    fs::write(file(&folder, "a.records"), "%first\nSun.\n").expect("a file");
    let report = index.update().expect("it is updated");
    assert_eq!((report.changed, report.passages), (1, 2));
    assert_eq!(found(&index, Query::parse("rain")), ["b.txt#"]);
    assert_eq!(found(&index, Query::parse("sun")), ["a.records#first"]);
    fs::remove_file(file(&folder, "a.records")).expect("it is removed");
    let report = index.update().expect("it is updated");
    assert_eq!((report.removed, report.passages), (1, 1));
    assert!(index.verify().expect("a check").is_sound());
}

#[test]
fn what_is_no_text_is_found_by_its_places() {
    // A signature counts, not the extension.
    let (_folder, index) = index(&[("deck.md", "\u{1}slides\nRain in Mali\nSun in Chad\n")]);
    let hits = index.search(&Query::parse("sun")).expect("an answer").hits;
    let passage = &hits[0].passage;
    assert_eq!(passage.id, "deck.md#slide-2");
    assert_eq!(passage.place.as_deref(), Some("slide 2"));
    assert_eq!((passage.lines, passage.bytes), (None, None));
    let whole = got(&index, "deck.md");
    assert_eq!(whole[1].2, "Sun in Chad");
    assert!(index.get("deck.md:1-2").is_err());
}

#[test]
fn a_file_that_cannot_be_read_costs_itself_only() {
    let (_folder, index) = index(&[("deck.slides", "\u{1}slides\n"), ("b.txt", "Rain.")]);
    let status = index.status(false).expect("a status");
    assert_eq!((status.indexed, status.failed), (1, 1));
    assert_eq!(status.files[0].status, Status::Failed);
    let reason = status.files[0].reason.as_deref();
    assert_eq!(reason, Some("there are no slides in it"));
}
