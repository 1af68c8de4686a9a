//! The studio's files: media types, compressed twins, and answers that need no body.

use crate::{Shared, headers};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// Says how to get a studio.
const NO_STUDIO: &str = "<!doctype html><meta charset=\"utf-8\"><title>ML Migrate</title>\
     <p>The remote compute runs. The studio is not built here: <code>cargo xtask studio</code> builds it, \
     and <code>--assets</code> says where it is.</p>";

/// Serves a file of the studio.
pub(crate) async fn serve(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path();
    let Some(folder) = &shared.options.assets else {
        return if path == "/" {
            Html(NO_STUDIO).into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
    };
    let Some(relative) = file_of(path) else { return StatusCode::NOT_FOUND.into_response() };
    let path = folder.join(&relative);
    let Ok(about) = tokio::fs::metadata(&path).await else { return StatusCode::NOT_FOUND.into_response() };
    if !about.is_file() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (path, encoding, about) = best(path, about, request.headers()).await;
    let tag = tag(&about, encoding);
    let mut response = if known(request.headers(), &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match tokio::fs::read(&path).await {
            Ok(bytes) => bytes.into_response(),
            Err(_) => return StatusCode::NOT_FOUND.into_response(),
        }
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&relative.to_string_lossy())));
    // The browser asks each time, and a file that has not changed costs one short answer.
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The file below the studio's folder that a path means; none when it means something outside or hidden.
fn file_of(path: &str) -> Option<PathBuf> {
    let decoded = headers::percent_decode(path.strip_prefix('/')?)?;
    let mut file = PathBuf::new();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if decoded.is_empty() || decoded.ends_with('/') {
        file.push("index.html");
    }
    Some(file)
}

/// The smallest form of the file that the browser takes; a compressed twin older than its file is stale.
async fn best(
    path: PathBuf,
    about: Metadata,
    asked: &HeaderMap,
) -> (PathBuf, Option<&'static str>, Metadata) {
    let accepted =
        asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        if !accepts(accepted, encoding) {
            continue;
        }
        let twin = with_extension(&path, extension);
        if let Ok(found) = tokio::fs::metadata(&twin).await
            && found.is_file()
            && found.modified().ok() >= about.modified().ok()
        {
            return (twin, Some(encoding), found);
        }
    }
    (path, None, about)
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding))
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

/// Changes whenever the file does.
fn tag(about: &Metadata, encoding: Option<&str>) -> String {
    let modified = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!(
        "\"{:x}-{:x}{}\"",
        about.len(),
        modified.map_or(0, |time| time.as_nanos()),
        encoding.map(|encoding| format!("-{encoding}")).unwrap_or_default()
    )
}

fn known(asked: &HeaderMap, tag: &str) -> bool {
    let Some(tags) = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    tags.split(',').map(str::trim).any(|known| known.trim_start_matches("W/") == tag)
}

/// The media type by the file's name.
fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("csv") => "text/csv; charset=utf-8",
        Some("tsv") => "text/tab-separated-values; charset=utf-8",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_folder() {
        assert_eq!(file_of("/"), Some(PathBuf::from("index.html")));
        assert_eq!(file_of("/engine-cpu/worker.js"), Some(PathBuf::from("engine-cpu/worker.js")));
        assert_eq!(file_of("/samples/"), Some(PathBuf::from("samples/index.html")));
        assert_eq!(file_of("//etc/passwd"), Some(PathBuf::from("etc/passwd")));
        for path in [
            "/../secret",
            "/a/../../b",
            "/%2e%2e/b",
            "/..%2fb",
            "/.studio.stamp",
            "/a/.git/config",
            "/a\\b",
            "/c:/b",
            "/%00",
        ] {
            assert_eq!(file_of(path), None, "{path}");
        }
    }

    #[test]
    fn encodings_are_taken_only_when_offered() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "gzip"));
    }
}
