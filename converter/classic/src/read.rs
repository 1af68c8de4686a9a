//! What is in a file: decided by its content, since names of exports say little.

use crate::archive::{self, Budget};
use crate::experiment::Other;
use crate::limits::Limits;
use crate::listing::{self, AssetListing};
use crate::module;
use crate::r_module;
use crate::service::{self, ServiceDescription, ServiceKind};
use crate::shape::{Members, ReadError, name_of};
use crate::{json, text};
use ml_graph::Json;
use std::borrow::Cow;

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
    let mut reading = Reading::default();
    file(name, bytes, limits, 0, &mut Budget::default(), &mut reading);
    reading
}

/// A quick look whether a file is a list of assets, whose names experiments in other files need.
pub fn is_listing(bytes: &[u8]) -> bool {
    let mut head = text::decode(&bytes[..bytes.len().min(16_384) & !1]).into_owned();
    head.truncate(head.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
    let head = head.trim_start();
    if archive::is_zip(bytes) {
        // A custom module: the names of its files stand in the beginning of the package.
        let names =
            |ending: &[u8]| bytes.windows(ending.len()).any(|window| window.eq_ignore_ascii_case(ending));
        return names(b".xml") && names(b".R");
    }
    (head.starts_with('[') || head.starts_with('{'))
        && (head.contains("DataTypeId") || head.contains("ModuleInterface"))
        && !head.contains("ModuleNodes")
        && !head.contains("workspaces")
}

fn file(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    nesting: usize,
    budget: &mut Budget,
    reading: &mut Reading,
) {
    if bytes.len() as u64 > limits.bytes {
        reading.errors.push(
            ReadError::new(
                format!("The file has {} bytes; at most {} are read.", bytes.len(), limits.bytes),
                "Split it, or raise the limit.",
            )
            .in_file(name),
        );
        return;
    }
    if archive::is_zip(bytes) {
        package(name, bytes, limits, nesting, budget, reading);
        return;
    }
    if let Some(kind) = binary(bytes) {
        let content = Content::Data { kind, bytes: bytes.to_vec() };
        reading.found.push(Found { file: name.to_owned(), pointer: String::new(), format: "data", content });
        return;
    }
    let decoded = text::decode(bytes);
    if looks_like_json(&decoded) {
        let outcome = json::parse(&decoded).and_then(|value| document(value, name, "", limits, reading));
        if let Err(error) = outcome {
            reading.errors.push(error.in_file(name));
        }
        return;
    }
    match tabular(&decoded) {
        Some(kind) => {
            // The tables' reader decodes by itself; only what it may not know is turned into UTF-8 here.
            let bytes = match decoded {
                Cow::Borrowed(_) => bytes.to_vec(),
                Cow::Owned(text) => text.into_bytes(),
            };
            reading.found.push(Found {
                file: name.to_owned(),
                pointer: String::new(),
                format: "data",
                content: Content::Data { kind, bytes },
            });
        }
        None => reading.errors.push(unrecognised(bytes).in_file(name)),
    }
}

fn unrecognised(bytes: &[u8]) -> ReadError {
    let mut error = if bytes.is_empty() {
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
    reading: &mut Reading,
) {
    if nesting >= limits.nesting {
        reading.errors.push(
            ReadError::new(
                format!("Packages are nested more than {} deep.", limits.nesting),
                "Unpack the inner packages and convert them by themselves.",
            )
            .in_file(name),
        );
        return;
    }
    let mut inner = Reading::default();
    let mut excel = false;
    let mut custom = CustomFiles::default();
    let outcome = archive::unpack(bytes, limits, budget, &mut |entry, content, budget| {
        excel |= entry == "[Content_Types].xml";
        if !excel {
            custom.take(&entry, &content);
            file(&format!("{name}!{entry}"), &content, limits, nesting + 1, budget, &mut inner);
        }
    });
    if excel {
        let content = Content::Data { kind: DataKind::Excel, bytes: bytes.to_vec() };
        reading.found.push(Found { file: name.to_owned(), pointer: String::new(), format: "data", content });
        return;
    }
    if outcome.is_ok()
        && let Some(json) = custom.finish()
    {
        let content = Content::Package(json);
        reading.found.push(Found {
            file: name.to_owned(),
            pointer: String::new(),
            format: "classic-r-module",
            content,
        });
        return;
    }
    let exports = inner.found.iter().any(|found| !matches!(found.content, Content::Data { .. }))
        || inner.errors.iter().any(|error| !error.unrecognised);
    if outcome.is_ok() && !exports {
        // A script bundle or zipped data: an asset as a whole.
        let content = Content::Data { kind: DataKind::Zip, bytes: bytes.to_vec() };
        reading.found.push(Found { file: name.to_owned(), pointer: String::new(), format: "data", content });
        return;
    }
    reading.found.extend(inner.found);
    reading.errors.extend(inner.errors);
    if let Err(error) = outcome {
        reading.errors.push(error.in_file(name));
    }
}

/// The files of a package that may be a custom module.
#[derive(Default)]
struct CustomFiles {
    descriptions: Vec<String>,
    files: Vec<(String, String)>,
    bytes: usize,
}

/// Text files of a custom module that a draft carries.
const MOST_CODE: usize = 4 << 20;

impl CustomFiles {
    fn take(&mut self, entry: &str, content: &[u8]) {
        self.bytes = self.bytes.saturating_add(content.len());
        if self.bytes > MOST_CODE {
            return;
        }
        // Code of the Studio's days may be in Windows' letters, but holds no zero bytes.
        if content.contains(&0) {
            return;
        }
        let text = text::decode(content).into_owned();
        let is_xml = entry.to_ascii_lowercase().ends_with(".xml") && !entry.contains('/');
        if is_xml && r_module::is_description(&text) {
            self.descriptions.push(text);
        } else {
            self.files.push((entry.to_owned(), text));
        }
    }

    /// The module, when the package is one.
    fn finish(self) -> Option<Json> {
        let [description] = <[String; 1]>::try_from(self.descriptions).ok()?;
        (self.bytes <= MOST_CODE).then(|| r_module::package(description, self.files))
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

/// Puts each thing of a JSON document into the reading.
fn document(
    value: Json,
    name: &str,
    pointer: &str,
    limits: &Limits,
    reading: &mut Reading,
) -> Result<(), ReadError> {
    let mut add = |format, content| {
        reading.found.push(Found { file: name.to_owned(), pointer: pointer.to_owned(), format, content });
    };
    let has = |key: &str| value.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    if let Json::Array(items) = value {
        return array(items, name, pointer, limits, reading);
    }
    if !matches!(value, Json::Object(_)) {
        return Err(nothing(&value, pointer));
    }
    if value
        .get("schema")
        .and_then(Json::as_str)
        .is_some_and(|schema| schema.starts_with("ml-pipeline-draft/"))
    {
        add("draft", Content::Draft(value));
    } else if has("ExperimentGraph") {
        add("classic-submission", Content::Experiment(value));
    } else if has("Graph") || has("NodeStatuses") || (has("ExperimentId") && has("Etag")) {
        add("classic-experiment", Content::Experiment(value));
    } else if has("ModuleNodes") {
        add("classic-graph", Content::Experiment(value));
    } else if has("workspaces") || (has("experiments") && !has("DataTypeId")) {
        return report(value, name, pointer, reading);
    } else if module::is_module(&value) {
        add("classic-module-list", Content::Modules(vec![value]));
    } else if has("DataTypeId") && has("Id") {
        add("classic-asset-list", Content::Listing(listing::entries(vec![value], pointer)?));
    } else if has("value") && matches!(value.get_ignoring_case("value"), Some(Json::Array(_))) {
        let mut members = Members::of(value, pointer, "The list")?;
        let items = members.list("value", pointer)?;
        return array(items, name, &format!("{pointer}/value"), limits, reading);
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
    items: Vec<Json>,
    name: &str,
    pointer: &str,
    limits: &Limits,
    reading: &mut Reading,
) -> Result<(), ReadError> {
    let is_asset = |item: &Json| item.get_ignoring_case("DataTypeId").is_some();
    if !items.is_empty() && items.iter().all(is_asset) {
        let content = Content::Listing(listing::entries(items, pointer)?);
        let (file, pointer) = (name.to_owned(), pointer.to_owned());
        reading.found.push(Found { file, pointer, format: "classic-asset-list", content });
        return Ok(());
    }
    if !items.is_empty() && items.iter().all(module::is_module) {
        let (file, pointer) = (name.to_owned(), pointer.to_owned());
        let content = Content::Modules(items);
        reading.found.push(Found { file, pointer, format: "classic-module-list", content });
        return Ok(());
    }
    if items.is_empty() || items.iter().any(|item| !matches!(item, Json::Object(_))) {
        return Err(nothing(&Json::Array(Vec::new()), pointer));
    }
    for (index, item) in items.into_iter().enumerate() {
        if let Err(error) = document(item, name, &format!("{pointer}/{index}"), limits, reading) {
            reading.errors.push(error.in_file(name));
        }
    }
    Ok(())
}

/// Microsoft's inventory report, or one workspace of it.
fn report(value: Json, name: &str, pointer: &str, reading: &mut Reading) -> Result<(), ReadError> {
    let mut members = Members::of(value, pointer, "The report")?;
    let workspaces = members.list("workspaces", pointer)?;
    let mut rest = Vec::new();
    if workspaces.is_empty() {
        workspace(members, name, pointer, reading, &mut rest)?;
    } else {
        for (index, item) in workspaces.into_iter().enumerate() {
            let place = format!("{pointer}/workspaces/{index}");
            let inner = Members::of(item, &place, "A workspace")?;
            if let Err(error) = workspace(inner, name, &place, reading, &mut rest) {
                reading.errors.push(error.in_file(name));
            }
        }
        for (list, usual) in
            [("newwebservices", ServiceKind::Definition), ("commitmentplans", ServiceKind::Resource)]
        {
            services(members.list(list, pointer)?, usual, name, &format!("{pointer}/{list}"), reading);
        }
        rest.extend(members.rest());
    }
    let (file, pointer) = (name.to_owned(), pointer.to_owned());
    reading.found.push(Found {
        file,
        pointer,
        format: "mlclassic-report",
        content: Content::Inventory(rest),
    });
    Ok(())
}

fn workspace(
    mut members: Members,
    name: &str,
    pointer: &str,
    reading: &mut Reading,
    rest: &mut Other,
) -> Result<(), ReadError> {
    let mut add = |place: &str, content| {
        let pointer = format!("{pointer}/{place}");
        reading.found.push(Found { file: name.to_owned(), pointer, format: "mlclassic-report", content });
    };
    for list in ["datasources", "trainedmodels", "transformmodules"] {
        let entries = listing::entries(members.list(list, pointer)?, &format!("{pointer}/{list}"))?;
        if !entries.is_empty() {
            add(list, Content::Listing(entries));
        }
    }
    let modules = members.list("modules", pointer)?;
    if !modules.is_empty() && modules.iter().all(module::is_module) {
        add("modules", Content::Modules(modules));
    } else if !modules.is_empty() {
        members.put_back("modules", Json::Array(modules));
    }
    let mut failed = Vec::new();
    for (index, item) in members.list("experiments", pointer)?.into_iter().enumerate() {
        let place = format!("experiments/{index}");
        if item.get_ignoring_case("Graph").is_some_and(|graph| !graph.is_null()) {
            add(&place, Content::Experiment(item));
            continue;
        }
        let mut entry = match Members::of(item, &format!("{pointer}/{place}"), "An experiment of the report")
        {
            Ok(entry) => entry,
            Err(error) => {
                failed.push(error);
                continue;
            }
        };
        match entry.take("details") {
            Some(details @ Json::Object(_)) => {
                let described = details.get_ignoring_case("Description").is_some_and(|name| !name.is_null());
                let mut details = details;
                if let (false, Some(title), Json::Object(inner)) =
                    (described, entry.text("description"), &mut details)
                {
                    inner.push(("Description".to_owned(), Json::String(title)));
                }
                add(&format!("{place}/details"), Content::Experiment(details));
            }
            _ => failed.push(
                ReadError::new(
                    format!("Experiment {} of the report comes without its graph.", index + 1),
                    "Write the report again with its details switched on ($verbose = $true).",
                )
                .at(format!("{pointer}/{place}/details")),
            ),
        }
    }
    for list in ["webservices", "webservicegroups"] {
        let place = format!("{pointer}/{list}");
        services(members.list(list, pointer)?, ServiceKind::Managed, name, &place, reading);
    }
    rest.extend(members.rest());
    reading.errors.extend(failed.into_iter().map(|error| error.in_file(name)));
    Ok(())
}

/// Services of an inventory report. What does not say what it is counts as what the list usually holds.
fn services(items: Vec<Json>, usual: ServiceKind, name: &str, pointer: &str, reading: &mut Reading) {
    for (index, json) in items.into_iter().enumerate() {
        // Newer versions of the tool wrap what the service answered, as they do with experiments.
        let wrapped = ["details", "info"].into_iter().find(|key| {
            json.get_ignoring_case(key).is_some_and(|inner| service::service_kind(inner).is_some())
        });
        let (json, place) = match wrapped.and_then(|key| Some((json.get_ignoring_case(key)?.clone(), key))) {
            Some((inner, key)) => (inner, format!("{pointer}/{index}/{key}")),
            None => (json, format!("{pointer}/{index}")),
        };
        let kind = service::service_kind(&json).unwrap_or(usual);
        reading.found.push(Found {
            file: name.to_owned(),
            pointer: place,
            format: "mlclassic-report",
            content: Content::Service { kind, json },
        });
    }
}
