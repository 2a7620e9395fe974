//! Answers that reflect the files as they are: look before a search, and bring up to date what fits the time.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::corpus::{Source, Walk};
use crate::engine::{Catalog, Known, Snapshot, Start, Status};
use crate::error::{Error, Result};
use crate::hit::{Freshness, State};
use crate::index::report::Progress;
use crate::index::{Index, update};

/// How long a search may take to bring the index up to date first.
pub(crate) const BUDGET: Duration = Duration::from_millis(100);
/// What a change costs however small it is: opening the writer, and the disk.
const COMMIT: Duration = Duration::from_millis(25);
/// What each changed file costs.
const PER_FILE: Duration = Duration::from_micros(500);
/// How many bytes are read and indexed in a millisecond.
const BYTES_PER_MS: u64 = 8_000;

/// How fresh an answer must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fresh {
    /// What has changed is indexed first if that is quick; else the answer says that it is stale.
    #[default]
    Auto,
    /// What has changed is indexed first, however long it takes.
    Always,
    /// Nobody looks.
    Never,
}

/// How the files differ from what the index knows.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Files that the index does not know.
    pub(crate) added: Vec<Source>,
    /// Files that look different from when they were read.
    pub(crate) changed: Vec<Source>,
    /// Files that are gone.
    pub(crate) removed: Vec<String>,
    /// How many files are as they were.
    pub(crate) unchanged: u64,
    /// Files that are as they were and have no passages.
    pub(crate) unread: Vec<String>,
    /// The passages of the files that are as they were.
    pub(crate) passages: u64,
}

/// The folders that a walk could not read.
struct Closed(Vec<String>);

impl Closed {
    fn of(walk: &Walk) -> Self {
        let failed = walk.unread.iter().filter(|unread| unread.is_failure);
        Self(
            failed
                .map(|unread| format!("{}/", unread.path.trim_end_matches('/')))
                .collect(),
        )
    }

    fn hides(&self, path: &str) -> bool {
        // The folder of the corpus itself has an empty name.
        self.0
            .iter()
            .any(|folder| folder == "/" || path.starts_with(folder))
    }
}

impl Changes {
    /// Compares a walk with a catalog; both are sorted by path.
    pub(crate) fn between(walk: Walk, catalog: &Catalog) -> Self {
        let closed = Closed::of(&walk);
        let mut changes = Self::default();
        let mut known = catalog.files.iter().peekable();
        for source in walk.sources {
            while let Some(unseen) = known.next_if(|known| known.path < source.path) {
                changes.unseen(unseen, &closed);
            }
            match known.next_if(|known| known.path == source.path) {
                None => changes.added.push(source),
                Some(known) if known.fingerprint != source.fingerprint => {
                    changes.changed.push(source)
                }
                Some(known) => changes.kept(known),
            }
        }
        for unseen in known {
            changes.unseen(unseen, &closed);
        }
        changes
    }

    /// Takes note of a file that is as it was.
    fn kept(&mut self, known: &Known) {
        self.passages += known.passages;
        match known.status {
            Status::Indexed => self.unchanged += 1,
            Status::Skipped | Status::Failed => self.unread.push(known.path.clone()),
        }
    }

