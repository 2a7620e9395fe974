//! Answers that reflect the files as they are: look before a search, and bring up to date what fits the time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::engine::{Catalog, Snapshot, Start};
use crate::error::{Error, Result};
use crate::hit::{Freshness, State};
use crate::index::changes::Changes;
use crate::index::comparison::Comparison;
use crate::index::report::Progress;
use crate::index::watch::MOST_FILES;
use crate::index::{Index, update};

/// How long a search may take to bring the index up to date first.
pub(crate) const BUDGET: Duration = Duration::from_millis(100);

/// How fresh an answer must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(schemars::JsonSchema))]
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

/// What a look at the files tells of the last committed state of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Look {
    /// How many commits made the state.
    pub generation: u64,
    /// How far it reflects the files as they are.
    pub freshness: Freshness,
    /// How long an update would take, by rule of thumb; none where it would have nothing to write.
    pub update: Option<Duration>,
    /// The files that an update has to look at; none where they are too many to be named.
    pub files: Option<Vec<PathBuf>>,
}

impl Index {
    /// Compares the files with the last committed state, and writes nothing; with [`Fresh::Never`] nobody looks.
    ///
    /// A program that leaves updates to others, or to another process, looks, and then answers with `search_after`.
    ///
    /// # Errors
    ///
    /// Fails if there is no index yet, or the corpus or the index cannot be read.
    pub fn look(&self) -> Result<Look> {
        if self.fresh == Fresh::Never {
            let snapshot = self.snapshot()?;
            self.follow(snapshot.as_ref());
            return Ok(Look::unchecked(snapshot.as_ref()));
        }
        let (snapshot, comparison) = self.compare()?.ok_or_else(|| self.no_index())?;
        self.follow(snapshot.as_ref());
        Ok(Look::after(&comparison.changes, snapshot.as_ref(), self))
    }

    /// Returns how long a search may take to bring the index up to date first.
    pub fn freshness_budget(&self) -> Duration {
        self.budget
    }

    /// Brings the index up to date as far as wanted; returns how fresh it is, and its state.
    pub(crate) fn freshen(
        &self,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<(Freshness, Arc<dyn Snapshot>)> {
        if self.fresh == Fresh::Never {
            return Ok(answering(self.snapshot()?, State::Unchecked, 0));
        }
        let Some((snapshot, comparison)) = self.compare()? else {
            // Without an index there is no answer, however long it takes.
            update::run(self, update::Mode::Changes, update::PATIENCE, progress)?;
            return Ok(answering(self.snapshot()?, State::Fresh, 0));
        };
        let changes = &comparison.changes;
        if !changes.need_writing() {
            return Ok(answering(snapshot, State::Fresh, 0));
        }
        let changed = changes.len();
        let stale = state(changed);
        if self.fresh == Fresh::Auto && changes.cost() > self.budget {
            return Ok(answering(snapshot, stale, changed));
        }
        match self.write(comparison, progress) {
            Ok(()) => Ok(answering(self.snapshot()?, State::Fresh, 0)),
            // The last state answers, and says so.
            Err(error) if self.fresh == Fresh::Auto && is_in_the_way(&error) => {
                Ok(answering(snapshot, stale, changed))
            }
            Err(error) => Err(error),
        }
    }

    /// Looks at the files and at the last state of the index at the same time; none if there is no index.
    pub(crate) fn compare(&self) -> Result<Option<(Arc<dyn Snapshot>, Comparison)>> {
        let (walk, known) = rayon::join(|| self.corpus.walk(), || self.last_state());
        let (walk, Some((snapshot, catalog))) = (walk?, known?) else {
            return Ok(None);
        };
        let comparison = Comparison::new(walk, snapshot.as_ref(), &catalog, self)?;
        Ok(Some((snapshot, comparison)))
    }

    /// Returns the last state of the index with its catalog; none if there is no index.
    pub(crate) fn last_state(&self) -> Result<Option<(Arc<dyn Snapshot>, Catalog)>> {
        let Some(snapshot) = self.engine.snapshot()? else {
            return Ok(None);
        };
        let catalog = snapshot.catalog()?;
        Ok(Some((snapshot, catalog)))
    }

    fn write(&self, seen: Comparison, progress: &(dyn Fn(Progress) + Sync)) -> Result<()> {
        // A search waits for nobody unless it has to be fresh.
        let patience = match self.fresh {
            Fresh::Always => update::PATIENCE,
            _ => Duration::ZERO,
        };
        let batch = self
            .engine
            .begin(Start::Last, seen.changes.size_bytes(), patience)?;
        update::apply(self, batch, update::Mode::Files, Some(seen), progress).map(drop)
    }

    /// Does something with the index; if that finds it damaged, makes it anew from the files and does it again.
    ///
    /// Returns what was damaged, too.
    pub(crate) fn mending<T>(
        &self,
        progress: &(dyn Fn(Progress) + Sync),
        attempt: impl Fn() -> Result<T>,
    ) -> Result<(T, Option<String>)> {
        let (path, reason) = match attempt() {
            Err(Error::Damaged { path, reason }) if self.fresh != Fresh::Never => (path, reason),
            other => return other.map(|answer| (answer, None)),
        };
        let batch = match self.engine.begin(Start::Nothing, 0, update::PATIENCE) {
            Ok(batch) => batch,
            Err(busy @ Error::Busy { .. }) => return Err(busy),
            // What cannot be written cannot be mended either.
            Err(_) => return Err(Error::Damaged { path, reason }),
        };
        // Another process may have mended it while we waited.
        if let Ok(answer) = attempt() {
            return Ok((answer, None));
        }
        update::apply(self, batch, update::Mode::Files, None, progress)?;
        Ok((attempt()?, Some(reason)))
    }
}

impl Look {
    fn unchecked(snapshot: &dyn Snapshot) -> Self {
        Self {
            generation: snapshot.commit().number,
            freshness: freshness(State::Unchecked, 0, snapshot),
            update: None,
            files: None,
        }
    }

    /// Tells how the files differ from a state.
    pub(crate) fn after(changes: &Changes, snapshot: &dyn Snapshot, index: &Index) -> Self {
        let changed = changes.len();
        Self {
            generation: snapshot.commit().number,
            freshness: freshness(state(changed), changed, snapshot),
            update: changes.need_writing().then(|| changes.cost()),
            files: changes.files(&index.corpus, MOST_FILES),
        }
    }
}

/// Returns what so many changed files mean.
pub(crate) fn state(changed: u64) -> State {
    match changed {
        0 => State::Fresh,
        _ => State::Stale,
    }
}

/// Does the error keep a search from bringing the index up to date, but not from answering?
fn is_in_the_way(error: &Error) -> bool {
    matches!(
        error,
        Error::Busy { .. } | Error::Storage { .. } | Error::Full { .. } | Error::Network { .. }
    )
}

fn answering(
    snapshot: Arc<dyn Snapshot>,
    state: State,
    changed: u64,
) -> (Freshness, Arc<dyn Snapshot>) {
    (freshness(state, changed, snapshot.as_ref()), snapshot)
}

pub(crate) fn freshness(state: State, changed: u64, snapshot: &dyn Snapshot) -> Freshness {
    Freshness {
        state,
        changed,
        indexed_at: indexed_at(snapshot),
        repaired: None,
    }
}

/// Returns when the state was committed (RFC 3339).
pub(crate) fn indexed_at(snapshot: &dyn Snapshot) -> Option<String> {
    let seconds = Some(snapshot.commit().seconds).filter(|seconds| *seconds > 0)?;
    Some(Timestamp::from_second(seconds).ok()?.to_string())
}
