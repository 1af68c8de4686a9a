//! A store that lasts as long as the process: for the worker, for `ml-migrate run` and for tests.

use super::{Bytes, CacheEntry, Store, StoreError, StoredRun, hash};
use crate::lock;
use crate::log::Accepted;
use ml_modules::Value;
use ml_protocol::{BlobId, Event, OutputSummary, RunId};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Keeps values as they are, not as bytes: they share their columns with whoever works on them.
#[derive(Default)]
pub struct MemoryStore {
    content: Mutex<Content>,
}

/// Outputs of more runs would fill the memory of a page that is left open.
const MOST_RUNS: usize = 30;

#[derive(Default)]
struct Content {
    blobs: BTreeMap<String, Bytes>,
    values: BTreeMap<String, Value>,
    cache: BTreeMap<String, CacheEntry>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }
}

impl Store for MemoryStore {
    fn put_blob(&self, bytes: Vec<u8>) -> Result<BlobId, StoreError> {
        let id = hash(&bytes);
        lock(&self.content).blobs.entry(id.clone()).or_insert_with(|| bytes.into());
        Ok(BlobId(id))
    }

    fn blob(&self, blob: &BlobId) -> Result<Option<Bytes>, StoreError> {
        Ok(lock(&self.content).blobs.get(&blob.0).cloned())
    }

    fn put_value(&self, hash: &str, value: &Value) -> Result<(), StoreError> {
        lock(&self.content).values.entry(hash.to_owned()).or_insert_with(|| value.clone());
        Ok(())
    }

    fn value(&self, output: &OutputSummary) -> Result<Option<Value>, StoreError> {
        Ok(lock(&self.content).values.get(&output.hash).cloned())
    }

    fn has_value(&self, hash: &str) -> bool {
        lock(&self.content).values.contains_key(hash)
    }

    fn load(&self) -> Result<Vec<StoredRun>, StoreError> {
        Ok(Vec::new())
    }

    fn most_runs(&self) -> Option<usize> {
        Some(MOST_RUNS)
    }

    fn begin(&self, _accepted: &Accepted) -> Result<(), StoreError> {
        Ok(())
    }

    fn append(&self, _run: &RunId, _event: &Event) -> Result<(), StoreError> {
        Ok(())
    }

    fn remove(&self, _run: &RunId, orphans: &[String]) -> Result<(), StoreError> {
        let mut content = lock(&self.content);
        for orphan in orphans {
            content.values.remove(orphan);
        }
        Ok(())
    }

    fn remember(&self, key: &str, entry: &CacheEntry) -> Result<(), StoreError> {
        lock(&self.content).cache.insert(key.to_owned(), entry.clone());
        Ok(())
    }

    fn recall(&self, key: &str) -> Option<CacheEntry> {
        let content = lock(&self.content);
        let entry = content.cache.get(key)?;
        let whole = entry.outputs.values().all(|output| content.values.contains_key(&output.hash));
        whole.then(|| entry.clone())
    }
}