    /// Takes note of a file that the walk did not meet: it is gone, unless the walk could not look there.
    fn unseen(&mut self, known: &Known, closed: &Closed) {
        if closed.hides(&known.path) {
            self.kept(known);
        } else {
            self.removed.push(known.path.clone());
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns how many files differ.
    pub(crate) fn len(&self) -> u64 {
        (self.added.len() + self.changed.len() + self.removed.len()) as u64
    }

    /// Returns the size of the files to read.
    pub(crate) fn size_bytes(&self) -> u64 {
        self.added
            .iter()
            .chain(&self.changed)
            .map(|source| source.fingerprint.size)
            .sum()
    }

    /// Returns how long it will take to bring the index up to date, by rule of thumb.
    fn cost(&self) -> Duration {
        let files = u32::try_from(self.len()).unwrap_or(u32::MAX);
        COMMIT
            + PER_FILE.saturating_mul(files)
            + Duration::from_millis(self.size_bytes() / BYTES_PER_MS)
    }
}

impl Index {
    /// Brings the index up to date as far as wanted; returns how fresh it is, and its state.
    pub(crate) fn freshen(
        &self,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Freshness, Arc<dyn Snapshot>)> {
        if self.fresh == Fresh::Never {
            let snapshot = self.snapshot()?;
            return Ok((freshness(State::Unchecked, 0, snapshot.as_ref()), snapshot));
        }
        let Some(snapshot) = self.engine.snapshot()? else {
            // Without an index there is no answer, however long it takes.
            update::run(self, update::Mode::Changes, update::PATIENCE, progress)?;
            let snapshot = self.snapshot()?;
            return Ok((freshness(State::Fresh, 0, snapshot.as_ref()), snapshot));
        };
        let changes = Changes::between(self.corpus.walk()?, &snapshot.catalog()?);
        if changes.is_empty() {
            return Ok((freshness(State::Fresh, 0, snapshot.as_ref()), snapshot));
        }
        if self.fresh == Fresh::Auto && changes.cost() > self.budget {
            return Ok((
                freshness(State::Stale, changes.len(), snapshot.as_ref()),
                snapshot,
            ));
        }
        // A search waits for nobody unless it has to be fresh.
        let patience = if self.fresh == Fresh::Auto {
            Duration::ZERO
        } else {
            update::PATIENCE
        };
        let batch = self
            .engine
            .begin(Start::Last, changes.size_bytes(), patience);
        match batch.and_then(|batch| update::apply(self, batch, progress)) {
            Ok(_) => {
                let snapshot = self.snapshot()?;
                Ok((freshness(State::Fresh, 0, snapshot.as_ref()), snapshot))
            }
            // Another process writes, or the index is read-only: the last state answers, and says so.
            Err(Error::Busy { .. } | Error::Storage { .. }) if self.fresh == Fresh::Auto => Ok((
                freshness(State::Stale, changes.len(), snapshot.as_ref()),
                snapshot,
            )),
            Err(error) => Err(error),
        }
    }
}

pub(crate) fn freshness(state: State, changed: u64, snapshot: &dyn Snapshot) -> Freshness {
    Freshness {
        state,
        changed,
        indexed_at: indexed_at(snapshot),
    }
}

/// Returns when the state was committed (RFC 3339).
pub(crate) fn indexed_at(snapshot: &dyn Snapshot) -> Option<String> {
    let seconds = Some(snapshot.commit().seconds).filter(|seconds| *seconds > 0)?;
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Fingerprint, Unread};

    fn fingerprint(size: u64) -> Fingerprint {
        Fingerprint {
            size,
            ..Fingerprint::default()
        }
    }

    fn source(path: &str, size: u64) -> Source {
        Source {
            path: path.to_owned(),
            path_bytes: None,
            file: path.into(),
            fingerprint: fingerprint(size),
        }
    }

    fn known(path: &str, size: u64, status: Status) -> Known {
        Known {
            path: path.to_owned(),
            fingerprint: fingerprint(size),
            status,
            passages: 2,
        }
    }

    #[test]
    fn every_file_is_accounted_for() {
        let walk = Walk {
            sources: vec![
                source("b", 1),
                source("c", 2),
                source("d", 1),
                source("e", 1),
            ],
            ..Walk::default()
        };
        let catalog = Catalog {
            files: vec![
                known("a", 1, Status::Indexed),
                known("b", 1, Status::Indexed),
                known("c", 1, Status::Indexed),
                known("e", 1, Status::Skipped),
                known("f", 1, Status::Indexed),
            ],
        };
        let changes = Changes::between(walk, &catalog);
        let paths = |sources: &[Source]| {
            sources
                .iter()
                .map(|source| source.path.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(paths(&changes.added), ["d"]);
        assert_eq!(paths(&changes.changed), ["c"]);
        assert_eq!(changes.removed, ["a", "f"]);
        assert_eq!((changes.unchanged, changes.unread.len()), (1, 1));
    }

    #[test]
    fn files_in_a_folder_that_cannot_be_read_are_not_gone() {
        let closed = Unread {
            path: "sub".to_owned(),
            is_failure: true,
            reason: "permission denied".to_owned(),
        };
        let walk = Walk {
            sources: Vec::new(),
            unread: vec![closed],
        };
        let files = ["sub/a", "submarine"].map(|path| known(path, 1, Status::Indexed));
        let catalog = Catalog {
            files: files.to_vec(),
        };
        let changes = Changes::between(walk, &catalog);
        assert_eq!(changes.removed, ["submarine"]);
        assert_eq!((changes.unchanged, changes.passages), (1, 2));
    }
}
