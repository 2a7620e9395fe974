//! Bringing the index up to date: read what changed, in parallel, and commit it at once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::corpus::Walk;
use crate::engine::{Batch, Entry, Snapshot, Start, Status};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::intake::{Done, read_all};
use crate::index::own::{Carried, Edits, carry};
use crate::index::report::{FileReport, Progress, Report};

/// How long a writer waits for another one.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// What an update looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode<'a> {
    /// The files, and all of the index: what of it is damaged is made anew.
    Changes,
    /// The files.
    Files,
    /// These files only.
    Named(&'a [PathBuf]),
    /// All files, into a new index; the old one answers until it is complete.
    Everything,
    /// The same, in the place of one that is damaged.
    Repair,
}

impl Index {
    /// Indexes what has changed and removes what is gone.
    ///
    /// # Errors
    ///
    /// Fails if the corpus cannot be walked or the index cannot be written, or if it is cancelled; files that cannot be
    /// read are reported.
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

    /// Looks at these files only, and indexes or removes those that have changed or are gone.
    ///
    /// A name that is a folder takes a look at all files. What the rules leave out is no error, nor is what lies
    /// outside of the corpus. Unlike `update`, it does not check the index against its checksums.
    ///
    /// # Errors
    ///
    /// As `update`.
    pub fn update_files(&mut self, files: &[PathBuf]) -> Result<Report> {
        run(self, Mode::Named(files), PATIENCE, &|_| {})
    }

