//! How much waits to be indexed: readers of files pause when it is too much.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many bytes of text may wait.
const MOST_BYTES: usize = 1 << 20;
/// Nobody pauses longer than this at a time: an indexing thread that failed takes nothing any more.
const PATIENCE: Duration = Duration::from_secs(5);

/// The text that waits.
#[derive(Clone, Default)]
pub(crate) struct Waiting(Arc<Inner>);

#[derive(Default)]
struct Inner {
    bytes: Mutex<usize>,
    is_less: Condvar,
}

/// A part of what waits; it waits until it is dropped.
pub(crate) struct Share {
    waiting: Waiting,
    bytes: usize,
}

impl Waiting {
    /// Pauses until there is not too much.
    pub(crate) fn pause(&self) {
        let bytes = self.bytes();
        let is_too_much = |bytes: &mut usize| *bytes > MOST_BYTES;
        drop(
            self.0
                .is_less
                .wait_timeout_while(bytes, PATIENCE, is_too_much),
        );
    }

    /// Adds a part.
    pub(crate) fn share(&self, bytes: usize) -> Share {
        *self.bytes() += bytes;
        Share {
            waiting: self.clone(),
            bytes,
        }
    }

    fn bytes(&self) -> MutexGuard<'_, usize> {
        self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        *self.waiting.bytes() -= self.bytes;
        self.waiting.0.is_less.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_waits_until_it_is_dropped() {
        let waiting = Waiting::default();
        let share = waiting.share(MOST_BYTES + 1);
        let reader = {
            let waiting = waiting.clone();
            std::thread::spawn(move || waiting.pause())
        };
        drop(share);
        reader.join().expect("it goes on");
        assert_eq!(*waiting.bytes(), 0);
    }
}
