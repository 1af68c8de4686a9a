//! Running pipelines: check, scheduler, cache, cancellation and run store.
//!
//! [`Executor`] answers every [`ml_protocol::Request`], natively, in a worker and behind HTTP alike; what differs between these places
//! is a [`Platform`] and a [`Store`].
//!
//! ```text
//! request ─► check: all problems at once ─► plan ─► schedule ─► node: cache? else module.run ─► outputs, events ─► store
//! ```
//!
//! A run is its submission and its events; record, summary and state are folded from them ([`log`]).

mod assets;
mod cache;
mod check;
#[cfg(feature = "testing")]
pub mod contract;
mod converter;
mod executor;
mod host;
mod import;
pub mod log;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod output;
mod own;
mod plan;
mod platform;
mod run;
mod schedule;
mod stated;
mod store;
mod work;

pub use assets::read_dataset;
pub use check::Checkup;
pub use converter::{Columns, Converter, ExportOrder, ExportedDraft, ExportedFile};
pub use executor::{Executor, Listener};
pub use log::is_active;
#[cfg(not(target_arch = "wasm32"))]
pub use native::NativePlatform;
pub use platform::{Platform, Stop, Task, gpu_name};
pub use stated::differences as stated_differences;
#[cfg(not(target_arch = "wasm32"))]
pub use store::DiskStore;
pub use store::{Bytes, CacheEntry, MemoryStore, Store, StoreError, StoredRun, hash};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, whatever happened to a thread that held the lock: nothing here is left half changed by a panic.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An error's words as a sentence.
pub(crate) fn sentence(words: &impl std::fmt::Display) -> String {
    let mut text = words.to_string();
    if let Some(first) = text.chars().next() {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}
