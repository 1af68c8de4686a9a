//! What is in a file: decided by its content, since names of exports say little.

use crate::archive::{self, Budget};
use crate::azureml::{self, Beside};
use crate::designer::{DesignerKind, designer_kind};
use crate::experiment::Other;
use crate::limits::Limits;
use crate::listing::{self, AssetListing};
use crate::module;
use crate::outline::{self, Part};
use crate::r_module;
use crate::report;
use crate::service::{self, ServiceDescription, ServiceKind};
use crate::shape::{ReadError, name_of};
use crate::text;
use ml_graph::{CustomFile, Json};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// A file as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name or relative path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All that one file holds, and what of it could not be read.
#[derive(Debug, Default)]
pub struct Reading {
    /// In source order.
    pub found: Vec<Found>,
    /// What failed; the rest is read all the same.
    pub errors: Vec<ReadError>,
}

/// One thing found in a file.
#[derive(Debug)]
pub struct Found {
    /// The file, with the path inside a package after `!`.
    pub file: String,
    /// JSON pointer to it; empty for the whole file.
    pub pointer: String,
    /// `classic-experiment`, `classic-submission`, `mlclassic-report`, …
    pub format: &'static str,
    /// What it is.
    pub content: Content,
}

/// The things we know.
#[derive(Debug)]
pub enum Content {
    /// An experiment, still as JSON so that credentials can be taken out before anything else looks at it; read it with
    /// [`crate::Experiment::from_json`].
    Experiment(Json),
    /// Names of assets.
    Listing(AssetListing),
    /// Descriptions of modules, still as JSON so that credentials can be taken out first; read each with
    /// [`crate::DescribedModule::from_json`].
    Modules(Vec<Json>),
    /// A custom module with its code, as JSON for the same reason; read it with [`crate::ModulePackage::from_json`].
    Package(Json),
    /// A pipeline draft of ours.
    Draft(Json),
    /// An endpoint definition of ours.
    Endpoint(Json),
    /// Something of the designer, still as JSON so that credentials can be taken out first.
    Designer {
        /// What to read it as.
        kind: DesignerKind,
        /// The thing itself.
        json: Json,
    },
    /// A pipeline of Azure Machine Learning with all that it refers to, still as JSON; read it with [`crate::PipelineJob::from_json`].
    Pipeline(Json),
    /// A file of a pipeline or workspace that says nothing by itself.
    Part,
    /// Something about web services, still as JSON so that credentials can be taken out first.
    Service {
        /// What to read it as.
        kind: ServiceKind,
        /// The thing itself.
        json: Json,
    },
    /// A data file.
    Data {
        /// What it is by content.
        kind: DataKind,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// What an inventory report says of a subscription or workspace besides experiments and assets.
    Inventory(Other),
}

/// What a data file is by content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataKind {
    /// Comma separated.
    Csv,
    /// Tab separated.
    Tsv,
    /// Weka's format.
    Arff,
    /// Sparse rows.
    SvmLight,
    /// Parquet.
    Parquet,
    /// Arrow IPC file.
    Arrow,
    /// Excel workbook.
    Excel,
    /// A package of files that are no exports: scripts, data.
    Zip,
    /// Objects of .NET: a trained model that the Studio saved.
    SavedModel,
}

/// Reads a file. Nothing here runs, fetches or stores anything.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Reading {
    let mut found = Vec::new();
    let errors = read_each(name, bytes, limits, &mut |one| {
        found.push(one);
        ControlFlow::Continue(())
    });
    Reading { found, errors }
}

/// Reads a file and hands on each thing as it is found, until `take` breaks off; gives back what failed.
///
/// Of a report or a list, one experiment at a time is held beside the text. Lists of assets come before what names them.
pub fn read_each<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    limits: &Limits,
    take: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Vec<ReadError> {
    read_beside(name, bytes, limits, &mut |_| None, take)
}

/// Like [`read_each`], for a file that may refer to others: `beside` gives these by their path below the file's folder.
pub fn read_beside<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    limits: &Limits,
    beside: &mut Beside<'_>,
    take: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Vec<ReadError> {
    let bytes = bytes.into();
    let mut out = Out { take, ended: false, errors: Vec::new() };
    match pipeline_text(&bytes, limits) {
        Some(text) => {
            pipeline(name, &text, limits, beside, &mut out);
        }
        None => file(name, bytes, limits, 0, &mut Budget::default(), &mut out),
    }
    out.errors
}

