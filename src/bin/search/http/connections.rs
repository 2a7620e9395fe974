//! Connections: so many at a time, none that takes long over its head, all of them ended in order.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::http::Server;
use crate::http::guard::Local;

/// So many connections are open at a time.
const MOST: usize = 256;
/// The head of a request has at most so many bytes; its address is checked more strictly.
const MAX_HEAD_BYTES: usize = 16 << 10;
/// How long requests under way may take when the server ends.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long the server waits where the machine has no room for another connection.
const NO_ROOM: Duration = Duration::from_millis(100);
/// The answer where every connection is busy.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The connections that are open.
#[derive(Default)]
struct Connections {
    open: Mutex<HashMap<u64, Connection>>,
}

struct Connection {
    /// Since when it has been waiting for a request; none while one is answered.
    waits_since: Option<Instant>,
    close: Arc<Notify>,
}

impl Connections {
    /// Enters a connection, closing the one that has waited longest if there are too many; none if all are busy.
    fn enter(&self, id: u64, server: &Server) -> Option<Arc<Notify>> {
        let mut open = self.lock();
        if open.len() >= MOST {
            let waiting = open
                .iter()
                .filter_map(|(id, it)| Some((it.waits_since?, *id)));
            let (_, longest) = waiting.min()?;
            open.remove(&longest)?.close.notify_one();
            server.metrics.evicted.inc();
        }
        let close = Arc::new(Notify::new());
        let connection = Connection {
            waits_since: Some(Instant::now()),
            close: close.clone(),
        };
        open.insert(id, connection);
        server.metrics.connections.set(open.len() as i64);
        Some(close)
    }

    fn waits(&self, id: u64, since: Option<Instant>) {
        if let Some(connection) = self.lock().get_mut(&id) {
            connection.waits_since = since;
        }
    }

    fn leave(&self, id: u64, server: &Server) {
        let mut open = self.lock();
        open.remove(&id);
        server.metrics.connections.set(open.len() as i64);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Connection>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts connections until the process is told to end, and then ends them.
pub(super) async fn serve(
    listener: StdListener,
    router: Router,
    server: Arc<Server>,
) -> Result<()> {
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener).context("cannot listen")?;
    let connections = Arc::new(Connections::default());
    let ending = watch::Sender::new(false);
    let mut tasks = JoinSet::new();
    let mut end = pin!(told_to_end());
    for id in 0.. {
        let accepted = tokio::select! {
            ended = &mut end => {
                ended?;
                break;
            }
            accepted = listener.accept() => accepted,
        };
        while tasks.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let connection = Served {
                    id,
                    connections: connections.clone(),
                    server: server.clone(),
                    router: router.clone(),
                };
                tasks.spawn(connection.serve(stream, ending.subscribe()));
            }
            Err(error) => {
                server.log.failure(&error);
                sleep(NO_ROOM).await;
            }
        }
    }
    drop(listener);
    ending.send_replace(true);
    // Whoever takes longer is cut off.
    let _ = timeout(FAREWELL, async {
        while tasks.join_next().await.is_some() {}
    })
    .await;
    Ok(())
}

/// A connection that is served.
struct Served {
    id: u64,
    connections: Arc<Connections>,
    server: Arc<Server>,
    router: Router,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.connections.leave(self.id, &self.server);
    }
}

impl Served {
    async fn serve(self, mut stream: TcpStream, mut ending: watch::Receiver<bool>) {
        let Some(close) = self.connections.enter(self.id, &self.server) else {
            // Nobody waits for a client that does not listen.
            let _ = timeout(NO_ROOM, stream.write_all(FULL)).await;
            return;
        };
        let Ok(local) = stream.local_addr() else {
            return;
        };
        // Answers are written as a whole.
        let _ = stream.set_nodelay(true);
        let service = service_fn(|request| self.answer(request, local));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.server.options.header_timeout)
            .max_buf_size(MAX_HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let ends = async { drop(ending.wait_for(|ends| *ends).await) };
        // A client that breaks off, or sends no HTTP, has been answered as far as that is possible.
        tokio::select! {
            _ = connection.as_mut() => {}
            () = close.notified() => {}
            () = ends => {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        }
    }

    async fn answer(
        &self,
        mut request: hyper::Request<Incoming>,
        local: SocketAddr,
    ) -> Result<axum::response::Response, std::convert::Infallible> {
        self.connections.waits(self.id, None);
        request.extensions_mut().insert(Local(local.ip()));
        let answer = TowerToHyperService::new(self.router.clone())
            .call(request)
            .await;
        self.connections.waits(self.id, Some(Instant::now()));
        answer
    }
}

/// Waits until the user or the system ends the process.
async fn told_to_end() -> Result<()> {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        let mut terminated = signal(SignalKind::terminate()).context("cannot hear signals")?;
        tokio::select! {
            told = interrupted => told.context("cannot hear signals")?,
            _ = terminated.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupted.await.context("cannot hear signals")?;
    Ok(())
}
