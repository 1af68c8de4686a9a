//! JSON: one document, or a list of them, and what each one is.

use super::{Content, Found, Out};
use crate::designer::designer_kind;
use crate::listing;
use crate::module;
use crate::outline::{self, Part};
use crate::report;
use crate::service::{self, ServiceDescription, ServiceKind};
use crate::shape::{ReadError, name_of};
use ml_graph::Json;

/// Lists inside lists; what nests deeper is left to the parser, which refuses it.
const NESTING: usize = 100;

/// Hands on each thing of a JSON text.
pub(super) fn documents(text: &str, name: &str, out: &mut Out<'_>) {
    if let Err(error) = part(Part::of(text), name, "", NESTING, out) {
        out.errors.push(error.in_file(name));
    }
}

/// Hands on each thing of a part of a JSON text.
fn part(
    part: Part<'_>,
    name: &str,
    pointer: &str,
    nesting: usize,
    out: &mut Out<'_>,
) -> Result<(), ReadError> {
    if out.ended {
        return Ok(());
    }
    let Some(nesting) = nesting.checked_sub(1) else {
        return document(part.read(pointer)?, name, pointer, out);
    };
    // What is broken comes to nothing here, and is explained by the reader of the whole.
    if let Some(items) = part.items() {
        return array(items, name, pointer, nesting, out);
    }
    match report::outline(part) {
        report::Outline::Report => report::report(part, name, pointer, out),
        report::Outline::List(list, items) => array(items, name, &format!("{pointer}/{list}"), nesting, out),
        report::Outline::Other => document(part.read(pointer)?, name, pointer, out),
    }
}

/// Hands on what is one thing.
fn document(value: Json, name: &str, pointer: &str, out: &mut Out<'_>) -> Result<(), ReadError> {
    let mut add = |format, content| out.found(Found::at(name, pointer, format, content));
    let has = |key: &str| value.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    if !matches!(value, Json::Object(_)) {
        return Err(nothing(&value, pointer));
    }
    let schema = value.get("schema").and_then(Json::as_str).unwrap_or_default();
    if schema.starts_with("ml-pipeline-draft/") {
        add("draft", Content::Draft(value));
    } else if schema.starts_with("ml-endpoint-definition/") {
        add("endpoint", Content::Endpoint(value));
    } else if let Some(kind) = designer_kind(&value) {
        add(kind.format(), Content::Designer { kind, json: value });
    } else if has("ExperimentGraph") {
        add("classic-submission", Content::Experiment(value));
    } else if has("Graph") || has("NodeStatuses") || (has("ExperimentId") && has("Etag")) {
        add("classic-experiment", Content::Experiment(value));
    } else if has("ModuleNodes") {
        add("classic-graph", Content::Experiment(value));
    } else if module::is_module(&value) {
        add("classic-module-list", Content::Modules(vec![value]));
    } else if has("DataTypeId") && has("Id") {
        add("classic-asset-list", Content::Listing(listing::entries(vec![value], pointer)?));
    } else if let Some(kind) = service::service_kind(&value) {
        if kind == ServiceKind::Swagger && !ServiceDescription::is_service(&value) {
            return Err(nothing(&value, pointer));
        }
        add(kind.format(), Content::Service { kind, json: value });
    } else {
        return Err(nothing(&value, pointer));
    }
    Ok(())
}

fn nothing(value: &Json, pointer: &str) -> ReadError {
    let mut error = ReadError::new(
        format!(
            "The JSON is valid, but {} is no experiment, web service, report, asset list or draft.",
            name_of(value)
        ),
        "Give the JSON of an experiment graph, a web service, the inventory report, or a draft.",
    )
    .at(pointer);
    error.unrecognised = true;
    error
}

fn array(
    items: Vec<Part<'_>>,
    name: &str,
    pointer: &str,
    nesting: usize,
    out: &mut Out<'_>,
) -> Result<(), ReadError> {
    let is_asset =
        |item: &Part<'_>| item.members().flatten().any(|(name, _)| name.eq_ignore_ascii_case("DataTypeId"));
    if !items.is_empty() && items.iter().all(is_asset) {
        let content = Content::Listing(listing::entries(outline::read_all(items, pointer)?, pointer)?);
        out.found(Found::at(name, pointer, "classic-asset-list", content));
        return Ok(());
    }
    let is_module = |item: &Part<'_>| {
        item.members().flatten().any(|(name, _)| name.eq_ignore_ascii_case("ModuleInterface"))
    };
    if !items.is_empty() && items.iter().all(is_module) {
        let content = Content::Modules(outline::read_all(items, pointer)?);
        out.found(Found::at(name, pointer, "classic-module-list", content));
        return Ok(());
    }
    if items.is_empty() || items.iter().any(|item| !item.is_object()) {
        return Err(nothing(&Json::Array(Vec::new()), pointer));
    }
    for (index, item) in items.into_iter().enumerate() {
        if let Err(error) = part(item, name, &format!("{pointer}/{index}"), nesting, out) {
            out.errors.push(error.in_file(name));
        }
    }
    Ok(())
}
