//! The whole conversion: read, seal, lift, report.

use crate::designer::Elsewhere;
use crate::files::Taken;
use crate::index::Index;
use crate::lift::{self, Lift};
use crate::names::AssetNames;
use crate::report::{self, ExperimentReport, Report, ServiceReport, Subject};
use crate::scripts;
use crate::secrets::{self, Vault};
use crate::service::{Claim, Claims, Definitions, DeployedValues, Experiments, ServiceIds};
use ml_classic::{
    Beside, Content, DescribedModule, Experiment, Found, Limits, ModulePackage, ReadError, ServiceKind,
    SourceFile, TemplateValues,
};
use ml_graph::{Catalogue, Diagnostic, EndpointDefinition, Json, PipelineDraft, Severity};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

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

impl ConvertedDraft {
    /// Whether an endpoint may name it, which is only known when all files are converted.
    pub fn may_be_served(&self) -> bool {
        let format = self.draft.source.as_ref().map(|source| source.format.as_str());
        !self.draft.interface.is_empty() || format == Some(ServiceKind::Definition.format())
    }
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
    /// What shows only when all files are read.
    pub diagnostics: Vec<Diagnostic>,
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
    let by_name: BTreeMap<&str, &SourceFile> = files.iter().map(|file| (file.name.as_str(), file)).collect();
    let beside = |name: &str| {
        let folder = name.rfind('/').map_or(0, |place| place + 1);
        let folder = name[..folder].to_owned();
        let files = &by_name;
        move |path: &str| {
            let name = ml_classic::joined(&folder, path)?;
            files.get(name.as_str()).map(|file| file.bytes.clone())
        }
    };
    let parts: BTreeSet<String> = files
        .iter()
        .flat_map(|file| ml_classic::pipeline_parts(&file.name, &file.bytes, limits, &mut beside(&file.name)))
        .collect();
    let mut all = Conversion::default();
    for file in files.iter().filter(|file| !parts.contains(&file.name)) {
        let one = converter.convert_whole(&file.name, &file.bytes, &mut beside(&file.name));
        all.drafts.extend(one.drafts);
        all.data.extend(one.data);
        all.diagnostics.extend(one.diagnostics);
        all.report.experiments.extend(one.report.experiments);
    }
    let Finished { endpoints, vault, diagnostics, report } = converter.finish();
    all.diagnostics.extend(diagnostics);
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
    pub(crate) taken: Taken,
    pub(crate) claims: Claims,
    /// Definitions of services that became drafts.
    pub(crate) definitions: Definitions,
    pub(crate) deployed: DeployedValues,
    pub(crate) experiments: Experiments,
    /// What files say of the designer's graphs in other files.
    pub(crate) elsewhere: Elsewhere,
    /// How many vaults there are whose addresses start with a word, so that each gets its own.
    pub(crate) roots: BTreeMap<&'static str, usize>,
    /// Credentials of resources that are no services.
    pub(crate) beside: Vault,
    /// Endpoints that were read as such; they name their drafts by the files they were read from.
    pub(crate) ready: Vec<Claim>,
    /// Drafts that were read as such: name of the file, and of the one that is written.
    pub(crate) given: BTreeMap<String, String>,
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
            definitions: Definitions::default(),
            deployed: DeployedValues::default(),
            experiments: Experiments::default(),
            elsewhere: Elsewhere::default(),
            roots: BTreeMap::new(),
            beside: Vault::default(),
            ready: Vec::new(),
            given: BTreeMap::new(),
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

