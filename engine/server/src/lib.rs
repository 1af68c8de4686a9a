//! The studio and the remote compute over HTTP.
//!
//! | route | what |
//! |---|---|
//! | `POST /api/request` | a [`ml_protocol::Request`] as JSON, its [`ml_protocol::Response`] as JSON; a reply with an attachment has it as body and the response, percent-encoded, in the header `x-ml-response` |
//! | `PUT /api/blob` | bytes to keep; the answer is the blob's id |
//! | `GET /api/runs/{run}/events?after=N` | the events of a run as they happen (server-sent events) |
//! | `GET /opened/…` | the files named on the command line, listed in `/opened/index.json` |
//! | `GET /…` | the studio, from a folder |
//!
//! Everything below `/api` asks for `Authorization: Bearer <token>`. Every request must name a host that is ours, and come from a page
//! that is ours or allowed: a page elsewhere can neither read answers nor reach the server under a name of its own.

mod api;
mod gate;
mod headers;
mod opened;
mod site;

pub use gate::Token;
pub use headers::percent_encode;
pub use opened::OpenedFile;

use axum::Router;
use axum::routing::{any, get, post, put};
use ml_protocol::{Event, RunId};
use ml_run::Executor;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// What callers of the interface must show.
    pub token: Token,
    /// The studio's folder; none when it is not built.
    pub assets: Option<PathBuf>,
    /// Names besides addresses and `localhost` that requests may call this server by.
    pub hosts: Vec<String>,
    /// Origins of pages elsewhere that may use the interface, for example `https://studio.example`.
    pub origins: Vec<String>,
    /// Files to offer below `/opened`.
    pub opened: Vec<OpenedFile>,
    /// Largest file that is taken, in bytes.
    pub largest_blob: usize,
}

impl Options {
    /// On loopback, without a studio.
    pub fn new(address: SocketAddr, token: Token) -> Options {
        Options {
            address,
            token,
            assets: None,
            hosts: Vec::new(),
            origins: Vec::new(),
            opened: Vec::new(),
            largest_blob: 1 << 30,
        }
    }
}

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The system refused threads or sockets.
    #[error("the server stopped: {0}")]
    Failed(#[from] std::io::Error),
}

/// A server that listens but does not answer yet.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    executor: Executor,
    options: Options,
    /// Counts events of all runs; who streams events waits for it to change.
    changes: tokio::sync::watch::Receiver<u64>,
}

impl Server {
    /// Listens.
    pub fn bind(options: Options, executor: Executor) -> Result<Server, ServerError> {
        let listen = |source| ServerError::Listen { address: options.address, source };
        let listener = std::net::TcpListener::bind(options.address).map_err(listen)?;
        listener.set_nonblocking(true).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (sender, changes) = tokio::sync::watch::channel(0_u64);
        executor.listen(Arc::new(move |_: &RunId, _: &Event| {
            sender.send_modify(|count| *count = count.wrapping_add(1));
        }));
        Ok(Server { listener, address, shared: Arc::new(Shared { executor, options, changes }) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `stop` is set or the process ends.
    pub fn run(self, stop: Stop) -> Result<(), ServerError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let serving = axum::serve(listener, router(self.shared)).into_future();
            tokio::select! {
                ended = serving => ended?,
                () = stop.stopped() => {}
            }
            Ok::<(), std::io::Error>(())
        })?;
        // Streams of events would keep a graceful end waiting for ever.
        runtime.shutdown_timeout(std::time::Duration::from_secs(1));
        Ok(())
    }
}

/// Ends a running server from elsewhere.
#[derive(Clone, Debug)]
pub struct Stop(tokio::sync::watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Stop {
        Stop(tokio::sync::watch::Sender::new(false))
    }
}

impl Stop {
    /// Ends the server.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    async fn stopped(&self) {
        // The sender lives as long as `self`.
        let _ = self.0.subscribe().wait_for(|stop| *stop).await;
    }
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/api/request", post(api::request))
        .route("/api/blob", put(api::blob))
        .route("/api/runs/{run}/events", get(api::events))
        .route("/api/{*rest}", any(api::nothing))
        .route("/opened/{*path}", get(opened::serve))
        .fallback(site::serve)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), gate::check))
        .with_state(shared)
}
