//! Reading a file of the corpus: texts here, all else in a worker.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use crate::corpus::{
    Body, Elsewhere, Format, Inner, Input, Limits, Opened, Reading, Refusal, Source, Unread,
    Wanted, read_converted, read_input,
};
use crate::index::Index;
use crate::index::allowance::Allowance;
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
            None if self.reads_itself(format) && !self.is_suspect(&source.path) => {
                let _note = self.journal.note(&source.path);
                self.read_here(source, body, take)
            }
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

    /// May the file take the whole program down, and can it be read where it does not?
    fn is_suspect(&self, path: &str) -> bool {
        self.workers.can_read() && self.journal.suspects(path)
    }

    fn read_here(
        &self,
        source: &Source,
        body: Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let splitter = Splitter::new(source.path_bytes.clone(), self.language);
        let allowance = RefCell::new(Allowance::new(&self.limits));
        let take = RefCell::new(take);
        let lacks_worker = Cell::new(false);
        let document = &mut |reading: Reading<'_>| {
            if reading.archive.is_none() {
                allowance.borrow_mut().at(reading.text.bytes_before());
            }
            (take.borrow_mut())(Step::Document(splitter.split(&reading)));
        };
        let elsewhere = &mut |inner: Inner<'_>| {
            lacks_worker.set(lacks_worker.get() || !self.workers.can_read());
            let answer = self.read_inside(source, inner, &mut allowance.borrow_mut())?;
            for document in answer.0 {
                (take.borrow_mut())(Step::Document(document));
            }
            Ok(answer.1)
        };
        let read = catch_unwind(AssertUnwindSafe(|| {
            read_body(&source.path, body, &self.limits, document, elsewhere)
        }));
        let opened = read.unwrap_or_else(|_| Err(Refusal::failed(BROKEN)))?;
        Ok(Answer {
            format: opened.format.name.to_owned(),
            note: opened.left_out,
            lacks_worker: lacks_worker.get(),
        })
    }

    /// Has a worker read a file that is inside of another; returns its documents, and what is to be told of it.
    fn read_inside(
        &self,
        source: &Source,
        inner: Inner<'_>,
        allowance: &mut Allowance<'_>,
    ) -> std::result::Result<(Vec<Split>, Option<String>), Refusal> {
        let job = Job {
            archive: Some(inner.archive.to_owned()),
            depth: inner.depth,
            limits: allowance.left()?,
            ..self.job(source, inner.path, inner.bytes.len() as u64)
        };
        let body = Body::Whole(inner.bytes);
        let start = Instant::now();
        let mut documents = Vec::new();
        let collect = &mut |step| match step {
            Step::Document(document) => documents.push(document),
            Step::Again => documents.clear(),
        };
        let answer = self.in_worker(&job, &body, collect);
        allowance.spend(start.elapsed(), &documents);
        Ok((documents, answer?.note))
    }

    fn read_in_worker(
        &self,
        source: &Source,
        body: &Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        let job = self.job(source, &source.path, body.size());
        let answer = self.in_worker(&job, body, take)?;
        unchanged(body)?;
        Ok(answer)
    }

    /// Describes a file of `size` bytes, or one inside of it, to a worker.
    fn job(&self, source: &Source, path: &str, size: u64) -> Job {
        Job {
            path: path.to_owned(),
            archive: None,
            depth: 0,
            path_bytes: source.path_bytes.clone(),
            language: self.language.code().to_owned(),
            limits: self.limits.clone(),
            size,
        }
    }

    fn in_worker(
        &self,
        job: &Job,
        body: &Body,
        take: &mut dyn FnMut(Step),
    ) -> std::result::Result<Answer, Refusal> {
        attempt(take, |take| {
            self.workers
                .read(job, body, &mut |document| take(Step::Document(document)))
        })
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
        let splitter = Splitter::new(source.path_bytes.clone(), self.language);
        let opened = read_converted(&source.path, markdown, &mut |reading| {
            take(Step::Document(splitter.split(&reading)));
        })?;
        Ok(Answer {
            format: opened.format.name.to_owned(),
            note: opened.left_out,
            lacks_worker: false,
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
fn read_body<'a>(
    path: &'a str,
    body: Body,
    limits: &'a Limits,
    take: &'a mut dyn FnMut(Reading<'_>),
    elsewhere: &'a mut Elsewhere<'a>,
) -> std::result::Result<Opened, Refusal> {
    let wanted = Wanted {
        path,
        archive: None,
        depth: 0,
        size: body.size(),
        limits,
    };
    // Tests of parts have no worker.
    let elsewhere = Some(elsewhere).filter(|_| !cfg!(test));
    let large = match body {
        Body::Whole(bytes) => return read_input(wanted, Input::whole(bytes), take, elsewhere),
        Body::Large(large) => large,
    };
    let mut file = large.open().map_err(unreadable)?;
    let input = Input::begin(&mut file).map_err(unreadable)?;
    let opened = read_input(wanted, input, take, elsewhere)?;
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
