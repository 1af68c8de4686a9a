//! The engine inside a Web Worker: an executor whose client is the page that started the worker.
//!
//! `worker.js` loads this module and hands over the page's messages; everything they ask is answered by [`ml_run::Executor`]. Long work
//! pauses every few milliseconds so that “cancel” is heard. A panic ends the worker: the page is told, and starts another.

#[cfg(target_arch = "wasm32")]
#[cfg(target_arch = "wasm32")]
mod message;
#[cfg(target_arch = "wasm32")]
mod platform;
#[cfg(target_arch = "wasm32")]
mod worker;
