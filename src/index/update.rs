//! Bringing the index up to date: read what changed, in parallel, and commit it at once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::corpus::Walk;
use crate::engine::{Batch, Catalog, Entry, Snapshot, Start, Status};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::comparison::Comparison;
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
    // What is not known yet takes all the time there is: each look goes on beside the others.
    let (walk, known) = rayon::join(|| index.walk(mode), || known(index, mode));
    let walk = walk?;
    index.cancel.refuse()?;
    let report = match known.and_then(|known| write(index, mode, walk, known, patience, progress)) {
        Err(Error::Damaged { reason, .. }) if mode != Mode::Everything => {
            let walk = index.corpus.walk()?;
            Report {
                repaired: Some(reason),
                ..write(index, Mode::Repair, walk, None, patience, progress)?
            }
        }
        outcome => outcome?,
    };
    Ok(complete(report, start.elapsed()))
}

/// The last state of an index, with what it knows of files.
type Known = (Arc<dyn Snapshot>, Catalog);

/// Returns the state to start from, where there is one; fails if it has to be checked and is damaged.
fn known(index: &Index, mode: Mode<'_>) -> Result<Option<Known>> {
    match mode {
        Mode::Everything | Mode::Repair => Ok(None),
        Mode::Files | Mode::Named(_) => index.last_state(),
        Mode::Changes => {
            let (checked, known) = rayon::join(|| refuse_damaged(index), || index.last_state());
            checked.and(known)
        }
    }
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
    known: Option<Known>,
    patience: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    match pending(index, mode, walk, known)? {
        Pending::Nothing(report) => Ok(report),
        Pending::Changes(from, size_bytes, seen) => {
            let batch = index.engine.begin(from, size_bytes, patience)?;
            apply(index, batch, mode, seen, progress)
        }
    }
}

/// What an update has to do.
enum Pending {
    /// Nothing; the report says so.
    Nothing(Report),
    /// To read so many bytes of files, more or less; what was seen, where there is a state to start from.
    Changes(Start, u64, Option<Comparison>),
}

/// Looks, without the writer's lock, whether there is anything to do.
fn pending(index: &Index, mode: Mode<'_>, walk: Walk, known: Option<Known>) -> Result<Pending> {
    let from = match mode {
        Mode::Everything | Mode::Repair => Start::Nothing,
        _ => Start::Last,
    };
    let Some((snapshot, catalog)) = known else {
        // Without a state to start from, all files are read, whichever were named.
        let walk = match walk.only {
            Some(_) => index.corpus.walk()?,
            None => walk,
        };
        let sizes = walk.sources.iter().map(|source| source.fingerprint.size);
        return Ok(Pending::Changes(from, sizes.sum(), None));
    };
    index.follow(snapshot.as_ref());
    let seen = Comparison::new(walk, snapshot.as_ref(), &catalog, index)?;
    if seen.changes.need_writing() {
        let size_bytes = seen.changes.size_bytes();
        return Ok(Pending::Changes(from, size_bytes, Some(seen)));
    }
    let Comparison {
        changes, left_out, ..
    } = seen;
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

/// Writes what differs, as the only writer.
pub(crate) fn apply(
    index: &Index,
    batch: Box<dyn Batch>,
    mode: Mode<'_>,
    seen: Option<Comparison>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let filled = fill(index, batch.as_ref(), mode, seen, &Edits::new(), progress)?;
    index.cancel.refuse()?;
    if filled.needs_commit {
        batch.commit(&filled.folders)?;
        index.changed();
    }
    Ok(filled.report)
}

/// Puts what differs into a batch, but for documents that `edits` names.
///
/// What was `seen` before we were the only writer counts where no other one has changed the index since.
pub(crate) fn fill(
    index: &Index,
    batch: &dyn Batch,
    mode: Mode<'_>,
    seen: Option<Comparison>,
    edits: &Edits,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Filled> {
    let base = batch.base();
    let (seen, carried) = match &base {
        Some(base) => {
            let seen = seen.filter(|seen| seen.is_of(base.as_ref()));
            let look = || Comparison::with(base.as_ref(), index, || index.walk(mode));
            (seen.map_or_else(look, Ok)?, Carried::default())
        }
        None => {
            let walk = index.corpus.walk()?;
            let carried = carry(index, batch, edits, mode == Mode::Everything)?;
            (Comparison::with_nothing(walk, &carried), carried)
        }
    };
    let Comparison {
        changes,
        left_out,
        folders,
        ..
    } = seen;
    for path in &changes.removed {
        batch.remove(path)?;
    }
    for entry in &changes.settled {
        batch.touch(entry.clone())?;
    }
    let done = Done::new(changes.added.len() + changes.changed.len(), progress);
    let session = index.journal.begin(&index.dir);
    let added = read_all(index, batch, &changes.added, &done)?;
    let changed = read_all(index, batch, &changes.changed, &done)?;
    drop(session);
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
