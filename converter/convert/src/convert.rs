//! The whole conversion: read, seal, lift, report.

use crate::files::Taken;
use crate::index::Index;
use crate::lift::{self, Lift};
use crate::names::AssetNames;
use crate::report::{self, ExperimentReport, Report, ServiceReport, Subject};
use crate::scripts;
use crate::secrets::{self, Vault};
use crate::service::{Claims, Experiments, ServiceIds};
use ml_classic::{Content, DescribedModule, Experiment, Found, Limits, ModulePackage, ReadError, SourceFile};
use ml_graph::{Catalogue, Diagnostic, EndpointDefinition, Json, PipelineDraft, Severity};
use std::collections::BTreeMap;

/// Everything that came out of a conversion.
#[derive(Debug, Default)]
pub struct Conversion {
    /// One an experiment, in source order.
    pub drafts: Vec<ConvertedDraft>,
    /// One an endpoint of a service; only [`convert()`] and [`Converter::finish`] give them, for several files may speak of the same one.
    pub endpoints: Vec<ConvertedEndpoint>,
    /// Credentials of what is neither: plans, workspaces, parameters of templates. Their addresses stand in the report.
    pub vault: Vault,
    /// Data files met in the input.
    pub data: Vec<DataFile>,
    /// What was found, errors included.
    pub diagnostics: Vec<Diagnostic>,
    /// The migration report; from [`Converter::convert`], the part of it that is about the file's experiments.
    pub report: Report,
}

/// A draft and the credentials that were taken out of it.
#[derive(Debug)]
pub struct ConvertedDraft {
    /// Suggested file name, unique in the conversion: `<name>.draft.json`.
    pub file: String,
    /// The draft.
    pub draft: PipelineDraft,
    /// Credentials by the addresses that stand in the draft.
    pub vault: Vault,
    /// What the report says of it.
    pub report: ExperimentReport,
}

/// An endpoint and the credentials that were taken out of what is known of it.
#[derive(Debug)]
pub struct ConvertedEndpoint {
    /// Suggested file name, unique in the conversion: `<name>.endpoint.json`.
    pub file: String,
    /// The endpoint.
    pub endpoint: EndpointDefinition,
    /// Credentials by the addresses that stand in the endpoint.
    pub vault: Vault,
}

/// What is known when all files are converted.
#[derive(Debug)]
pub struct Finished {
    /// The endpoints of all services.
    pub endpoints: Vec<ConvertedEndpoint>,
    /// Credentials whose addresses stand in the report alone.
    pub vault: Vault,
    /// The report on all that was converted.
    pub report: Report,
}

/// A file that an experiment may use.
#[derive(Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Name without folders.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for DataFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "DataFile({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Converts `files` all at once. What cannot be read is in the diagnostics; the rest converts.
pub fn convert(files: &[SourceFile], catalogue: &Catalogue, limits: &Limits) -> Conversion {
    let mut converter = Converter::new(catalogue, limits.clone());
    for file in files {
        converter.learn(&file.name, &file.bytes);
    }
    let mut all = Conversion::default();
    for file in files {
        let one = converter.convert(&file.name, &file.bytes);
        all.drafts.extend(one.drafts);
        all.data.extend(one.data);
        all.diagnostics.extend(one.diagnostics);
        all.report.experiments.extend(one.report.experiments);
    }
    let Finished { endpoints, vault, report } = converter.finish();
    all.endpoints = endpoints;
    all.vault = vault;
    all.report = Report { experiments: all.report.experiments, ..report };
    all
}

/// Converts file by file. What it keeps of a file does not grow with the file's experiments.
#[derive(Debug)]
pub struct Converter<'a> {
    pub(crate) index: Index<'a>,
    pub(crate) limits: Limits,
    /// Whether scripts stay as they are.
    keep_scripts: bool,
    pub(crate) names: AssetNames<'static>,
    taken: Taken,
    pub(crate) claims: Claims,
    experiments: Experiments,
    /// How many vaults there are whose addresses start with a word, so that each gets its own.
    pub(crate) roots: BTreeMap<&'static str, usize>,
    /// Credentials of resources that are no services.
    pub(crate) beside: Vault,
    pub(crate) report: Report,
}

impl<'a> Converter<'a> {
    /// A converter that has seen nothing yet.
    pub fn new(catalogue: &'a Catalogue, limits: Limits) -> Converter<'a> {
        Converter {
            index: Index::of(catalogue),
            limits,
            keep_scripts: false,
            names: AssetNames::default(),
            taken: Taken::default(),
            claims: Claims::default(),
            experiments: Experiments::default(),
            roots: BTreeMap::new(),
            beside: Vault::default(),
            report: Report::default(),
        }
    }

    /// Leaves scripts as they are; the report still says what their rewriting would change.
    pub fn keeping_scripts(self) -> Converter<'a> {
        Converter { keep_scripts: true, ..self }
    }

