//! One file by itself: a package, a data file, or a text that says more.

use super::data::{binary, is_web_page, looks_like_json, named, tabular};
use super::document::{body, documents, is_anything, shown};
use super::package::package;
use super::{Content, Found, Out};
use crate::archive::{self, Budget};
use crate::limits::Limits;
use crate::shape::ReadError;
use crate::{azureml, client_code, formatted, message, text};
use std::borrow::Cow;

pub(super) fn file(
    name: &str,
    bytes: Cow<'_, [u8]>,
    limits: &Limits,
    nesting: usize,
    budget: &mut Budget,
    out: &mut Out<'_>,
) {
    if bytes.len() as u64 > limits.bytes {
        out.errors.push(
            ReadError::new(
                format!("The file has {} bytes; at most {} are read.", bytes.len(), limits.bytes),
                "Split it, or raise the limit.",
            )
            .in_file(name),
        );
        return;
    }
    let data = |kind, bytes| Found::whole(name, "data", Content::Data { kind, bytes });
    if archive::is_zip(&bytes) {
        package(name, &bytes, limits, nesting, budget, out);
        return;
    }
    if let Some(kind) = binary(&bytes) {
        out.found(data(kind, bytes.into_owned()));
        return;
    }
    let decoded = match text::decode(&bytes) {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    };
    if let Some(text) = decoded.as_deref().filter(|text| looks_like_json(text)) {
        // Of a large export in another encoding, only its UTF-8 is held from here on.
        drop(bytes);
        documents(text, name, out);
        return;
    }
    let text = decoded.as_deref().map_or_else(|| text::decode(&bytes), Cow::Borrowed);
    if let Some(head) = message::head(&text) {
        body(&text, &head, name, out);
        return;
    }
    if looks_like_json(&text) {
        documents(&text, name, out);
        return;
    }
    if let Some(inner) = text_in_text(&text) {
        documents(&inner, name, out);
        return;
    }
    if let Some(objects) = formatted::objects(&text)
        && objects.iter().any(is_anything)
    {
        shown(objects, name, out);
        return;
    }
    if let Some(call) = client_code::call(&text) {
        shown(vec![call], name, out);
        return;
    }
    if azureml::is_part(&text) {
        out.found(Found::whole(name, "azureml-part", Content::Part));
        return;
    }
    if is_web_page(&text) {
        out.errors.push(web_page().in_file(name));
        return;
    }
    match named(name).filter(|_| !text.trim().is_empty()).or_else(|| tabular(&text)) {
        Some(kind) => {
            drop(text);
            // The tables' reader decodes by itself, so that it can say what it met. Of UTF-16 without a mark it knows less than we do.
            let decoded = decoded.filter(|_| bytes.iter().take(2).any(|byte| *byte == 0));
            out.found(data(kind, decoded.map_or_else(|| bytes.into_owned(), String::into_bytes)));
        }
        None => out.errors.push(unrecognised(text.trim().is_empty()).in_file(name)),
    }
}

fn web_page() -> ReadError {
    let mut error = ReadError::new(
        "This is a web page, not an export: a page to sign in or of an error was saved in its place.",
        "Download the file again, signed in.",
    );
    error.unrecognised = true;
    error
}

/// The JSON in a text that was written as JSON itself, once or more often.
fn text_in_text(text: &str) -> Option<String> {
    let mut inner = None::<String>;
    for _ in 0..4 {
        let text = inner.as_deref().unwrap_or(text).trim();
        if !(text.starts_with('"') && text.ends_with('"')) {
            break;
        }
        inner = Some(serde_json::from_str(text).ok()?);
    }
    inner.filter(|inner| looks_like_json(inner))
}

fn unrecognised(empty: bool) -> ReadError {
    let mut error = if empty {
        ReadError::new("The file is empty.", "Export it again.")
    } else {
        ReadError::new(
            "This is no export, draft or data file that we know.",
            "Give an experiment or report in JSON, a zip of them, a draft, or data as CSV, TSV, ARFF, SVMLight or Parquet.",
        )
    };
    error.unrecognised = true;
    error
}
