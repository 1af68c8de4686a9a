//! Everything that comes in: files picked, dropped or pasted, samples, what the address names, documents of earlier visits.
//!
//! Opening is safe: drafts are only read, exports are converted in the engine worker, and nothing runs or is fetched from the network
//! until the user runs the pipeline.

mod exports;
mod folder;
mod models;

pub use exports::{Arrival, Arrivals, take_chosen};
pub use folder::Dropped;

use crate::state::{Drawer, Page, Studio};
use crate::store;
use js_sys::Uint8Array;
use leptos::prelude::*;
use ml_graph::{AssetKind, Catalogue, DataFormat, PipelineDraft, SCHEMA, Severity};
use ml_protocol::{BlobId, Request, Response};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use studio_model::{Clip, Command, DataFile, Point, SavedDocument, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// An entry of the sample gallery or of the files named when the studio was started.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sample {
    /// Title.
    pub name: String,
    /// What it shows.
    #[serde(default)]
    pub summary: String,
    /// Where it is, relative to the list.
    pub path: String,
    /// Its data files.
    #[serde(default)]
    pub data: Vec<SampleData>,
}

/// A data file of a sample.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SampleData {
    /// Asset id in the draft.
    pub asset: String,
    /// File name.
    pub name: String,
    /// Where it is, relative to the list.
    pub path: String,
}

/// A file that came in.
struct Incoming {
    name: String,
    bytes: Uint8Array,
}

/// Loads the catalogue, then whatever the address names.
pub fn start(studio: Studio) {
    leptos::task::spawn_local(async move {
        load_catalogue(studio).await;
    });
    leptos::task::spawn_local(async move {
        if let Ok(endpoints) = store::endpoints().await {
            studio.endpoints.set(Arc::new(endpoints));
        }
    });
    leptos::task::spawn_local(async move {
        follow_address(studio).await;
    });
}

async fn load_catalogue(studio: Studio) {
    if let Ok(bytes) = fetch("catalogue.json").await
        && let Ok(catalogue) = json::read::<Catalogue>(&String::from_utf8_lossy(&bytes.to_vec()))
    {
        return studio.set_catalogue(catalogue);
    }
    match studio.engine.request(Request::Catalogue, None).await {
        Ok(reply) => {
            if let Response::Catalogue { catalogue } = reply.response {
                studio.set_catalogue(catalogue);
            }
        }
        Err(error) => studio.toast(Severity::Error, format!("The list of modules did not load. {error}")),
    }
}

/// `#document=<id>` opens a stored document, `#open=<path>` a file of the site.
async fn follow_address(studio: Studio) {
    let hash = window().location().hash().unwrap_or_default();
    let part = |name: &str| {
        let value = hash
            .trim_start_matches('#')
            .split('&')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
        js_sys::decode_uri_component(value).ok().map(String::from)
    };
    if let Some(id) = part("document") {
        return document(studio, id).await;
    }
    if let Some(path) = part("open") {
        set_address("");
        let path = if path.contains('/') { path } else { format!("opened/{path}") };
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        match fetch(&path).await {
            Ok(bytes) => take(studio, vec![Incoming { name, bytes }], None, None).await,
            Err(error) => studio.toast(Severity::Error, error),
        }
    }
}

