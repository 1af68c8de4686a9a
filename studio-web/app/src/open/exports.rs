//! Exports that came in: converted in the engine worker, chosen from when there are several, stored and shown.

use super::{Incoming, draft_of, keep, new_document};
use crate::client::{EngineError, unexpected};
use crate::state::{Page, Studio};
use crate::store;
use js_sys::Uint8Array;
use leptos::prelude::*;
use ml_graph::{Diagnostic, EndpointDefinition, Json, Severity};
use ml_protocol::{BlobId, Convert, Converted, DataBinding, InputFile, Request, Response};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use studio_model::{DataFile, Migration, Point, ReportedModel, SavedDocument, SavedEndpoint, migration};

/// A pipeline that came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// The name by which endpoints that came with it know its draft; empty when none does.
    pub draft: String,
    /// The pipeline.
    pub saved: SavedDocument,
}

/// What came in and waits for a choice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrivals {
    /// The pipelines.
    pub pipelines: Vec<Arrival>,
    /// The endpoints of services.
    pub endpoints: Vec<EndpointDefinition>,
    /// Data and models that no pipeline asks for.
    pub loose: Vec<Loose>,
    /// What could not be read, and what else there is to say of the files.
    pub problems: Vec<Diagnostic>,
}

/// A data file that no pipeline that came in asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Loose {
    /// Its name.
    pub name: String,
    /// Where its bytes are.
    blob: BlobId,
    /// Whether it is a trained model.
    is_model: bool,
}

/// Takes in files that are not all tables: drafts as they are, all others converted.
pub(super) async fn take(studio: Studio, files: Vec<Incoming>, place: Option<Point>) {
    let (drafts, exports): (Vec<_>, Vec<_>) =
        files.into_iter().map(|file| (draft_of(&file.bytes), file)).partition(|(draft, _)| draft.is_some());
    let of_draft = |draft| Arrival { draft: String::new(), saved: SavedDocument::of_draft(draft) };
    let mut arrivals = Arrivals {
        pipelines: drafts.into_iter().filter_map(|(draft, _)| draft.map(of_draft)).collect(),
        ..Arrivals::default()
    };
    if !exports.is_empty() {
        let names = exports.iter().map(|(_, file)| file.name.as_str()).collect::<Vec<_>>().join(", ");
        let working = format!("Converting {names} …");
        studio.toast(Severity::Info, working.as_str());
        let outcome = convert(studio, exports.into_iter().map(|(_, file)| file).collect()).await;
        studio.toasts.update(|toasts| toasts.retain(|toast| toast.text != working));
        match outcome {
            Ok(converted) => add(studio, &mut arrivals, converted, &names).await,
            Err(EngineError::Refused(found)) => arrivals.problems = found,
            Err(error) => return studio.toast(Severity::Error, error.to_string()),
        }
    }
    // Of a folder, what is none of ours needs no word beside what is.
    if !(arrivals.pipelines.is_empty() && arrivals.endpoints.is_empty() && arrivals.loose.is_empty()) {
        let in_folder = |found: &Diagnostic| found.at.file.as_ref().is_some_and(|file| file.contains('/'));
        arrivals.problems.retain(|found| found.code != "convert/not-recognised" || !in_folder(found));
    }
    let unread = arrivals.problems.iter().any(Diagnostic::is_error);
    let nothing = arrivals.pipelines.is_empty() && arrivals.endpoints.is_empty() && arrivals.loose.is_empty();
    if arrivals.pipelines.len() > 1 || nothing || (unread && arrivals.loose.is_empty()) {
        return studio.arrivals.set(Some(Arc::new(arrivals)));
    }
    for problem in &arrivals.problems {
        studio.toast(Severity::Warning, format!("{} {}", problem.message, problem.help));
    }
    let Arrivals { pipelines, endpoints, loose, .. } = arrivals;
    let alone = pipelines.is_empty();
    let count = (!alone).then_some(loose.len()).filter(|count| *count > 0);
    let first = loose.first().map(|file| file.name.clone()).unwrap_or_default();
    take_chosen(studio, pipelines, endpoints).await;
    if alone {
        take_loose(studio, loose, place).await;
    } else if let Some(count) = count {
        // Cards that nobody asked for would only be in the way.
        let words = match count {
            1 => format!("No dataset of this pipeline is called like “{first}”."),
            several => {
                format!("{several} files belong to no dataset of this pipeline, for example “{first}”.")
            }
        };
        studio.toast(Severity::Info, format!("{words} Drop a file on the card that is to use it."));
    }
}

