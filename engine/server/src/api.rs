//! The interface: requests, uploads and events.

use crate::{Shared, headers};
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response, Sse, sse};
use futures_util::stream;
use ml_graph::Diagnostic;
use ml_protocol::{Event, Reply, Request as Asked, Response as Answer, RunId};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// Largest request; drafts are far smaller, and files travel as blobs.
const LARGEST_REQUEST: usize = 64 << 20;

/// Answers a [`ml_protocol::Request`].
pub(crate) async fn request(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let body = match read(request.into_body(), LARGEST_REQUEST).await {
        Ok(body) => body,
        Err(response) => return *response,
    };
    match serde_json::from_slice::<Asked>(&body) {
        Ok(asked) => answer(ask(&shared, asked, None).await),
        Err(error) => refuse(
            StatusCode::BAD_REQUEST,
            Diagnostic::error("server/request", format!("The request is not understood: {error}."))
                .help("Use a studio of the same version as this server."),
        ),
    }
}

/// Keeps the bytes of the request.
pub(crate) async fn blob(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    match read(request.into_body(), shared.options.largest_blob).await {
        Ok(body) => answer(ask(&shared, Asked::PutBlob, Some(body.into())).await),
        Err(response) => *response,
    }
}

/// Streams the events of a run until it ends.
pub(crate) async fn events(
    State(shared): State<Arc<Shared>>,
    Path(run): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let after = query
        .as_deref()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .find_map(|pair| pair.strip_prefix("after=")?.parse().ok())
        .unwrap_or(0);
    let run = RunId(run);
    // Whether the run is there at all shows before the stream begins.
    let first = ask(&shared, Asked::Events { run: run.clone(), after }, None).await;
    if let Answer::Refused { .. } = first.response {
        let mut response = answer(first);
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    }
    let stream = stream::unfold(Stream::new(shared, run, after), |mut stream| async {
        let event = stream.next().await?;
        Some((Ok::<_, Infallible>(event), stream))
    });
    Sse::new(stream).keep_alive(sse::KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// There is no such address.
pub(crate) async fn nothing() -> Response {
    refuse(
        StatusCode::NOT_FOUND,
        Diagnostic::error("server/address", "There is nothing at this address.")
            .help("Use a studio of the same version as this server."),
    )
}

struct Stream {
    shared: Arc<Shared>,
    changes: tokio::sync::watch::Receiver<u64>,
    run: RunId,
    after: u64,
    waiting: std::collections::VecDeque<Event>,
    ended: bool,
}

impl Stream {
    fn new(shared: Arc<Shared>, run: RunId, after: u64) -> Stream {
        let changes = shared.changes.clone();
        Stream { shared, changes, run, after, waiting: Default::default(), ended: false }
    }

    async fn next(&mut self) -> Option<sse::Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                self.after = event.sequence;
                // Numbers and texts always become JSON.
                let data = serde_json::to_string(&event).ok()?;
                return Some(sse::Event::default().id(event.sequence.to_string()).data(data));
            }
            if self.ended {
                return None;
            }
            // Seen before asking, so that what happens meanwhile wakes us again.
            self.changes.borrow_and_update();
            let asked = Asked::Events { run: self.run.clone(), after: self.after };
            let Answer::Events { events, state } = ask(&self.shared, asked, None).await.response else {
                return None;
            };
            self.ended = !ml_run::is_active(state);
            if events.is_empty() && !self.ended && self.changes.changed().await.is_err() {
                return None;
            }
            self.waiting.extend(events);
        }
    }
}

/// Asks the executor on a thread of its own: reading tables and writing files takes its time.
async fn ask(shared: &Arc<Shared>, asked: Asked, attachment: Option<Vec<u8>>) -> Reply {
    let shared = shared.clone();
    let work = move || shared.executor.request(asked, attachment);
    match tokio::task::spawn_blocking(work).await {
        Ok(reply) => reply,
        Err(_) => Reply::from(Answer::Refused {
            diagnostics: vec![
                Diagnostic::error("server/fault", "The server met a fault of its own in this request.")
                    .help("Try again; if it stays, report it with what you did."),
            ],
        }),
    }
}

/// A reply as HTTP.
fn answer(reply: Reply) -> Response {
    let text = match serde_json::to_string(&reply.response) {
        Ok(text) => text,
        Err(error) => {
            return refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                Diagnostic::error("server/fault", format!("The answer cannot be written: {error}.")),
            );
        }
    };
    match reply.attachment {
        None => ([(header::CONTENT_TYPE, "application/json")], text).into_response(),
        Some(bytes) => {
            let mut response = Body::from(bytes).into_response();
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
            if let Ok(value) = HeaderValue::from_str(&headers::percent_encode(&text)) {
                response.headers_mut().insert("x-ml-response", value);
            }
            response
        }
    }
}

/// A refusal as HTTP.
pub(crate) fn refuse(status: StatusCode, diagnostic: Diagnostic) -> Response {
    let mut response = answer(Reply::from(Answer::Refused { diagnostics: vec![diagnostic] }));
    *response.status_mut() = status;
    response
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Box<Response>> {
    axum::body::to_bytes(body, limit).await.map_err(|_| {
        Box::new(refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            Diagnostic::error(
                "server/too-large",
                format!("The upload broke off or is larger than {} MiB.", limit >> 20),
            )
            .help("Send less, or start the server with a higher limit."),
        ))
    })
}
