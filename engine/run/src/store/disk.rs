//! A store in a folder, which survives a restart of the process and a loss of power.
//!
//! ```text
//! blobs/ab/cdef…       bytes under the SHA-256 of their content: uploads
//! values/ab/cdef…      outputs under their own hash
//! runs/<run>/run.json  what the run was asked to do
//! runs/<run>/events    what happened, one JSON event a line, only ever appended to
//! cache                what nodes gave, one JSON entry a line, only ever appended to
//! lock                 held while a process works with the folder
//! ```
//!
//! A file appears whole or not at all: it is written beside its place, flushed to the disk and renamed. A torn last line of a log
//! is dropped when the log is read.

use super::{Bytes, CacheEntry, Store, StoreError, StoredRun, hash, is_address, is_run_name};
use crate::lock;
use crate::log::Accepted;
use ml_modules::Value;
use ml_protocol::{BlobId, Event, EventKind, OutputSummary, RunId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Keeps runs in a folder.
pub struct DiskStore {
    folder: PathBuf,
    /// Open event logs of the runs that go on.
    logs: Mutex<BTreeMap<String, File>>,
    cache: Mutex<Cache>,
    recent: Mutex<Recent>,
    /// Held as long as the store is; the system lets go of it even when the process is killed.
    _lock: File,
}

struct Cache {
    entries: BTreeMap<String, CacheEntry>,
    file: File,
}

#[derive(Serialize, Deserialize)]
struct CacheLine {
    key: String,
    #[serde(flatten)]
    entry: CacheEntry,
}

/// The outputs used last, so that paging through a table does not read it again and again.
#[derive(Default)]
struct Recent {
    values: Vec<(String, Value)>,
}

/// How many outputs stay in memory.
const RECENT: usize = 16;

impl Recent {
    fn get(&mut self, hash: &str) -> Option<Value> {
        let place = self.values.iter().position(|(known, _)| known == hash)?;
        let found = self.values.remove(place);
        let value = found.1.clone();
        self.values.push(found);
        Some(value)
    }

    fn put(&mut self, hash: &str, value: &Value) {
        self.values.retain(|(known, _)| known != hash);
        if self.values.len() == RECENT {
            self.values.remove(0);
        }
        self.values.push((hash.to_owned(), value.clone()));
    }
}

impl DiskStore {
    /// Opens the store in `folder`, making it when there is none.
    pub fn open(folder: impl Into<PathBuf>) -> Result<DiskStore, StoreError> {
        let folder = folder.into();
        for part in ["blobs", "values", "runs", "unfinished"] {
            let path = folder.join(part);
            fs::create_dir_all(&path).map_err(|source| fault("create", &path, source))?;
        }
        let lock = take_lock(&folder)?;
        // What a process that died left half written.
        let unfinished = folder.join("unfinished");
        for entry in fs::read_dir(&unfinished).map_err(|source| fault("read", &unfinished, source))?.flatten()
        {
            let _ = fs::remove_file(entry.path());
        }
        let path = folder.join("cache");
        let entries = lines::<CacheLine>(&path)?.into_iter().map(|line| (line.key, line.entry)).collect();
        let file = append_to(&path)?;
        Ok(DiskStore {
            folder,
            logs: Mutex::default(),
            cache: Mutex::new(Cache { entries, file }),
            recent: Mutex::default(),
            _lock: lock,
        })
    }

    fn place(&self, part: &str, address: &str) -> Option<PathBuf> {
        is_address(address).then(|| self.folder.join(part).join(&address[..2]).join(&address[2..]))
    }

    fn run_folder(&self, run: &RunId) -> Result<PathBuf, StoreError> {
        if is_run_name(&run.0) {
            return Ok(self.folder.join("runs").join(&run.0));
        }
        Err(StoreError::Damaged {
            path: "runs".to_owned(),
            reason: "a run's name is no file name".to_owned(),
        })
    }

    /// Writes a file so that it is there whole or not at all.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|source| fault("create", parent, source))?;
        let written = tempfile::NamedTempFile::new_in(self.folder.join("unfinished")).and_then(|mut file| {
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(io::Error::from)
        });
        written.map_err(|source| fault("write", path, source))?;
        sync_folder(parent);
        Ok(())
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(fault("read", path, source)),
        }
    }
}

impl Store for DiskStore {
    fn put_blob(&self, bytes: Vec<u8>) -> Result<BlobId, StoreError> {
        let id = hash(&bytes);
        if let Some(path) = self.place("blobs", &id)
            && !path.exists()
        {
            self.write(&path, &bytes)?;
        }
        Ok(BlobId(id))
    }

    fn blob(&self, blob: &BlobId) -> Result<Option<Bytes>, StoreError> {
        let Some(path) = self.place("blobs", &blob.0) else { return Ok(None) };
        Ok(self.read(&path)?.map(Bytes::from))
    }

    fn put_value(&self, hash: &str, value: &Value) -> Result<(), StoreError> {
        let Some(path) = self.place("values", hash) else {
            return Err(StoreError::Unstorable { reason: "its hash is not one".to_owned() });
        };
        if !path.exists() {
            let bytes =
                value.to_bytes().map_err(|error| StoreError::Unstorable { reason: error.to_string() })?;
            self.write(&path, &bytes)?;
        }
        lock(&self.recent).put(hash, value);
        Ok(())
    }

