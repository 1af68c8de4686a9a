//! Targets that are a folder of files.

use super::pack::Pack;
use ml_graph::{Catalogue, Diagnostic, EndpointDefinition, PipelineDraft, PortRef};
use std::collections::BTreeMap;

/// A target that is a folder an experiment.
#[derive(Clone, Copy, Debug)]
pub struct FolderTarget {
    /// Name on the command line and in the protocol.
    pub name: &'static str,
    /// A word for people.
    pub title: &'static str,
    /// Writes it.
    pub write: fn(&Material<'_>) -> Emitted,
}

/// What a folder is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The experiment.
    pub draft: &'a PipelineDraft,
    /// Every module.
    pub catalogue: &'a Catalogue,
    /// Rows as callers of the service send them, as far as some are at hand.
    pub samples: &'a Samples,
    /// What is known of the endpoints that the draft answers at.
    pub endpoints: &'a [EndpointDefinition],
}

impl<'a> Material<'a> {
    /// A draft of which nothing else is known.
    pub fn new(draft: &'a PipelineDraft, catalogue: &'a Catalogue) -> Material<'a> {
        const NONE: &Samples = &Samples::new();
        Material { draft, catalogue, samples: NONE, endpoints: &[] }
    }
}

/// A file to write, by its path below the target's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path with `/` between folders.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// A script to be started.
    pub executable: bool,
}

impl File {
    pub(crate) fn text(path: impl Into<String>, text: impl Into<String>) -> File {
        File { path: path.into(), bytes: text.into().into_bytes(), executable: false }
    }

    /// Its text; none when it holds something else.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// A folder that a data file belongs into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFolder {
    /// Name of the dataset, model or transformation as people know it.
    pub name: String,
    /// Folders below the target's folder, each to hold a copy.
    pub folders: Vec<String>,
}

/// Everything that one draft comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emitted {
    /// Files in the order of their paths.
    pub files: Vec<File>,
    /// Where data files belong.
    pub data: Vec<DataFolder>,
    /// What could not be written as it was.
    pub diagnostics: Vec<Diagnostic>,
}

/// Some rows, to make an example request of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleRows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells as text; none where one is missing.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Example rows by the input port that takes them, or by the dataset's output that gives them.
pub type Samples = BTreeMap<PortRef, SampleRows>;

impl Emitted {
    /// The files as one zip below a folder `root`, the same bytes for the same files.
    ///
    /// # Errors
    /// When the zip cannot be made.
    pub fn to_zip(&self, root: &str) -> Result<Vec<u8>, Diagnostic> {
        let mut pack = Pack::new();
        pack.emitted(root, self, &[])?;
        pack.finish()
    }
}