/// The names of the files that belong to a pipeline and are read with it; none for any other file.
pub fn pipeline_parts(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    beside: &mut Beside<'_>,
) -> BTreeSet<String> {
    let mut out = Out { take: &mut |_| ControlFlow::Continue(()), ended: false, errors: Vec::new() };
    let text = pipeline_text(bytes, limits);
    text.map(|text| pipeline(name, &text, limits, beside, &mut out)).unwrap_or_default()
}

/// A quick look whether a file is a pipeline that refers to others; its first bytes are enough.
pub fn is_pipeline(head: &[u8]) -> bool {
    !archive::is_zip(head) && binary(head).is_none() && {
        let text = text::decode(head);
        !looks_like_json(&text) && azureml::is_job(&text)
    }
}

fn pipeline_text<'a>(bytes: &'a [u8], limits: &Limits) -> Option<Cow<'a, str>> {
    (bytes.len() as u64 <= limits.bytes && is_pipeline(bytes)).then(|| text::decode(bytes))
}

/// A pipeline and what it refers to; gives back the names of the files that it took in.
fn pipeline(
    name: &str,
    text: &str,
    limits: &Limits,
    beside: &mut Beside<'_>,
    out: &mut Out<'_>,
) -> BTreeSet<String> {
    let folder = name.rsplit_once(['/', '!']).map_or("", |(folder, _)| &name[..=folder.len()]);
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    match azureml::gather(text, limits, beside, &mut faults) {
        Ok(gathered) => {
            used.extend(gathered.used.into_iter().map(|path| format!("{folder}{path}")));
            out.found(Found {
                file: name.to_owned(),
                pointer: String::new(),
                format: azureml::FORMAT,
                content: Content::Pipeline(gathered.json),
            });
        }
        Err(error) => out.errors.push(error.in_file(name)),
    }
    for fault in faults {
        let file = if fault.file.is_empty() { name.to_owned() } else { format!("{folder}{}", fault.file) };
        out.errors.push(fault.in_file(&file));
    }
    used
}

/// Where everything goes.
pub(crate) struct Out<'a> {
    take: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
    /// Whether nothing more is wanted.
    pub(crate) ended: bool,
    pub(crate) errors: Vec<ReadError>,
}

impl Out<'_> {
    /// Hands on something.
    pub(crate) fn found(&mut self, found: Found) {
        self.ended = self.ended || (self.take)(found).is_break();
    }
}

/// A quick look whether a file lists what graphs in other files only know by id: assets, modules, pipelines.
pub fn is_listing(bytes: &[u8]) -> bool {
    if archive::is_zip(bytes) {
        // A custom module: the names of its files stand in the beginning of the package.
        let head = &bytes[..bytes.len().min(16_384)];
        let names =
            |ending: &[u8]| head.windows(ending.len()).any(|window| window.eq_ignore_ascii_case(ending));
        return names(b".xml") && names(b".R");
    }
    let head = head(bytes);
    let head = head.trim_start();
    (head.starts_with('[') || head.starts_with('{'))
        && ((head.contains("DataTypeId") || head.contains("ModuleInterface"))
            && !head.contains("ModuleNodes")
            && !head.contains("workspaces")
            || is_designer_listing(head))
}

/// Pipelines whose graphs stand in other files, and modules whose ids graphs use.
fn is_designer_listing(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    [
        "\"graphdraftid\"",
        "\"graphid\"",
        "\"structuredinterface\"",
        "\"moduleexecutiontype\"",
        "\"moduleversionid\"",
    ]
    .iter()
    .any(|mark| head.contains(mark))
}

/// A quick look whether a file may hold values that templates in other files need.
pub fn is_template_values(bytes: &[u8]) -> bool {
    let head = head(bytes).to_lowercase();
    head.trim_start().starts_with('{')
        && head.contains("\"parameters\"")
        && (head.contains("deploymentparameters") || head.contains("\"contentversion\""))
        && !head.contains("\"resources\"")
}

