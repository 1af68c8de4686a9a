//! The studio's end of the protocol: one [`Engine`] in front of every place that can compute.
//!
//! Places are engine workers of this page and remote computes. A link to a place is made at its first need and again after it was
//! lost; the page keeps the bytes of blobs, so that a new link gets those a request mentions before the request itself.

mod compute;
mod message;
mod remote;
mod sse;
mod worker;

pub use compute::{Adapter, Compute, Place, adapter, is_served_by_compute, remember, remembered};

use js_sys::Uint8Array;
use leptos::prelude::{GetValue, LocalStorage, StoredValue};
use ml_graph::Diagnostic;
use ml_protocol::{BlobId, Event, EventKind, Reply, Request, Response, RunId, RunState, Submission};
use remote::RemoteLink;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen_futures::JsFuture;
use worker::{OnLost, WorkerLink};

/// Why a request has no answer. The text is a sentence for people.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineError {
    /// The place stopped or cannot be reached; trying again may help.
    Lost(String),
    /// The request or its answer is at fault.
    Failed(String),
    /// The place declined, and says why.
    Refused(Vec<Diagnostic>),
}

impl std::fmt::Display for EngineError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EngineError::Lost(sentence) | EngineError::Failed(sentence) => formatter.write_str(sentence),
            EngineError::Refused(diagnostics) => {
                for (index, diagnostic) in diagnostics.iter().enumerate() {
                    let space = if index == 0 { "" } else { " " };
                    write!(formatter, "{space}{}", diagnostic.message)?;
                }
                Ok(())
            }
        }
    }
}

impl From<EngineError> for String {
    fn from(error: EngineError) -> String {
        error.to_string()
    }
}

/// Hears the events of every run.
pub type Listener = Rc<dyn Fn(&RunId, &Event)>;

/// Finds the bytes of a blob that this page has not met since it was loaded.
pub type BlobLoader = Rc<dyn Fn(BlobId) -> Pin<Box<dyn Future<Output = Option<Uint8Array>>>>>;

/// Everything that can compute. Cheap to copy; lives as long as the page.
#[derive(Clone, Copy)]
pub struct Engine {
    shared: StoredValue<Rc<Shared>, LocalStorage>,
}

#[derive(Default)]
struct Shared {
    links: RefCell<Vec<(Place, Link)>>,
    blobs: RefCell<BTreeMap<BlobId, Uint8Array>>,
    runs: RefCell<BTreeMap<RunId, Place>>,
    going: RefCell<BTreeSet<RunId>>,
    listeners: RefCell<Vec<Listener>>,
    loader: RefCell<Option<BlobLoader>>,
}

#[derive(Clone)]
enum Link {
    Worker(Rc<WorkerLink>),
    Remote(Rc<RemoteLink>),
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

impl Engine {
    /// An engine without links; nothing is loaded yet.
    pub fn new() -> Engine {
        Engine { shared: StoredValue::new_local(Rc::default()) }
    }

    /// Tells `listener` of every event of every run from now on.
    pub fn listen(&self, listener: Listener) {
        self.shared().listeners.borrow_mut().push(listener);
    }

    /// Where blobs come from that were stored in an earlier visit.
    pub fn set_blob_loader(&self, loader: BlobLoader) {
        *self.shared().loader.borrow_mut() = Some(loader);
    }

    /// Sends a request to where it belongs: what concerns a run to the place of the run, everything else to the worker of this
    /// page. A refusal is an error.
    pub async fn request(&self, request: Request, bytes: Option<Vec<u8>>) -> Result<Reply, EngineError> {
        let bytes = bytes.map(|bytes| Uint8Array::from(bytes.as_slice()));
        let shared = self.shared();
        let place =
            run_of(&request).and_then(|run| shared.runs.borrow().get(run).cloned()).unwrap_or_default();
        shared.send(&place, &request, bytes.as_ref()).await
    }

    /// Sends a request to this place. A refusal is an error.
    pub async fn request_at(&self, place: &Place, request: Request) -> Result<Reply, EngineError> {
        self.shared().send(place, &request, None).await
    }

