//! A collection of documents that comes with its judged queries.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use crate::analyzer::Language;
use crate::corpus::Text;
use crate::engine::embedded::Embedded;
use crate::engine::{Engine, Entry, Snapshot, Start};
use crate::error::{Error, Result};
use crate::eval::ask::{Answers, Found, Unit};
use crate::eval::judgements::Judgements;
use crate::eval::names::Names;
use crate::eval::record::{Record, document};
use crate::eval::records::Records;
use crate::index::Progress;
use crate::passage::{self, Origin, Passage};
use crate::query::Query;
use crate::ranking::{self, Question, Synonyms};

/// The files that hold the documents of a collection, the first that is there.
const FILES: [&str; 4] = [
    "corpus.jsonl",
    "docs.jsonl",
    "corpus.jsonl.gz",
    "docs.jsonl.gz",
];
/// So many documents are indexed at a time.
const BATCH_DOCUMENTS: usize = 1024;

/// Documents given as data, a JSON object on each line, indexed and ranked as files are.
///
/// A line has `id` (or `_id`), `title` and `text`. Lines with a `doc` are the sections of one document, each with its
/// `headings` and its place in the `order`; they stand together.
pub struct Collection {
    snapshot: Arc<dyn Snapshot>,
    unit: Unit,
    /// The id of each record, by its number.
    ids: Vec<String>,
    known: HashSet<String>,
}

impl Collection {
    /// Returns the file with the documents of a folder of queries, if it has one.
    pub fn file(folder: &Path) -> Option<PathBuf> {
        let files = FILES.iter().map(|name| folder.join(name));
        files.into_iter().find(|path| path.is_file())
    }

