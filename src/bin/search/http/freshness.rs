//! How the files are now: one look for all requests that wait, and an update where it is wanted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use section_search::{Error, Fresh, Index, Look, Lookout};
use tokio::task::spawn_blocking;
use tokio::time::{interval, timeout_at};

use crate::http::Server;
use crate::http::problem::Problem;
use crate::http::rounds::Rounds;
use crate::http::updates::{Task, Updates};

/// How long an answer waits for an update where it has to be fresh: less than a request may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);
/// How often the server looks at the files by itself, where the system tells of changes.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often it walks over all of them where somebody asks, as the system does not tell of everything.
const WALK_EVERY: Duration = Duration::from_secs(60);
/// How often all of the index is checked.
const CHECK_EVERY: Duration = Duration::from_secs(600);

/// What a look told, for all who waited for it; none if there is no index yet.
type Looked = Result<Option<Look>, Problem>;

/// Looks at the files, and updates.
pub(super) struct Freshness {
    /// The files, as the system tells of them.
    lookout: Arc<Lookout>,
    /// The index, not looking.
    index: Index,
    budget: Duration,
    looks: Rounds<Looked>,
    pub(super) updates: Updates,
    /// What answers say while an update runs that takes too long to wait for it.
    behind: Mutex<Option<Look>>,
    /// Has somebody asked since all files were walked over?
    is_asked: AtomicBool,
}

/// Looks and updates as it is wanted, for ever; makes the index first, if there is none.
pub(super) async fn keep(server: &Server) {
    let freshness = &server.freshness;
    freshness.updates.want(Task::Check);
    let looks = freshness.looks.work(async || {
        server.metrics.looks.inc();
        freshness.look().await
    });
    let updates = freshness.updates.work(|| *freshness.behind() = None);
    tokio::join!(looks, updates, freshness.attend());
}

impl Freshness {
    pub(super) fn new(index: &Index, updates: Updates) -> Self {
        Self {
            lookout: Arc::new(index.lookout()),
            index: index.with_fresh(Fresh::Never),
            budget: index.freshness_budget(),
            looks: Rounds::default(),
            updates,
            behind: Mutex::default(),
            is_asked: AtomicBool::new(false),
        }
    }

    /// Brings the index up to date as far as wanted, and tells how far that is.
    pub(super) async fn reach(&self, fresh: Fresh) -> Result<Look, Problem> {
        let budget = match fresh {
            Fresh::Never => return self.last_state().await,
            Fresh::Auto => self.budget,
            Fresh::Always => PATIENCE,
        };
        self.is_asked.store(true, Ordering::Relaxed);
        if fresh == Fresh::Auto
            && let Some(look) = self.known_behind()
        {
            return Ok(look);
        }
        // Most often nothing has changed, and no other thread needs to say so.
        if let Some(look) = self.lookout.glimpse()
            && look.update.is_none()
        {
            return Ok(look);
        }
        let deadline = Instant::now() + budget;
        loop {
            let Some(look) = self.looks.next().await? else {
                if self.is_updated_by(deadline, Task::Check).await {
                    continue;
                }
                return Err(Problem::no_index());
            };
            let Some(cost) = look.update else {
                return Ok(look);
            };
            let is_wanted = fresh == Fresh::Always || cost <= budget;
            let is_stale = look.freshness.changed > 0;
            if is_stale && is_wanted && self.is_updated_by(deadline, Task::after(&look)).await {
                continue;
            }
            if is_stale && cost > self.budget {
                *self.behind() = Some(look.clone());
            }
            self.updates.want(Task::after(&look));
            return Ok(look);
        }
    }

    /// Looks at the files now and then though nobody asks, and has done what takes a while.
    async fn attend(&self) {
        let mut ticks = interval(LOOK_EVERY);
        let (mut walked, mut checked) = (Instant::now(), Instant::now());
        loop {
            ticks.tick().await;
            if checked.elapsed() > CHECK_EVERY {
                checked = Instant::now();
                self.updates.want(Task::Check);
            }
            if !self.lookout.hears() || self.updates.is_under_way() {
                continue;
            }
            if walked.elapsed() > WALK_EVERY && self.is_asked.swap(false, Ordering::Relaxed) {
                walked = Instant::now();
                let lookout = self.lookout.clone();
                // What is wrong is told by the next look, too.
                let _ = spawn_blocking(move || lookout.walk()).await;
            }
            if let Ok(Some(look)) = self.looks.next().await
                && look.update.is_some()
            {
                self.updates.want(Task::after(&look));
            }
        }
    }

    /// Returns how far the index is behind the files, if it is and an update is under way that takes its time.
    fn known_behind(&self) -> Option<Look> {
        let look = self.behind().clone()?;
        self.updates.is_under_way().then_some(look)
    }

    fn behind(&self) -> MutexGuard<'_, Option<Look>> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns how many walks over all files there have been.
    pub(super) fn walks(&self) -> u64 {
        self.lookout.walks()
    }

    /// Returns the last committed state, without a look at the files.
    pub(super) async fn last_state(&self) -> Result<Look, Problem> {
        let index = self.index.clone();
        let look = spawn_blocking(move || index.look()).await;
        look.map_err(Problem::broken)?
            .map_err(|error| self.mended(&error))
    }

    /// Returns whether an update succeeded in time.
    async fn is_updated_by(&self, deadline: Instant, task: Task) -> bool {
        let outcome = timeout_at(deadline.into(), self.updates.present(task)).await;
        matches!(outcome, Ok(Some(Ok(_))))
    }

    async fn look(&self) -> Looked {
        let lookout = self.lookout.clone();
        let look = spawn_blocking(move || lookout.look()).await;
        match look.map_err(Problem::broken)? {
            Err(Error::NoIndex { .. }) => Ok(None),
            look => look.map(Some).map_err(|error| self.mended(&error)),
        }
    }

    /// Tells what went wrong, and has a damaged index made anew.
    pub(super) fn mended(&self, error: &Error) -> Problem {
        if matches!(error, Error::Damaged { .. } | Error::NoIndex { .. }) {
            self.updates.want_one(Task::Check);
        }
        error.into()
    }
}