/// The beginning of a file as text.
fn head(bytes: &[u8]) -> String {
    let mut head = text::decode(&bytes[..bytes.len().min(16_384) & !1]).into_owned();
    head.truncate(head.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
    head
}

fn file(
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
    let data = |kind, bytes| Found {
        file: name.to_owned(),
        pointer: String::new(),
        format: "data",
        content: Content::Data { kind, bytes },
    };
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
    // Of a text in another encoding, only its UTF-8 is held from here on.
    let bytes = if decoded.is_some() {
        drop(bytes);
        Cow::Borrowed(&[][..])
    } else {
        bytes
    };
    let text = decoded.as_deref().map_or_else(|| text::decode(&bytes), Cow::Borrowed);
    if looks_like_json(&text) {
        if let Err(error) = part(Part::of(&text), name, "", NESTING, out) {
            out.errors.push(error.in_file(name));
        }
        return;
    }
    if azureml::is_part(&text) {
        out.found(Found {
            file: name.to_owned(),
            pointer: String::new(),
            format: "azureml-part",
            content: Content::Part,
        });
        return;
    }
    match tabular(&text) {
        // The tables' reader decodes by itself; only what it may not know is turned into UTF-8 here.
        Some(kind) => {
            drop(text);
            out.found(data(kind, decoded.map_or_else(|| bytes.into_owned(), String::into_bytes)));
        }
        None => out.errors.push(unrecognised(text.is_empty()).in_file(name)),
    }
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

fn package(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    nesting: usize,
    budget: &mut Budget,
    out: &mut Out<'_>,
) {
    if nesting >= limits.nesting {
        out.errors.push(
            ReadError::new(
                format!("Packages are nested more than {} deep.", limits.nesting),
                "Unpack the inner packages and convert them by themselves.",
            )
            .in_file(name),
        );
        return;
    }
    // Whether a package is one of exports is known at its end only.
    let mut found = Vec::new();
    let mut keep = |one| {
        found.push(one);
        ControlFlow::Continue(())
    };
    let mut inner = Out { take: &mut keep, ended: false, errors: Vec::new() };
    let mut excel = false;
    let mut pipelines = Vec::new();
    let mut custom = CustomFiles::default();
    let outcome = archive::unpack(bytes, limits, budget, &mut |entry, content, budget| {
        excel |= entry == "[Content_Types].xml";
        if !excel && is_pipeline(&content) {
            pipelines.push((entry, content));
        } else if !excel {
            custom.take(&entry, &content);
            file(&format!("{name}!{entry}"), content.into(), limits, nesting + 1, budget, &mut inner);
        }
    });
    let whole = !excel && !pipelines.is_empty();
    let used = if whole { packed(name, bytes, pipelines, limits, &mut inner) } else { BTreeSet::new() };
    let mut errors = inner.errors;
    if whole {
        // Parts were met by themselves before; guides and scripts beside a pipeline need no word.
        found.retain(|found| !used.contains(&found.file));
        errors.retain(|error| !used.contains(&error.file) && !error.unrecognised);
    }
    let data = |kind| Found {
        file: name.to_owned(),
        pointer: String::new(),
        format: "data",
        content: Content::Data { kind, bytes: bytes.to_vec() },
    };
    if excel {
        out.found(data(DataKind::Excel));
        return;
    }
    if outcome.is_ok()
        && let Some(module) = custom.finish()
    {
        match module {
            Ok(json) => {
                let content = Content::Package(json);
                let (file, pointer) = (name.to_owned(), String::new());
                out.found(Found { file, pointer, format: "classic-r-module", content });
            }
            Err(error) => out.errors.push(error.in_file(name)),
        }
        return;
    }
    let exports = found.iter().any(|found| !matches!(found.content, Content::Data { .. } | Content::Part))
        || errors.iter().any(|error| !error.unrecognised);
    if outcome.is_ok() && !exports {
        // A script bundle or zipped data: an asset as a whole.
        out.found(data(DataKind::Zip));
        return;
    }
    // What experiments name, and the data beside them, comes before them.
    let beside = |found: &Found| match &found.content {
        Content::Listing(_) | Content::Modules(_) | Content::Package(_) | Content::Data { .. } => true,
        Content::Designer { kind, .. } => *kind != DesignerKind::Pipeline,
        _ => false,
    };
    found.sort_by_key(|found| !beside(found));
    found.into_iter().for_each(|found| out.found(found));
    out.errors.extend(errors);
    if let Err(error) = outcome {
        out.errors.push(error.in_file(name));
    }
}

/// Pipelines of a package, whose other files are looked up in it; gives back the names of those.
fn packed(
    name: &str,
    bytes: &[u8],
    pipelines: Vec<(String, Vec<u8>)>,
    limits: &Limits,
    out: &mut Out<'_>,
) -> BTreeSet<String> {
    let mut entries: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // What went wrong on the way is said already.
    let _ = archive::unpack(bytes, limits, &mut Budget::default(), &mut |entry, content, _| {
        entries.insert(entry, content);
    });
    let mut used = BTreeSet::new();
    for (entry, content) in pipelines {
        let folder = entry.rsplit_once('/').map_or("", |(folder, _)| &entry[..=folder.len()]);
        let mut beside = |path: &str| entries.get(&format!("{folder}{path}")).cloned();
        used.extend(pipeline(&format!("{name}!{entry}"), &text::decode(&content), limits, &mut beside, out));
    }
    used
}

/// The files of a package that may be a custom module.
#[derive(Default)]
struct CustomFiles {
    descriptions: Vec<String>,
    files: Vec<(String, CustomFile)>,
    bytes: usize,
}

/// Bytes of a custom module that a draft carries: its code, and the packages of R that came with it.
const MOST_CODE: usize = 16 << 20;

impl CustomFiles {
    fn take(&mut self, entry: &str, content: &[u8]) {
        self.bytes = self.bytes.saturating_add(content.len());
        if self.bytes > MOST_CODE {
            return;
        }
        let is_xml = entry.to_ascii_lowercase().ends_with(".xml") && !entry.contains('/');
        match r_module::custom_file(content.to_vec()) {
            CustomFile::Text(text) if is_xml && r_module::is_description(&text) => {
                self.descriptions.push(text);
            }
            file => self.files.push((entry.to_owned(), file)),
        }
    }

    /// The module, when the package is one.
    fn finish(self) -> Option<Result<Json, ReadError>> {
        let [description] = <[String; 1]>::try_from(self.descriptions).ok()?;
        if self.bytes > MOST_CODE {
            return Some(Err(ReadError::new(
                format!("The files of the custom module come to more than {} MiB.", MOST_CODE >> 20),
                "Take data and packages that are not needed out of the zip.",
            )));
        }
        Some(Ok(r_module::package(description, self.files)))
    }
}

fn binary(bytes: &[u8]) -> Option<DataKind> {
    if bytes.starts_with(b"PAR1") {
        Some(DataKind::Parquet)
    } else if bytes.starts_with(b"ARROW1") {
        Some(DataKind::Arrow)
    } else if bytes.len() >= 17 && bytes[0] == 0 && bytes[9..17] == [1, 0, 0, 0, 0, 0, 0, 0] {
        // The header record of MS-NRBF, version 1.0.
        Some(DataKind::SavedModel)
    } else {
        None
    }
}

/// JSON, or what is left of JSON that lost its beginning.
fn looks_like_json(text: &str) -> bool {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return true;
    }
    let head: String = start.chars().take(200).collect();
    let member =
        head.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(_, rest)| rest.trim_start());
    member.is_some_and(|rest| rest.starts_with(':')) || text.contains("\"ModuleNodes\"")
}

