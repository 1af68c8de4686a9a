//! A link to a remote compute over HTTP.

use super::message::get;
use super::sse::Parser;
use super::{EngineError, Listener};
use js_sys::Uint8Array;
use ml_protocol::{BlobId, Event, EventKind, Reply, Request, Response, RunId};
use std::cell::RefCell;
use std::collections::BTreeSet;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStreamDefaultReader, RequestInit};

/// How often a broken event stream is taken up again before giving up.
const ATTEMPTS: u32 = 8;

/// A server, the token it wants, and which blobs it holds.
pub(super) struct RemoteLink {
    address: String,
    token: String,
    blobs: RefCell<BTreeSet<BlobId>>,
}

/// Where this page came from: what another server has to allow.
fn page_origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

impl RemoteLink {
    pub(super) fn new(address: &str, token: &str) -> RemoteLink {
        RemoteLink {
            address: address.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            blobs: RefCell::default(),
        }
    }

    /// The blobs it holds.
    pub(super) fn blobs(&self) -> &RefCell<BTreeSet<BlobId>> {
        &self.blobs
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn request(
        &self,
        request: &Request,
        bytes: Option<&Uint8Array>,
    ) -> Result<Reply, EngineError> {
        let response = match (request, bytes) {
            (Request::PutBlob, Some(bytes)) => {
                self.fetch("/api/blob", "PUT", "application/octet-stream", Some(bytes)).await?
            }
            _ => {
                let text = serde_json::to_string(request).map_err(|error| {
                    EngineError::Failed(format!("The request cannot be written: {error}."))
                })?;
                self.fetch("/api/request", "POST", "application/json", Some(&JsValue::from_str(&text)))
                    .await?
            }
        };
        let beside = response.headers().get("x-ml-response").ok().flatten();
        let (text, attachment) = match beside {
            Some(encoded) => {
                let text = js_sys::decode_uri_component(&encoded)
                    .map(String::from)
                    .map_err(|_| self.unreadable("its header is not percent-encoded"))?;
                (text, Some(self.body(&response).await?))
            }
            None => (String::from_utf8_lossy(&self.body(&response).await?).into_owned(), None),
        };
        let response: Response =
            studio_model::json::read(&text).map_err(|error| self.unreadable(&error.to_string()))?;
        Ok(Reply { response, attachment })
    }

    /// Reads the events of a run as they happen, until it ends; a broken stream is taken up where it broke.
    pub(super) async fn follow(&self, run: &RunId, listener: &Listener) -> Result<(), EngineError> {
        let mut after = 0;
        let mut attempt = 0;
        loop {
            let seen = after;
            match self.follow_once(run, &mut after, listener).await {
                Ok(true) => return Ok(()),
                Err(error @ (EngineError::Failed(_) | EngineError::Refused(_))) => return Err(error),
                Ok(false) | Err(EngineError::Lost(_)) => {
                    attempt = if after > seen { 0 } else { attempt + 1 };
                    if attempt > ATTEMPTS {
                        return Err(EngineError::Lost(format!(
                            "The connection to {} was lost. The run goes on there; reload it from the list of runs.",
                            self.address
                        )));
                    }
                    super::sleep(250 << attempt.min(4)).await;
                }
            }
        }
    }

    /// One connection; true when the run ended.
    async fn follow_once(
        &self,
        run: &RunId,
        after: &mut u64,
        listener: &Listener,
    ) -> Result<bool, EngineError> {
        let path =
            format!("/api/runs/{}/events?after={after}", String::from(js_sys::encode_uri_component(&run.0)));
        let response = self.fetch(&path, "GET", "", None).await?;
        let stream = response.body().ok_or_else(|| self.lost())?;
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        let mut parser = Parser::default();
        loop {
            let chunk = JsFuture::from(reader.read()).await.map_err(|_| self.lost())?;
            if get(&chunk, "done").is_truthy() {
                return Ok(false);
            }
            let bytes: Uint8Array = get(&chunk, "value").unchecked_into();
            for data in parser.push(&bytes.to_vec()) {
                let Ok(event) = studio_model::json::read::<Event>(&data) else { continue };
                if event.sequence <= *after {
                    continue;
                }
                *after = event.sequence;
                let ended = matches!(event.kind, EventKind::RunFinished { .. });
                listener(run, &event);
                if ended {
                    let _ = reader.cancel();
                    return Ok(true);
                }
            }
        }
    }

    async fn fetch(
        &self,
        path: &str,
        method: &str,
        media: &str,
        body: Option<&JsValue>,
    ) -> Result<web_sys::Response, EngineError> {
        let refused =
            |_| EngineError::Failed(format!("“{}” is not an address that can be called.", self.address));
        let headers = Headers::new().map_err(refused)?;
        if !self.token.is_empty() {
            headers.set("authorization", &format!("Bearer {}", self.token)).map_err(refused)?;
        }
        if !media.is_empty() {
            headers.set("content-type", media).map_err(refused)?;
        }
        let options = RequestInit::new();
        options.set_method(method);
        options.set_headers(&headers);
        if let Some(body) = body {
            options.set_body(body);
        }
        let window = web_sys::window().ok_or_else(|| self.lost())?;
        let answer = window.fetch_with_str_and_init(&format!("{}{path}", self.address), &options);
        let response = JsFuture::from(answer).await.map_err(|_| self.lost())?;
        let response: web_sys::Response = response.unchecked_into();
        match response.status() {
            401 | 403 => Err(EngineError::Failed(format!(
                "{} refused the token. Copy the token that `ml-migrate serve` printed.",
                self.address
            ))),
            404 if path.starts_with("/api/runs/") => {
                Err(EngineError::Failed("The server does not know this run.".into()))
            }
            413 => Err(EngineError::Failed("The file is larger than the server allows.".into())),
            status if status >= 500 => {
                Err(EngineError::Lost(format!("{} answered with error {status}.", self.address)))
            }
            // Refusals come as protocol answers with their own sentences.
            _ => Ok(response),
        }
    }

    async fn body(&self, response: &web_sys::Response) -> Result<Vec<u8>, EngineError> {
        let buffer = response.array_buffer().map_err(|_| self.lost())?;
        let buffer = JsFuture::from(buffer).await.map_err(|_| self.lost())?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    fn lost(&self) -> EngineError {
        EngineError::Lost(format!(
            "{} does not answer. Check the address, that `ml-migrate serve` is running there, and that it was started with \
             `--allow-origin {}`.",
            self.address,
            page_origin()
        ))
    }

    fn unreadable(&self, why: &str) -> EngineError {
        EngineError::Failed(format!("{} sent an answer that cannot be read: {why}.", self.address))
    }
}