    /// Indexes the documents of a file in the folder `dir`, which is of use to the collection only.
    ///
    /// `language` is that of texts that do not tell their own. Tells how many bytes of the file are done.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, if it is compressed and the program reads no such formats, if a line makes no
    /// sense, or if the index cannot be written.
    pub fn read(
        file: &Path,
        dir: &Path,
        language: Language,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Self> {
        let mut records = Records::open(file)?;
        let engine = Embedded::new(dir, "collection");
        let size_bytes = fs::metadata(file).map_or(0, |metadata| metadata.len());
        let batch = engine.begin(Start::Nothing, size_bytes, Duration::ZERO)?;
        let mut ids = Vec::new();
        while let Some(some) = some_documents(&mut records, &mut ids)? {
            let split = some.par_iter().map(|document| document.split(language));
            for (entry, passages) in split.collect::<Vec<_>>() {
                batch.put(entry, passages)?;
            }
            progress(records.progress());
        }
        batch.commit(&[])?;
        let snapshot = engine.snapshot()?;
        Ok(Self {
            snapshot: snapshot.ok_or_else(|| Error::NoIndex {
                path: dir.to_owned(),
            })?,
            unit: records.unit(),
            ids,
            known: records.ids,
        })
    }

    /// Returns what the names in judgements mean: the ids of the collection.
    pub fn names(&self, judgements: &Judgements) -> Names {
        let judged = judgements
            .queries
            .iter()
            .flat_map(|judged| judged.grades.keys());
        Names {
            unit: self.unit,
            missing: judged
                .filter(|name| !self.known.contains(*name))
                .cloned()
                .collect(),
        }
    }

    /// Returns the id of the record that a passage is of.
    fn id(&self, passage: &Passage) -> Option<&String> {
        self.ids.get(number(passage)?)
    }
}

impl Answers for Collection {
    fn find(&self, query: &Query) -> Result<Vec<Found>> {
        let question = Question {
            query,
            synonyms: &Synonyms::default(),
        };
        let hits = ranking::answer(self.snapshot.as_ref(), question, &|_| true)?.hits;
        let ids = hits.iter().filter_map(|hit| self.id(&hit.passage));
        let found = ids.map(|id| Found {
            document: id.clone(),
            section: id.clone(),
        });
        Ok(found.collect())
    }
}

/// A document with the number of its first record.
struct Numbered {
    first: usize,
    records: Vec<Record>,
}

/// Returns the next documents, none at the end, and adds the ids of their records.
fn some_documents(records: &mut Records, ids: &mut Vec<String>) -> Result<Option<Vec<Numbered>>> {
    let mut some = Vec::new();
    while some.len() < BATCH_DOCUMENTS {
        let Some(records) = records.next_document()? else {
            break;
        };
        let first = ids.len();
        ids.extend(records.iter().map(|record| record.id.clone()));
        some.push(Numbered { first, records });
    }
    Ok((!some.is_empty()).then_some(some))
}

impl Numbered {
    /// Splits the document into passages; its path is its number, so that its id can be any text.
    fn split(&self, language: Language) -> (Entry, Vec<Passage>) {
        let (document, source) = document(&self.records, self.first);
        let path = self.first.to_string();
        let origin = Origin {
            path: &path,
            archive: None,
            path_bytes: None,
            language,
        };
        let mut passages = passage::split(&document, &Text::from_utf8(source, 0), &origin);
        // Headings without a record of their own are in the trails only.
        passages.retain(|passage| number(passage).is_some());
        let entry = Entry {
            title: passage::title(&document, &path),
            passages: passages.len() as u64,
            path,
            ..Entry::default()
        };
        (entry, passages)
    }
}

/// Returns the number of the record that a passage is of: its anchor, or its document's where it is the opening.
fn number(passage: &Passage) -> Option<usize> {
    let name = match passage.anchor.is_empty() {
        true => &passage.path,
        false => &passage.anchor,
    };
    name.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Returns the ids that a query finds in a collection of these lines.
    fn found(lines: &[serde_json::Value], query: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("docs.jsonl");
        let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
        fs::write(&file, lines).expect("a file");
        let dir = folder.path().join("index");
        let collection = Collection::read(&file, &dir, Language::ENGLISH, &|_| {});
        let query = Query::parse(query).fold(false);
        let found = collection.expect("a collection").find(&query);
        found
            .expect("an answer")
            .into_iter()
            .map(|found| found.section)
            .collect()
    }

    #[test]
    fn ids_can_be_any_text() {
        let ids = ["a b.md#C++", "../\t\n\0~2", "", "名前"];
        for id in ids {
            let line = serde_json::json!({"_id": id, "title": "", "text": "\u{feff}\0 camel"});
            assert_eq!(found(&[line], "camel"), [id]);
        }
    }

    #[test]
    fn text_is_no_markup_and_title_and_headings_are_found() {
        let lines = [
            serde_json::json!({"id": "d#1", "doc": "d", "title": "Animals", "headings": ["Camels"], "text": "# Hump\n---\n<b>x</b>"}),
            serde_json::json!({"id": "d#2", "doc": "d", "title": "Animals", "headings": ["Camels", "Food"], "text": "thorns"}),
            serde_json::json!({"id": "e", "title": "Horses"}),
        ];
        assert_eq!(found(&lines, "hump"), ["d#1"]);
        assert_eq!(found(&lines, "food camels animals"), ["d#2", "d#1"]);
        assert_eq!(found(&lines, "horses"), ["e"]);
    }

    #[test]
    fn a_heading_without_a_record_is_not_found_alone() {
        let line = serde_json::json!({"id": "x", "doc": "d", "headings": ["Camels", "Food"], "text": "thorns"});
        assert_eq!(found(&[line], "camels"), ["x"]);
    }

    #[test]
    fn the_pieces_of_a_long_text_have_its_id() {
        let text = "A camel drinks much water here. ".repeat(200);
        let line = serde_json::json!({"id": "long", "text": text});
        let found = found(&[line], "camel");
        assert!(
            found.len() > 1 && found.iter().all(|id| id == "long"),
            "{found:?}"
        );
    }
}
