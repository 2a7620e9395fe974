//! The size of the state that a change makes, kept along with the change: nobody has to count all passages again.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::Totals;

/// The size of the state to be; none if it has to be counted.
#[derive(Debug)]
pub(crate) struct Tally(Mutex<Option<Totals>>);

impl Tally {
    /// Begins with the size of the state that is changed.
    pub(crate) fn new(base: Totals) -> Self {
        Self(Mutex::new(Some(base)))
    }

    /// Adds what is written.
    pub(crate) fn add(&self, added: &Totals) {
        if let Some(totals) = self.lock().as_mut() {
            totals.passages += added.passages;
            totals.terms += added.terms;
            totals.head_terms += added.head_terms;
            totals.documents += added.documents;
            totals.document_terms += added.document_terms;
        }
    }

    /// Takes away what is deleted of the state that is changed.
    pub(crate) fn subtract(&self, deleted: &Totals) {
        let mut totals = self.lock();
        *totals = totals.and_then(|totals| {
            Some(Totals {
                passages: totals.passages.checked_sub(deleted.passages)?,
                terms: totals.terms.checked_sub(deleted.terms)?,
                head_terms: totals.head_terms.checked_sub(deleted.head_terms)?,
                documents: totals.documents.checked_sub(deleted.documents)?,
                document_terms: totals.document_terms.checked_sub(deleted.document_terms)?,
            })
        });
    }

    /// Gives up: something was taken back of which nobody knows how much it is.
    pub(crate) fn give_up(&self) {
        *self.lock() = None;
    }

    /// Returns the size of the state, where it is known.
    pub(crate) fn totals(&self) -> Option<Totals> {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Totals>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::engine::embedded::{Embedded, counts, reader};
    use crate::engine::{Batch, Engine, Entry, Part, Start};
    use crate::passage::Passage;

    fn begin(dir: &Path) -> Box<dyn Batch> {
        let batch = Embedded::new(dir, "").begin(Start::Last, 0, Duration::ZERO);
        batch.expect("nobody else writes")
    }

    fn part(path: &str, texts: &[&str]) -> Part {
        let passages = texts.iter().zip(0..).map(|(text, at)| Passage {
            id: format!("{path}#{at}"),
            path: path.to_owned(),
            title: "A title".to_owned(),
            text: (*text).to_owned(),
            ..Passage::default()
        });
        Part {
            passages: passages.collect(),
            ..Part::default()
        }
    }

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            ..Entry::default()
        }
    }

    fn put(batch: &dyn Batch, path: &str, texts: &[&str]) {
        let mut file = batch.file(&entry(path)).expect("a file");
        file.add(part(path, texts)).expect("it is added");
        file.finish(entry(path)).expect("it is written");
    }

    /// Returns what the last commit tells of its size, and what it is.
    fn told_and_counted(dir: &Path) -> (Option<Totals>, Totals) {
        let reader = reader::open_current(&Embedded::new(dir, ""));
        let reader = reader.expect("an index").expect("an index");
        let counted = counts::counted(&reader).expect("counts");
        (reader.told_totals, counted)
    }

    #[test]
    fn a_commit_tells_how_large_the_state_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let batch = begin(dir);
        put(batch.as_ref(), "a", &["one two", "three"]);
        put(batch.as_ref(), "b", &["four"]);
        put(batch.as_ref(), "c", &["five six seven"]);
        batch.commit(&[]).expect("a commit");
        let expected = Totals {
            passages: 4,
            terms: 7 + 4 * 2,
            head_terms: 4 * 2,
            documents: 3,
            document_terms: 7 + 3 * 2,
        };
        assert_eq!(told_and_counted(dir), (Some(expected), expected));
        let batch = begin(dir);
        put(batch.as_ref(), "a", &["one"]);
        batch.remove("b").expect("it is removed");
        batch.touch(entry("c")).expect("it is touched");
        batch.commit(&[]).expect("a commit");
        let expected = Totals {
            passages: 2,
            terms: 4 + 2 * 2,
            head_terms: 2 * 2,
            documents: 2,
            document_terms: 4 + 2 * 2,
        };
        assert_eq!(told_and_counted(dir), (Some(expected), expected));
    }

    #[test]
    fn what_is_taken_back_has_to_be_counted() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let dir = folder.path();
        let batch = begin(dir);
        let mut file = batch.file(&entry("a")).expect("a file");
        file.add(part("a", &["one two"])).expect("it is added");
        file.clear().expect("it is taken back");
        file.add(part("a", &["three"])).expect("it is added");
        file.finish(entry("a")).expect("it is written");
        batch.commit(&[]).expect("a commit");
        let (told, counted) = told_and_counted(dir);
        assert_eq!((told, counted.passages, counted.terms), (None, 1, 3));
    }
}
