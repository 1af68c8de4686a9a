//! JSON: one document, or a list of them, and what each one is.

use super::{Content, Found, Out};
use crate::designer::{DesignerKind, designer_kind};
use crate::message::Head;
use crate::outline::{self, Part};
use crate::service::{self, ServiceDescription, ServiceKind};
use crate::shape::{ReadError, name_of};
use crate::{listing, loose, module, report, within};
use ml_graph::Json;

/// Lists inside lists, each of which is looked through anew; what nests deeper is left to the parser, and is no export.
const NESTING: usize = 10;

/// Hands on each thing of a JSON text, or of several that stand one after another.
pub(super) fn documents(text: &str, name: &str, out: &mut Out<'_>) {
    let strict = loose::strict(text);
    let parts = outline::sequence(strict.as_deref().unwrap_or(text));
    let several = parts.len() > 1;
    for (index, one) in parts.into_iter().enumerate() {
        let pointer = if several { format!("/{index}") } else { String::new() };
        if let Err(error) = part(one, name, &pointer, NESTING, out) {
            out.errors.push(error.in_file(name));
        }
    }
}

/// Hands on each thing of the body of a message. A request is told apart by where it was sent.
pub(super) fn body(text: &str, head: &Head, name: &str, out: &mut Out<'_>) {
    let body = &text[head.body..];
    let called = within::json_of(body).map(|json| within::addressed(&json, head.address.as_deref()));
    let found = match called {
        Some(call) if service::service_kind(&call) == Some(ServiceKind::Call) => {
            document(call, name, "", out)
        }
        _ => {
            // With the head as empty lines, places are those of the file.
            let lines = "\n".repeat(text[..head.body].matches('\n').count());
            return documents(&(lines + body), name, out);
        }
    };
    if let Err(error) = found {
        out.errors.push(error.in_file(name));
    }
}

/// Hands on each object of a list that was shown rather than written.
pub(super) fn shown(objects: Vec<Json>, name: &str, out: &mut Out<'_>) {
    let several = objects.len() > 1;
    for (index, object) in objects.into_iter().enumerate() {
        let pointer = if several { format!("/{index}") } else { String::new() };
        if let Err(error) = document(object, name, &pointer, out) {
            out.errors.push(error.in_file(name));
        }
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

/// What a JSON object may be.
enum Kind {
    Draft,
    Endpoint,
    Designer(DesignerKind),
    /// An experiment, as the format that is named.
    Experiment(&'static str),
    Module,
    Asset,
    Service(ServiceKind),
}

/// What a value is; unless `deep`, callers of services that stand somewhere inside of it do not count.
fn kind(value: &Json, deep: bool) -> Option<Kind> {
    let has = |key: &str| value.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    if !matches!(value, Json::Object(_)) {
        return None;
    }
    let schema = value.get("schema").and_then(Json::as_str).unwrap_or_default();
    if schema.starts_with("ml-pipeline-draft/") {
        Some(Kind::Draft)
    } else if schema.starts_with("ml-endpoint-definition/") {
        Some(Kind::Endpoint)
    } else if let Some(kind) = designer_kind(value) {
        Some(Kind::Designer(kind))
    } else if has("ExperimentGraph") {
        Some(Kind::Experiment("classic-submission"))
    } else if has("Graph") || has("NodeStatuses") || (has("ExperimentId") && has("Etag")) {
        Some(Kind::Experiment("classic-experiment"))
    } else if has("ModuleNodes") {
        Some(Kind::Experiment("classic-graph"))
    } else if module::is_module(value) {
        Some(Kind::Module)
    } else if has("DataTypeId") && has("Id") {
        Some(Kind::Asset)
    } else {
        let kind = if deep { service::service_kind(value) } else { service::own_kind(value) }?;
        (kind != ServiceKind::Swagger || ServiceDescription::is_service(value)).then_some(Kind::Service(kind))
    }
}

/// Hands on what is one thing, or what is inside of it.
fn document(value: Json, name: &str, pointer: &str, out: &mut Out<'_>) -> Result<(), ReadError> {
    let found = kind(&value, true);
    let inside = match found {
        // Callers are looked for at any depth; beside them may stand what they call.
        Some(Kind::Service(ServiceKind::Consumers)) if kind(&value, false).is_none() => {
            within::inside(&value, pointer, &|value, _| is_known(value, false) && !calls(value))
        }
        Some(_) => Vec::new(),
        None => within::inside(&value, pointer, &is_known),
    };
    if found.is_none() && inside.is_empty() {
        return Err(nothing(&value, pointer));
    }
    for (pointer, json) in inside {
        let text = serde_json::to_string(&json).unwrap_or_default();
        if let Err(error) = part(Part::of(&text), name, &pointer, NESTING, out) {
            out.errors.push(error.in_file(name));
        }
    }
    let (format, content) = match found {
        None => return Ok(()),
        Some(Kind::Draft) => ("draft", Content::Draft(value)),
        Some(Kind::Endpoint) => ("endpoint", Content::Endpoint(value)),
        Some(Kind::Designer(kind)) => (kind.format(), Content::Designer { kind, json: value }),
        Some(Kind::Experiment(format)) => (format, Content::Experiment(value)),
        Some(Kind::Module) => ("classic-module-list", Content::Modules(vec![value])),
        Some(Kind::Asset) => {
            ("classic-asset-list", Content::Listing(listing::entries(vec![value], pointer)?))
        }
        Some(Kind::Service(kind)) => (kind.format(), Content::Service { kind, json: value }),
    };
    out.found(Found::at(name, pointer, format, content));
    Ok(())
}

/// Whether a value inside of another is something by itself. Without the graph, an experiment is but a line of a list.
fn is_known(value: &Json, deep: bool) -> bool {
    if report::is_report(value) {
        return true;
    }
    match kind(value, deep) {
        Some(Kind::Experiment("classic-experiment")) => {
            let graph = value.get_ignoring_case("Graph");
            graph.is_some_and(|graph| graph.get_ignoring_case("ModuleNodes").is_some())
        }
        found => found.is_some(),
    }
}

/// Whether a value is a part of another service that calls a web service.
fn calls(value: &Json) -> bool {
    matches!(kind(value, false), Some(Kind::Service(ServiceKind::Consumers)))
}

/// Whether something is known by itself.
pub(super) fn is_anything(value: &Json) -> bool {
    kind(value, true).is_some()
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

/// Whether an item is what a list of experiments says of one.
fn is_entry_of_experiments(item: &Part<'_>) -> bool {
    let (mut id, mut graph) = (false, false);
    for (name, value) in item.members().flatten() {
        id |= name.eq_ignore_ascii_case("ExperimentId");
        graph |= name.eq_ignore_ascii_case("Graph") && !value.is_null();
    }
    id && !graph
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
    if items.len() > 1 && items.iter().all(is_entry_of_experiments) {
        return Err(ReadError::new(
            format!("This is a list of {} experiments without their graphs: their names alone.", items.len()),
            "Export the experiments themselves: the modules and wires are there.",
        )
        .at(pointer));
    }
    if items.is_empty() || items.iter().all(|item| !item.is_object() && !item.is_list()) {
        return Err(nothing(&Json::Array(Vec::new()), pointer));
    }
    for (index, item) in items.into_iter().enumerate() {
        if let Err(error) = part(item, name, &format!("{pointer}/{index}"), nesting, out) {
            out.errors.push(error.in_file(name));
        }
    }
    Ok(())
}