/// Data and models that came without a pipeline: to the open one, or a new one.
async fn take_loose(studio: Studio, loose: Vec<Loose>, place: Option<Point>) {
    let (mut models, mut data) = (Vec::new(), Vec::new());
    for Loose { name, blob, is_model } in loose {
        let reply = studio.engine.request(Request::GetBlob { blob }, None).await;
        let Some(bytes) = reply.ok().and_then(|reply| reply.attachment) else {
            studio.toast(Severity::Error, format!("“{name}” could not be kept. The engine sent no bytes."));
            continue;
        };
        let file = Incoming { name, bytes: Uint8Array::from(bytes.as_slice()) };
        if is_model { models.push(file) } else { data.push(file) }
    }
    if !data.is_empty() {
        super::take_data(studio, data, place).await;
    }
    if !models.is_empty() {
        super::models::take(studio, models, place).await;
    }
}

/// Adds what a conversion gave.
async fn add(studio: Studio, arrivals: &mut Arrivals, converted: Converted, names: &str) {
    let Converted { drafts, endpoints, data, report, report_markdown, .. } = converted;
    arrivals.problems = migration::diagnostics(&report);
    if drafts.is_empty() && endpoints.is_empty() && data.is_empty() {
        arrivals.problems.extend(resources(&report));
    }
    if drafts.is_empty() && endpoints.is_empty() && data.is_empty() && arrivals.problems.is_empty() {
        let nothing = format!("There is no pipeline, no web service and no data in {names}.");
        arrivals.problems.push(
            Diagnostic::error("convert/nothing", nothing)
                .help("Open an exported experiment, a web service, an inventory report, a draft, a saved model, or data."),
        );
    }
    let asked: BTreeSet<&str> =
        drafts.iter().flat_map(|draft| &draft.assets).map(|asset| asset.name.as_str()).collect();
    let (used, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        data.into_iter().partition(|(name, _)| asked.contains(name.as_str()));
    let taken: BTreeSet<BlobId> = used.values().map(|binding| binding.blob.clone()).collect();
    let models = ReportedModel::all(&report);
    let mut once = BTreeSet::new();
    let others = others.into_values().filter(|binding| once.insert(binding.blob.clone()));
    let loose = others.filter(|binding| !taken.contains(&binding.blob));
    arrivals.loose = loose
        .map(|DataBinding { name, blob }| {
            let is_model = models.iter().any(|model| model.file == name);
            Loose { name, blob, is_model }
        })
        .collect();
    // Data that came with an export is kept in the browser like any other, not only where it was read.
    let mut files = BTreeMap::new();
    for (name, binding) in used {
        match data_of(studio, &binding).await {
            Ok(file) => drop(files.insert(name, file)),
            Err(error) => studio.toast(Severity::Error, format!("“{name}” could not be kept. {error}")),
        }
    }
    let entries = migration::entries(&report, &drafts);
    let sections = migration::sections(&report_markdown, drafts.len());
    let parts =
        drafts.into_iter().zip(entries).zip(sections.into_iter().map(Some).chain(std::iter::repeat(None)));
    arrivals.pipelines.extend(parts.map(|((mut draft, entry), section)| {
        studio_model::uncover(&mut draft);
        let mut saved = SavedDocument::of_draft(draft);
        for asset in &saved.draft.assets {
            if let Some(file) = files.get(&asset.name) {
                saved.data.insert(asset.id.clone(), file.clone());
                let model = models.iter().find(|model| model.file == file.name);
                saved.models.extend(model.map(|model| (asset.id.clone(), model.clone())));
            }
        }
        let draft = entry.as_ref().map(|entry| Migration::of(entry).draft).unwrap_or_default();
        saved.diagnostics = entry.as_ref().map(migration::diagnostics).unwrap_or_default();
        saved.report = entry;
        saved.report_markdown = section.unwrap_or_default();
        Arrival { draft, saved }
    }));
    arrivals.endpoints.extend(endpoints);
}

/// What files hold that is neither pipeline nor service.
fn resources(report: &Json) -> Vec<Diagnostic> {
    let text = |of: &Json, name: &str| of.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let sentence = |resource: &Json| {
        let [name, kind, file] = ["name", "type", "file"].map(|member| text(resource, member));
        let kind = kind.rsplit('/').next().unwrap_or_default();
        Diagnostic::info("convert/resource", format!("{file} holds “{name}” ({kind}), but no pipeline and no service."))
            .help("It described the billing or the workspace of services. Open it together with their exports, or leave it.")
            .in_file(file)
    };
    report.get("resources").map_or(&[][..], Json::items).iter().map(sentence).collect()
}

async fn convert(studio: Studio, files: Vec<Incoming>) -> Result<Converted, EngineError> {
    let mut stored = Vec::new();
    for file in files {
        let blob = studio.engine.put(file.bytes).await?;
        stored.push(InputFile { name: file.name, blob });
    }
    let reply = studio.engine.request(Request::Convert(Convert { files: stored }), None).await?;
    match reply.response {
        Response::Converted(converted) => Ok(*converted),
        _ => Err(unexpected()),
    }
}

/// The bytes that a conversion met, from the engine into the browser's store.
async fn data_of(studio: Studio, binding: &DataBinding) -> Result<DataFile, String> {
    let reply = studio.engine.request(Request::GetBlob { blob: binding.blob.clone() }, None).await?;
    let bytes = reply.attachment.ok_or("The engine sent no bytes.")?;
    keep(&binding.name, &Uint8Array::from(bytes.as_slice())).await
}

/// Stores these pipelines and endpoints; shows the first pipeline, or the first endpoint where there is none.
pub async fn take_chosen(studio: Studio, pipelines: Vec<Arrival>, endpoints: Vec<EndpointDefinition>) {
    let count = pipelines.len();
    let converted = pipelines.iter().all(|arrival| arrival.saved.report.is_some());
    let mut documents = BTreeMap::new();
    let mut rest = pipelines.into_iter();
    let first = rest.next();
    for Arrival { draft, saved } in rest {
        let id = store::new_id();
        match store::put_document(&id, &saved).await {
            Ok(()) => drop(documents.insert(draft, id)),
            Err(error) => studio.toast(Severity::Error, error),
        }
    }
    let mut report = false;
    let shown = first.is_some();
    if let Some(Arrival { draft, saved }) = first {
        report = saved.report.is_some();
        documents.insert(draft, new_document(studio, saved).await);
    }
    documents.remove("");
    let words = match endpoints.len() {
        0 => String::new(),
        1 => " Its endpoint is on the page of endpoints.".to_owned(),
        several => format!(" {several} endpoints are on the page of endpoints."),
    };
    if let Some(id) = keep_endpoints(studio, endpoints, &documents).await
        && !shown
    {
        studio.endpoint.set(Some(id));
        studio.page.set(Page::Endpoints);
    }
    if count > 1 && converted {
        // One of many says little; the list says which of them need work.
        studio.page.set(Page::Migration);
        studio.toast(Severity::Info, format!("{count} pipelines came in.{words}"));
    } else if count > 1 {
        let others = format!("{count} pipelines came in; the others are on the home page.{words}");
        studio.toast(Severity::Info, others);
    } else if report {
        studio.toast(Severity::Info, format!("Converted. The report says what changed.{words}"));
    }
}

/// Stores endpoints, each with the documents it belongs to; gives back the id of the first.
async fn keep_endpoints(
    studio: Studio,
    endpoints: Vec<EndpointDefinition>,
    documents: &BTreeMap<String, String>,
) -> Option<String> {
    let mut all = match store::endpoints().await {
        Ok(all) => all,
        Err(_) => Vec::clone(&studio.endpoints.get_untracked()),
    };
    let mut first = None;
    for definition in endpoints {
        let document = |draft: &Option<String>| documents.get(draft.as_ref()?).cloned();
        let known = all.iter().position(|known| known.is_same(&definition));
        let before = known.map(|place| all.remove(place));
        let saved = SavedEndpoint {
            id: before.as_ref().map_or_else(store::new_id, |known| known.id.clone()),
            // An export that brings no pipeline along leaves the one that is there.
            document: document(&definition.draft)
                .or_else(|| before.as_ref().and_then(|known| known.document.clone())),
            experiment: document(&definition.experiment)
                .or_else(|| before.as_ref().and_then(|known| known.experiment.clone())),
            definition,
            saved_ms: store::now(),
        };
        if let Err(error) = store::put_endpoint(&saved).await {
            studio.toast(Severity::Warning, format!("{error} The endpoint will be gone after a reload."));
        }
        first.get_or_insert_with(|| saved.id.clone());
        all.push(saved);
    }
    SavedEndpoint::sort(&mut all);
    studio.endpoints.set(Arc::new(all));
    first
}
