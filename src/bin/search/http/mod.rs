//! Answers over HTTP: a client of the library that only reads, and leaves writing to a process of its own.

mod admission;
mod agents;
mod answers;
mod asked;
mod connections;
mod entity;
mod freshness;
mod guard;
mod log;
mod metrics;
mod openapi;
mod options;
mod parameters;
mod pool;
mod problem;
mod record;
mod rounds;
mod search;
mod token;
mod updates;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use section_search::Fresh;
use section_search::Index;
use tower_http::compression::CompressionLayer;

pub(crate) use answers::document;
pub(crate) use asked::Asked;
pub(crate) use options::Options;
pub(crate) use parameters::Parameters;
pub(crate) use problem::Problem;
pub(crate) use search::hits;
pub(crate) use updates::Updating;

use crate::http::admission::Admission;
use crate::http::freshness::Freshness;
use crate::http::guard::Guard;
use crate::http::log::Log;
use crate::http::metrics::Metrics;
use crate::http::pool::Pool;
use crate::http::record::Ids;
use crate::http::updates::Updates;
use crate::settings::Settings;
use crate::{mcp, page};

/// Searches recurse into what they are asked; this is deep enough for any query that is parsed.
const STACK_BYTES: usize = 16 << 20;

/// What all requests share.
pub(crate) struct Server {
    /// The index, which this process only reads.
    index: Index,
    freshness: Freshness,
    admission: Admission,
    pool: Pool,
    guard: Guard,
    metrics: Metrics,
    ids: Ids,
    log: Log,
    options: Options,
}

/// Serves answers until the process is told to end.
pub(crate) fn serve(settings: &Settings, options: &Options, out: &mut dyn Write) -> Result<()> {
    let listener = options.bind()?;
    let address = listener.local_addr().context("cannot tell the address")?;
    let server = Arc::new(Server::new(settings, options, address)?);
    writeln!(out, "listening on http://{address}/")?;
    out.flush()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(STACK_BYTES)
        .max_blocking_threads(pool::threads())
        .enable_all()
        .build()
        .context("cannot start threads")?;
    runtime.block_on(run(listener, server))
}

impl Server {
    fn new(settings: &Settings, options: &Options, address: SocketAddr) -> Result<Self> {
        let index = settings.open()?.with_fresh(Fresh::Never);
        let log = Log::new(options.log);
        Ok(Self {
            freshness: Freshness::new(&index, Updates::new(settings.updating(&index)?, log)),
            guard: Guard::new(options, address)?,
            admission: Admission::default(),
            pool: Pool::default(),
            metrics: Metrics::default(),
            ids: Ids::new()?,
            log,
            options: options.clone(),
            index,
        })
    }
}

async fn run(listener: TcpListener, server: Arc<Server>) -> Result<()> {
    tokio::select! {
        result = connections::serve(listener, router(server.clone()), server.clone()) => result,
        // Goes on for ever; what is left of it when the server ends leaves nothing behind.
        () = freshness::keep(&server) => Ok(()),
    }
}

fn router(server: Arc<Server>) -> Router {
    Router::new()
        .route("/search", get(search::get).post(search::post))
        .route("/passages/{*id}", get(answers::passages))
        .route("/outline", get(answers::outline))
        .route("/status", get(answers::status))
        .route("/suggest", get(answers::suggest))
        .route("/update", post(answers::update))
        .route("/health", get(answers::health))
        .route("/ready", get(answers::ready))
        .route("/metrics", get(answers::metrics))
        .route("/openapi.json", get(openapi::get))
        .route_service("/mcp", mcp::service(server.clone()))
        .merge(page::routes())
        .fallback(problem::no_such_page)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(CompressionLayer::new())
        .layer(from_fn(guard::in_time))
        .layer(from_fn(admission::pace))
        .layer(from_fn_with_state(server.clone(), guard::check))
        .layer(from_fn_with_state(server.clone(), record::record))
        .with_state(server)
}
