//! How the files are now: one look for all requests that wait, and an update where it is wanted.

use std::time::{Duration, Instant};

use section_search::{Error, Fresh, Index, Look};
use tokio::task::spawn_blocking;
use tokio::time::timeout_at;

use crate::http::Server;
use crate::http::problem::Problem;
use crate::http::rounds::Rounds;
use crate::http::updates::Updates;

/// How long an answer waits for an update where it has to be fresh: less than a request may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

/// What a look told, for all who waited for it; none if there is no index yet.
type Looked = Result<Option<Look>, Problem>;

/// Looks at the files, and updates.
pub(super) struct Freshness {
    /// The index, looking at files.
    looking: Index,
    /// The index, not looking.
    index: Index,
    looks: Rounds<Looked>,
    pub(super) updates: Updates,
}

/// Looks and updates as it is wanted, for ever; makes the index first, if there is none.
pub(super) async fn keep(server: &Server) {
    let freshness = &server.freshness;
    freshness.updates.want();
    let looks = freshness.looks.work(async || {
        server.metrics.looks.inc();
        freshness.look().await
    });
    tokio::join!(looks, freshness.updates.work());
}

impl Freshness {
    pub(super) fn new(index: &Index, updates: Updates) -> Self {
        Self {
            looking: index.with_fresh(Fresh::Auto),
            index: index.with_fresh(Fresh::Never),
            looks: Rounds::default(),
            updates,
        }
    }

    /// Brings the index up to date as far as wanted, and tells how far that is.
    pub(super) async fn reach(&self, fresh: Fresh) -> Result<Look, Problem> {
        let budget = match fresh {
            Fresh::Never => return self.last_state().await,
            Fresh::Auto => self.looking.freshness_budget(),
            Fresh::Always => PATIENCE,
        };
        let deadline = Instant::now() + budget;
        loop {
            let look = self.looks.next().await?;
            let (changed, cost) = match &look {
                Some(look) => (look.freshness.changed > 0, look.update),
                None => (true, Some(Duration::ZERO)),
            };
            let is_wanted = fresh == Fresh::Always || cost.is_some_and(|cost| cost <= budget);
            if changed && is_wanted && self.is_updated_by(deadline).await {
                continue;
            }
            if cost.is_some() {
                self.updates.want();
            }
            return look.ok_or_else(Problem::no_index);
        }
    }

    /// Returns the last committed state, without a look at the files.
    pub(super) async fn last_state(&self) -> Result<Look, Problem> {
        let index = self.index.clone();
        let look = spawn_blocking(move || index.look()).await;
        look.map_err(Problem::broken)?
            .map_err(|error| self.mended(&error))
    }

    /// Returns whether an update succeeded in time.
    async fn is_updated_by(&self, deadline: Instant) -> bool {
        let outcome = timeout_at(deadline.into(), self.updates.present()).await;
        matches!(outcome, Ok(Some(Ok(_))))
    }

    async fn look(&self) -> Looked {
        let index = self.looking.clone();
        let look = spawn_blocking(move || index.look()).await;
        match look.map_err(Problem::broken)? {
            Err(Error::NoIndex { .. }) => Ok(None),
            look => look.map(Some).map_err(|error| self.mended(&error)),
        }
    }

    /// Tells what went wrong, and has a damaged index made anew.
    pub(super) fn mended(&self, error: &Error) -> Problem {
        if matches!(error, Error::Damaged { .. } | Error::NoIndex { .. }) {
            self.updates.want_one();
        }
        error.into()
    }
}
