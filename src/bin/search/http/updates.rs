//! Updates of the index, each by a process of its own, so that the server never holds the writer's lock.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::mem;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use section_search::{Look, Report};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use crate::http::log::Log;
use crate::http::rounds::Rounds;

/// How long the server waits, after an update that failed, before it tries another one by itself.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How far an update of many files stands back behind all else.
#[cfg(unix)]
const NICE: i32 = 10;

/// What an update did, or why there was none.
pub(super) type Outcome = Result<Arc<Report>, Arc<str>>;

/// The program to run and its arguments.
#[derive(Debug, Clone)]
pub(crate) struct Updating {
    /// The program.
    pub(crate) program: PathBuf,
    /// Its arguments.
    pub(crate) args: Vec<OsString>,
    /// The folders of the corpus.
    pub(crate) corpora: Vec<PathBuf>,
}

/// What an update looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Task {
    /// Nothing.
    #[default]
    Nothing,
    /// These files.
    Files(BTreeSet<PathBuf>),
    /// All files.
    All,
    /// All files, and all of the index: what of it is damaged is made anew.
    Check,
}

/// Updates, one at a time.
pub(super) struct Updates {
    updating: Updating,
    rounds: Rounds<Outcome>,
    /// What the next one looks at.
    wanted: Mutex<Task>,
    pause: Mutex<Pause>,
    log: Log,
}

/// When the server may try again.
#[derive(Default)]
struct Pause {
    until: Option<Instant>,
    length: Duration,
}

impl Task {
    /// Returns what is to be done about what a look told.
    pub(super) fn after(look: &Look) -> Self {
        match &look.files {
            Some(files) => Self::Files(files.iter().cloned().collect()),
            None => Self::All,
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Check, _) | (_, Self::Check) => Self::Check,
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Files(mut files), Self::Files(others)) => {
                files.extend(others);
                Self::Files(files)
            }
        }
    }
}

impl Updates {
    pub(super) fn new(updating: Updating, log: Log) -> Self {
        Self {
            updating,
            rounds: Rounds::default(),
            wanted: Mutex::default(),
            pause: Mutex::default(),
            log,
        }
    }

    /// Runs updates as they are wanted, for ever; calls `ended` after each.
    pub(super) async fn work(&self, ended: impl Fn()) {
        let round = async || {
            let outcome = self.run().await;
            ended();
            outcome
        };
        self.rounds.work(round).await;
    }

    /// Returns the outcome of an update of everything that sees all that was changed before the call.
    pub(super) async fn next(&self) -> Outcome {
        self.add(Task::Check);
        self.rounds.next().await
    }

    /// Returns the outcome of the update under way, or of a new one; none after a failure that is not long ago.
    pub(super) async fn present(&self, task: Task) -> Option<Outcome> {
        if self.pauses() {
            return None;
        }
        self.add(task);
        Some(self.rounds.present().await)
    }

    /// Starts an update, unless the last one failed not long ago.
    pub(super) fn want(&self, task: Task) {
        if !self.pauses() {
            self.add(task);
            self.rounds.want();
        }
    }

    /// Starts an update if there is none, unless the last one failed not long ago.
    pub(super) fn want_one(&self, task: Task) {
        if !self.pauses() {
            self.add(task);
            self.rounds.want_one();
        }
    }

    /// Is there an update under way?
    pub(super) fn is_under_way(&self) -> bool {
        self.rounds.is_under_way()
    }

    fn add(&self, task: Task) {
        let mut wanted = self.wanted();
        *wanted = mem::take(&mut *wanted).and(task);
    }

    fn wanted(&self) -> MutexGuard<'_, Task> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pauses(&self) -> bool {
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.until.is_some_and(|until| until > Instant::now())
    }

    async fn run(&self) -> Outcome {
        let start = Instant::now();
        let task = mem::take(&mut *self.wanted());
        let outcome = self.updating.run(task).await;
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
    async fn run(&self, task: Task) -> Outcome {
        let output = self.output(task).await;
        let output =
            output.map_err(|error| format!("cannot run {}: {error}", self.program.display()))?;
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

    async fn output(&self, task: Task) -> io::Result<Output> {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let named = self.named(&task);
        if named.is_some() {
            command.arg("--named").stdin(Stdio::piped());
        }
        let mut child = command.spawn()?;
        // Nobody waits for an update of many files, and searches go first.
        if !matches!(task, Task::Files(_)) {
            yield_to_others(&child);
        }
        let input = child.stdin.take();
        let tell = async {
            if let (Some(mut input), Some(named)) = (input, named) {
                // A process that has ended says why by its output.
                let _ = input.write_all(&named).await;
            }
        };
        let ((), output) = tokio::join!(tell, child.wait_with_output());
        output
    }

    /// Returns the names of the files to look at, each with a zero byte after it; none for a look at everything.
    fn named(&self, task: &Task) -> Option<Vec<u8>> {
        let files: Vec<_> = match task {
            Task::Check => return None,
            Task::Files(files) => files.iter().collect(),
            // The name of a folder stands for all files.
            Task::All | Task::Nothing => self.corpora.iter().collect(),
        };
        let names = files.into_iter().map(|file| file.as_os_str());
        Some(
            names
                .flat_map(|name| [name.as_encoded_bytes(), b"\0"].concat())
                .collect(),
        )
    }
}

/// Lets all other processes go first.
#[cfg(unix)]
fn yield_to_others(child: &Child) {
    let id = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(id) = id.and_then(rustix::process::Pid::from_raw) {
        // It may have ended already.
        let _ = rustix::process::setpriority_process(Some(id), NICE);
    }
}

#[cfg(not(unix))]
fn yield_to_others(_child: &Child) {}

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

    #[test]
    fn what_is_wanted_meanwhile_is_looked_at_together() {
        let files = |names: &[&str]| Task::Files(names.iter().map(PathBuf::from).collect());
        assert_eq!(files(&["b"]).and(files(&["a", "b"])), files(&["a", "b"]));
        assert_eq!(Task::Nothing.and(files(&["a"])), files(&["a"]));
        assert_eq!(files(&["a"]).and(Task::All), Task::All);
        assert_eq!(Task::Check.and(Task::All), Task::Check);
    }

    #[test]
    fn names_end_with_a_zero_byte() {
        let updating = Updating {
            program: "search".into(),
            args: Vec::new(),
            corpora: vec!["/docs".into()],
        };
        let files = Task::Files(["/docs/b c", "/docs/a\nb"].map(PathBuf::from).into());
        let named = updating.named(&files).expect("names");
        assert_eq!(named, b"/docs/a\nb\0/docs/b c\0");
        assert_eq!(updating.named(&Task::All).as_deref(), Some(&b"/docs\0"[..]));
        assert_eq!(updating.named(&Task::Check), None);
    }
}