    /// Stores bytes; the page keeps them for later links.
    pub async fn put(&self, bytes: Uint8Array) -> Result<BlobId, EngineError> {
        let shared = self.shared();
        let reply = shared.send(&Place::default(), &Request::PutBlob, Some(&bytes)).await?;
        let Response::Blob { blob } = reply.response else { return Err(unexpected()) };
        shared.blobs.borrow_mut().insert(blob.clone(), bytes);
        Ok(blob)
    }

    /// The bytes of a blob, when this page has them.
    pub async fn blob(&self, blob: &BlobId) -> Option<Uint8Array> {
        self.shared().bytes(blob).await
    }

    /// Starts a run at `place`; its events go to the listeners.
    pub async fn submit(&self, place: &Place, submission: Submission) -> Result<RunId, EngineError> {
        let shared = self.shared();
        let run = submission.run.clone();
        shared.runs.borrow_mut().insert(run.clone(), place.clone());
        shared.going.borrow_mut().insert(run.clone());
        if let Err(error) = shared.send(place, &Request::Run(Box::new(submission)), None).await {
            shared.going.borrow_mut().remove(&run);
            return Err(error);
        }
        if let Link::Remote(link) = shared.link(place)? {
            let (listener, followed) = (shared.listener(), run.clone());
            let shared = Rc::clone(&shared);
            leptos::task::spawn_local(async move {
                if let Err(error) = link.follow(&followed, &listener).await {
                    shared.tell_interrupted(&followed, &error.to_string());
                }
            });
        }
        Ok(run)
    }

    /// Where a run is, so that later requests about it find it.
    pub fn place_run(&self, run: RunId, place: Place) {
        self.shared().runs.borrow_mut().insert(run, place);
    }

    /// Where a run is, when this page knows.
    pub fn place_of(&self, run: &RunId) -> Option<Place> {
        self.shared().runs.borrow().get(run).cloned()
    }

    fn shared(&self) -> Rc<Shared> {
        self.shared.get_value()
    }
}

impl Shared {
    fn listener(self: &Rc<Self>) -> Listener {
        let shared = Rc::downgrade(self);
        Rc::new(move |run: &RunId, event: &Event| {
            let Some(shared) = shared.upgrade() else { return };
            if matches!(event.kind, EventKind::RunFinished { .. }) {
                shared.going.borrow_mut().remove(run);
            }
            let listeners = shared.listeners.borrow().clone();
            for listener in listeners {
                listener(run, event);
            }
        })
    }

    /// Ends a run whose events can no longer be heard.
    fn tell_interrupted(self: &Rc<Self>, run: &RunId, sentence: &str) {
        let lost = Diagnostic::warning("run/lost", sentence);
        let ended = EventKind::RunFinished { state: RunState::Interrupted, duration_ms: 0 };
        let listener = self.listener();
        // Above every number that a real event can have, in order.
        listener(
            run,
            &Event { sequence: u64::MAX - 1, at_ms: 0, kind: EventKind::Warning { diagnostic: lost } },
        );
        listener(run, &Event { sequence: u64::MAX, at_ms: 0, kind: ended });
    }

    /// Ends every run that went on at a place that stopped.
    fn on_lost(self: &Rc<Self>, place: &Place) -> OnLost {
        let (shared, place) = (Rc::downgrade(self), place.clone());
        Rc::new(move |sentence| {
            let Some(shared) = shared.upgrade() else { return };
            let runs = shared.runs.borrow();
            let lost: Vec<RunId> =
                shared.going.borrow().iter().filter(|run| runs.get(run) == Some(&place)).cloned().collect();
            drop(runs);
            for run in lost {
                shared.tell_interrupted(&run, sentence);
            }
        })
    }

