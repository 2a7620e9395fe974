//! The thread that keeps an index fresh: waits, looks, updates, tells.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::index::update::{self, Mode, PATIENCE};
use crate::index::watch::events::{Events, Shared, WATCHES_EACH};
use crate::index::watch::pending::{Pending, Task};
use crate::index::{Index, Noticing, Report, WatchOptions, Watched};

/// How long a failed update is left alone before it is tried again; doubled each time it fails.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How often folders may appear while they are being watched before that is left to the next event.
const ROUNDS: usize = 10;

/// Keeps an index fresh.
pub(crate) struct Keeper {
    index: Index,
    options: WatchOptions,
    shared: Arc<Shared>,
    tell: Box<dyn FnMut(Watched) + Send>,
    /// The system's events, where it tells of changes.
    events: Option<Events>,
    noticing: Option<Noticing>,
    is_first: bool,
    checked_at: Instant,
    /// How many updates have failed in a row.
    failures: u32,
}

impl Keeper {
    pub(crate) fn new(
        index: Index,
        options: WatchOptions,
        shared: Arc<Shared>,
        tell: Box<dyn FnMut(Watched) + Send>,
    ) -> Self {
        Self {
            index,
            options,
            shared,
            tell,
            events: None,
            noticing: None,
            is_first: true,
            checked_at: Instant::now(),
            failures: 0,
        }
    }

    /// Keeps the index fresh until it is to end.
    pub(crate) fn run(mut self) {
        self.renew();
        let mut next = Some(Task::Check);
        while let Some(task) = next {
            self.look(task);
            next = self.wait();
        }
    }

    /// Waits for the next thing to do.
    fn wait(&self) -> Option<Task> {
        let now = Instant::now();
        if let Some(failures) = self.failures.checked_sub(1) {
            let pause = FIRST_PAUSE.saturating_mul(1 << failures.min(10));
            let time = now + pause.min(LONGEST_PAUSE);
            return self.shared.wait(|_| None, (time, Task::All));
        }
        let check = self.checked_at + self.options.check_every;
        let timed = match self.noticing {
            Some(Noticing::Polling { every, .. }) if now + every < check => {
                (now + every, Task::All)
            }
            _ => (check, Task::Check),
        };
        let WatchOptions { quiet, longest, .. } = self.options;
        self.shared
            .wait(|pending: &Pending| pending.due(quiet, longest), timed)
    }

    fn look(&mut self, task: Task) {
        let error = match self.update(&task) {
            Ok(report) => {
                self.failures = 0;
                let is_first = std::mem::take(&mut self.is_first);
                if is_first || report.has_news() {
                    (self.tell)(Watched::Updated(report));
                }
                return;
            }
            Err(Error::Cancelled) if self.shared.ends() => return,
            Err(error) => error,
        };
        self.failures += 1;
        self.shared.again(task);
        (self.tell)(Watched::Failed(error));
    }

    fn update(&mut self, task: &Task) -> Result<Report> {
        if *task == Task::Afresh {
            self.renew();
        }
        if !matches!(task, Task::Files(_)) {
            self.watch_folders()?;
        }
        let mode = match task {
            Task::Files(files) => Mode::Named(files),
            Task::All | Task::Afresh => Mode::Files,
            Task::Check => {
                self.checked_at = Instant::now();
                Mode::Changes
            }
        };
        update::run(&self.index, mode, PATIENCE, &|_| {})
    }

    /// Begins to hear of changes, or finds out why that is not possible.
    fn renew(&mut self) {
        self.events = None;
        if self.options.polls {
            return self.poll("as was wanted");
        }
        if let Some(kind) = self.index.corpus.shared() {
            return self.poll(&format!("{kind} does not tell of what others change"));
        }
        match Events::new(&self.shared, &self.index.corpus) {
            Ok(events) => {
                self.events = Some(events);
                self.notice(Noticing::Events);
            }
            Err(error) => self.poll(&error.to_string()),
        }
    }

    /// Watches the folders that are read and not watched yet.
    fn watch_folders(&mut self) -> Result<()> {
        for _ in 0..ROUNDS {
            let folders = self.folders()?;
            let watched = match &mut self.events {
                Some(events) => events.watch(&folders),
                None => return Ok(()),
            };
            match watched {
                Ok(0) => return Ok(()),
                // A folder may have got others before it was watched.
                Ok(_) => {}
                Err(error) => self.poll(&error.to_string()),
            }
        }
        Ok(())
    }

    /// Returns the folders to be watched.
    fn folders(&self) -> Result<Vec<PathBuf>> {
        let corpus = &self.index.corpus;
        let mut folders = match WATCHES_EACH {
            true => corpus.walk()?.entered,
            false => corpus.dirs().map(PathBuf::from).collect(),
        };
        // A sole file is watched by its folder, as editors put another file in its place.
        let files = corpus.dirs().filter(|dir| dir.is_file());
        folders.extend(files.filter_map(|file| file.parent()).map(PathBuf::from));
        Ok(folders)
    }

    fn poll(&mut self, reason: &str) {
        self.events = None;
        self.notice(Noticing::Polling {
            every: self.options.poll_every,
            reason: reason.to_owned(),
        });
    }

    /// Tells how changes are noticed, if that is news.
    fn notice(&mut self, noticing: Noticing) {
        if self.noticing.as_ref() != Some(&noticing) {
            self.noticing = Some(noticing.clone());
            (self.tell)(Watched::Noticing(noticing));
        }
    }
}
