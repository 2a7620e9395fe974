//! Threads that read the index, as many as there are cores.

use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use section_search::Index;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::http::Server;
use crate::http::problem::Problem;

/// Who waits longer for a turn is told to come back: a queue that grows serves nobody in time.
const PATIENCE: Duration = Duration::from_secs(1);

/// How many threads may read at a time.
pub(super) struct Pool(Arc<Semaphore>);

impl Default for Pool {
    fn default() -> Self {
        let cores = available_parallelism().map_or(2, usize::from);
        Self(Arc::new(Semaphore::new(cores.max(2))))
    }
}

impl Server {
    /// Reads the index on a thread of its own, in turn.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Index) -> section_search::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = timeout(PATIENCE, self.pool.0.clone().acquire_owned()).await;
        let turn = turn.map_err(|_| Problem::unavailable("others are searching; try again"))?;
        let index = self.index.clone();
        let read = spawn_blocking(move || {
            // Held until the thread is done, even if the client is gone long before.
            let _turn = turn;
            read(&index)
        });
        let outcome = read.await.map_err(Problem::broken)?;
        outcome.map_err(|error| self.freshness.mended(&error))
    }
}
