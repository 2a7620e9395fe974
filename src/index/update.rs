//! Bringing the index up to date: read what changed, in parallel, and commit it at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::corpus::{Content, Reading, Source, Unread, Walk, now};
use crate::engine::{Batch, Entry, Snapshot, Start, Status};
use crate::error::{Error, Result};
use crate::hit::VERSION;
use crate::index::Index;
use crate::index::changes::Changes;
use crate::index::report::{FileReport, Progress, Report};
use crate::passage::{self, Origin, Passage};
use crate::query;

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
    let mut repaired = match mode {
        Mode::Changes => damage(index)?,
        Mode::Everything => None,
    };
    let outcome = match &repaired {
        None => write(index, mode, walk, patience, progress),
        Some(_) => write(index, Mode::Everything, walk, patience, progress),
    };
    let report = match outcome {
        Err(Error::Damaged { reason, .. }) if mode == Mode::Changes && repaired.is_none() => {
            repaired = Some(reason);
            let walk = index.corpus.walk()?;
            write(index, Mode::Everything, walk, patience, progress)?
        }
        outcome => outcome?,
    };
    let report = Report { repaired, ..report };
    Ok(complete(report, left_out, start.elapsed()))
}

/// Returns what is damaged in the index, if anything is.
fn damage(index: &Index) -> Result<Option<String>> {
    let flaws = index.engine.verify()?;
    let damaged = flaws
        .first()
        .map(|flaw| format!("{}: {}", flaw.name, flaw.reason));
    Ok(damaged)
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
    let changes = Changes::find(walk, snapshot.as_ref(), &index.corpus)?;
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
    report.files.extend(left_out.into_iter().map(file_report));
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
        Some(base) => Changes::find(walk, base.as_ref(), &index.corpus)?,
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
        .extend(added.unread.into_iter().chain(changed.unread));
    if base.is_none() || changes.need_writing() {
        batch.commit(&folders)?;
    }
    Ok(report)
}

/// What became of the files that were read.
#[derive(Default)]
struct Outcome {
    indexed: u64,
    /// Files whose content is as it was.
    unchanged: u64,
    passages: u64,
    unread: Vec<FileReport>,
}

impl Outcome {
    fn merge(mut self, other: Self) -> Self {
        self.indexed += other.indexed;
        self.unchanged += other.unchanged;
        self.passages += other.passages;
        self.unread.extend(other.unread);
        self
    }
}

/// How many files are done.
struct Done<'a> {
    count: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Done<'a> {
    fn new(total: usize, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self {
            count: AtomicU64::new(0),
            total: total as u64,
            progress,
        }
    }

    fn one_more(&self) {
        let done = 1 + self.count.fetch_add(1, Ordering::Relaxed);
        (self.progress)(Progress {
            done,
            total: self.total,
        });
    }
}

fn read_all(
    index: &Index,
    batch: &dyn Batch,
    sources: &[Source],
    done: &Done<'_>,
) -> Result<Outcome> {
    let one = |source: &Source| -> Result<Outcome> {
        let outcome = read_one(index, batch, source);
        done.one_more();
        outcome
    };
    let merge = |a: Outcome, b: Outcome| Ok(a.merge(b));
    sources
        .par_iter()
        .map(one)
        .try_reduce(Outcome::default, merge)
}

fn read_one(index: &Index, batch: &dyn Batch, source: &Source) -> Result<Outcome> {
    let content = match index.corpus.load(source) {
        Ok(content) => content,
        Err(unread) => return leave_out(batch, Entry::seen_at(source, now()), unread),
    };
    let entry = Entry::read(source, &content);
    if let Some(known) = same(batch, &entry)? {
        let passages = known.passages;
        batch.touch(Entry {
            fingerprint: entry.fingerprint,
            seen: entry.seen,
            ..known
        })?;
        return Ok(Outcome {
            unchanged: 1,
            passages,
            ..Outcome::default()
        });
    }
    match parse(index, source, content) {
        Ok((reading, passages)) => put(batch, entry, &reading, passages),
        Err(unread) => leave_out(batch, entry, unread),
    }
}

/// Returns what is known of a file that only looks different, and has the content and the time that were indexed.
fn same(batch: &dyn Batch, entry: &Entry) -> Result<Option<Entry>> {
    let Some(base) = batch.base() else {
        return Ok(None);
    };
    let is_same = |known: &Entry| {
        known.status == Status::Indexed
            && known.hash == entry.hash
            && known.path_bytes == entry.path_bytes
            && known.fingerprint.modified == entry.fingerprint.modified
    };
    Ok(base.entry(&entry.path)?.filter(is_same))
}

/// Parses and splits a file; a reader that fails costs one file, not the run.
fn parse(
    index: &Index,
    source: &Source,
    content: Content,
) -> std::result::Result<(Reading, Vec<Passage>), Unread> {
    let origin = Origin {
        path: &source.path,
        path_bytes: source.path_bytes.as_deref(),
        language: index.language,
    };
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let reading = index.corpus.parse(source, content.bytes)?;
        let passages = passage::split(&reading.document, &reading.text, &origin);
        Ok((reading, passages))
    }));
    parsed.unwrap_or_else(|_| {
        Err(Unread {
            path: source.path.clone(),
            is_failure: true,
            reason: "the reader of this format failed; please report it".to_owned(),
        })
    })
}

fn put(
    batch: &dyn Batch,
    entry: Entry,
    reading: &Reading,
    passages: Vec<Passage>,
) -> Result<Outcome> {
    let count = passages.len() as u64;
    let entry = Entry {
        status: Status::Indexed,
        format: reading.format.name.to_owned(),
        title: passage::title(&reading.document, &entry.path),
        date: reading.document.date.as_deref().and_then(query::day_of),
        passages: count,
        ..entry
    };
    batch.put(entry, passages)?;
    Ok(Outcome {
        indexed: 1,
        passages: count,
        ..Outcome::default()
    })
}

fn leave_out(batch: &dyn Batch, entry: Entry, unread: Unread) -> Result<Outcome> {
    let entry = Entry {
        status: status(&unread),
        reason: Some(unread.reason.clone()),
        ..entry
    };
    batch.put(entry, Vec::new())?;
    Ok(Outcome {
        unread: vec![file_report(unread)],
        ..Outcome::default()
    })
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

fn file_report(unread: Unread) -> FileReport {
    FileReport {
        status: status(&unread),
        path: unread.path,
        reason: unread.reason,
    }
}

pub(crate) fn status(unread: &Unread) -> Status {
    match unread.is_failure {
        true => Status::Failed,
        false => Status::Skipped,
    }
}
