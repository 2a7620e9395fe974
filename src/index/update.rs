//! Bringing the index up to date: read what changed, in parallel, and commit it at once.

use std::time::{Duration, Instant};

use crate::corpus::{Unread, Walk};
use crate::engine::{Batch, Snapshot, Start, Status};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::intake::{Done, read_all};
use crate::index::report::{FileReport, Progress, Report};

/// How long a writer waits for another one.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What an update reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The files that have changed.
    Changes,
    /// All files, into a new index; the old one answers until it is complete.
    Everything,
}

impl Index {
    /// Indexes what has changed and removes what is gone.
    ///
    /// # Errors
    ///
    /// Fails if the corpus cannot be walked or the index cannot be written; files that cannot be read are reported.
    pub fn update(&mut self) -> Result<Report> {
        run(self, Mode::Changes, PATIENCE, &|_| {})
    }

    /// Does what `update` does, and tells how far it is.
    ///
    /// # Errors
    ///
    /// As `update`.
    pub fn update_with(&mut self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report> {
        run(self, Mode::Changes, PATIENCE, progress)
    }

    /// Indexes all files anew, and tells how far it is; the old index answers until the new one is complete.
    ///
    /// # Errors
    ///
    /// As `update`.
    pub fn rebuild_with(&mut self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report> {
        run(self, Mode::Everything, PATIENCE, progress)
    }
}

/// Brings the index up to date; one that is damaged anywhere is made anew.
pub(crate) fn run(
    index: &Index,
    mode: Mode,
    patience: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let start = Instant::now();
    let walk = index.corpus.walk()?;
    let left_out = walk.unread.clone();
    let outcome = match mode {
        Mode::Changes => {
            refuse_damaged(index).and_then(|()| write(index, mode, walk, patience, progress))
        }
        Mode::Everything => write(index, mode, walk, patience, progress),
    };
    let report = match outcome {
        Err(Error::Damaged { reason, .. }) if mode == Mode::Changes => {
            let walk = index.corpus.walk()?;
            Report {
                repaired: Some(reason),
                ..write(index, Mode::Everything, walk, patience, progress)?
            }
        }
        outcome => outcome?,
    };
    Ok(complete(report, left_out, start.elapsed()))
}

/// Reads all of the index; fails if any of it is damaged.
fn refuse_damaged(index: &Index) -> Result<()> {
    match index.engine.verify()?.first() {
        Some(flaw) => Err(Error::Damaged {
            path: index.dir.clone(),
            reason: format!("{}: {}", flaw.name, flaw.reason),
        }),
        None => Ok(()),
    }
}

fn write(
    index: &Index,
    mode: Mode,
    walk: Walk,
    patience: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    match pending(index, mode, walk)? {
        Pending::Nothing(report) => Ok(report),
        Pending::Changes(from, size_bytes) => {
            let batch = index.engine.begin(from, size_bytes, patience)?;
            apply(index, batch, progress)
        }
    }
}

/// What an update has to do.
enum Pending {
    /// Nothing; the report says so.
    Nothing(Report),
    /// To read so many bytes of files, more or less.
    Changes(Start, u64),
}

/// Looks, without the writer's lock, whether there is anything to do.
fn pending(index: &Index, mode: Mode, walk: Walk) -> Result<Pending> {
    let (from, snapshot) = match mode {
        Mode::Changes => (Start::Last, index.engine.snapshot()?),
        Mode::Everything => (Start::Nothing, None),
    };
    let Some(snapshot) = snapshot else {
        let sizes = walk.sources.iter().map(|source| source.fingerprint.size);
        return Ok(Pending::Changes(from, sizes.sum()));
    };
    index.follow(snapshot.as_ref());
    let changes = Changes::find(walk, snapshot.as_ref(), index)?;
    if changes.need_writing() {
        return Ok(Pending::Changes(from, changes.size_bytes()));
    }
    Ok(Pending::Nothing(Report {
        unchanged: changes.unchanged,
        passages: changes.passages,
        files: known_unread(&changes, Some(snapshot.as_ref()))?,
        ..Report::default()
    }))
}

/// Adds to a report what the walk left out, and how long it took.
fn complete(mut report: Report, left_out: Vec<Unread>, took: Duration) -> Report {
    report
        .files
        .extend(left_out.into_iter().map(FileReport::from));
    report.files.sort_by(|a, b| a.path.cmp(&b.path));
    let count = |status| {
        report
            .files
            .iter()
            .filter(|file| file.status == status)
            .count() as u64
    };
    Report {
        version: VERSION,
        skipped: count(Status::Skipped),
        failed: count(Status::Failed),
        took_ms: took.as_millis() as u64,
        ..report
    }
}

/// Looks again, now as the only writer, and writes what differs.
///
/// Walking again costs little, and what another writer did meanwhile is not undone by what we saw before it.
pub(crate) fn apply(
    index: &Index,
    batch: Box<dyn Batch>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let base = batch.base();
    let walk = index.corpus.walk()?;
    let folders: Vec<_> = walk
        .folders
        .iter()
        .map(|folder| folder.identity.clone())
        .collect();
    let changes = match &base {
        Some(base) => Changes::find(walk, base.as_ref(), index)?,
        None => Changes {
            added: walk.sources,
            ..Changes::default()
        },
    };
    for path in &changes.removed {
        batch.remove(path)?;
    }
    for entry in &changes.settled {
        batch.touch(entry.clone())?;
    }
    let done = Done::new(changes.added.len() + changes.changed.len(), progress);
    let added = read_all(index, batch.as_ref(), &changes.added, &done)?;
    let changed = read_all(index, batch.as_ref(), &changes.changed, &done)?;
    // The next ones start in milliseconds, and these may have taken much memory.
    index.workers.dismiss();
    let mut report = Report {
        added: added.indexed,
        changed: changed.indexed,
        removed: changes.removed.len() as u64,
        unchanged: changes.unchanged + changed.unchanged,
        passages: changes.passages + added.passages + changed.passages,
        files: known_unread(&changes, base.as_deref())?,
        ..Report::default()
    };
    report
        .files
        .extend(added.noted.into_iter().chain(changed.noted));
    if base.is_none() || changes.need_writing() {
        batch.commit(&folders)?;
        index.changed();
    }
    Ok(report)
}

/// Returns the files that are as they were and have no passages, with the reasons the index remembers.
fn known_unread(changes: &Changes, snapshot: Option<&dyn Snapshot>) -> Result<Vec<FileReport>> {
    let mut files = Vec::new();
    for path in &changes.unread {
        let entry = match snapshot {
            Some(snapshot) => snapshot.entry(path)?,
            None => None,
        };
        files.extend(entry.map(|entry| FileReport {
            path: entry.path,
            status: entry.status,
            reason: entry.reason.unwrap_or_default(),
        }));
    }
    Ok(files)
}
