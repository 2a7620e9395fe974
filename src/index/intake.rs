//! Reading files into a batch: each is indexed, or left out with a reason.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::corpus::{Document, Format, Reading, Source, Unread, now};
use crate::engine::{Batch, Entry, Filing, Part, Status, types};
use crate::error::{Error, Result};
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
    fn unread(unread: Unread) -> Self {
        Self {
            unread: vec![FileReport::from(unread)],
            ..Self::default()
        }
    }

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
    let mut intake = Intake::new(index, source, batch.file(&entry)?);
    let parsed = intake.parse(content.bytes);
    intake.finish(entry, parsed)
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

/// A file that is being read: its documents go into the batch one after the other.
struct Intake<'a> {
    index: &'a Index,
    source: &'a Source,
    file: Box<dyn Filing + 'a>,
    records: passage::Records,
    documents: u64,
    passages: u64,
    /// Title and date of the first document.
    first: (String, Option<i64>),
    /// Why the batch is lost, if it is.
    lost: Option<Error>,
}

impl<'a> Intake<'a> {
    fn new(index: &'a Index, source: &'a Source, file: Box<dyn Filing + 'a>) -> Self {
        Self {
            index,
            source,
            file,
            records: passage::Records::default(),
            documents: 0,
            passages: 0,
            first: (String::new(), None),
            lost: None,
        }
    }

    /// Parses and splits the file; a reader that fails costs one file, not the run.
    fn parse(&mut self, bytes: Vec<u8>) -> std::result::Result<&'static Format, Unread> {
        let (corpus, source) = (&self.index.corpus, self.source);
        let parsed = catch_unwind(AssertUnwindSafe(|| {
            corpus.parse(source, bytes, &mut |reading| self.take(&reading))
        }));
        parsed.unwrap_or_else(|_| {
            Err(Unread {
                path: source.path.clone(),
                is_failure: true,
                reason: "the reader of this format failed; please report it".to_owned(),
            })
        })
    }

    fn take(&mut self, reading: &Reading<'_>) {
        if self.lost.is_some() {
            return;
        }
        let document = &reading.document;
        let part = Part {
            types: types(reading.format.name, &self.source.path),
            date: document.date.as_deref().and_then(query::day_of),
            passages: self.split(reading),
        };
        if self.documents == 0 {
            self.first = (passage::title(document, &self.source.path), part.date);
        }
        self.documents += 1;
        self.passages += part.passages.len() as u64;
        self.lost = self.file.add(part).err();
    }

    fn split(&mut self, reading: &Reading<'_>) -> Vec<Passage> {
        let origin = Origin {
            path: &self.source.path,
            archive: None,
            path_bytes: self.source.path_bytes.as_deref(),
            language: self.index.language,
        };
        let (document, text) = (&reading.document, reading.text);
        // What comes after a first document is one of several, whatever it says.
        match reading.is_record || self.documents > 0 {
            true => passage::split_record(document, text, &origin, &mut self.records),
            false => passage::split(document, text, &origin),
        }
    }

    /// Ends the file: with what was read of it, or with the reason why it is left out.
    fn finish(
        mut self,
        entry: Entry,
        parsed: std::result::Result<&'static Format, Unread>,
    ) -> Result<Outcome> {
        if let Some(error) = self.lost {
            return Err(error);
        }
        let format = match parsed {
            Ok(format) => format,
            Err(unread) => {
                self.file.clear()?;
                self.file.finish(left_out(entry, &unread))?;
                return Ok(Outcome::unread(unread));
            }
        };
        let (title, date) = match self.documents {
            1 => self.first,
            _ => (passage::title(&Document::default(), &entry.path), None),
        };
        self.file.finish(Entry {
            status: Status::Indexed,
            format: format.name.to_owned(),
            title,
            date,
            documents: self.documents,
            passages: self.passages,
            ..entry
        })?;
        Ok(Outcome {
            indexed: 1,
            passages: self.passages,
            ..Outcome::default()
        })
    }
}

fn leave_out(batch: &dyn Batch, entry: Entry, unread: Unread) -> Result<Outcome> {
    batch.put(left_out(entry, &unread), Vec::new())?;
    Ok(Outcome::unread(unread))
}

fn left_out(entry: Entry, unread: &Unread) -> Entry {
    Entry {
        status: status_of(unread),
        reason: Some(unread.reason.clone()),
        ..entry
    }
}
