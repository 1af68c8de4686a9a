//! Everything that goes out: the draft as a file, its other forms, copied modules.

use crate::client::{EngineError, unexpected};
use crate::state::{Exporting, Studio};
use crate::store;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use ml_graph::{Diagnostic, EndpointDefinition, Severity};
use ml_protocol::{BlobId, DataBinding, Export, Outgoing, Request, Response};
use studio_model::{Clip, DataFile, SavedDocument, SavedEndpoint};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Gives the user a file.
pub fn download(name: &str, media: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media);
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return };
    if let Some(link) =
        document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok())
    {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The browser has taken the file by then.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(60),
    );
}

/// A file name for a pipeline.
pub fn file_name(name: &str, ending: &str) -> String {
    let mut stem: String =
        name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    while stem.contains("--") {
        stem = stem.replace("--", "-");
    }
    let stem = stem.trim_matches('-');
    format!("{}{ending}", if stem.is_empty() { "pipeline" } else { stem })
}

/// The open pipeline as a draft file.
pub fn download_draft(studio: Studio) {
    if studio.document_id.with_untracked(Option::is_none) {
        return;
    }
    let (name, text) =
        studio.peek(|document| (document.draft().name.clone(), serde_json::to_string(document.draft())));
    match text {
        Ok(text) => {
            let text = studio_model::json::indent(&text) + "\n";
            download(&file_name(&name, ".draft.json"), "application/json", text.as_bytes());
        }
        Err(error) => studio.toast(Severity::Error, format!("The draft cannot be written: {error}.")),
    }
}

/// Pipelines in other forms, written by the engine, with their data, endpoints and reports; gives back the name of the file and what
/// could not be written as it was.
pub async fn export(
    studio: Studio,
    what: Exporting,
    targets: Vec<String>,
) -> Result<(String, Vec<Diagnostic>), EngineError> {
    studio.save_now();
    let open = studio.document_id.get_untracked();
    let ids = match what {
        Exporting::Open => open.clone().into_iter().collect(),
        Exporting::Stored(ids) => ids,
    };
    let mut pipelines = Vec::with_capacity(ids.len());
    for id in &ids {
        let saved = if open.as_ref() == Some(id) { studio.saved_document() } else { stored(id).await? };
        let SavedDocument { draft, data, report, .. } = saved;
        let binding = |file: DataFile| DataBinding { name: file.name, blob: BlobId(file.blob) };
        let data = data.into_iter().map(|(asset, file)| (asset, binding(file))).collect();
        pipelines.push(Outgoing { id: id.clone(), draft, data, report });
    }
    let endpoints = studio.endpoints.with_untracked(|all| {
        let mine =
            all.iter().filter(|endpoint| endpoint.document.as_ref().is_some_and(|id| ids.contains(id)));
        mine.map(|endpoint| definition(endpoint, &ids)).collect()
    });
    let request = Request::Export(Export { pipelines, endpoints, targets });
    let reply = studio.engine.request(request, None).await?;
    match (reply.response, reply.attachment) {
        (Response::Exported { name, media, diagnostics }, Some(bytes)) => {
            download(&name, &media, &bytes);
            Ok((name, diagnostics))
        }
        _ => Err(unexpected()),
    }
}

/// A document of the browser's store.
async fn stored(id: &str) -> Result<SavedDocument, EngineError> {
    match store::document(id).await {
        Ok(Some(saved)) => Ok(saved),
        Ok(None) => {
            Err(EngineError::Failed("One of the pipelines is no longer stored in this browser.".into()))
        }
        Err(error) => Err(EngineError::Failed(error)),
    }
}

/// An endpoint that names its pipelines as the order does.
fn definition(endpoint: &SavedEndpoint, ids: &[String]) -> EndpointDefinition {
    EndpointDefinition {
        draft: endpoint.document.clone(),
        experiment: endpoint.experiment.clone().filter(|id| ids.contains(id)),
        ..endpoint.definition.clone()
    }
}

/// What is selected, as text for the clipboard; none when nothing is.
pub fn copied(studio: Studio) -> Option<String> {
    let items = studio.selection.get_untracked().items;
    let clip = studio.peek(|document| Clip::of(document.draft(), document.data(), &items));
    (!clip.is_empty()).then(|| clip.to_text())
}
