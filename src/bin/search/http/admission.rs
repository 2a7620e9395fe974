//! How many requests are served at a time; the others are told to come back.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::Server;
use crate::http::problem::Problem;

/// So many requests are served at a time: some search, the others wait for a look at the files or for their turn.
const AT_ONCE: usize = 64;

/// The one door for all requests that cost something.
pub(super) struct Admission(Arc<Semaphore>);

impl Default for Admission {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Server {
    /// Admits a request for as long as the answer is held, or tells it to come back.
    pub(super) fn admit(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.admission.0.clone().try_acquire_owned().map_err(|_| {
            Problem::unavailable(format!(
                "{AT_ONCE} other requests are being served; try again"
            ))
        })
    }
}
