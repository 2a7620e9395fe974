//! The workers of an index: as many as read at a time, used for file after file.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::corpus::{Body, Limits, Refusal};
use crate::passage::Split;
use crate::worker::job::{Answer, Halt, Job};
use crate::worker::process::Process;

/// The workers of an index.
pub(crate) struct Workers {
    /// The program that does the work, if there is one.
    program: Option<PathBuf>,
    /// Why the program is none, if that turned out: it is not tried again.
    unfit: OnceLock<Refusal>,
    /// Those that have nothing to do.
    idle: Mutex<Vec<Process>>,
}

impl Workers {
    /// Describes workers; none is started yet.
    pub(crate) fn new(program: Option<PathBuf>) -> Self {
        Self {
            program,
            unfit: OnceLock::new(),
            idle: Mutex::default(),
        }
    }

    /// Is there a program that does the work?
    pub(crate) fn can_read(&self) -> bool {
        self.program.is_some()
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
            self.idle().push(worker);
        }
        answer
    }

    /// Ends the workers that have nothing to do.
    pub(crate) fn dismiss(&self) {
        self.idle().clear();
    }

    fn hire(&self, limits: &Limits) -> Result<Process, Refusal> {
        if let Some(worker) = self.idle().pop() {
            return Ok(worker);
        }
        let Some(program) = &self.program else {
            let reason = "not read without a worker; the program search has one, and so has a \
                          library with Builder::worker";
            return Err(Refusal::skipped(reason));
        };
        if let Some(refusal) = self.unfit.get() {
            return Err(refusal.clone());
        }
        Process::start(program, limits).map_err(|error| {
            let program = program.display();
            let reason = format!("the worker {program} cannot be started: {error}");
            self.unfit.get_or_init(|| Refusal::failed(reason)).clone()
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
