//! Reading a file of the corpus: texts here, all else in a worker.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::corpus::{
    Body, Format, Input, Limits, Opened, Reading, Refusal, Source, Unread, read_converted,
    read_input,
};
use crate::index::Index;
use crate::passage::{Split, Splitter};
use crate::worker::{Answer, BROKEN, Converter, Halt, Job};

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
        let read = match self.converter_of(&source.path) {
            Some(converter) => self.read_converted(source, converter, &body, take),
            None if self.reads_itself(format) => self.read_here(source, body, take),
            None => self.read_in_worker(source, &body, take),
        };
        read.map_err(|refusal| Unread {
            path: source.path.clone(),
            is_failure: refusal.is_failure,
            reason: refusal.reason,
        })
    }

    /// Does the file at `path` wait for a worker that nobody named?
    pub(crate) fn lacks_worker_for(&self, path: &str, format: &Format) -> bool {
        let has_reader = self.converter_of(path).is_some() || self.reads_itself(format);
        !has_reader && !self.workers.can_read()
    }

    fn converter_of(&self, path: &str) -> Option<&Converter> {
        self.converters.iter().find(|it| it.takes(path))
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
        let answer = attempt(take, |take| {
            self.workers
                .read(&job, body, &mut |document| take(Step::Document(document)))
        })?;
        unchanged(body)?;
        Ok(answer)
    }

    fn read_converted(
        &self,
        source: &Source,
        converter: &Converter,
        body: &Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let markdown = attempt(take, |_| {
            converter.convert(&source.file, body, &self.limits)
        })?;
        unchanged(body)?;
        let mut splitter = Splitter::new(source.path_bytes.clone(), self.language);
        let opened = read_converted(&source.path, markdown, &mut |reading| {
            take(Step::Document(splitter.split(&reading)));
        })?;
        Ok(Answer {
            format: opened.format.name.to_owned(),
            note: opened.left_out,
        })
    }
}

/// Reads a file once more if it took its reader down.
fn attempt<T>(
    take: &mut dyn FnMut(Step),
    mut read: impl FnMut(&mut dyn FnMut(Step)) -> std::result::Result<T, Halt>,
) -> std::result::Result<T, Refusal> {
    let mut attempts = 1;
    loop {
        match read(take) {
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
