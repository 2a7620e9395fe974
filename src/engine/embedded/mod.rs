//! The engine in the program itself: tantivy over files in one folder.
//!
//! ```text
//! index/
//! ├── CURRENT        the name of the generation that answers
//! ├── OWN_DOCUMENTS  there only if the index keeps documents that are in no file
//! ├── lock           held by whoever writes
//! ├── reading        there only while an update reads files: which ones (`src/index/journal.rs`)
//! └── g000001/       a generation: tantivy's files, and manifest.json, which says who can read them
//! ```
//!
//! A change of the format, of the analyzer, or `--rebuild` makes the next generation beside the one that answers;
//! `CURRENT` is renamed into place when it is complete. All writing is in `writer.rs`, all reading goes through
//! `checksums.rs`.

mod best;
mod catalog;
mod checksums;
mod columns;
mod counts;
mod directory;
mod disk;
mod draft;
mod evidence;
mod exclusion;
#[cfg(test)]
mod faults;
mod filing;
mod frequent;
mod gathered;
mod generation;
mod heads;
mod heard;
mod kept;
mod lengths;
mod lock;
mod named;
mod placed;
mod postings;
mod reader;
mod runs;
mod schema;
mod search;
mod segment;
mod segments;
mod statistics;
mod tally;
mod terms;
mod timed;
mod verify;
mod volume;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::engine::embedded::disk::{Disk, LocalDisk};
use crate::engine::embedded::lock::Lock;
use crate::engine::embedded::reader::Reader;
use crate::engine::{Batch, Engine, Flaw, Snapshot, Start};
use crate::error::Result;

/// The engine that keeps its index in a folder.
#[derive(Debug, Clone)]
pub struct Embedded {
    dir: PathBuf,
    settings: String,
    allows_network: bool,
    memory_bytes: u64,
    disk: Arc<dyn Disk>,
    /// The last state that was read, for those who ask again.
    last: Arc<Mutex<Option<Arc<Reader>>>>,
}

impl Embedded {
    /// How much memory indexing may take, more or less, unless somebody says otherwise.
    pub const MEMORY_BYTES: u64 = 256 << 20;

    /// Describes the engine with its index in `dir`, which need not exist yet.
    ///
    /// An index that was made with other `settings` is not read, but made anew.
    pub fn new(dir: &Path, settings: &str) -> Self {
        Self {
            dir: dir.to_owned(),
            settings: settings.to_owned(),
            allows_network: false,
            memory_bytes: Self::MEMORY_BYTES,
            disk: Arc::new(LocalDisk),
            last: Arc::default(),
        }
    }

    /// Writes on a network's file system too, where locks and syncs may not hold. Default: false.
    pub fn allow_network(mut self, allows: bool) -> Self {
        self.allows_network = allows;
        self
    }

    /// Indexes with about so much memory, but no less than takes one thread. Default: [`Self::MEMORY_BYTES`].
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory_bytes = bytes;
        self
    }
}

impl Engine for Embedded {
    fn snapshot(&self) -> Result<Option<Arc<dyn Snapshot>>> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if !last.as_ref().is_some_and(|last| last.is_current(self)) {
            *last = None;
            *last = reader::open_current(self)?.map(Arc::new);
        }
        let reader = last.clone();
        Ok(reader.map(|reader| reader as Arc<dyn Snapshot>))
    }

    fn begin(&self, start: Start, size_bytes: u64, patience: Duration) -> Result<Box<dyn Batch>> {
        let lock = Lock::take(&self.dir, patience)?;
        if !self.allows_network {
            volume::refuse_network(&self.dir)?;
        }
        Ok(Box::new(writer::Writer::begin(
            self, lock, start, size_bytes,
        )?))
    }

    fn verify(&self) -> Result<Vec<Flaw>> {
        verify::flaws(self)
    }
}
