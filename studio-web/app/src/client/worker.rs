//! A link to an engine that runs in a Web Worker of this page.

use super::message::{self, FromWorker};
use super::{EngineError, Listener};
use js_sys::{Array, Function, Promise, Uint8Array};
use ml_protocol::{BlobId, Reply, Request};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// A worker, what it has not answered yet, and which blobs it holds.
pub(super) struct WorkerLink {
    worker: Worker,
    state: Rc<State>,
    // Kept alive as long as the worker may call them.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(JsValue)>,
}

/// Hears why a worker stopped.
pub(super) type OnLost = Rc<dyn Fn(&str)>;

#[derive(Default)]
struct State {
    next: Cell<u32>,
    pending: RefCell<BTreeMap<u32, Function>>,
    /// Envelopes that wait for the worker to load.
    waiting: RefCell<Vec<(JsValue, Array)>>,
    ready: Cell<bool>,
    lost: RefCell<Option<String>>,
    blobs: RefCell<BTreeSet<BlobId>>,
    on_lost: RefCell<Option<OnLost>>,
}

impl State {
    /// Answers everything outstanding with why there will be no answer.
    fn lose(&self, sentence: String) {
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        self.waiting.borrow_mut().clear();
        for (_, resolve) in pending {
            let _ = resolve.call1(&JsValue::NULL, &JsValue::from_str(&sentence));
        }
        let on_lost = self.on_lost.take();
        self.lost.borrow_mut().get_or_insert(sentence.clone());
        if let Some(on_lost) = on_lost {
            on_lost(&sentence);
        }
    }
}

impl WorkerLink {
    /// Starts the worker at `address` (relative to the page). It loads while requests already queue. `on_lost` hears why it
    /// stopped, once.
    pub(super) fn start(
        address: &str,
        listener: Listener,
        on_lost: OnLost,
    ) -> Result<WorkerLink, EngineError> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(address, &options).map_err(|_| {
            EngineError::Lost("This browser cannot start the engine: it has no module workers.".into())
        })?;
        let state = Rc::new(State { on_lost: RefCell::new(Some(on_lost)), ..State::default() });

        let on_message = {
            let (state, worker) = (Rc::clone(&state), worker.clone());
            Closure::new(move |event: MessageEvent| {
                let data = event.data();
                match message::read(&data) {
                    Some(FromWorker::Ready) => {
                        state.ready.set(true);
                        for (envelope, transfer) in state.waiting.take() {
                            let _ = worker.post_message_with_transfer(&envelope, &transfer);
                        }
                    }
                    Some(FromWorker::Answer(id)) => {
                        let resolve = state.pending.borrow_mut().remove(&id);
                        if let Some(resolve) = resolve {
                            let _ = resolve.call1(&JsValue::NULL, &data);
                        }
                    }
                    Some(FromWorker::Happened(run, event)) => listener(&run, &event),
                    Some(FromWorker::Fatal(sentence)) => {
                        worker.terminate();
                        state.lose(sentence);
                    }
                    None => {}
                }
            })
        };
        let on_error = {
            let (state, worker) = (Rc::clone(&state), worker.clone());
            Closure::new(move |event: JsValue| {
                // Where the file itself did not load, the event carries no message.
                let sentence = match message::text(&event, "message") {
                    Some(message) if state.ready.get() && !message.is_empty() => {
                        format!("The engine stopped: {message}")
                    }
                    _ if state.ready.get() => "The engine stopped without saying why.".to_owned(),
                    _ => "The engine could not be loaded. Check the connection, then try again.".to_owned(),
                };
                worker.terminate();
                state.lose(sentence);
            })
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(WorkerLink { worker, state, _on_message: on_message, _on_error: on_error })
    }

    /// Whether it stopped; the next request then needs a new one.
    pub(super) fn is_lost(&self) -> bool {
        self.state.lost.borrow().is_some()
    }

    /// The blobs it holds.
    pub(super) fn blobs(&self) -> &RefCell<BTreeSet<BlobId>> {
        &self.state.blobs
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn request(
        &self,
        request: &Request,
        bytes: Option<&Uint8Array>,
    ) -> Result<Reply, EngineError> {
        if let Some(sentence) = self.state.lost.borrow().clone() {
            return Err(EngineError::Lost(sentence));
        }
        let id = self.state.next.get().wrapping_add(1);
        self.state.next.set(id);
        let (envelope, transfer) = message::envelope(id, request, bytes).map_err(EngineError::Failed)?;
        let answer = Promise::new(&mut |resolve, _| {
            self.state.pending.borrow_mut().insert(id, resolve);
        });
        if self.state.ready.get() {
            self.worker
                .post_message_with_transfer(&envelope, &transfer)
                .map_err(|_| EngineError::Failed("The request could not be sent to the engine.".into()))?;
        } else {
            self.state.waiting.borrow_mut().push((envelope, transfer));
        }
        let data = JsFuture::from(answer)
            .await
            .map_err(|_| EngineError::Failed("The engine's answer was lost.".into()))?;
        match data.as_string() {
            Some(sentence) => Err(EngineError::Lost(sentence)),
            None => message::reply(&data).map_err(EngineError::Failed),
        }
    }
}

impl Drop for WorkerLink {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
