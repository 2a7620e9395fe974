//! Reading files into a batch: each is indexed, or left out with a reason.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::corpus::{Document, Format, Source, Unread, now, uncompressed};
use crate::engine::{Batch, Entry, Filing, Part, Status, types};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::reader::Step;
use crate::index::report::{FileReport, Progress, status_of};
use crate::passage::{self, Split};
use crate::query;
use crate::worker::Answer;

/// What became of the files that were read.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) indexed: u64,
    /// Files whose content is as it was.
    pub(crate) unchanged: u64,
    pub(crate) passages: u64,
    /// Files that are left out, or of which something is.
    pub(crate) noted: Vec<FileReport>,
}

impl Outcome {
    fn unread(file: FileReport) -> Self {
        Self {
            noted: vec![file],
            ..Self::default()
        }
    }

    fn merge(mut self, other: Self) -> Self {
        self.indexed += other.indexed;
        self.unchanged += other.unchanged;
        self.passages += other.passages;
        self.noted.extend(other.noted);
        self
    }
}

/// How far reading is told about after so many documents of a file.
const MANY_DOCUMENTS: u64 = 256;

/// How many files are done.
pub(crate) struct Done<'a> {
    count: AtomicU64,
    documents: AtomicU64,
    total: u64,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Done<'a> {
    pub(crate) fn new(total: usize, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self {
            count: AtomicU64::new(0),
            documents: AtomicU64::new(0),
            total: total as u64,
            progress,
        }
    }

    fn one_more(&self) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.tell();
    }

    fn one_more_document(&self) {
        let before = self.documents.fetch_add(1, Ordering::Relaxed);
        if (before + 1).is_multiple_of(MANY_DOCUMENTS) {
            self.tell();
        }
    }

    fn tell(&self) {
        (self.progress)(Progress {
            done: self.count.load(Ordering::Relaxed),
            total: self.total,
            documents: self.documents.load(Ordering::Relaxed),
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
        index.cancel.refuse()?;
        let outcome = read_one(index, batch, source, done);
        done.one_more();
        outcome
    };
    let merge = |a: Outcome, b: Outcome| Ok(a.merge(b));
    sources
        .par_iter()
        .map(one)
        .try_reduce(Outcome::default, merge)
}

fn read_one(index: &Index, batch: &dyn Batch, source: &Source, done: &Done<'_>) -> Result<Outcome> {
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
    let format = Format::of(&source.path, content.body.head());
    let mut intake = Intake::new(source, format, batch.file(&entry)?);
    let read = index.read(source, format, content.body, &mut |step| {
        done.one_more_document();
        intake.take(step);
    });
    intake.finish(
        Entry {
            lacks_worker: index.lacks_worker_for(&source.path, format),
            ..entry
        },
        read,
    )
}

/// Returns what is known of a file that only looks different, and has the content and the time that were indexed.
fn same(batch: &dyn Batch, entry: &Entry) -> Result<Option<Entry>> {
    let Some(base) = batch.base() else {
        return Ok(None);
    };
    let is_same = |known: &Entry| {
        known.status == Status::Indexed
            // By now there may be a worker for what is inside of it.
            && !known.lacks_worker
            && known.hash == entry.hash
            && known.path_bytes == entry.path_bytes
            && known.fingerprint.modified == entry.fingerprint.modified
    };
    Ok(base.entry(&entry.path)?.filter(is_same))
}

/// A file that is being read: its documents go into the batch one after the other.
struct Intake<'a> {
    source: &'a Source,
    /// The format of the file itself.
    format: &'static Format,
    file: Box<dyn Filing + 'a>,
    documents: u64,
    /// Those of them that are not inside of it, such as a message, but not its attachments.
    own_documents: u64,
    passages: u64,
    /// Title and date of the first document.
    first: (String, Option<i64>),
    /// Why the batch is lost, if it is.
    lost: Option<Error>,
}

impl<'a> Intake<'a> {
    fn new(source: &'a Source, format: &'static Format, file: Box<dyn Filing + 'a>) -> Self {
        Self {
            source,
            format,
            file,
            documents: 0,
            own_documents: 0,
            passages: 0,
            first: (String::new(), None),
            lost: None,
        }
    }

    fn take(&mut self, step: Step) {
        if self.lost.is_some() {
            return;
        }
        let taken = match step {
            Step::Document(document) => self.add(document),
            Step::Again => self.clear(),
        };
        self.lost = taken.err();
    }

    fn add(&mut self, document: Split) -> Result<()> {
        let part = Part {
            types: self.types(&document),
            date: document.date.as_deref().and_then(query::day_of),
            passages: document.passages,
        };
        self.own_documents += u64::from(document.path == self.source.path);
        if self.documents == 0 {
            self.first = (document.title, part.date);
        }
        self.documents += 1;
        self.passages += part.passages.len() as u64;
        self.file.add(part)
    }

    /// Returns what `type:` finds a document by: its own format and extension, and its file's.
    fn types(&self, document: &Split) -> Vec<String> {
        let mut names = types(&document.format, uncompressed(&document.path));
        names.extend(types(self.format.name, &self.source.path));
        names.sort();
        names.dedup();
        names
    }

    fn clear(&mut self) -> Result<()> {
        (self.documents, self.own_documents, self.passages) = (0, 0, 0);
        self.file.clear()
    }

    /// Ends the file: with what was read of it, or with the reason why it is left out.
    fn finish(
        mut self,
        entry: Entry,
        read: std::result::Result<Answer, Unread>,
    ) -> Result<Outcome> {
        if let Some(error) = self.lost {
            return Err(error);
        }
        let answer = match read {
            Ok(answer) => answer,
            Err(unread) => {
                self.clear()?;
                self.file.finish(left_out(entry, &unread))?;
                return Ok(Outcome::unread(FileReport::from(unread)));
            }
        };
        let (title, date) = match self.documents == 1 || self.own_documents == 1 {
            true => self.first,
            false => (passage::title(&Document::default(), &entry.path), None),
        };
        let entry = Entry {
            status: Status::Indexed,
            reason: answer.note,
            lacks_worker: answer.lacks_worker,
            format: answer.format,
            title,
            date,
            documents: self.documents,
            passages: self.passages,
            ..entry
        };
        let outcome = Outcome {
            indexed: 1,
            passages: self.passages,
            noted: FileReport::noted(&entry).into_iter().collect(),
            ..Outcome::default()
        };
        self.file.finish(entry)?;
        Ok(outcome)
    }
}

fn leave_out(batch: &dyn Batch, entry: Entry, unread: Unread) -> Result<Outcome> {
    batch.put(left_out(entry, &unread), Vec::new())?;
    Ok(Outcome::unread(FileReport::from(unread)))
}

fn left_out(entry: Entry, unread: &Unread) -> Entry {
    Entry {
        status: status_of(unread),
        reason: Some(unread.reason.clone()),
        ..entry
    }
}