    /// Takes what other files need: the names of datasets, modules and pipelines from a file that lists them, values that templates were
    /// deployed with. Call it on every file before converting; other files cost a glance.
    pub fn learn(&mut self, name: &str, bytes: &[u8]) {
        if ml_classic::is_listing(bytes) || ml_classic::is_template_values(bytes) {
            for found in ml_classic::read(name, bytes, &self.limits).found {
                match found.content {
                    Content::Listing(assets) => self.names.learn(&assets),
                    Content::Designer { kind, json } => self.learn_designer(kind, &json),
                    Content::Modules(modules) => {
                        self.learn_modules(modules, &found.pointer, name, &mut Vec::new())
                    }
                    Content::Package(json) => self.learn_package(json, name, &mut Vec::new()),
                    Content::Service { kind: ServiceKind::TemplateValues, json } => {
                        if let Ok(values) = TemplateValues::from_json(json, &found.pointer) {
                            self.deployed.add(&found.file, values);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// Converts one file. The result's report holds its experiments alone; the rest comes from [`Converter::finish`].
    pub fn convert(&mut self, name: &str, bytes: &[u8]) -> Conversion {
        self.convert_whole(name, bytes, &mut |_| None)
    }

    /// Like [`Converter::convert`], for a file that may refer to others: `beside` gives these by their path below the file's folder.
    pub fn convert_whole(&mut self, name: &str, bytes: &[u8], beside: &mut Beside<'_>) -> Conversion {
        let mut all = Conversion::default();
        self.convert_beside(name, bytes, beside, &mut |part| {
            all.drafts.extend(part.drafts);
            all.data.extend(part.data);
            all.diagnostics.extend(part.diagnostics);
            all.report.experiments.extend(part.report.experiments);
            ControlFlow::Continue(())
        });
        all
    }

    /// Like [`Converter::convert`], but hands on each draft or data file with what there is to say about it as soon as it is there, until
    /// `take` breaks off: a report of thousands of experiments then needs the memory of one, beside its text. Data comes before the
    /// drafts that may use it; what could not be read comes last.
    pub fn convert_each<'b>(
        &mut self,
        name: &str,
        bytes: impl Into<Cow<'b, [u8]>>,
        take: &mut dyn FnMut(Conversion) -> ControlFlow<()>,
    ) {
        self.convert_beside(name, bytes, &mut |_| None, take);
    }

    /// Like [`Converter::convert_each`], for a file that may refer to others: `beside` gives these by their path below the file's folder.
    pub fn convert_beside<'b>(
        &mut self,
        name: &str,
        bytes: impl Into<Cow<'b, [u8]>>,
        beside: &mut Beside<'_>,
        take: &mut dyn FnMut(Conversion) -> ControlFlow<()>,
    ) {
        let limits = self.limits.clone();
        let errors = ml_classic::read_beside(name, bytes, &limits, beside, &mut |found| {
            let mut part = Conversion::default();
            self.found(found, &mut part);
            self.note(&part.diagnostics);
            take(part)
        });
        self.report.files += 1;
        let diagnostics: Vec<Diagnostic> = errors.into_iter().map(error).collect();
        if !diagnostics.is_empty() {
            self.note(&diagnostics);
            // Nothing comes after it, so that it makes no difference whether `take` wants more.
            let _ = take(Conversion { diagnostics, ..Conversion::default() });
        }
    }

    /// Keeps for the report what concerns files as a whole.
    fn note(&mut self, diagnostics: &[Diagnostic]) {
        let whole = diagnostics.iter().filter(|diagnostic| diagnostic.at.node.is_none());
        self.report.diagnostics.extend(whole.cloned());
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
        for mut claim in std::mem::take(&mut self.ready) {
            for file in [&mut claim.endpoint.draft, &mut claim.endpoint.experiment].into_iter().flatten() {
                if let Some(written) = self.given.get(file) {
                    file.clone_from(written);
                }
            }
            self.claims.add(claim);
        }
        for claim in std::mem::take(&mut self.claims).join(&self.experiments) {
            let file = format!("{}.endpoint.json", taken.next(&claim.endpoint.title()));
            self.report.services.push(ServiceReport::of(&claim, &file));
            endpoints.push(ConvertedEndpoint { file, endpoint: claim.endpoint, vault: claim.vault });
        }
        let diagnostics = self.elsewhere.without_graph();
        self.report.diagnostics.extend(diagnostics.iter().cloned());
        Finished { endpoints, vault: self.beside, diagnostics, report: self.report.sum_up() }
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
                        let written = self.add(draft, vault, Vec::new(), &place, result);
                        self.given.insert(base_name(&file).to_owned(), written);
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
            Content::Pipeline(json) => {
                let place = Place { file: &file, pointer: &pointer, format };
                if let Err(problem) = self.job(json, &place, result) {
                    result.diagnostics.push(error(in_file(problem, &file)));
                }
            }
            Content::Designer { kind, json } => {
                let place = Place { file: &file, pointer: &pointer, format };
                if let Err(problem) = self.designer(kind, json, &place, result) {
                    result.diagnostics.push(error(in_file(problem, &file)));
                }
            }
            Content::Endpoint(json) => {
                let place = Place { file: &file, pointer: &pointer, format };
                match self.endpoint(json, &place) {
                    Ok(claim) => self.ready.push(claim),
                    Err(problem) => result.diagnostics.push(problem),
                }
            }
            Content::Service { kind, json } => {
                let place = Place { file: &file, pointer: &pointer, format };
                if let Err(problem) = self.service(kind, json, &place, result) {
                    result.diagnostics.push(error(in_file(problem, &file)));
                }
            }
            Content::Data { bytes, .. } => {
                let name = base_name(&file).to_owned();
                result.data.push(DataFile { name, bytes });
            }
            Content::Listing(assets) => self.names.learn(&assets),
            Content::Modules(modules) => {
                self.learn_modules(modules, &pointer, &file, &mut result.diagnostics);
            }
            Content::Package(json) => self.learn_package(json, &file, &mut result.diagnostics),
            Content::Inventory(rest) => {
                self.inventory(rest, &Place { file: &file, pointer: &pointer, format })
            }
            Content::Part => {}
        }
    }

    /// Adds a draft to the result and the report, and gives the name of its file.
    pub(crate) fn add(
        &mut self,
        mut draft: PipelineDraft,
        vault: Vault,
        mut diagnostics: Vec<Diagnostic>,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> String {
        for diagnostic in &mut diagnostics {
            diagnostic.at.file = Some(place.file.to_owned());
        }
        draft.components.iter().for_each(|component| self.index.customs.learn_component(component));
        if draft.components.is_empty() {
            draft.components = self.index.own_of(&draft);
        }
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

/// The name of a file without folders and packages around it.
fn base_name(file: &str) -> &str {
    file.rsplit(['/', '\\', '!']).next().unwrap_or(file)
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
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    match text.split_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None if text.starts_with("missing field") => text.to_owned(),
        None => "its structure is another".to_owned(),
    }
}

/// A value of ours as JSON of the vocabulary.
pub(crate) fn as_json(value: &impl serde::Serialize) -> Json {
    serde_json::to_string(value).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}
