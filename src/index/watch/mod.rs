//! Keeping the index fresh while files change: events tell where to look, and a timer looks where they do not.

mod events;
mod keeper;
mod lookout;
mod pending;
#[cfg_attr(not(target_os = "linux"), path = "deaf.rs")]
mod queue;

use std::fmt;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub use lookout::Lookout;
pub(crate) use pending::MOST_FILES;

use crate::error::{Error, Result};
use crate::index::watch::events::Shared;
use crate::index::watch::keeper::Keeper;
use crate::index::{Cancel, Index, Report};

/// How an index is kept fresh; [`WatchOptions::default`] is right for most.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchOptions {
    /// How long nothing must have changed before an update. Default: 50 ms.
    pub quiet: Duration,
    /// How long an update waits at most while files change all the time. Default: 500 ms.
    pub longest: Duration,
    /// How often all files and all of the index are looked at, whatever the system tells. Default: ten minutes.
    pub check_every: Duration,
    /// Looks at the files again and again, even if the system tells of changes. Default: false.
    pub polls: bool,
    /// How often, where that is needed. Default: 2 s.
    pub poll_every: Duration,
}

impl Default for WatchOptions {
    fn default() -> Self {
        Self {
            quiet: Duration::from_millis(50),
            longest: Duration::from_millis(500),
            check_every: Duration::from_secs(600),
            polls: false,
            poll_every: Duration::from_secs(2),
        }
    }
}

impl WatchOptions {
    /// Looks at the files again and again, even if the system tells of changes.
    pub fn poll(mut self, polls: bool) -> Self {
        self.polls = polls;
        self
    }

    /// Says how often the files are looked at where the system does not tell of changes.
    pub fn poll_every(mut self, time: Duration) -> Self {
        self.poll_every = time;
        self
    }

    /// Says how long nothing must have changed before an update, and how long it waits at most.
    pub fn wait(mut self, quiet: Duration, longest: Duration) -> Self {
        (self.quiet, self.longest) = (quiet, longest);
        self
    }

    /// Says how often all files and all of the index are looked at, whatever the system tells.
    pub fn check_every(mut self, time: Duration) -> Self {
        self.check_every = time;
        self
    }
}

/// What a [`Watcher`] tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum Watched {
    /// Changes are noticed in this way from now on.
    Noticing(Noticing),
    /// The index was brought up to date: at the start, and whenever a file has changed.
    Updated(Report),
    /// An update failed; it is tried again.
    Failed(Error),
}

/// How changes are noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Noticing {
    /// The system tells of them.
    Events,
    /// The files are looked at again and again.
    Polling {
        /// How often.
        every: Duration,
        /// Why: it was wanted, or the system does not tell.
        reason: String,
    },
}

impl fmt::Display for Noticing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Events => f.write_str("the system tells of changes"),
            Self::Polling { every, reason } => {
                write!(f, "looking every {} s: {reason}", every.as_secs_f64())
            }
        }
    }
}

/// Keeps an index fresh until it is dropped.
///
/// An update that is under way is then cancelled, which leaves the last state.
#[must_use = "it ends when it is dropped"]
#[derive(Debug)]
pub struct Watcher {
    shared: Arc<Shared>,
    cancel: Cancel,
    thread: Option<JoinHandle<()>>,
}

impl Index {
    /// Keeps the index fresh in a thread of its own: updates it now and whenever files change, and tells of each update.
    ///
    /// The right to write is held only while an update runs: other processes may write, too. What searches find is
    /// seen by all clones of the index, and in other processes.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use section_search::{Index, Query, WatchOptions, Watched};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let corpus = folder.path().join("corpus");
    /// # std::fs::create_dir(&corpus)?;
    /// let index = Index::open(&corpus)?;
    /// let (sender, updates) = mpsc::channel();
    /// let watcher = index.watch(WatchOptions::default(), move |watched| {
    ///     if let Watched::Updated(report) = watched {
    ///         let _ = sender.send(report);
    ///     }
    /// })?;
    /// updates.recv()?;
    /// std::fs::write(corpus.join("mali.md"), "The Niger flows north.")?;
    /// assert_eq!(updates.recv()?.added, 1);
    /// assert_eq!(index.search(&Query::parse("niger"))?.hits.len(), 1);
    /// drop(watcher);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if no thread can be started; all else is told.
    pub fn watch(
        &self,
        options: WatchOptions,
        tell: impl FnMut(Watched) + Send + 'static,
    ) -> Result<Watcher> {
        let cancel = Cancel::default();
        let shared = Arc::new(Shared::default());
        let index = self.with_cancel(&cancel);
        let keeper = Keeper::new(index, options, Arc::clone(&shared), Box::new(tell));
        let thread = thread::Builder::new().name("section-search watch".to_owned());
        let thread = thread.spawn(move || keeper.run());
        Ok(Watcher {
            shared,
            cancel,
            thread: Some(thread.map_err(Error::Thread)?),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.cancel.cancel();
        self.shared.end();
        let is_other = |thread: &JoinHandle<()>| thread.thread().id() != thread::current().id();
        if let Some(thread) = self.thread.take().filter(is_other) {
            // A panic of the function that is told has been printed.
            let _ = thread.join();
        }
    }
}
