//! Searching: what is asked is found, once the index is as fresh as wanted.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use section_search::Hits;

use crate::http::Server;
use crate::http::asked::Asked;
use crate::http::entity::{Tag, json_text};
use crate::http::parameters::{Json, Parameters};
use crate::http::problem::Problem;
use crate::render;

/// Answers what the address asks.
pub(super) async fn get(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    Parameters(asked): Parameters<Asked>,
) -> Result<Response, Problem> {
    answer(&server, &asked, &headers).await
}

/// Answers what the body asks.
pub(super) async fn post(
    State(server): State<Arc<Server>>,
    Json(asked): Json<Asked>,
) -> Result<Response, Problem> {
    answer(&server, &asked, &HeaderMap::new()).await
}

/// Returns the hits of what a page asks.
pub(crate) async fn hits(server: &Arc<Server>, asked: &Asked) -> Result<Hits, Problem> {
    server.log.query(&asked.q);
    let _admitted = server.admit()?;
    let query = asked.query()?;
    let look = server.freshness.reach(asked.fresh).await?;
    server
        .read(move |index| index.search_after(&look, &query))
        .await
}

async fn answer(
    server: &Arc<Server>,
    asked: &Asked,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    server.log.query(&asked.q);
    let _admitted = server.admit()?;
    let query = asked.query()?;
    let look = server.freshness.reach(asked.fresh).await?;
    let tag = Tag::new(&look, asked);
    if tag.is_known(headers) {
        return Ok(tag.not_modified());
    }
    let max_bytes = asked.max_bytes;
    let text = server.read(move |index| {
        let hits = index.search_after(&look, &query)?;
        Ok(render::object(&hits, max_bytes))
    });
    let text = text.await?.map_err(|error| Problem::internal(&*error))?;
    Ok(tag.on(json_text(text)))
}
