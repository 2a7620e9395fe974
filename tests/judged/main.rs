//! The judged queries of the built-in corpus: what a person would call the right section is where it should be.

use std::fs;
use std::path::Path;

use section_search::eval::{Judgements, Measures, Run};
use section_search::{Fresh, Hit, Index, Query};

/// A query with its judged sections.
struct Judged {
    query: String,
    note: String,
    /// Path, heading (`Lead` for the opening text), grade.
    sections: Vec<(String, String, u32)>,
}

/// Returns the judged queries; a row is query, document, section, grade, note.
fn judged() -> Vec<Judged> {
    let text =
        fs::read_to_string(root().join("tests/judged/queries.tsv")).expect("the judged queries");
    let mut all: Vec<Judged> = Vec::new();
    for row in text.lines().skip(1) {
        let [query, document, section, grade, note] = row.split('\t').collect::<Vec<_>>()[..]
        else {
            panic!("a row has five columns: {row}");
        };
        if all.last().is_none_or(|last| last.query != query) {
            all.push(Judged {
                query: query.to_owned(),
                note: note.to_owned(),
                sections: Vec::new(),
            });
        }
        let grade = grade.parse().expect("a grade");
        all.last_mut().expect("a query").sections.push((
            document.to_owned(),
            section.to_owned(),
            grade,
        ));
    }
    all
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn built_in_corpus(index: &Path) -> Index {
    let builder = Index::builder().corpus(root().join("corpus")).index(index);
    builder
        .fresh(Fresh::Always)
        .open()
        .expect("the built-in corpus")
}

fn grade(judged: &Judged, hit: &Hit) -> u32 {
    let heading = hit.passage.headings.last().map_or("Lead", String::as_str);
    let found = judged
        .sections
        .iter()
        .find(|(path, section, _)| *path == hit.passage.path && section == heading);
    found.map_or(0, |(.., grade)| *grade)
}

/// Returns how many hits down the first one of the best grade may be; none where the note says that it is not for us.
fn claim(note: &str) -> Option<usize> {
    let first = [
        "exact name",
        "diacritics",
        "exact phrase",
        "full date",
        "date",
        "section name",
    ];
    let near = ["misspelling", "variant spelling"];
    if first.iter().any(|start| note.starts_with(start)) {
        return Some(1);
    }
    near.iter()
        .any(|start| note.starts_with(start))
        .then_some(3)
}

#[test]
fn the_right_section_is_first_and_misspellings_find_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = built_in_corpus(folder.path());
    let mut failures = Vec::new();
    for judged in judged() {
        let Some(depth) = claim(&judged.note) else {
            continue;
        };
        let hits = index
            .search(&Query::parse(&judged.query))
            .expect("an answer")
            .hits;
        if !hits.iter().take(depth).any(|hit| grade(&judged, hit) == 3) {
            let found: Vec<_> = hits
                .iter()
                .take(3)
                .map(|hit| hit.passage.id.clone())
                .collect();
            failures.push(format!("{} ({}): {found:?}", judged.query, judged.note));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_judged_section_exists() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut index = Index::builder()
        .corpus(root().join("corpus"))
        .index(folder.path())
        .open()
        .expect("the corpus");
    let report = index.update().expect("it is indexed");
    assert_eq!((report.added, report.skipped, report.failed), (40, 0, 0));
    for judged in judged() {
        for (path, section, _) in &judged.sections {
            let passages = index.get(path).expect("the document");
            let exists = passages
                .iter()
                .any(|passage| passage.headings.last().map_or("Lead", String::as_str) == section);
            assert!(exists, "{path} has no section {section}");
        }
    }
}

#[test]
fn the_ranking_of_all_judged_queries_is_good() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut index = built_in_corpus(folder.path());
    index.update().expect("it is indexed");
    let index = index.with_fresh(Fresh::Never);
    let mut judgements = Judgements::read(&root().join("tests/judged/queries.tsv"), "test")
        .expect("the judged queries");
    let names = judgements.resolve(&index).expect("the names");
    assert!(names.missing.is_empty(), "{:?}", names.missing);
    let run = Run::ask(&judgements, names.unit, &index, &|_| {}).expect("a run");
    let scores = judgements.measure(&run);
    let mean = Measures::mean(scores.iter().map(|(_, measures)| measures)).ndcg_10;
    assert!(mean > 0.9, "nDCG@10 is {mean}");
}
