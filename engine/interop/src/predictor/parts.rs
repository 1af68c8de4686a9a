//! The parts of a package by their folders.

use super::LEARNERS;
use crate::blob::Blob;
use crate::error::ImportError;
use std::collections::BTreeMap;

/// A part of a predictor, as its header describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it lies in the package.
    pub path: String,
    /// What it holds, for example `LINEAR2C`.
    pub signature: String,
    /// What reads it, for example `Linear2CExec`.
    pub loader: String,
    /// Version of its layout, such as 0x20001.
    pub version: u32,
    /// Bytes of its numbers.
    pub bytes: usize,
}

/// All parts of a package, by path. Other files in it, such as texts for people, are none.
pub(crate) struct Parts<'a> {
    parts: Vec<(Part, Blob<'a>)>,
}

impl<'a> Parts<'a> {
    /// The parts among files.
    pub(crate) fn read(files: &'a BTreeMap<String, Vec<u8>>) -> Result<Parts<'a>, ImportError> {
        let mut parts = Vec::new();
        for (path, bytes) in files {
            if let Ok(blob) = Blob::read(bytes) {
                let part = Part {
                    path: path.clone(),
                    signature: blob.signature.clone(),
                    loader: blob.loader.clone(),
                    version: blob.version,
                    bytes: blob.model.len(),
                };
                parts.push((part, blob));
            } else if path.ends_with("Model.key") || path.ends_with("Model.bin") {
                Blob::read(bytes)?;
            }
        }
        Ok(Parts { parts })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Their descriptions.
    pub(crate) fn into_descriptions(self) -> Vec<Part> {
        self.parts.into_iter().map(|(part, _)| part).collect()
    }

    /// What reads the outermost part that a learner is known to write, or else the one that predicts.
    pub(crate) fn loader(&self) -> Option<&str> {
        let written =
            |blob: &Blob<'_>| LEARNERS.iter().any(|learner| learner.loaders.contains(&blob.loader.as_str()));
        let known = self.parts.iter().filter(|(_, blob)| written(blob)).min_by_key(|(part, _)| depth(part));
        known.or_else(|| self.main()).map(|(_, blob)| blob.loader.as_str())
    }

    /// The part that predicts: the outermost one that neither scales nor calibrates.
    pub(crate) fn main(&self) -> Option<&(Part, Blob<'a>)> {
        let helper =
            |part: &Part| part.path.split('/').any(|name| name == "Calibrator" || name == "Normalizer");
        self.parts.iter().filter(|(part, _)| !helper(part)).min_by_key(|(part, _)| depth(part))
    }

    /// The part that lies in this very folder.
    pub(crate) fn directly_in(&self, folder: &str) -> Option<&(Part, Blob<'a>)> {
        self.parts.iter().find(|(part, _)| self::folder(&part.path) == folder)
    }
}

/// How many folders a part lies in.
fn depth(part: &Part) -> usize {
    part.path.matches('/').count()
}

/// The folder of a path; empty at the top.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder in a folder.
pub(super) fn within(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}
