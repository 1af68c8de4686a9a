//! What a worker has: one thread that it shares with the page's messages, and `fetch`.

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use ml_modules::{HostError, LocalBoxFuture, ScriptOutcome, ScriptRequest};
use ml_run::{Platform, Stop, Task};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Response, WorkerGlobalScope};

#[wasm_bindgen]
extern "C" {
    /// Resolves after the messages that have arrived meanwhile; defined in `worker.js`.
    fn breathe() -> Promise;
}

thread_local! {
    /// When the page's messages were last let in.
    static BREATHED: Cell<f64> = const { Cell::new(0.0) };
}

/// Milliseconds of work between two pauses.
const BREATH: f64 = 16.0;

/// A worker of a page.
pub(crate) struct WorkerPlatform {
    /// The GPU that learners use.
    pub(crate) gpu: Option<String>,
}

impl Platform for WorkerPlatform {
    fn name(&self) -> String {
        concat!("Browser engine ", env!("CARGO_PKG_VERSION")).to_owned()
    }

    fn now_ms(&self) -> u64 {
        js_sys::Date::now() as u64
    }

    fn workers(&self) -> usize {
        1
    }

    fn spawn(&self, task: Task) {
        spawn_local(async move {
            // The answer that the run has begun goes out first.
            let _ = JsFuture::from(breathe()).await;
            task().await;
        });
    }

    fn pause(&self) -> Option<LocalBoxFuture<'static, ()>> {
        let now = js_sys::Date::now();
        if now - BREATHED.get() < BREATH {
            return None;
        }
        Some(Box::pin(async {
            let _ = JsFuture::from(breathe()).await;
            BREATHED.set(js_sys::Date::now());
        }))
    }

    fn gpu(&self) -> Option<String> {
        self.gpu.clone()
    }

    fn fetch<'a>(
        &'a self,
        address: &'a str,
        stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<Vec<u8>, HostError>> {
        Box::pin(async move {
            let bytes = fetch(address).await;
            if stop() { Err(HostError::Cancelled) } else { bytes }
        })
    }

    fn run_script<'a>(
        &'a self,
        _request: ScriptRequest,
        _stop: Stop<'a>,
    ) -> LocalBoxFuture<'a, Result<ScriptOutcome, HostError>> {
        let refused = HostError::refused(
            "run/no-scripts",
            "Python and R code cannot run in the browser.",
            "Run the pipeline with the command-line tool or on a server, where the language is installed.",
        );
        Box::pin(std::future::ready(Err(refused)))
    }
}

async fn fetch(address: &str) -> Result<Vec<u8>, HostError> {
    // Signatures and keys live behind the question mark.
    let place = address.split(['?', '#']).next().unwrap_or_default();
    let failed = |reason: &str| {
        HostError::failed(
            "error-0039",
            format!("{place} cannot be read: {reason}."),
            "Check the address; a browser reads only what its server offers to other pages (CORS). Download the file and \
             attach it, or run the pipeline elsewhere.",
        )
    };
    let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
    let response = JsFuture::from(scope.fetch_with_str(address))
        .await
        .map_err(|_| failed("no connection, or its server refuses pages"))?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(failed(&format!("the server answered {}", response.status())));
    }
    let body = response.array_buffer().map_err(|_| failed("the answer has no content"))?;
    let body = JsFuture::from(body).await.map_err(|_| failed("the transfer broke off"))?;
    Ok(Uint8Array::new(body.unchecked_ref::<ArrayBuffer>()).to_vec())
}
