//! Where runs, uploads and outputs live: in memory, or in a folder.

#[cfg(not(target_arch = "wasm32"))]
mod disk;
mod memory;

#[cfg(not(target_arch = "wasm32"))]
pub use disk::DiskStore;
pub use memory::MemoryStore;

use crate::log::Accepted;
use ml_graph::Diagnostic;
use ml_modules::Value;
use ml_protocol::{BlobId, Event, OutputSummary, RunId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes that many may hold.
pub type Bytes = Arc<[u8]>;

/// A run as it was kept.
#[derive(Clone, Debug)]
pub struct StoredRun {
    /// What it was asked to do.
    pub accepted: Accepted,
    /// What happened.
    pub events: Vec<Event>,
}

/// What a node gave for a cache key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CacheEntry {
    /// Outputs by port id; their hashes are the addresses of the values.
    pub outputs: BTreeMap<String, OutputSummary>,
    /// Warnings of the node, to be given again.
    #[serde(default)]
    pub warnings: Vec<Diagnostic>,
    /// Device that did the work.
    pub device: String,
}

/// Keeps blobs, values, runs and the cache. Blobs and values have their hash as address; runs are only ever appended to.
pub trait Store: Send + Sync {
    /// Keeps bytes under their hash.
    fn put_blob(&self, bytes: Vec<u8>) -> Result<BlobId, StoreError>;

    /// Bytes by their hash; none when there are none.
    fn blob(&self, blob: &BlobId) -> Result<Option<Bytes>, StoreError>;

    /// Keeps an output under its hash.
    fn put_value(&self, hash: &str, value: &Value) -> Result<(), StoreError>;

    /// An output by its hash and kind.
    fn value(&self, output: &OutputSummary) -> Result<Option<Value>, StoreError>;

    /// Whether [`Store::value`] has it, without reading it.
    fn has_value(&self, hash: &str) -> bool;

    /// All runs, in no particular order.
    fn load(&self) -> Result<Vec<StoredRun>, StoreError>;

    /// How many runs it holds before the oldest ones go; none when there is room for all.
    fn most_runs(&self) -> Option<usize> {
        None
    }

    /// Keeps a new run.
    fn begin(&self, accepted: &Accepted) -> Result<(), StoreError>;

    /// Adds an event to a run.
    fn append(&self, run: &RunId, event: &Event) -> Result<(), StoreError>;

    /// Forgets a run, and the outputs in `orphans`, which no other run refers to.
    fn remove(&self, run: &RunId, orphans: &[String]) -> Result<(), StoreError>;

    /// Remembers what a node gave.
    fn remember(&self, key: &str, entry: &CacheEntry) -> Result<(), StoreError>;

    /// What a node gave for this key, if all of it is still there.
    fn recall(&self, key: &str) -> Option<CacheEntry>;
}

/// A store that cannot do what it should.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file system refused.
    #[error("cannot {action} {path}: {source}")]
    File {
        /// For example `write`.
        action: &'static str,
        /// Path below the store's folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Another process works with the folder.
    #[error("another process uses the run store {path}")]
    InUse {
        /// The folder.
        path: String,
    },
    /// A file is not what it should be.
    #[error("{path} in the run store is damaged: {reason}")]
    Damaged {
        /// Path below the store's folder.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A value that has no form as bytes.
    #[error("this output cannot be stored: {reason}")]
    Unstorable {
        /// Why.
        reason: String,
    },
}

impl StoreError {
    /// The same fault for people and programs.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            StoreError::File { .. } => {
                ("store/file", "Look at free space and permissions of the run store's folder.")
            }
            StoreError::InUse { .. } => ("store/in-use", "Stop the other process, or choose another folder."),
            StoreError::Damaged { .. } => ("store/damaged", "Delete the run, or move the folder away."),
            StoreError::Unstorable { .. } => ("store/unstorable", ""),
        };
        Diagnostic::error(code, crate::sentence(self)).help(help)
    }
}

/// The lower-case hexadecimal SHA-256 of `bytes`.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// Whether `text` is an address in a store; nothing else ever becomes a file name.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn is_address(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Whether `run` can name a run: letters, digits, `-` and `_`, at most 64 of them.
pub(crate) fn is_run_name(run: &str) -> bool {
    !run.is_empty()
        && run.len() <= 64
        && run.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
