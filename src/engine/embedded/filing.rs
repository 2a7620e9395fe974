//! A file on its way into a change: its documents are indexed as they come, its entry last.

use crate::engine::embedded::draft::{Draft, Facts, parts};
use crate::engine::embedded::writer::Writer;
use crate::engine::{Entry, Filing, Part};
use crate::error::Result;

/// A file on its way into a change.
pub(crate) struct FileWriter<'a> {
    writer: &'a Writer,
    path: String,
    /// The file's time, in seconds since 1970.
    modified: i64,
    /// How many passages were added.
    passages: u64,
    /// How many documents of the index these make, with those of their documents as a whole.
    documents: u64,
    /// What is kept, where there is no file.
    kept: Option<String>,
    is_finished: bool,
}

impl<'a> FileWriter<'a> {
    /// Begins with nothing of the file.
    pub(crate) fn new(writer: &'a Writer, entry: &Entry) -> Self {
        Self {
            writer,
            path: entry.path.clone(),
            modified: entry.fingerprint.modified.div_euclid(1_000_000_000),
            passages: 0,
            documents: 0,
            kept: None,
            is_finished: false,
        }
    }
}

impl Filing for FileWriter<'_> {
    fn add(&mut self, part: Part) -> Result<()> {
        let writer = self.writer;
        let facts = Facts {
            file: self.path.clone(),
            types: part.types,
            date: part.date.unwrap_or(self.modified),
            modified: self.modified,
        };
        for passages in parts(&part.passages) {
            let first = self.passages;
            let (fields, tally) = (&writer.fields, &writer.tally);
            let drafts = Draft::of(fields, &facts, first, passages, tally);
            self.documents += drafts.len() as u64;
            self.passages += passages.len() as u64;
            writer.add(drafts)?;
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        if self.documents == 0 {
            return Ok(());
        }
        self.writer.take_back(&self.path, self.documents)?;
        (self.passages, self.documents) = (0, 0);
        Ok(())
    }

    fn keep(&mut self, source: String) {
        self.writer.keeps();
        self.kept = Some(source);
    }

    fn finish(mut self: Box<Self>, entry: Entry) -> Result<()> {
        let writer = self.writer;
        let kept = self.kept.take();
        writer.add(vec![Draft::entry(&writer.fields, &entry, kept.as_deref())])?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for FileWriter<'_> {
    fn drop(&mut self) {
        if !self.is_finished {
            self.writer.give_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::engine::embedded::Embedded;
    use crate::engine::{Batch, Engine, Start};
    use crate::passage::Passage;

    fn begin(dir: &Path) -> Box<dyn Batch> {
        let engine = Embedded::new(dir, "");
        let batch = engine.begin(Start::Last, 0, Duration::ZERO);
        batch.expect("nobody else writes")
    }

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            ..Entry::default()
        }
    }

    /// A document of one passage.
    fn part(path: &str) -> Part {
        Part {
            passages: vec![Passage {
                path: path.to_owned(),
                text: "words".to_owned(),
                ..Passage::default()
            }],
            ..Part::default()
        }
    }

    /// Returns the files that are known, and how many passages each has.
    fn files(dir: &Path) -> Vec<(String, usize)> {
        let snapshot = Embedded::new(dir, "").snapshot();
        let snapshot = snapshot.expect("an index").expect("an index");
        let known = snapshot.catalog().expect("a catalog").files.into_iter();
        let count = |path: &str| snapshot.passages(path).expect("passages").len();
        known.map(|it| (it.path.clone(), count(&it.path))).collect()
    }

    #[test]
    fn documents_that_are_taken_back_leave_no_trace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        for (is_cleared, expected) in [(false, 2), (true, 0)] {
            let batch = begin(dir);
            let mut file = batch.file(&entry("a")).expect("a file");
            file.add(part("a")).expect("it is added");
            file.add(part("a")).expect("it is added");
            let mut other = batch.file(&entry("b")).expect("a file");
            other.add(part("b")).expect("it is added");
            if is_cleared {
                file.clear().expect("it is taken back");
            }
            file.finish(entry("a")).expect("it is written");
            other.finish(entry("b")).expect("it is written");
            batch.commit(&[]).expect("a commit");
            let expected = [("a".to_owned(), expected), ("b".to_owned(), 1)];
            assert_eq!(files(dir), expected);
        }
    }

    #[test]
    fn a_file_that_is_not_finished_is_never_committed() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let batch = begin(dir);
        batch.put(entry("a"), Vec::new()).expect("it is written");
        batch.commit(&[]).expect("a commit");
        let batch = begin(dir);
        let mut file = batch.file(&entry("a")).expect("a file");
        file.add(part("a")).expect("it is added");
        drop(file);
        assert!(batch.commit(&[]).is_err());
        assert_eq!(files(dir), [("a".to_owned(), 0)]);
    }
}
