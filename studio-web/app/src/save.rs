//! Everything that goes out: the draft as a file, its other forms, copied modules.

use crate::client::{EngineError, unexpected};
use crate::state::Studio;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use ml_graph::{Diagnostic, Severity};
use ml_protocol::{Request, Response};
use studio_model::{Clip, SavedEndpoint};
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

/// The open pipeline in other forms, written by the engine, with its data; gives back the name of the file and what could not be
/// written as it was.
pub async fn export(studio: Studio, targets: Vec<String>) -> Result<(String, Vec<Diagnostic>), EngineError> {
    let draft = studio.peek(|document| document.draft().clone());
    let document = studio.document_id.get_untracked();
    let is_mine = |endpoint: &&SavedEndpoint| endpoint.document.is_some() && endpoint.document == document;
    let endpoints = studio.endpoints.with_untracked(|all| {
        all.iter().filter(is_mine).map(|endpoint| endpoint.definition.clone()).collect()
    });
    let data = crate::panels::bindings(studio);
    let request = Request::Export { draft, targets, data, endpoints };
    let reply = studio.engine.request(request, None).await?;
    match (reply.response, reply.attachment) {
        (Response::Exported { name, media, diagnostics }, Some(bytes)) => {
            download(&name, &media, &bytes);
            Ok((name, diagnostics))
        }
        _ => Err(unexpected()),
    }
}

/// What is selected, as text for the clipboard; none when nothing is.
pub fn copied(studio: Studio) -> Option<String> {
    let items = studio.selection.get_untracked().items;
    let clip = studio.peek(|document| Clip::of(document.draft(), document.data(), &items));
    (!clip.is_empty()).then(|| clip.to_text())
}