/// Shows which document is open in the address, so that a reload opens it again.
pub fn set_address(fragment: &str) {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let address = if fragment.is_empty() { path } else { format!("{path}#{fragment}") };
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// A list that the site offers.
pub async fn list(folder: &str) -> Vec<Sample> {
    let Ok(bytes) = fetch(&format!("{folder}/index.json")).await else { return Vec::new() };
    json::read(&String::from_utf8_lossy(&bytes.to_vec())).unwrap_or_default()
}

/// The draft of a sample, for its picture.
pub async fn sample_draft(sample: &Sample) -> Option<PipelineDraft> {
    let bytes = fetch(&format!("samples/{}", sample.path)).await.ok()?;
    draft_of(&bytes)
}

/// Opens a copy of a sample with its data attached.
pub fn sample(studio: Studio, sample: Sample) {
    leptos::task::spawn_local(async move {
        if let Err(error) = open_sample(studio, &sample).await {
            studio.toast(Severity::Error, error);
        }
    });
}

async fn open_sample(studio: Studio, sample: &Sample) -> Result<(), String> {
    let bytes = fetch(&format!("samples/{}", sample.path)).await?;
    let draft = draft_of(&bytes).ok_or_else(|| format!("The sample “{}” cannot be read.", sample.name))?;
    let mut saved = SavedDocument::of_draft(draft);
    for data in &sample.data {
        let bytes = fetch(&format!("samples/{}", data.path)).await?;
        saved.data.insert(data.asset.clone(), keep(&data.name, &bytes).await?);
    }
    new_document(studio, saved).await;
    Ok(())
}

/// The files named when the studio was started; only a studio that a compute serves has such a list.
pub async fn offered_files() -> Vec<Sample> {
    if crate::client::is_served_by_compute().is_none() {
        return Vec::new();
    }
    list("opened").await
}

/// Opens one of the files named when the studio was started.
pub fn offered(studio: Studio, file: Sample) {
    leptos::task::spawn_local(async move {
        match fetch(&format!("opened/{}", file.path)).await {
            Ok(bytes) => take(studio, vec![Incoming { name: file.name, bytes }], None, None).await,
            Err(error) => studio.toast(Severity::Error, error),
        }
    });
}

/// Opens a stored document.
pub async fn document(studio: Studio, id: String) {
    match store::document(&id).await {
        Ok(Some(saved)) => {
            set_address(&format!("document={id}"));
            studio.show(id, saved);
        }
        Ok(None) => {
            set_address("");
            studio.toast(Severity::Warning, "This pipeline is no longer stored in this browser.");
        }
        Err(error) => studio.toast(Severity::Error, error),
    }
}

/// Opens a stored document with its migration report below.
pub async fn document_with_report(studio: Studio, id: String) {
    document(studio, id.clone()).await;
    if studio.document_id.get_untracked() == Some(id) {
        studio.drawer.set(Some(Drawer::Report));
    }
}

/// Stores a document and shows it; gives back its id.
async fn new_document(studio: Studio, saved: SavedDocument) -> String {
    let id = store::new_id();
    if let Err(error) = store::put_document(&id, &saved).await {
        studio.toast(
            Severity::Warning,
            format!("{error} The pipeline is open but will be gone after a reload."),
        );
    }
    set_address(&format!("document={id}"));
    studio.show(id.clone(), saved);
    id
}

/// Opens an empty pipeline.
pub fn empty(studio: Studio) {
    leptos::task::spawn_local(async move {
        new_document(studio, SavedDocument::of_draft(PipelineDraft::new("New pipeline"))).await;
    });
}

/// Lets the user pick files.
pub fn pick(studio: Studio) {
    choose_files(Choice::Files, move |files| self::files(studio, files, None, None));
}

/// Lets the user pick a folder.
pub fn pick_folder(studio: Studio) {
    choose_files(Choice::Folder, move |files| self::files(studio, files, None, None));
}

/// Lets the user pick a file for a dataset.
pub fn pick_data(studio: Studio, asset: String) {
    choose_files(Choice::File, move |files| self::files(studio, files, None, Some(asset.clone())));
}

/// What the user is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    File,
    Files,
    Folder,
}

fn choose_files(choice: Choice, chosen: impl Fn(web_sys::FileList) + 'static) {
    let Some(input) =
        document_element("input").and_then(|element| element.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return;
    };
    input.set_type("file");
    input.set_multiple(choice == Choice::Files);
    if choice == Choice::Folder {
        // Setting a property of an element cannot fail.
        let _ = js_sys::Reflect::set(&input, &"webkitdirectory".into(), &JsValue::TRUE);
    }
    let picker = input.clone();
    let changed = Closure::once_into_js(move || {
        if let Some(files) = picker.files() {
            chosen(files);
        }
    });
    let _ = input.add_event_listener_with_callback("change", changed.unchecked_ref());
    input.click();
}

