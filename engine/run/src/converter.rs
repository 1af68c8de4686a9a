//! Reading exports and writing drafts in other forms: injected, because running knows nothing of file formats.

use ml_graph::{Diagnostic, EndpointDefinition, PipelineDraft};
use ml_protocol::{Converted, ExportTarget};
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

    /// Writes a draft, with what is known of its endpoints, for each of `targets`; `data` holds names and contents of files by the id
    /// of their asset.
    fn export(
        &self,
        draft: &PipelineDraft,
        targets: &[String],
        data: BTreeMap<String, (String, Vec<u8>)>,
        endpoints: &[EndpointDefinition],
    ) -> Result<ExportedFile, Vec<Diagnostic>>;
}