/// Rows of cells: the first lines agree on their delimiter.
fn tabular(text: &str) -> Option<DataKind> {
    if text.contains('\0') {
        return None;
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let first = lines.first()?;
    if lines.iter().any(|line| line.trim_start().to_ascii_lowercase().starts_with("@relation")) {
        return Some(DataKind::Arff);
    }
    let sparse = |line: &&str| {
        let mut parts = line.split_whitespace();
        parts.next().is_some_and(|label| label.parse::<f64>().is_ok())
            && parts.clone().next().is_some()
            && parts.take_while(|part| !part.starts_with('#')).all(|part| {
                part.split_once(':').is_some_and(|(index, value)| {
                    (index == "qid" || index.parse::<u64>().is_ok()) && value.parse::<f64>().is_ok()
                })
            })
    };
    if lines.iter().all(sparse) {
        return Some(DataKind::SvmLight);
    }
    let agrees = |delimiter: char| {
        let count = cells(first, delimiter);
        // A quoted cell may run over lines, so a few lines may differ.
        count > 1
            && lines.iter().filter(|line| cells(line, delimiter) == count).count() * 10 >= lines.len() * 7
    };
    if agrees('\t') {
        Some(DataKind::Tsv)
    } else if agrees(',') {
        Some(DataKind::Csv)
    } else {
        None
    }
}

fn cells(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    let mut count = 1;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            other if other == delimiter && !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Lists inside lists; what nests deeper is left to the parser, which refuses it.
const NESTING: usize = 100;

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
    let mut add = |format, content| {
        out.found(Found { file: name.to_owned(), pointer: pointer.to_owned(), format, content })
    };
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
        let (file, pointer) = (name.to_owned(), pointer.to_owned());
        out.found(Found { file, pointer, format: "classic-asset-list", content });
        return Ok(());
    }
    let is_module = |item: &Part<'_>| {
        item.members().flatten().any(|(name, _)| name.eq_ignore_ascii_case("ModuleInterface"))
    };
    if !items.is_empty() && items.iter().all(is_module) {
        let content = Content::Modules(outline::read_all(items, pointer)?);
        let (file, pointer) = (name.to_owned(), pointer.to_owned());
        out.found(Found { file, pointer, format: "classic-module-list", content });
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