fn document_element(name: &str) -> Option<web_sys::Element> {
    leptos::prelude::document().create_element(name).ok()
}

/// Takes in files: at a place of the canvas when they were dropped there, onto a dataset when they were dropped on it.
pub fn files(studio: Studio, files: web_sys::FileList, place: Option<Point>, asset: Option<String>) {
    let entries = folder::picked(&files);
    leptos::task::spawn_local(async move { take_entries(studio, entries, place, asset).await });
}

/// Takes in what was dropped, folders included: at a place of the canvas, onto a dataset when it was dropped on it.
pub fn dropped(studio: Studio, dropped: Dropped, place: Option<Point>, asset: Option<String>) {
    leptos::task::spawn_local(async move {
        match dropped.read().await {
            Some(entries) => take_entries(studio, entries, place, asset).await,
            None => studio.toast(
                Severity::Error,
                "This folder holds more than 10,000 files. Drop the folders of the exports alone.",
            ),
        }
    });
}

async fn take_entries(
    studio: Studio,
    entries: Vec<folder::Entry>,
    place: Option<Point>,
    asset: Option<String>,
) {
    if entries.is_empty() {
        return studio.toast(Severity::Warning, "There is no file in this folder.");
    }
    let mut incoming = Vec::new();
    for folder::Entry { path, file } in entries {
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => incoming.push(Incoming { name: path, bytes: Uint8Array::new(&buffer) }),
            Err(_) => studio.toast(Severity::Error, format!("“{path}” cannot be read.")),
        }
    }
    take(studio, incoming, place, asset).await;
}

/// Attaches a file to a dataset.
pub fn attach(studio: Studio, asset: String, file: web_sys::File) {
    leptos::task::spawn_local(async move {
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => attach_bytes(studio, asset, &file.name(), &Uint8Array::new(&buffer)).await,
            Err(_) => studio.toast(Severity::Error, format!("“{}” cannot be read.", file.name())),
        }
    });
}

/// Takes in pasted text: modules of a studio, else a file's content. False when it is neither.
pub fn pasted(studio: Studio, text: &str, at: Option<Point>) -> bool {
    if let Some(clip) = Clip::from_text(text) {
        if studio.page.get_untracked() != Page::Designer {
            return false;
        }
        studio.act(Command::Paste { clip, at });
        return true;
    }
    if !text.trim_start().starts_with(['{', '[', '<']) {
        return false;
    }
    let bytes = Uint8Array::from(text.as_bytes());
    leptos::task::spawn_local(async move {
        take(studio, vec![Incoming { name: "pasted.json".to_owned(), bytes }], None, None).await;
    });
    true
}

async fn take(studio: Studio, incoming: Vec<Incoming>, place: Option<Point>, asset: Option<String>) {
    let is_asset =
        asset.as_ref().is_some_and(|id| studio.peek(|document| document.draft().asset(id).is_some()));
    if let (true, Some(asset), [file]) = (is_asset, asset, incoming.as_slice()) {
        return attach_bytes(studio, asset, &file.name, &file.bytes).await;
    }
    // Tables need nobody to say what they are. With an export they go the way of the export, so that they find its datasets.
    if incoming.iter().all(|file| format_of(&file.name).is_some()) {
        take_data(studio, incoming, place).await;
    } else {
        exports::take(studio, incoming, place).await;
    }
}

/// Data files go to the datasets of their names; others become datasets of the open pipeline, or of a new one.
async fn take_data(studio: Studio, files: Vec<Incoming>, place: Option<Point>) {
    if studio.page.get_untracked() != Page::Designer {
        new_document(studio, SavedDocument::of_draft(PipelineDraft::new("New pipeline"))).await;
    }
    let mut at = place.unwrap_or(Point::new(0.0, 0.0));
    for file in files {
        let waiting = waiting(studio, AssetKind::Dataset, &file.name);
        if !waiting.is_empty() {
            for asset in waiting {
                attach_bytes(studio, asset, &file.name, &file.bytes).await;
            }
            continue;
        }
        match keep(&file.name, &file.bytes).await {
            Ok(kept) => {
                studio.act(Command::AddAsset {
                    kind: AssetKind::Dataset,
                    name: stem(&file.name).to_owned(),
                    format: format_of(&file.name),
                    file: Some(kept),
                    at: crate::canvas::free_place(studio, at.snapped()),
                });
                at = at.moved(260.0, 0.0);
            }
            Err(error) => studio.toast(Severity::Error, error),
        }
    }
}

