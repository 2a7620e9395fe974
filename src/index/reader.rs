//! Reading a file of the corpus: texts here, all else in a worker.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::corpus::{self, Format, Refusal, Source, Unread};
use crate::index::Index;
use crate::passage::{Split, Splitter};
use crate::worker::{Answer, BROKEN, Halt, Job};

/// A file that takes down so many workers, one after the other, is not read.
const ATTEMPTS: u32 = 2;

/// What comes of a file while it is read.
pub(crate) enum Step {
    /// Its next document.
    Document(Split),
    /// It is read once more: the documents so far do not count.
    Again,
}

impl Index {
    /// Reads a file of a format, and gives its documents one after the other; one that cannot be read costs nothing but itself.
    ///
    /// # Errors
    ///
    /// Tells why the file is left out; the documents that were given do not count then.
    pub(crate) fn read(
        &self,
        source: &Source,
        format: &Format,
        bytes: Vec<u8>,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Unread> {
        let read = match self.reads_itself(format) {
            true => self.read_here(source, bytes, take),
            false => self.read_in_worker(source, &bytes, take),
        };
        read.map_err(|refusal| Unread {
            path: source.path.clone(),
            is_failure: refusal.is_failure,
            reason: refusal.reason,
        })
    }

    /// Does a file of this format wait for a worker that nobody named?
    pub(crate) fn lacks_worker_for(&self, format: &Format) -> bool {
        !self.reads_itself(format) && !self.workers.can_read()
    }

    /// Are files of this format read here? Tests of parts have no program to start.
    fn reads_itself(&self, format: &Format) -> bool {
        format.is_text() || cfg!(test)
    }

    fn read_here(
        &self,
        source: &Source,
        bytes: Vec<u8>,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let mut splitter = Splitter::new(source.path_bytes.clone(), self.language);
        let read = catch_unwind(AssertUnwindSafe(|| {
            corpus::read(&source.path, bytes, &self.limits, &mut |reading| {
                take(Step::Document(splitter.split(&reading)));
            })
        }));
        let opened = read.unwrap_or_else(|_| Err(Refusal::failed(BROKEN)))?;
        Ok(Answer {
            format: opened.format.name.to_owned(),
            note: opened.left_out,
        })
    }

    fn read_in_worker(
        &self,
        source: &Source,
        bytes: &[u8],
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let job = Job {
            path: source.path.clone(),
            path_bytes: source.path_bytes.clone(),
            language: self.language.code().to_owned(),
            limits: self.limits.clone(),
        };
        let mut attempts = 1;
        loop {
            let read = self.workers.read(&job, bytes, &mut |document| {
                take(Step::Document(document));
            });
            match read {
                Ok(answer) => return Ok(answer),
                Err(Halt::Refused(refusal)) => return Err(refusal),
                Err(Halt::Died(reason)) if attempts == ATTEMPTS => {
                    return Err(Refusal::failed(reason));
                }
                Err(Halt::Died(_)) => take(Step::Again),
            }
            attempts += 1;
        }
    }
}
