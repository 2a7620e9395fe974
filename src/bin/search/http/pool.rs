//! Threads that read the index, as many as there are cores.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use section_search::Index;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::http::Server;
use crate::http::problem::Problem;

/// Who waits longer for a turn is told to come back.
const PATIENCE: Duration = Duration::from_secs(1);
/// The same once there has been a queue for a while: more come than can be served, and a queue that stays only makes
/// everybody wait.
const PATIENCE_IN_QUEUE: Duration = Duration::from_millis(2);
/// A queue that is gone sooner is only a burst.
const BURST: Duration = Duration::from_millis(100);
/// So long after somebody was told to come back a queue counts as one that stays: they do come back.
const AFTERWARDS: Duration = Duration::from_secs(1);

/// How many threads may read at a time.
pub(super) struct Pool {
    turns: Arc<Semaphore>,
    queue: Mutex<Queue>,
}

/// Who waits.
struct Queue {
    /// When there was none.
    none_at: Instant,
    /// When somebody was told to come back: there were too many, or the queue had been there for a while.
    turned_away_at: Option<Instant>,
}

/// So many threads look at files or at the state of the index, besides those that read it.
const LOOKING: usize = 4;

/// Returns how many threads may block: each keeps what it has met of words, so that more would only take memory.
pub(super) fn threads() -> usize {
    readers() + LOOKING
}

/// Returns how many threads may read at a time.
fn readers() -> usize {
    available_parallelism().map_or(2, usize::from).max(2)
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(readers())),
            queue: Mutex::new(Queue {
                none_at: Instant::now(),
                turned_away_at: None,
            }),
        }
    }
}

impl Pool {
    /// Waits for a turn; none if that takes too long.
    async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        // Who waits already goes first.
        if let Ok(turn) = self.turns.clone().try_acquire_owned() {
            self.queue().none_at = Instant::now();
            return Some(turn);
        }
        let stays = self.queue().stays();
        let patience = if stays { PATIENCE_IN_QUEUE } else { PATIENCE };
        match timeout(patience, self.turns.clone().acquire_owned()).await {
            Ok(turn) => turn.ok(),
            Err(_) => {
                self.turned_away();
                None
            }
        }
    }

    /// Notes that somebody was told to come back.
    pub(super) fn turned_away(&self) {
        self.queue().turned_away_at = Some(Instant::now());
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// Has it been there for a while? It still is where there is none only as those who waited have left.
    fn stays(&self) -> bool {
        let has_lasted = self.none_at.elapsed() >= BURST;
        has_lasted
            || self
                .turned_away_at
                .is_some_and(|at| at.elapsed() < AFTERWARDS)
    }
}

impl Server {
    /// Reads the index on a thread of its own, in turn.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Index) -> section_search::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = self.pool.turn().await;
        let turn = turn.ok_or_else(|| Problem::unavailable("others are searching; try again"))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_stays_is_left_soon() {
        let pool = Pool::default();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let mut turns = Vec::new();
            while let Ok(turn) = pool.turns.clone().try_acquire_owned() {
                turns.push(turn);
            }
            // A burst: the one that waits gets the turn that is given back.
            let give_back = async { drop(turns.pop()) };
            let (turn, ()) = tokio::join!(pool.turn(), give_back);
            assert!(turn.is_some());
            let long_ago = Instant::now().checked_sub(BURST.max(AFTERWARDS));
            let long_ago = long_ago.expect("the machine runs for longer");
            pool.queue().none_at = long_ago;
            assert!(pool.turn().await.is_none());
            drop(turn);
            // One who comes by chance when nobody waits does not make it a burst.
            let turn = pool.turn().await;
            assert!(turn.is_some() && pool.queue().stays());
            pool.queue().turned_away_at = Some(long_ago);
            assert!(!pool.queue().stays());
            // They will come back who were told so at the door.
            pool.turned_away();
            assert!(pool.queue().stays());
        });
    }
}
