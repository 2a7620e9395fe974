//! Every request has an id, is counted and logged.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::json;

use crate::http::Server;
use crate::http::problem::Problem;

/// The header of the id, in requests and answers.
const HEADER: &str = "x-request-id";
/// A longer id of a client is not taken.
const MAX_BYTES: usize = 64;

/// Ids that no other run of the program gives.
pub(super) struct Ids {
    run: String,
    count: AtomicU64,
}

impl Ids {
    pub(super) fn new() -> Result<Self> {
        let run = getrandom::u32().context("there are no random numbers")?;
        Ok(Self {
            run: format!("{run:08x}"),
            count: AtomicU64::new(0),
        })
    }

    /// Returns the client's own id, if it is one, or a new one.
    fn id(&self, given: Option<&HeaderValue>) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let given = given.and_then(|value| value.to_str().ok());
        match given.filter(|id| (1..=MAX_BYTES).contains(&id.len()) && id.chars().all(is_plain)) {
            Some(id) => id.to_owned(),
            None => format!(
                "{}-{}",
                self.run,
                self.count.fetch_add(1, Ordering::Relaxed)
            ),
        }
    }
}

/// Gives a request its id, and records what becomes of it.
pub(super) async fn record(
    State(server): State<Arc<Server>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let id = server.ids.id(request.headers().get(HEADER));
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or("other", MatchedPath::as_str).to_owned();
    let _busy = server.metrics.busy();
    let mut response = next.run(request).await;
    let (status, took) = (response.status(), start.elapsed());
    server.metrics.request(&route, status.as_u16(), took);
    let mut event = json!({
        "id": id, "method": method.as_str(), "route": route, "status": status.as_u16(),
        "ms": (took.as_secs_f64() * 100_000.0).round() / 100.0,
    });
    if let Some(problem) = response.extensions().get::<Problem>() {
        event["problem"] = problem.detail().into();
    }
    server
        .log
        .request(event, status == StatusCode::INTERNAL_SERVER_ERROR);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_clients_are_taken_if_they_are_plain() {
        let ids = Ids::new().expect("ids");
        let id = |text: &'static str| ids.id(Some(&HeaderValue::from_static(text)));
        assert_eq!(id("abc-1"), "abc-1");
        assert_ne!(id("a b"), "a b");
        assert_ne!(id(""), "");
        assert_ne!(ids.id(None), ids.id(None));
    }
}
