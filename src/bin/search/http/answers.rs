//! What a server tells besides hits.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use section_search::query::MAX_BYTES;
use section_search::{Fresh, Index, Passage};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::http::Server;
use crate::http::asked::is_long;
use crate::http::entity::{Tag, json};
use crate::http::freshness::PATIENCE;
use crate::http::metrics::MEDIA_TYPE;
use crate::http::parameters::{Json, Parameters};
use crate::http::problem::Problem;
use crate::render::Passages;

/// So many suggestions are made where nobody says.
const SUGGESTIONS: usize = 8;
/// The library makes no more.
const MAX_SUGGESTIONS: usize = 50;

/// Which outline is wanted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutlineAsked {
    /// The document; without it the documents of the corpus are told.
    path: Option<String>,
    /// Bring the index up to date first: if that is quick, always, or never.
    #[serde(default)]
    fresh: Fresh,
}

/// Which passages are wanted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PassagesAsked {
    /// Bring the index up to date first: if that is quick, always, or never.
    #[serde(default)]
    fresh: Fresh,
}

/// How much of the status is wanted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusAsked {
    /// Tell of every file, not only of those that are not indexed.
    #[serde(default)]
    full: bool,
}

/// What has been typed so far.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuggestAsked {
    /// What has been typed.
    #[schemars(length(max = 4096))]
    q: String,
    /// At most so many suggestions.
    #[serde(default = "suggestions")]
    #[schemars(range(max = 50))]
    limit: usize,
}

/// How an update is wanted; there is nothing to choose.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateAsked {}

/// Whether the server is up.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Health {
    /// `ok`.
    status: &'static str,
}

fn suggestions() -> usize {
    SUGGESTIONS
}

/// Tells the passages of an id, document or section, or lines.
pub(super) async fn passages(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    id: Result<Path<String>, PathRejection>,
    Parameters(asked): Parameters<PassagesAsked>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::bad_request("the id is not UTF-8, percent-encoded"))?;
    let tagged = ("passages", id.clone());
    tell(&server, &headers, asked.fresh, tagged, move |index| {
        let passages = index.get(&id)?;
        Ok(json(&Passages::new(&passages)))
    })
    .await
}

/// Returns the passages of the document that an id is of.
pub(crate) async fn document(server: &Arc<Server>, id: &str) -> Result<Vec<Passage>, Problem> {
    let _admitted = server.admit()?;
    server.freshness.reach(Fresh::Auto).await?;
    let id = id.to_owned();
    let passages = server.read(move |index| {
        let found = index.get(&id)?;
        match found.first() {
            Some(passage) => index.get(&passage.document()),
            None => Ok(found),
        }
    });
    passages.await
}

/// Tells the headings of a document, or the documents.
pub(super) async fn outline(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Parameters(asked): Parameters<OutlineAsked>,
) -> Result<Response, Problem> {
    let path = asked.path.filter(|path| !path.is_empty());
    let tagged = ("outline", path.clone());
    tell(&server, &headers, asked.fresh, tagged, move |index| {
        Ok(json(&index.outline(path.as_deref())?))
    })
    .await
}

/// Tells something of the index, unless the client has it already.
async fn tell(
    server: &Arc<Server>,
    headers: &HeaderMap,
    fresh: Fresh,
    asked: impl std::fmt::Debug,
    read: impl FnOnce(&Index) -> section_search::Result<Result<Response, Problem>> + Send + 'static,
) -> Result<Response, Problem> {
    let _admitted = server.admit()?;
    let look = server.freshness.reach(fresh).await?;
    let tag = Tag::new(&look, &asked);
    if tag.is_known(headers) {
        return Ok(tag.not_modified());
    }
    Ok(tag.on(server.read(read).await??))
}

/// Tells what is indexed, and what is not.
pub(super) async fn status(
    State(server): State<Arc<Server>>,
    Parameters(asked): Parameters<StatusAsked>,
) -> Result<Response, Problem> {
    let _admitted = server.admit()?;
    let status = server.read(move |index| index.status(asked.full));
    json(&status.await?)
}

/// Tells what the text typed so far may become.
pub(super) async fn suggest(
    State(server): State<Arc<Server>>,
    Parameters(asked): Parameters<SuggestAsked>,
) -> Result<Response, Problem> {
    server.log.query(&asked.q);
    if is_long(&asked.q) || asked.limit > MAX_SUGGESTIONS {
        let detail =
            format!("q has more than {MAX_BYTES} bytes, or limit is more than {MAX_SUGGESTIONS}");
        return Err(Problem::bad_request(detail));
    }
    let _admitted = server.admit()?;
    let suggestions = server.read(move |index| {
        // Lets go of the suggestions of an older state.
        index.look()?;
        index.suggest(&asked.q, asked.limit)
    });
    json(&suggestions.await?)
}

/// Brings the index up to date, and tells what was done, or that it will take longer.
pub(super) async fn update(
    State(server): State<Arc<Server>>,
    Json(UpdateAsked {}): Json<UpdateAsked>,
) -> Result<Response, Problem> {
    let _admitted = server.admit()?;
    match timeout(PATIENCE, server.freshness.updates.next()).await {
        Ok(Ok(report)) => json(&*report),
        Ok(Err(reason)) => Err(Problem::unavailable(format!("no update: {reason}"))),
        Err(_) => {
            let mut response = json(&Health { status: "updating" })?;
            *response.status_mut() = StatusCode::ACCEPTED;
            Ok(response)
        }
    }
}

/// Tells that the server is up.
pub(super) async fn health() -> Result<Response, Problem> {
    json(&Health { status: "ok" })
}

/// Tells whether there is an index to answer from.
pub(super) async fn ready(State(server): State<Arc<Server>>) -> Result<Response, Problem> {
    server.freshness.last_state().await?;
    json(&Health { status: "ok" })
}

/// Tells what is counted, for Prometheus.
pub(super) async fn metrics(State(server): State<Arc<Server>>) -> Result<Response, Problem> {
    let waiting = Duration::from_millis(500);
    if let Ok(Ok(look)) = timeout(waiting, server.freshness.last_state()).await {
        server.metrics.generation.set(look.generation as i64);
    }
    let walks = server.metrics.walks.inner();
    walks.store(server.freshness.walks(), Ordering::Relaxed);
    let text = server
        .metrics
        .text()
        .map_err(|error| Problem::internal(&error))?;
    Ok(([("content-type", MEDIA_TYPE)], text).into_response())
}