    /// Rewrites the scripts of a draft that was just lifted.
    pub(crate) fn modernise(&self, draft: &mut PipelineDraft) {
        if !self.keep_scripts {
            scripts::modernise(draft, &self.index);
        }
    }

    /// Takes the names of datasets from a file that lists them. Call it on every file before converting; other files cost a glance.
    pub fn learn(&mut self, name: &str, bytes: &[u8]) {
        if ml_classic::is_listing(bytes) {
            for found in ml_classic::read(name, bytes, &self.limits).found {
                match found.content {
                    Content::Listing(assets) => self.names.learn(&assets),
                    Content::Modules(modules) => {
                        self.learn_modules(modules, &found.pointer, name, &mut Vec::new())
                    }
                    Content::Package(json) => self.learn_package(json, name, &mut Vec::new()),
                    _ => {}
                }
            }
        }
    }

    /// Converts one file. The result's report holds its experiments alone; the rest comes from [`Converter::finish`].
    pub fn convert(&mut self, name: &str, bytes: &[u8]) -> Conversion {
        let mut result = Conversion::default();
        let mut reading = ml_classic::read(name, bytes, &self.limits);
        for found in &mut reading.found {
            match &mut found.content {
                Content::Listing(assets) => self.names.learn(assets),
                Content::Modules(modules) => {
                    self.learn_modules(
                        std::mem::take(modules),
                        &found.pointer,
                        &found.file,
                        &mut result.diagnostics,
                    );
                }
                Content::Package(json) => {
                    self.learn_package(std::mem::take(json), &found.file, &mut result.diagnostics);
                }
                _ => {}
            }
        }
        for found in reading.found {
            self.found(found, &mut result);
        }
        result.diagnostics.extend(reading.errors.into_iter().map(error));
        self.report.files += 1;
        self.report
            .diagnostics
            .extend(result.diagnostics.iter().filter(|diagnostic| diagnostic.at.node.is_none()).cloned());
        result
    }

    /// Takes in the entries of a module listing.
    fn learn_modules(
        &mut self,
        modules: Vec<Json>,
        pointer: &str,
        file: &str,
        problems: &mut Vec<Diagnostic>,
    ) {
        let mut modules = Json::Array(modules);
        self.seal_description(&mut modules, file, problems);
        let Json::Array(modules) = modules else { return };
        for (index, json) in modules.into_iter().enumerate() {
            match DescribedModule::from_json(json, &format!("{pointer}/{index}")) {
                Ok(module) => self.index.learn_module(&module),
                Err(problem) => problems.push(error(in_file(problem, file))),
            }
        }
    }

    /// Takes in a custom module with its code.
    fn learn_package(&mut self, mut json: Json, file: &str, problems: &mut Vec<Diagnostic>) {
        self.seal_description(&mut json, file, problems);
        match ModulePackage::from_json(&json) {
            Ok(package) => self.index.customs.learn_package(package),
            Err(problem) => problems.push(error(in_file(problem, file))),
        }
    }

    /// Takes the credentials out of what describes a module, and says where they were.
    fn seal_description(&mut self, json: &mut Json, file: &str, problems: &mut Vec<Diagnostic>) {
        let mut vault = Vault::default();
        let root = format!("module-{}", crate::file_stem(file));
        secrets::seal_into(&mut vault, json, &self.index.credentials, &root);
        problems.extend(vault.addresses().map(|address| {
            Diagnostic::info(
                "convert/credential",
                format!("A credential was taken out of a module: {address}."),
            )
            .help("Give it to the module another way.")
            .in_file(file)
        }));
        self.beside.extend(vault);
    }

    /// The endpoints of all services, and the report on all that was converted without its experiments: these came with each
    /// [`Conversion`].
    pub fn finish(mut self) -> Finished {
        let mut endpoints = Vec::new();
        let mut taken = Taken::default();
        for claim in std::mem::take(&mut self.claims).join(&self.experiments) {
            let part = claim.endpoint.source.as_ref().and_then(|source| source.endpoint.as_deref());
            let title = match part.filter(|part| *part != "default" && *part != claim.endpoint.name) {
                Some(part) => format!("{} {part}", claim.endpoint.name),
                None => claim.endpoint.name.clone(),
            };
            let file = format!("{}.endpoint.json", taken.next(&title));
            self.report.services.push(ServiceReport::of(&claim, &file));
            endpoints.push(ConvertedEndpoint { file, endpoint: claim.endpoint, vault: claim.vault });
        }
        Finished { endpoints, vault: self.beside, report: self.report.sum_up() }
    }

