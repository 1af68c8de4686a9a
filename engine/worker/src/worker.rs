//! Start-up, and the page's messages.

use crate::message::{self, Asked};
use crate::platform::WorkerPlatform;
use ml_exports::Exports;
use ml_graph::Diagnostic;
use ml_protocol::{Event, Reply, Request, Response, RunId};
use ml_run::{Executor, MemoryStore};
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The one executor of this worker.
    static EXECUTOR: RefCell<Option<Executor>> = const { RefCell::new(None) };
}

/// Makes the executor and tells the page that it is there.
#[wasm_bindgen]
pub async fn start() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        let words = panic.payload().downcast_ref::<&str>().copied();
        let words = words.or_else(|| panic.payload().downcast_ref::<String>().map(String::as_str));
        message::fatal(&format!("The engine broke down: {}.", words.unwrap_or("no message")));
    }));
    let gpu = ml_run::gpu_name().await;
    let platform = WorkerPlatform { gpu: gpu.clone() };
    match Executor::new(platform, MemoryStore::new(), Exports) {
        Ok(executor) => {
            executor.listen(Arc::new(|run: &RunId, event: &Event| message::event(run, event)));
            EXECUTOR.with_borrow_mut(|place| *place = Some(executor));
            message::ready(gpu.as_deref());
        }
        Err(error) => message::fatal(&format!("The engine could not start: {error}.")),
    }
}

/// Answers a message of the page.
#[wasm_bindgen]
pub fn answer(data: &JsValue) {
    let Some(Asked { id, request, bytes }) = message::read(data) else { return };
    let reply = match serde_json::from_str::<Request>(&request) {
        // Cloned, because a run that begins here may ask for the executor again.
        Ok(request) => match EXECUTOR.with_borrow(Clone::clone) {
            Some(executor) => executor.request(request, bytes),
            None => refused("The engine has not started.", "Try again in a moment."),
        },
        Err(error) => refused(
            &format!("The request is not understood: {error}."),
            "Reload the page, so that studio and engine are of the same version.",
        ),
    };
    message::reply(id, reply);
}

fn refused(sentence: &str, help: &str) -> Reply {
    let diagnostics = vec![Diagnostic::error("worker/request", sentence).help(help)];
    Response::Refused { diagnostics }.into()
}
