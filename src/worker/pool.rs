//! The workers of an index: as many as read at a time, used for file after file.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::corpus::{Body, Limits, Refusal};
use crate::passage::Split;
use crate::worker::job::{Answer, Halt, Job};
use crate::worker::process::Process;

/// The workers of an index.
pub(crate) struct Workers {
    /// The program that does the work, if there is one.
    program: Option<PathBuf>,
    /// Why the program is none, if that turned out: it is not tried again for a while.
    unfit: Mutex<Option<Refusal>>,
    /// Those that have nothing to do.
    idle: Mutex<Vec<Process>>,
}

impl Workers {
    /// Describes workers; none is started yet.
    pub(crate) fn new(program: Option<PathBuf>) -> Self {
        Self {
            program,
            unfit: Mutex::default(),
            idle: Mutex::default(),
        }
    }

    /// Is there a program that does the work, as far as is known?
    pub(crate) fn can_read(&self) -> bool {
        self.program.is_some() && lock(&self.unfit).is_none()
    }

    /// Can a worker be started by now?
    pub(crate) fn can_start(&self, limits: &Limits) -> bool {
        *lock(&self.unfit) = None;
        let worker = self.hire(limits);
        worker.map(|worker| lock(&self.idle).push(worker)).is_ok()
    }

    /// Has a worker read a file; gives its documents one after the other.
    ///
    /// # Errors
    ///
    /// Tells why it was not read; the documents that were given do not count then.
    pub(crate) fn read(
        &self,
        job: &Job,
        body: &Body,
        take: &mut dyn FnMut(Split),
    ) -> Result<Answer, Halt> {
        let mut worker = self.hire(&job.limits).map_err(Halt::Refused)?;
        let answer = worker.read(job, body, take);
        if !matches!(answer, Err(Halt::Died(_))) {
            lock(&self.idle).push(worker);
        }
        answer
    }

    /// Ends the workers that have nothing to do.
    pub(crate) fn dismiss(&self) {
        lock(&self.idle).clear();
    }

    fn hire(&self, limits: &Limits) -> Result<Process, Refusal> {
        if let Some(worker) = lock(&self.idle).pop() {
            return Ok(worker);
        }
        let Some(program) = &self.program else {
            let reason = "not read without a worker; the program search has one, and so has a \
                          library with Builder::worker";
            return Err(Refusal::skipped(reason));
        };
        if let Some(refusal) = &*lock(&self.unfit) {
            return Err(refusal.clone());
        }
        Process::start(program, limits).map_err(|error| {
            let program = program.display();
            let reason = format!("the worker {program} cannot be started: {error}");
            let refusal = Refusal::failed(reason);
            *lock(&self.unfit) = Some(refusal.clone());
            refusal
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
