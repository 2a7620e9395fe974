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

use anyhow::{Context, Result};
use rmcp::service::ServerInitializeError;
use rmcp::transport::io::stdio_pipes;
use rmcp::{ServiceExt, service};
use section_search::Index;
use tokio::runtime;

pub(crate) use crate::mcp::handler::Handler;

/// How many calls are answered at the same time; others wait.
const MOST_THREADS: usize = 8;
/// A search goes as deep into itself as its query is nested.
const STACK_BYTES: usize = 16 << 20;

/// Returns what answers the calls of clients, however they are connected.
pub(crate) fn handler(index: Index) -> Handler {
    Handler::new(index)
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
    let served = runtime.block_on(talk(handler(index)));
    // A search that nobody waits for any more does not keep the program.
    runtime.shutdown_background();
    served
}

async fn talk(handler: Handler) -> Result<()> {
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
