//! Reading a file of the corpus: texts here, all else in a worker.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::corpus::{
    Body, Format, Input, Limits, Opened, Reading, Refusal, Source, Unread, read_input,
};
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
        body: Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Unread> {
        let read = match self.reads_itself(format) {
            true => self.read_here(source, body, take),
            false => self.read_in_worker(source, &body, take),
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
        body: Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let mut splitter = Splitter::new(source.path_bytes.clone(), self.language);
        let read = catch_unwind(AssertUnwindSafe(|| {
            read_body(&source.path, body, &self.limits, &mut |reading| {
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
        body: &Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let job = Job {
            path: source.path.clone(),
            path_bytes: source.path_bytes.clone(),
            language: self.language.code().to_owned(),
            limits: self.limits.clone(),
            size: body.size(),
        };
        let mut attempts = 1;
        loop {
            let read = self.workers.read(&job, body, &mut |document| {
                take(Step::Document(document));
            });
            match read {
                Ok(answer) => return unchanged(body).map(|()| answer),
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

/// Reads a file, as far as it is not in memory piece by piece.
fn read_body(
    path: &str,
    body: Body,
    limits: &Limits,
    take: &mut dyn FnMut(Reading<'_>),
) -> std::result::Result<Opened, Refusal> {
    let size = body.size();
    let large = match body {
        Body::Whole(bytes) => return read_input(path, Input::whole(bytes), size, limits, take),
        Body::Large(large) => large,
    };
    let mut file = large.open().map_err(unreadable)?;
    let input = Input::begin(&mut file).map_err(unreadable)?;
    let opened = read_input(path, input, size, limits, take)?;
    large.refuse_changed().map_err(unreadable)?;
    Ok(opened)
}

/// Fails if a file that was read piece by piece is another one by now.
fn unchanged(body: &Body) -> std::result::Result<(), Refusal> {
    match body {
        Body::Whole(_) => Ok(()),
        Body::Large(large) => large.refuse_changed().map_err(unreadable),
    }
}

fn unreadable(error: std::io::Error) -> Refusal {
    Refusal::failed(error.to_string())
}