/// The assets of the open pipeline that a file's name says it belongs to.
fn waiting(studio: Studio, kind: AssetKind, file: &str) -> Vec<String> {
    studio.peek(|document| {
        let assets = document.draft().assets.iter().filter(|asset| asset.kind == kind);
        assets.filter(|asset| same_name(&asset.name, file)).map(|asset| asset.id.clone()).collect()
    })
}

async fn attach_bytes(studio: Studio, asset: String, name: &str, bytes: &Uint8Array) {
    match keep(name, bytes).await {
        Ok(file) => {
            let title =
                studio.peek(|document| document.draft().asset(&asset).map(|asset| asset.name.clone()));
            if studio.act(Command::AttachData { asset: asset.clone(), file: Some(file) }).is_some() {
                models::look(studio, asset, name, bytes);
                studio.toast(
                    Severity::Info,
                    format!("“{name}” is attached to “{}”.", title.unwrap_or_default()),
                );
            }
        }
        Err(error) => studio.toast(Severity::Error, error),
    }
}

async fn keep(name: &str, bytes: &Uint8Array) -> Result<DataFile, String> {
    let blob = store::put_blob(bytes).await?;
    Ok(DataFile { name: name.to_owned(), size: u64::from(bytes.length()), blob })
}

/// The bytes of a stored file, for the engine.
pub fn blob_loader() -> crate::client::BlobLoader {
    std::rc::Rc::new(|id: BlobId| Box::pin(async move { store::blob(&id.0).await }))
}

fn draft_of(bytes: &Uint8Array) -> Option<PipelineDraft> {
    let bytes = bytes.to_vec();
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    // Not an export of some megabytes parsed for nothing.
    let mark = SCHEMA.as_bytes();
    text.get(..text.len().min(4096))?.windows(mark.len()).find(|window| *window == mark)?;
    json::read::<PipelineDraft>(&String::from_utf8_lossy(text)).ok().filter(|draft| draft.schema == SCHEMA)
}

/// The format that a file name says, for data files.
fn format_of(name: &str) -> Option<DataFormat> {
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    let formats = BTreeMap::from([
        ("csv", DataFormat::Csv),
        ("tsv", DataFormat::Tsv),
        ("tab", DataFormat::Tsv),
        ("arff", DataFormat::Arff),
        ("svmlight", DataFormat::SvmLight),
        ("libsvm", DataFormat::SvmLight),
        ("parquet", DataFormat::Parquet),
        ("arrow", DataFormat::Arrow),
        ("feather", DataFormat::Arrow),
        ("xlsx", DataFormat::Excel),
    ]);
    formats.get(extension.as_str()).copied()
}

fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn same_name(asset: &str, file: &str) -> bool {
    asset.eq_ignore_ascii_case(file)
        || asset.eq_ignore_ascii_case(stem(file))
        || stem(asset).eq_ignore_ascii_case(stem(file))
}

/// Text of a file of the site.
pub async fn text(path: &str) -> Result<String, String> {
    Ok(String::from_utf8_lossy(&fetch(path).await?.to_vec()).into_owned())
}

/// Bytes of a file of the site.
async fn fetch(path: &str) -> Result<Uint8Array, String> {
    let failed = || format!("“{path}” did not load. Check the connection and try again.");
    let response = JsFuture::from(window().fetch_with_str(path)).await.map_err(|_| failed())?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| failed())?;
    if !response.ok() {
        return Err(failed());
    }
    let buffer = response.array_buffer().map_err(|_| failed())?;
    let buffer = JsFuture::from(buffer).await.map_err(|_| failed())?;
    Ok(Uint8Array::new(&buffer))
}