    fn found(&mut self, found: Found, result: &mut Conversion) {
        let Found { file, pointer, format, content } = found;
        match content {
            Content::Experiment(mut json) => {
                let vault = secrets::seal(&mut json, &self.index.credentials);
                match Experiment::from_json(json, &pointer, &self.limits) {
                    Ok(experiment) => {
                        let ids = ServiceIds::of(&experiment);
                        let Lift { mut draft, diagnostics } =
                            lift::lift(experiment, format, &self.index, &self.names);
                        self.modernise(&mut draft);
                        let place = Place { file: &file, pointer: &pointer, format };
                        let draft_file = self.add(draft, vault, diagnostics, &place, result);
                        if let Some(converted) = result.drafts.last() {
                            self.experiments.add(&converted.draft, &draft_file, ids);
                        }
                    }
                    Err(problem) => result.diagnostics.push(error(in_file(problem, &file))),
                }
            }
            Content::Draft(mut json) => {
                let vault = secrets::seal(&mut json, &self.index.credentials);
                let text = serde_json::to_string(&json).unwrap_or_default();
                match serde_json::from_str::<PipelineDraft>(&text) {
                    Ok(draft) => {
                        let place = Place { file: &file, pointer: &pointer, format };
                        self.add(draft, vault, Vec::new(), &place, result);
                    }
                    Err(problem) => result.diagnostics.push(
                        Diagnostic::error(
                            "convert/draft",
                            format!("The draft cannot be read: {}.", reason(&problem)),
                        )
                        .help("It was changed by hand or by a newer version. Compare it with one that opens.")
                        .in_file(&file),
                    ),
                }
            }
            Content::Service { kind, json } => {
                let place = Place { file: &file, pointer: &pointer, format };
                if let Err(problem) = self.service(kind, json, &place, result) {
                    result.diagnostics.push(error(in_file(problem, &file)));
                }
            }
            Content::Data { bytes, .. } => {
                let name = file.rsplit(['/', '\\', '!']).next().unwrap_or(&file).to_owned();
                result.data.push(DataFile { name, bytes });
            }
            Content::Listing(_) | Content::Inventory(_) | Content::Modules(_) | Content::Package(_) => {}
        }
    }

    /// Adds a draft to the result and the report, and gives the name of its file.
    pub(crate) fn add(
        &mut self,
        draft: PipelineDraft,
        vault: Vault,
        mut diagnostics: Vec<Diagnostic>,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> String {
        for diagnostic in &mut diagnostics {
            diagnostic.at.file = Some(place.file.to_owned());
        }
        draft.components.iter().for_each(|component| self.index.customs.learn_component(component));
        let draft_file = format!("{}.draft.json", self.taken.next(&draft.name));
        let Place { file, pointer, format } = *place;
        let subject = Subject { draft: &draft, draft_file: &draft_file, file, pointer, format };
        let experiment: ExperimentReport = report::examine(&subject, &vault, &diagnostics, &self.index);
        self.report.totals.add(&experiment);
        result.report.experiments.push(experiment.clone());
        result.diagnostics.extend(diagnostics);
        result.drafts.push(ConvertedDraft { file: draft_file.clone(), draft, vault, report: experiment });
        draft_file
    }
}

/// Where something was found, and as what.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) file: &'a str,
    pub(crate) pointer: &'a str,
    pub(crate) format: &'a str,
}

fn in_file(mut error: ReadError, file: &str) -> ReadError {
    file.clone_into(&mut error.file);
    error
}

/// A reader's error for people.
fn error(error: ReadError) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::error("convert/not-read", error.message).help(error.help).in_file(error.file);
    if error.unrecognised {
        "convert/not-recognised".clone_into(&mut diagnostic.code);
        diagnostic.severity = Severity::Warning;
    }
    diagnostic.at.line = error.line;
    diagnostic.at.line_column = error.column;
    diagnostic.at.pointer = error.pointer.filter(|pointer| !pointer.is_empty());
    diagnostic
}

/// The parser's reason without the value it met, which could be a credential, and without a position in a copy that no one sees.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match text.split_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if text.starts_with("missing field") => text.to_owned(),
        None => "its structure is not that of a draft".to_owned(),
    }
}

/// A value of ours as JSON of the vocabulary.
pub(crate) fn as_json(value: &impl serde::Serialize) -> Json {
    serde_json::to_string(value).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
