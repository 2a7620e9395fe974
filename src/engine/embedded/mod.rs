//! The engine in the program itself: tantivy over files in one folder.
//!
//! ```text
//! index/
//! ├── CURRENT        the name of the generation that answers
//! ├── lock           held by whoever writes
//! └── g000001/       a generation: tantivy's files, and manifest.json, which says who can read them
//! ```
//!
//! A change of the format, of the analyzer, or `--rebuild` makes the next generation beside the one that answers;
//! `CURRENT` is renamed into place when it is complete. All writing is in `writer.rs`.

mod directory;
mod exclusion;
mod generation;
mod packed;
mod reader;
mod schema;
mod search;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::engine::{Batch, Engine, Snapshot, Start};
use crate::error::Result;

/// The engine that keeps its index in a folder.
#[derive(Debug, Clone)]
pub struct Embedded {
    dir: PathBuf,
    settings: String,
}

impl Embedded {
    /// Describes the engine with its index in `dir`, which need not exist yet.
    ///
    /// An index that was made with other `settings` is not read, but made anew.
    pub fn new(dir: &Path, settings: &str) -> Self {
        Self {
            dir: dir.to_owned(),
            settings: settings.to_owned(),
        }
    }
}

impl Engine for Embedded {
    fn snapshot(&self) -> Result<Option<Arc<dyn Snapshot>>> {
        let snapshot = reader::open_current(&self.dir, &self.settings)?;
        Ok(snapshot.map(|snapshot| Arc::new(snapshot) as Arc<dyn Snapshot>))
    }

    fn begin(&self, start: Start, size_bytes: u64, patience: Duration) -> Result<Box<dyn Batch>> {
        let lock = writer::Lock::take(&self.dir, patience)?;
        Ok(Box::new(writer::Writer::begin(
            &self.dir,
            lock,
            &self.settings,
            start,
            size_bytes,
        )?))
    }
}
