//! Files that inputs to begin with are made of: our own fixtures, and real exports where they are at hand.

use ml_graph::Json;
use std::path::{Path, PathBuf};

/// Files by name.
pub struct Files(Vec<(String, Vec<u8>)>);

impl Files {
    /// Everything in `fixtures/` and in `../shared/exports` beside the repository.
    pub fn gather() -> Files {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        let shared =
            std::env::var_os("ML_MIGRATE_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
        let mut found = Vec::new();
        let mut folders = vec![root.join("fixtures"), shared.join("exports")];
        while let Some(folder) = folders.pop() {
            // No folder of real exports is no fault.
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = std::fs::read(&path) {
                    found.push((path.to_string_lossy().into_owned(), bytes));
                }
            }
        }
        found.sort();
        Files(found)
    }

    /// Contents of the files whose names end so.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(name, _)| name.ends_with(ending)).map(|(_, bytes)| bytes.as_slice())
    }

    /// The JSON files that are whole.
    pub(crate) fn documents(&self) -> impl Iterator<Item = Json> {
        self.ending(".json").filter_map(|bytes| serde_json::from_slice(bytes).ok())
    }

    /// Every text inside the JSON files.
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let mut waiting: Vec<Json> = self.documents().collect();
        while let Some(value) = waiting.pop() {
            match value {
                Json::String(text) => texts.push(text),
                Json::Array(items) => waiting.extend(items),
                Json::Object(members) => waiting.extend(members.into_iter().map(|(_, value)| value)),
                _ => {}
            }
        }
        texts.sort();
        texts.dedup();
        texts
    }
}
