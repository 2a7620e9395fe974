//! A document that is in no file, on its way into a batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::corpus::{Fingerprint, OwnDocument, now};
use crate::engine::{Batch, Entry, Part, Status, types};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::own::Kept;
use crate::passage::{Origin, split, title};
use crate::query;
use crate::worker::BROKEN;

/// What `type:` finds all of them by.
const TYPE: &str = "own";

impl Kept {
    /// Returns what is kept of a document that is put now.
    pub(crate) fn now(name: &str, document: &OwnDocument) -> Self {
        Self {
            name: name.to_owned(),
            put: now(),
            document: document.clone(),
        }
    }

    /// Returns what is known of the document.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            path: self.name.clone(),
            fingerprint: Fingerprint {
                size: self.document.size_bytes(),
                modified: self.put,
                ..Fingerprint::default()
            },
            seen: self.put,
            hash: self.hash(),
            status: Status::Indexed,
            is_own: true,
            format: self.document.format().to_owned(),
            documents: 1,
            ..Entry::default()
        }
    }

    /// Returns the document with its title, as the engine takes it.
    fn part(&self, index: &Index) -> (String, Part) {
        let (document, text) = self.document.read();
        let origin = Origin {
            path: &self.name,
            archive: None,
            path_bytes: None,
            language: index.language,
        };
        let mut passages = split(&document, &text, &origin);
        for passage in &mut passages {
            passage.is_own = true;
        }
        let mut types = types(self.document.format(), &self.name);
        types.push(TYPE.to_owned());
        types.sort();
        types.dedup();
        let part = Part {
            types,
            date: document.date.as_deref().and_then(query::day_of),
            passages,
        };
        (title(&document, &self.name), part)
    }
}

/// Puts a document into a batch, in the place of the one of its name; returns how many passages it has.
pub(crate) fn add(index: &Index, batch: &dyn Batch, kept: &Kept) -> Result<u64> {
    let read = catch_unwind(AssertUnwindSafe(|| kept.part(index)));
    let (title, part) = read.map_err(|_| Error::Rule {
        what: "document",
        value: kept.name.clone(),
        reason: BROKEN.to_owned(),
    })?;
    let entry = Entry {
        title,
        date: part.date,
        passages: part.passages.len() as u64,
        ..kept.entry()
    };
    let passages = entry.passages;
    let source =
        serde_json::to_string(kept).expect("a document is plain data, which has a JSON form");
    let mut file = batch.file(&entry)?;
    file.keep(source);
    file.add(part)?;
    file.finish(entry)?;
    Ok(passages)
}