    /// The link to a place, made anew when there is none or it was lost.
    fn link(self: &Rc<Self>, place: &Place) -> Result<Link, EngineError> {
        let mut links = self.links.borrow_mut();
        links.retain(|(_, link)| !matches!(link, Link::Worker(link) if link.is_lost()));
        if let Some((_, link)) = links.iter().find(|(known, _)| known == place) {
            return Ok(link.clone());
        }
        let link = match place {
            Place::Cpu => self.worker("./engine-cpu/worker.js", place)?,
            Place::Gpu => self.worker("./engine-gpu/worker.js", place)?,
            Place::Remote { address, token } => Link::Remote(Rc::new(RemoteLink::new(address, token))),
        };
        links.push((place.clone(), link.clone()));
        Ok(link)
    }

    fn worker(self: &Rc<Self>, address: &str, place: &Place) -> Result<Link, EngineError> {
        Ok(Link::Worker(Rc::new(WorkerLink::start(address, self.listener(), self.on_lost(place))?)))
    }

    async fn send(
        self: &Rc<Self>,
        place: &Place,
        request: &Request,
        bytes: Option<&Uint8Array>,
    ) -> Result<Reply, EngineError> {
        let link = self.link(place)?;
        for blob in blobs_of(request) {
            if link.blobs().borrow().contains(blob) {
                continue;
            }
            // What the page does not have either, the engine will ask for in its own words.
            let Some(bytes) = self.bytes(blob).await else { continue };
            accepted(link.request(&Request::PutBlob, Some(&bytes)).await?)?;
            link.blobs().borrow_mut().insert(blob.clone());
        }
        let reply = accepted(link.request(request, bytes).await?)?;
        if let Response::Blob { blob } = &reply.response {
            link.blobs().borrow_mut().insert(blob.clone());
        }
        Ok(reply)
    }

    async fn bytes(&self, blob: &BlobId) -> Option<Uint8Array> {
        if let Some(bytes) = self.blobs.borrow().get(blob) {
            return Some(bytes.clone());
        }
        let loader = self.loader.borrow().clone()?;
        let bytes = loader(blob.clone()).await?;
        self.blobs.borrow_mut().insert(blob.clone(), bytes.clone());
        Some(bytes)
    }
}

impl Link {
    async fn request(&self, request: &Request, bytes: Option<&Uint8Array>) -> Result<Reply, EngineError> {
        match self {
            Link::Worker(link) => link.request(request, bytes).await,
            Link::Remote(link) => link.request(request, bytes).await,
        }
    }

    fn blobs(&self) -> &RefCell<BTreeSet<BlobId>> {
        match self {
            Link::Worker(link) => link.blobs(),
            Link::Remote(link) => link.blobs(),
        }
    }
}

fn accepted(reply: Reply) -> Result<Reply, EngineError> {
    match reply.response {
        Response::Refused { diagnostics } => Err(EngineError::Refused(diagnostics)),
        response => Ok(Reply { response, attachment: reply.attachment }),
    }
}

/// An answer of the wrong kind: the two sides are of different versions.
pub fn unexpected() -> EngineError {
    EngineError::Failed(
        "The engine answered something else than was asked; reload the page to get both in one version."
            .into(),
    )
}

fn run_of(request: &Request) -> Option<&RunId> {
    match request {
        Request::Cancel { run }
        | Request::Events { run, .. }
        | Request::Record { run }
        | Request::Delete { run }
        | Request::View { run, .. }
        | Request::Page { run, .. }
        | Request::Profile { run, .. }
        | Request::Download { run, .. } => Some(run),
        _ => None,
    }
}

fn blobs_of(request: &Request) -> Vec<&BlobId> {
    match request {
        Request::Convert(convert) => convert.files.iter().map(|file| &file.blob).collect(),
        Request::Check { data, .. } => data.values().map(|binding| &binding.blob).collect(),
        Request::Export(export) => {
            let data = export.pipelines.iter().flat_map(|outgoing| outgoing.data.values());
            data.map(|binding| &binding.blob).collect()
        }
        Request::Run(submission) => submission.data.values().map(|binding| &binding.blob).collect(),
        _ => Vec::new(),
    }
}

/// Waits.
pub async fn sleep(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}
