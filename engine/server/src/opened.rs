//! Files that the user named on the command line, offered to the studio.

use crate::{Shared, headers};
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;

/// A file to offer.
#[derive(Clone)]
pub struct OpenedFile {
    /// Name below `/opened`, unique.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for OpenedFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "OpenedFile({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// An entry of `/opened/index.json`.
#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    path: String,
}

/// Serves the list and the files.
pub(crate) async fn serve(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let Some(name) = uri.path().strip_prefix("/opened/").and_then(headers::percent_decode) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let files = &shared.options.opened;
    if name == "index.json" {
        let entries: Vec<Entry<'_>> = files
            .iter()
            .map(|file| Entry { name: &file.name, path: headers::percent_encode(&file.name) })
            .collect();
        let text = serde_json::to_string(&entries).unwrap_or_else(|_| "[]".to_owned());
        return ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], text)
            .into_response();
    }
    // Only listed names lead to files, whatever a path says.
    let Some(file) = files.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, file.bytes.clone()).into_response()
}
