//! Drafts and endpoints of an earlier conversion: what it found stays true of what is still there.

use crate::convert::{Conversion, ConvertedDraft, Converter, Place};
use crate::report::ExperimentReport;
use crate::secrets::{self, Vault};
use crate::service::{Claim, Ground};
use ml_graph::{Diagnostic, EndpointDefinition, Json, PipelineDraft};

/// The format of drafts that no conversion speaks of.
const DRAFT: &str = "draft";

impl Converter<'_> {
    /// Takes a draft that may have been edited since an earlier conversion gave it; `before` is what that one said of it. Endpoints name
    /// it by `id`.
    pub fn again(
        &mut self,
        id: &str,
        draft: PipelineDraft,
        before: Option<ExperimentReport>,
    ) -> Result<ConvertedDraft, Diagnostic> {
        let (draft, vault) = self.seal_draft(draft)?;
        let stands = |node: Option<&str>| node.is_none_or(|node| draft.node(node).is_some());
        let mut before = before.unwrap_or_else(|| ExperimentReport {
            file: format!("{}.draft.json", crate::file_stem(&draft.name)),
            format: DRAFT.to_owned(),
            ..ExperimentReport::default()
        });
        before.diagnostics.retain(|diagnostic| stands(diagnostic.at.node.as_deref()));
        before.secrets.retain(|secret| stands(secret.node.as_deref()));
        self.report.totals.secrets += before.secrets.len();
        let place = Place { file: &before.file, pointer: &before.pointer, format: &before.format };
        let mut result = Conversion::default();
        let written = self.add(draft, vault, before.diagnostics, &place, &mut result);
        self.given.insert(id.to_owned(), written);
        let mut converted = result.drafts.pop().ok_or_else(|| not_read("it is gone"))?;
        before.secrets.append(&mut converted.report.secrets);
        converted.report.secrets = before.secrets;
        Ok(converted)
    }

    /// Takes an endpoint that an earlier conversion gave, of `file`. The drafts it names are those of [`Converter::again`].
    pub fn endpoint_again(&mut self, endpoint: EndpointDefinition, file: &str) {
        let id = endpoint.source.as_ref().and_then(|source| source.service_id.clone());
        let claim = Claim::new(endpoint, Vault::default(), Ground::Written, file);
        self.ready.push(claim.with_id(id.as_deref()));
    }

    /// Takes out credentials that were typed where none belongs.
    fn seal_draft(&self, draft: PipelineDraft) -> Result<(PipelineDraft, Vault), Diagnostic> {
        let text = serde_json::to_string(&draft).map_err(|error| not_read(&error.to_string()))?;
        let mut json: Json = serde_json::from_str(&text).map_err(|error| not_read(&error.to_string()))?;
        let vault = secrets::seal(&mut json, &self.index.credentials);
        if vault.is_empty() {
            return Ok((draft, vault));
        }
        let text = serde_json::to_string(&json).map_err(|error| not_read(&error.to_string()))?;
        let draft = serde_json::from_str(&text).map_err(|error| not_read(&error.to_string()))?;
        Ok((draft, vault))
    }
}

fn not_read(reason: &str) -> Diagnostic {
    Diagnostic::error("convert/draft", format!("The draft cannot be read: {reason}."))
}
