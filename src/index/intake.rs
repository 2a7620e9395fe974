//! Reading files into a batch: each is indexed, or left out with a reason.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::corpus::{Content, Reading, Source, Unread, now};
use crate::engine::{Batch, Entry, Status};
use crate::error::Result;
use crate::index::Index;
use crate::index::report::{FileReport, Progress, status_of};
use crate::passage::{self, Origin, Passage};
use crate::query;

/// What became of the files that were read.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) indexed: u64,
    /// Files whose content is as it was.
    pub(crate) unchanged: u64,
    pub(crate) passages: u64,
    pub(crate) unread: Vec<FileReport>,
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
pub(crate) struct Done<'a> {
    count: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Done<'a> {
    pub(crate) fn new(total: usize, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
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

/// Reads files in parallel.
pub(crate) fn read_all(
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
        status: status_of(&unread),
        reason: Some(unread.reason.clone()),
        ..entry
    };
    batch.put(entry, Vec::new())?;
    Ok(Outcome {
        unread: vec![FileReport::from(unread)],
        ..Outcome::default()
    })
}
