//! What the studio keeps of a document between visits.

use crate::{DataFile, Document, Readiness, ReportedModel, Thumbnail, Viewport};
use ml_graph::{Diagnostic, Json, PipelineDraft};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document at rest. The bytes of its files lie apart, by their hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedDocument {
    /// The pipeline.
    pub draft: PipelineDraft,
    /// Files by asset id.
    #[serde(default)]
    pub data: BTreeMap<String, DataFile>,
    /// What the canvas showed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewport: Option<Viewport>,
    /// Its entry in the migration report, when it was converted ([`crate::Migration`] reads it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Json>,
    /// Its part of the migration report as Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub report_markdown: String,
    /// What is known of the trained models attached, by asset id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub models: BTreeMap<String, ReportedModel>,
    /// What the converter found in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
}

impl SavedDocument {
    /// A draft without anything else.
    pub fn of_draft(draft: PipelineDraft) -> SavedDocument {
        SavedDocument {
            draft,
            data: BTreeMap::new(),
            viewport: None,
            report: None,
            report_markdown: String::new(),
            models: BTreeMap::new(),
            diagnostics: Vec::new(),
        }
    }

    /// The document as it is now; report and diagnostics stay as they were.
    pub fn update(&mut self, document: &Document, viewport: Viewport) {
        self.draft = document.draft().clone();
        self.data = document.data().clone();
        self.viewport = Some(viewport);
    }
}

/// A line of the list of documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Document id.
    pub id: String,
    /// Pipeline name.
    pub name: String,
    /// When it was saved, in milliseconds since 1970 UTC.
    pub saved_ms: f64,
    /// Number of modules.
    pub modules: usize,
    /// Number of datasets.
    pub datasets: usize,
    /// What it looks like.
    #[serde(default)]
    pub picture: Thumbnail,
    /// How it runs here, when it was converted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<Readiness>,
}

impl Summary {
    /// The line for a document.
    pub fn of(id: &str, document: &SavedDocument, saved_ms: f64) -> Summary {
        let draft = &document.draft;
        Summary {
            id: id.to_owned(),
            name: draft.name.clone(),
            saved_ms,
            modules: draft.nodes.len(),
            datasets: draft.assets.len(),
            picture: Thumbnail::of(draft),
            readiness: document.report.as_ref().map(Readiness::of),
        }
    }
}
