//! Updates of the index, each by a process of its own, so that the server never holds the writer's lock.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use section_search::Report;
use tokio::process::Command;

use crate::http::log::Log;
use crate::http::rounds::Rounds;

/// How long the server waits, after an update that failed, before it tries another one by itself.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What an update did, or why there was none.
pub(super) type Outcome = Result<Arc<Report>, Arc<str>>;

/// The program to run and its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Updating {
    /// The program.
    pub(crate) program: PathBuf,
    /// Its arguments.
    pub(crate) args: Vec<OsString>,
}

/// Updates, one at a time.
pub(super) struct Updates {
    updating: Updating,
    rounds: Rounds<Outcome>,
    pause: Mutex<Pause>,
    log: Log,
}

/// When the server may try again.
#[derive(Default)]
struct Pause {
    until: Option<Instant>,
    length: Duration,
}

impl Updates {
    pub(super) fn new(updating: Updating, log: Log) -> Self {
        Self {
            updating,
            rounds: Rounds::default(),
            pause: Mutex::default(),
            log,
        }
    }

    /// Runs updates as they are wanted, for ever.
    pub(super) async fn work(&self) {
        self.rounds.work(async || self.run().await).await;
    }

    /// Returns the outcome of an update that sees all that was changed before the call.
    pub(super) async fn next(&self) -> Outcome {
        self.rounds.next().await
    }

    /// Returns the outcome of the update under way, or of a new one; none after a failure that is not long ago.
    pub(super) async fn present(&self) -> Option<Outcome> {
        if self.pauses() {
            return None;
        }
        Some(self.rounds.present().await)
    }

    /// Starts an update, unless the last one failed not long ago.
    pub(super) fn want(&self) {
        if !self.pauses() {
            self.rounds.want();
        }
    }

    /// Starts an update if there is none, unless the last one failed not long ago.
    pub(super) fn want_one(&self) {
        if !self.pauses() {
            self.rounds.want_one();
        }
    }

    fn pauses(&self) -> bool {
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.until.is_some_and(|until| until > Instant::now())
    }

    async fn run(&self) -> Outcome {
        let start = Instant::now();
        let outcome = self.updating.run().await;
        self.pause
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .follow(&outcome);
        self.log.update(&outcome, start.elapsed());
        outcome
    }
}

impl Pause {
    fn follow(&mut self, outcome: &Outcome) {
        *self = match outcome {
            Ok(_) => Self::default(),
            Err(_) => {
                let length = (self.length * 2).clamp(FIRST_PAUSE, LONGEST_PAUSE);
                Self {
                    until: Some(Instant::now() + length),
                    length,
                }
            }
        };
    }
}

impl Updating {
    /// Runs an update to its end; dropped before that, it ends the process.
    async fn run(&self) -> Outcome {
        let output = Command::new(&self.program)
            .args(&self.args)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| format!("cannot run {}: {error}", self.program.display()))?;
        // Some files may have failed, but then there is a report.
        if let Ok(report) = serde_json::from_slice(&output.stdout) {
            return Ok(Arc::new(report));
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().last().unwrap_or_default();
        let said = said.trim_start_matches("search: ");
        Err(match said {
            "" => format!("the update ended with {}", output.status),
            said => said.to_owned(),
        }
        .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_with_success() {
        let mut pause = Pause::default();
        let failure = Err("no room".into());
        let lengths = [1, 2, 4, 8, 16, 32, 60, 60].map(Duration::from_secs);
        for length in lengths {
            pause.follow(&failure);
            assert_eq!(pause.length, length);
        }
        pause.follow(&Ok(Arc::default()));
        assert!(pause.until.is_none());
    }
}