    /// Indexes all files anew, and tells how far it is; the old index answers until the new one is complete.
    ///
    /// # Errors
    ///
    /// As `update`.
    pub fn rebuild_with(&mut self, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report> {
        run(self, Mode::Everything, PATIENCE, progress)
    }

    /// Walks over the corpus, or looks at some of its files only.
    fn walk(&self, mode: Mode<'_>) -> Result<Walk> {
        let glance = match mode {
            Mode::Named(files) => self.corpus.glance(files)?,
            _ => None,
        };
        glance.map_or_else(|| self.corpus.walk(), Ok)
    }
}

/// Brings the index up to date; one that is found to be damaged is made anew.
pub(crate) fn run(
    index: &Index,
    mode: Mode<'_>,
    patience: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let start = Instant::now();
    let walk = index.walk(mode)?;
    let checked = match mode {
        Mode::Changes => refuse_damaged(index),
        _ => Ok(()),
    };
    index.cancel.refuse()?;
    let report = match checked.and_then(|()| write(index, mode, walk, patience, progress)) {
        Err(Error::Damaged { reason, .. }) if mode != Mode::Everything => {
            let walk = index.corpus.walk()?;
            Report {
                repaired: Some(reason),
                ..write(index, Mode::Repair, walk, patience, progress)?
            }
        }
        outcome => outcome?,
    };
    Ok(complete(report, start.elapsed()))
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
    mode: Mode<'_>,
    walk: Walk,
    patience: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    match pending(index, mode, walk)? {
        Pending::Nothing(report) => Ok(report),
        Pending::Changes(from, size_bytes) => {
            let batch = index.engine.begin(from, size_bytes, patience)?;
            apply(index, batch, mode, progress)
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
fn pending(index: &Index, mode: Mode<'_>, walk: Walk) -> Result<Pending> {
    let (from, snapshot) = match mode {
        Mode::Everything | Mode::Repair => (Start::Nothing, None),
        _ => (Start::Last, index.engine.snapshot()?),
    };
    let Some(snapshot) = snapshot else {
        // Without a state to start from, all files are read, whichever were named.
        let walk = match walk.only {
            Some(_) => index.corpus.walk()?,
            None => walk,
        };
        let sizes = walk.sources.iter().map(|source| source.fingerprint.size);
        return Ok(Pending::Changes(from, sizes.sum()));
    };
    index.follow(snapshot.as_ref());
    let left_out = left_out(&walk);
    let changes = Changes::find(walk, snapshot.as_ref(), index)?;
    if changes.need_writing() {
        return Ok(Pending::Changes(from, changes.size_bytes()));
    }
    let mut files = known_unread(&changes, Some(snapshot.as_ref()))?;
    files.extend(left_out);
    Ok(Pending::Nothing(Report {
        own: changes.own,
        unchanged: changes.unchanged,
        passages: changes.passages,
        files,
        ..Report::default()
    }))
}

/// Returns the files that the walk left out.
fn left_out(walk: &Walk) -> Vec<FileReport> {
    walk.unread.iter().cloned().map(FileReport::from).collect()
}

/// Adds to a report how many files are not indexed, and how long it took.
fn complete(mut report: Report, took: Duration) -> Report {
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

/// What was written into a batch.
pub(crate) struct Filled {
    report: Report,
    /// What tells the folders of the corpus from others.
    pub(crate) folders: Vec<String>,
    /// Documents of the application's own that are edited, as they were.
    pub(crate) replaced: BTreeMap<String, Entry>,
    needs_commit: bool,
}

/// Looks again, now as the only writer, and writes what differs.
pub(crate) fn apply(
    index: &Index,
    batch: Box<dyn Batch>,
    mode: Mode<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let filled = fill(index, batch.as_ref(), mode, &Edits::new(), progress)?;
    index.cancel.refuse()?;
    if filled.needs_commit {
        batch.commit(&filled.folders)?;
        index.changed();
    }
    Ok(filled.report)
}

/// Looks again, now as the only writer, and puts what differs into a batch, but for documents that `edits` names.
///
/// Walking again costs little, and what another writer did meanwhile is not undone by what we saw before it.
pub(crate) fn fill(
    index: &Index,
    batch: &dyn Batch,
    mode: Mode<'_>,
    edits: &Edits,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Filled> {
    let base = batch.base();
    let walk = match base {
        Some(_) => index.walk(mode)?,
        None => index.corpus.walk()?,
    };
    let folders = folders(&walk, base.as_deref());
    let left_out = left_out(&walk);
    let (changes, carried) = match &base {
        Some(base) => {
            let changes = Changes::find(walk, base.as_ref(), index)?;
            (changes, Carried::default())
        }
        None => {
            let carried = carry(index, batch, edits, mode == Mode::Everything)?;
            (Changes::from_nothing(walk, &carried), carried)
        }
    };
    for path in &changes.removed {
        batch.remove(path)?;
    }
    for entry in &changes.settled {
        batch.touch(entry.clone())?;
    }
    let done = Done::new(changes.added.len() + changes.changed.len(), progress);
    let added = read_all(index, batch, &changes.added, &done)?;
    let changed = read_all(index, batch, &changes.changed, &done)?;
    // The next ones start in milliseconds, and these may have taken much memory.
    index.workers.dismiss();
    let mut report = Report {
        added: added.indexed,
        changed: changed.indexed,
        removed: changes.removed.len() as u64,
        unchanged: changes.unchanged + changed.unchanged,
        own: changes.own,
        passages: changes.passages + added.passages + changed.passages,
        files: known_unread(&changes, base.as_deref())?,
        lost: carried.lost,
        ..Report::default()
    };
    let noted = added.noted.into_iter().chain(changed.noted);
    report.files.extend(noted.chain(left_out));
    Ok(Filled {
        report,
        folders,
        replaced: carried.replaced,
        needs_commit: base.is_none() || changes.need_writing(),
    })
}

/// Returns what tells the folders of the corpus from others in their places.
fn folders(walk: &Walk, base: Option<&dyn Snapshot>) -> Vec<String> {
    match base.filter(|_| walk.only.is_some()) {
        Some(base) => base.commit().folders.clone(),
        None => {
            let folders = walk.folders.iter();
            folders.map(|folder| folder.identity.clone()).collect()
        }
    }
}

/// Returns the files that are as they were and have no passages, with the reasons the index remembers.
fn known_unread(changes: &Changes, snapshot: Option<&dyn Snapshot>) -> Result<Vec<FileReport>> {
    let mut files = changes.taken.clone();
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
