//! Answers for agents: the Model Context Protocol, by four tools that only read.

mod age;
mod argument;
mod failure;
mod fit;
mod handler;
mod outline;
mod plain;
mod read;
mod search;
mod status;
mod tool;

use std::sync::Arc;

use anyhow::{Context, Result};
use rmcp::service::ServerInitializeError;
use rmcp::transport::io::stdio_pipes;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ServiceExt, service};
use section_search::Index;
use tokio::runtime;

pub(crate) use crate::mcp::failure::Failure;
pub(crate) use crate::mcp::handler::{Call, Place};
pub(crate) use crate::mcp::tool::{Answer, Reached};

use crate::mcp::handler::{Alone, Handler};

/// How many calls are answered at the same time; others wait.
const MOST_THREADS: usize = 8;
/// A search goes as deep into itself as its query is nested.
const STACK_BYTES: usize = 16 << 20;

/// No message over HTTP is longer.
const MOST_BYTES: usize = 1 << 20;

/// What answers over HTTP: each request for itself, since no session is kept.
pub(crate) type Service<P> = StreamableHttpService<Handler<P>, NeverSessionManager>;

/// Returns what answers clients over HTTP; whoever mounts it has checked who asks.
pub(crate) fn service<P: Place>(place: P) -> Service<P> {
    let handler = Handler::new(place);
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MOST_BYTES)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    let sessions = Arc::new(NeverSessionManager::default());
    StreamableHttpService::new(move || Ok(handler.clone()), sessions, config)
}

/// Serves a client on stdin and stdout until it closes stdin.
pub(crate) fn serve(index: Index) -> Result<()> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(MOST_THREADS)
        .thread_stack_size(STACK_BYTES)
        .build()
        .context("cannot start")?;
    let served = runtime.block_on(talk(Handler::new(Alone(index))));
    // A search that nobody waits for any more does not keep the program.
    runtime.shutdown_background();
    served
}

async fn talk(handler: Handler<Alone>) -> Result<()> {
    let service = match handler.serve(stdio_pipes()).await {
        Ok(service) => service,
        // A client that goes before it said anything is no error.
        Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(error).context("the client does not speak the protocol"),
    };
    match service.waiting().await.context("cannot go on")? {
        service::QuitReason::JoinError(error) => Err(error).context("cannot go on"),
        _ => Ok(()),
    }
}