    fn value(&self, output: &OutputSummary) -> Result<Option<Value>, StoreError> {
        let hash = output.hash.as_str();
        if let Some(value) = lock(&self.recent).get(hash) {
            return Ok(Some(value));
        }
        let Some(path) = self.place("values", hash) else { return Ok(None) };
        let Some(bytes) = self.read(&path)? else { return Ok(None) };
        let value = Value::from_bytes(&output.kind, &bytes).map_err(|error| StoreError::Damaged {
            path: path.display().to_string(),
            reason: error.to_string(),
        })?;
        lock(&self.recent).put(hash, &value);
        Ok(Some(value))
    }

    fn has_value(&self, hash: &str) -> bool {
        self.place("values", hash).is_some_and(|path| path.exists())
    }

    fn load(&self) -> Result<Vec<StoredRun>, StoreError> {
        let runs = self.folder.join("runs");
        let mut found = Vec::new();
        for entry in fs::read_dir(&runs).map_err(|source| fault("read", &runs, source))?.flatten() {
            // A run whose first record is missing or damaged never began.
            let Some(bytes) = self.read(&entry.path().join("run.json"))? else { continue };
            let Ok(accepted) = serde_json::from_slice::<Accepted>(&bytes) else { continue };
            let events = lines(&entry.path().join("events"))?;
            found.push(StoredRun { accepted, events });
        }
        Ok(found)
    }

    fn begin(&self, accepted: &Accepted) -> Result<(), StoreError> {
        let folder = self.run_folder(accepted.run())?;
        let text = serde_json::to_vec(accepted)
            .map_err(|error| StoreError::Unstorable { reason: error.to_string() })?;
        self.write(&folder.join("run.json"), &text)
    }

    fn append(&self, run: &RunId, event: &Event) -> Result<(), StoreError> {
        let path = self.run_folder(run)?.join("events");
        let mut line = serde_json::to_vec(event)
            .map_err(|error| StoreError::Unstorable { reason: error.to_string() })?;
        line.push(b'\n');
        let mut logs = lock(&self.logs);
        let file = match logs.entry(run.0.clone()) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => entry.insert(append_to(&path)?),
        };
        let settled = matches!(
            event.kind,
            EventKind::Finished { .. } | EventKind::Failed { .. } | EventKind::RunFinished { .. }
        );
        file.write_all(&line)
            .and_then(|()| if settled { file.sync_data() } else { Ok(()) })
            .map_err(|source| fault("write", &path, source))?;
        if matches!(event.kind, EventKind::RunFinished { .. }) {
            logs.remove(&run.0);
        }
        Ok(())
    }

    fn remove(&self, run: &RunId, orphans: &[String]) -> Result<(), StoreError> {
        let folder = self.run_folder(run)?;
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(fault("delete", &folder, error));
            }
            _ => {}
        }
        for orphan in orphans {
            if let Some(path) = self.place("values", orphan) {
                // Gone already is as good.
                let _ = fs::remove_file(path);
            }
        }
        let mut recent = lock(&self.recent);
        recent.values.retain(|(hash, _)| !orphans.contains(hash));
        Ok(())
    }

    fn remember(&self, key: &str, entry: &CacheEntry) -> Result<(), StoreError> {
        let mut cache = lock(&self.cache);
        if cache.entries.get(key) == Some(entry) {
            return Ok(());
        }
        let mut line = serde_json::to_vec(&CacheLine { key: key.to_owned(), entry: entry.clone() })
            .map_err(|error| StoreError::Unstorable { reason: error.to_string() })?;
        line.push(b'\n');
        cache.file.write_all(&line).map_err(|source| fault("write", &self.folder.join("cache"), source))?;
        cache.entries.insert(key.to_owned(), entry.clone());
        Ok(())
    }

    fn recall(&self, key: &str) -> Option<CacheEntry> {
        let entry = lock(&self.cache).entries.get(key)?.clone();
        entry.outputs.values().all(|output| self.has_value(&output.hash)).then_some(entry)
    }
}

/// The lines of a log that are whole.
fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(fault("read", path, source)),
    };
    Ok(bytes.split(|byte| *byte == b'\n').map_while(|line| serde_json::from_slice(line).ok()).collect())
}

/// Opens a log for appending, after cutting off a torn last line.
fn append_to(path: &Path) -> Result<File, StoreError> {
    let whole = match fs::read(path) {
        Ok(bytes) => bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1),
        Err(_) => 0,
    };
    let opened = OpenOptions::new().create(true).append(true).open(path).and_then(|file| {
        if file.metadata()?.len() > whole as u64 {
            file.set_len(whole as u64)?;
        }
        Ok(file)
    });
    opened.map_err(|source| fault("open", path, source))
}

fn take_lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| fault("open", &path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.display().to_string() }),
        Err(fs::TryLockError::Error(source)) => Err(fault("lock", &path, source)),
    }
}

/// A rename is on the disk only when its folder is; where folders cannot be flushed the system does it by itself.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn fault(action: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::File { action, path: path.display().to_string(), source }
}
