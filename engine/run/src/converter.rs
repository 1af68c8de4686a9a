//! Reading exports and writing drafts in other forms: injected, because running knows nothing of file formats.

use ml_graph::{Diagnostic, EndpointDefinition, Json, PipelineDraft};
use ml_protocol::{ColumnView, Converted, ExportTarget};
use std::collections::BTreeMap;

/// A file in another form.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportedFile {
    /// Suggested file name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Content.
    pub bytes: Vec<u8>,
    /// What could not be written as it was.
    pub diagnostics: Vec<Diagnostic>,
}

/// Columns by node and port id.
pub type Columns = BTreeMap<String, BTreeMap<String, Vec<ColumnView>>>;

/// A draft to be written in other forms.
#[derive(Clone, Debug)]
pub struct ExportedDraft {
    /// The client's own name for it; endpoints name it so.
    pub id: String,
    /// The draft.
    pub draft: PipelineDraft,
    /// Names and contents of files by the id of their asset.
    pub data: BTreeMap<String, (String, Vec<u8>)>,
    /// Its entry in the migration report, when it was converted.
    pub report: Option<Json>,
}

/// What is to be written.
pub struct ExportOrder<'a> {
    /// The drafts.
    pub drafts: Vec<ExportedDraft>,
    /// What is known of the endpoints they answer at.
    pub endpoints: Vec<EndpointDefinition>,
    /// Names of the forms.
    pub targets: &'a [String],
    /// Columns at the outputs of the draft at a position, as far as they are known without running it.
    pub columns: &'a dyn Fn(usize) -> Columns,
}

/// Converts, for [`ml_protocol::Request::Convert`] and [`ml_protocol::Request::Export`].
pub trait Converter: Send + Sync {
    /// Reads exports, given by name and content. Data files met in them go through `keep`, which stores them and gives their address.
    fn convert(
        &self,
        files: Vec<(String, Vec<u8>)>,
        keep: &mut dyn FnMut(Vec<u8>) -> Result<ml_protocol::BlobId, Diagnostic>,
    ) -> Result<Converted, Vec<Diagnostic>>;

    /// The forms in which drafts can be written.
    fn targets(&self) -> Vec<ExportTarget>;

    /// Writes drafts in other forms.
    fn export(&self, order: ExportOrder<'_>) -> Result<ExportedFile, Vec<Diagnostic>>;
}
