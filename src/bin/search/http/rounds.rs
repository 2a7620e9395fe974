//! Work that is done in rounds, one at a time, whose results many wait for.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, watch};

/// Rounds of the same work.
pub(super) struct Rounds<T> {
    /// How many rounds have begun.
    begun: AtomicU64,
    wanted: Notify,
    /// How many rounds have ended, and what the last one told.
    ended: watch::Sender<(u64, Option<T>)>,
}

impl<T> Default for Rounds<T> {
    fn default() -> Self {
        Self {
            begun: AtomicU64::new(0),
            wanted: Notify::new(),
            ended: watch::Sender::new((0, None)),
        }
    }
}

impl<T: Clone> Rounds<T> {
    /// Works as often as somebody wants it, for ever.
    pub(super) async fn work(&self, mut round: impl AsyncFnMut() -> T) {
        loop {
            self.wanted.notified().await;
            let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            let told = round().await;
            self.ended.send_replace((number, Some(told)));
        }
    }

    /// Returns what a round tells that begins from now on: it sees all that was done before the call.
    pub(super) async fn next(&self) -> T {
        let begun = self.begun.load(Ordering::SeqCst);
        self.want();
        self.result_of(begun + 1).await
    }

    /// Returns what the present round tells, or the next one if there is none.
    pub(super) async fn present(&self) -> T {
        match self.under_way() {
            Some(number) => self.result_of(number).await,
            None => self.next().await,
        }
    }

    /// Lets a round begin unless there is one, and waits for nothing.
    pub(super) fn want_one(&self) {
        if self.under_way().is_none() {
            self.want();
        }
    }

    /// Is there a round at present?
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way().is_some()
    }

    /// Returns the number of the present round.
    fn under_way(&self) -> Option<u64> {
        let begun = self.begun.load(Ordering::SeqCst);
        (begun > self.ended.borrow().0).then_some(begun)
    }

    /// Lets a round begin, and waits for nothing.
    pub(super) fn want(&self) {
        self.wanted.notify_one();
    }

    async fn result_of(&self, number: u64) -> T {
        let mut ended = self.ended.subscribe();
        loop {
            // The sender lives as long as `self`.
            let result = ended.wait_for(|(ended, _)| *ended >= number).await;
            if let Ok((_, Some(told))) = result.as_deref() {
                return told.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::sync::Semaphore;

    use super::*;

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    #[test]
    fn who_comes_during_a_round_waits_for_the_next_one() {
        let rounds = Rounds::default();
        let (count, gate) = (Cell::new(0), Semaphore::new(0));
        let work = rounds.work(async || {
            let number = count.get() + 1;
            count.set(number);
            gate.acquire().await.expect("it is open").forget();
            number
        });
        let callers = async {
            let first = rounds.next();
            let later = async {
                while count.get() == 0 {
                    tokio::task::yield_now().await;
                }
                let joined = async {
                    let told = rounds.present().await;
                    gate.add_permits(1);
                    told
                };
                let (joined, next, ()) =
                    tokio::join!(joined, rounds.next(), async { gate.add_permits(1) });
                (joined, next)
            };
            tokio::join!(first, later)
        };
        let (first, (joined, next)) = block_on(async {
            tokio::select! {
                () = work => unreachable!("it never ends"),
                told = callers => told,
            }
        });
        assert_eq!((first, joined, next), (1, 1, 2));
    }
}
