//! Files that the user named on the command line, offered to the studio.

use crate::{Shared, headers};
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// A file to offer.
#[derive(Clone, Debug)]
pub struct OpenedFile {
    /// Name below `/opened`, unique.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
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
    match tokio::fs::read(&file.path).await {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")], bytes)
                .into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
