//! How many requests are served at a time; the others are told to come back.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::sleep;

use crate::http::Server;
use crate::http::problem::Problem;

/// So many requests are served at a time: some search, the others wait for a look at the files or for their turn.
const AT_ONCE: usize = 32;
/// Who is told to come back is told so after this time, and up to twice as much more. Clients that ask again at once
/// would take the time of those who are served, and would come all together if they all waited as long.
const PAUSE: Duration = Duration::from_millis(200);

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
            self.pool.turned_away();
            Problem::unavailable(format!(
                "{AT_ONCE} other requests are being served; try again"
            ))
        })
    }
}

/// Tells those later who are told to come back.
pub(super) async fn pace(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.headers().contains_key(RETRY_AFTER) {
        let more = getrandom::u32().map_or(0.0, |number| f64::from(number) / f64::from(u32::MAX));
        sleep(PAUSE.mul_f64(1.0 + 2.0 * more)).await;
    }
    response
}
