//! Documents that are in no file: an application puts them under names of its own, and removes them.

mod carry;
mod edits;
mod intake;

pub use edits::{Edited, Edits};

use std::time::Instant;

use serde::{Deserialize, Serialize};

pub(crate) use carry::{Carried, carry};

use crate::corpus::OwnDocument;
use crate::engine::{Batch, Entry, Start, hexadecimal};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::update::{self, Mode, PATIENCE};
use crate::index::{Index, milliseconds};

/// A document as the index keeps it, for whatever version reads it next: fields are added, never renamed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) name: String,
    /// When it was put, in nanoseconds since 1970.
    pub(crate) put: i64,
    pub(crate) document: OwnDocument,
}

impl Kept {
    /// Returns what tells the document from another one.
    pub(crate) fn hash(&self) -> String {
        let json = serde_json::to_vec(&self.document)
            .expect("a document is plain data, which has a JSON form");
        hexadecimal(*blake3::hash(&json).as_bytes())
    }
}

impl Index {
    /// Puts a document of the application's own into the index, in the place of the one of that name.
    ///
    /// It is found as files are, from when this returns, and kept by every update and rebuild until it is removed. The
    /// index is then the only place where it is: whoever deletes the folder of the index deletes the document.
    ///
    /// ```
    /// use section_search::{Index, OwnDocument, Query};
    ///
    /// # fn main() -> section_search::Result<()> {
    /// # let folder = tempfile::tempdir().expect("a folder");
    /// # let dir = folder.path().join("index");
    /// let mut index = Index::builder().index(&dir).open()?;
    /// index.put("rivers/niger", &OwnDocument::new().title("Niger").text("It flows north."))?;
    ///
    /// let hits = index.search(&Query::parse("north"))?;
    /// assert_eq!(hits.hits[0].passage.id, "rivers/niger#");
    ///
    /// index.remove("rivers/niger")?;
    /// assert!(index.search(&Query::parse("north"))?.hits.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the name is not valid or is that of a file, if the date makes no sense, or if the index cannot be
    /// written.
    pub fn put(&mut self, name: &str, document: &OwnDocument) -> Result<Edited> {
        let mut edits = Edits::new();
        edits.put(name, document.clone());
        self.edit(&edits)
    }

    /// Removes a document of the application's own; that there is none of that name is no error.
    ///
    /// # Errors
    ///
    /// Fails if the name is that of a file, or the index cannot be written.
    pub fn remove(&mut self, name: &str) -> Result<Edited> {
        let mut edits = Edits::new();
        edits.remove(name);
        self.edit(&edits)
    }

    /// Puts and removes many documents of the application's own: all of it is seen at once, or nothing if it fails.
    ///
    /// # Errors
    ///
    /// As [`Index::put`].
    pub fn edit(&mut self, edits: &Edits) -> Result<Edited> {
        edits.check(self)?;
        match self.try_edit(edits) {
            Err(Error::Damaged { .. }) => {
                update::run(self, Mode::Repair, PATIENCE, &|_| {})?;
                self.try_edit(edits)
            }
            edited => edited,
        }
    }

    /// Returns a document of the application's own as it was put; none if there is none of that name.
    ///
    /// The index is brought up to date first, as before a search.
    ///
    /// # Errors
    ///
    /// Fails if the index cannot be read.
    pub fn own(&self, name: &str) -> Result<Option<OwnDocument>> {
        let read = || self.freshen(&|_| {})?.1.kept(name);
        let (kept, _) = self.mending(&|_| {}, read)?;
        let kept = kept.map(|kept| self.read_kept(&kept)).transpose()?;
        Ok(kept.map(|kept| kept.document))
    }

    /// Reads what an index keeps of a document.
    pub(crate) fn read_kept(&self, kept: &str) -> Result<Kept> {
        serde_json::from_str(kept).map_err(|error| Error::OwnLost {
            path: self.dir.clone(),
            reason: error.to_string(),
        })
    }

    fn try_edit(&self, edits: &Edits) -> Result<Edited> {
        let start = Instant::now();
        let batch = self
            .engine
            .begin(Start::Last, edits.size_bytes(), PATIENCE)?;
        let mut edited = Edited {
            version: VERSION,
            ..Edited::default()
        };
        let folders = match batch.base() {
            Some(base) => {
                let before = |name: &str| base.entry(name);
                self.apply_edits(edits, batch.as_ref(), &before, &mut edited)?;
                base.commit().folders.clone()
            }
            // Without a state to start from, the files are indexed, too, as before a first search.
            None => {
                let filled = update::fill(self, batch.as_ref(), Mode::Files, None, edits, &|_| {})?;
                let before = |name: &str| Ok(filled.replaced.get(name).cloned());
                self.apply_edits(edits, batch.as_ref(), &before, &mut edited)?;
                edited.is_first = true;
                filled.folders
            }
        };
        self.cancel.refuse()?;
        if edited.needs_commit() {
            batch.commit(&folders)?;
            self.changed();
        }
        edited.took_ms = milliseconds(start.elapsed());
        Ok(edited)
    }

    fn apply_edits(
        &self,
        edits: &Edits,
        batch: &dyn Batch,
        before: &dyn Fn(&str) -> Result<Option<Entry>>,
        edited: &mut Edited,
    ) -> Result<()> {
        let has_base = batch.base().is_some();
        for (name, document) in edits.iter() {
            let before = before(name)?;
            if before.as_ref().is_some_and(|entry| !entry.is_own) {
                return Err(Error::Taken {
                    name: name.to_owned(),
                });
            }
            match (document, before) {
                (Some(document), before) => {
                    let kept = Kept::now(name, document);
                    if has_base && before.as_ref().is_some_and(|it| it.hash == kept.hash()) {
                        edited.unchanged += 1;
                        continue;
                    }
                    intake::add(self, batch, &kept)?;
                    match before {
                        Some(_) => edited.changed += 1,
                        None => edited.added += 1,
                    }
                }
                (None, Some(_)) => {
                    if has_base {
                        batch.remove(name)?;
                    }
                    edited.removed += 1;
                }
                (None, None) => {}
            }
        }
        Ok(())
    }
}
