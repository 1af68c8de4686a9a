//! The migration report: for each experiment and module, whether it runs, what changes, what to do.

mod blockers;
mod csv;
mod data_files;
pub(crate) mod designer;
mod examine;
mod experiments;
mod graph;
mod html;
mod json;
mod markdown;
mod saved_models;
mod scripts;
mod services;
mod steps;
mod table;

use crate::convert::as_json;
use crate::secrets::Vault;
use crate::service::Claim;
use ml_graph::{
    AssetKind, ConsumerKind, Diagnostic, EndpointConsumer, EndpointKind, EndpointPort, Json, PipelineDraft,
    ScriptLanguage,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;

pub use blockers::Blocker;
pub use data_files::{DataColumn, DataFileReport};
pub use experiments::Experiments;
pub use saved_models::SavedModelReport;

pub(crate) use examine::examine;
pub use scripts::{ScriptFinding, ScriptPackage, ScriptReport};
pub use steps::{MigrationStep, Progress};

/// `report.json`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Sums over all experiments.
    pub totals: Totals,
    /// Files read.
    pub files: usize,
    /// One an experiment, in source order.
    pub experiments: Vec<ExperimentReport>,
    /// The work of a migration, step by step, and what of it is done.
    pub steps: Vec<MigrationStep>,
    /// One an endpoint of a service.
    pub services: Vec<ServiceReport>,
    /// Trained models among the files. The converter leaves it empty: who reads such files fills it in.
    pub models: Vec<SavedModelReport>,
    /// Data files among the files. The converter leaves it empty: who reads such files fills it in.
    pub data_files: Vec<DataFileReport>,
    /// What templates and reports hold beside experiments and services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceReport>,
    /// What concerns files or experiments as a whole.
    pub diagnostics: Vec<Diagnostic>,
}

/// Sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Experiments.
    pub experiments: usize,
    /// Modules.
    pub modules: usize,
    /// Modules by verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// Experiments by verdict.
    pub experiment_verdicts: BTreeMap<Verdict, usize>,
    /// Modules that stand in the way, by title.
    pub blockers: BTreeMap<String, Blocker>,
    /// Experiments that train a model and serve none.
    pub training_experiments: usize,
    /// Modules of each kind, by title.
    pub modules_by_title: BTreeMap<String, usize>,
    /// Modules of customers' own workspaces.
    pub custom_modules: usize,
    /// Endpoints of services.
    pub services: usize,
    /// Credentials taken out.
    pub secrets: usize,
    /// Datasets that experiments read, once for each of them.
    pub datasets: usize,
    /// Saved models and transformations that experiments use.
    pub saved_models: usize,
    /// Experiments with inputs or outputs of a web service.
    pub predictive_experiments: usize,
    /// Python scripts.
    pub python_scripts: usize,
    /// R scripts.
    pub r_scripts: usize,
    /// Changes made to scripts.
    pub script_changes: usize,
    /// Places of Python scripts that deserve a look.
    pub python_places: usize,
    /// Places of R scripts that deserve a look.
    pub r_places: usize,
    /// The sum of all estimates.
    pub effort: Effort,
}

/// How well something runs here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As it did.
    #[default]
    RunsTheSame,
    /// It runs; the report says what differs.
    RunsDifferently,
    /// It runs once the user gives something.
    NeedsInput,
    /// It does not run; the report says why and what to do instead.
    CannotRun,
}

impl Verdict {
    /// For people.
    pub fn describe(self) -> &'static str {
        match self {
            Verdict::RunsTheSame => "runs the same",
            Verdict::RunsDifferently => "runs with a difference",
            Verdict::NeedsInput => "needs your input",
            Verdict::CannotRun => "cannot run",
        }
    }

    /// For people, of so many modules: `60 run the same`.
    pub fn describe_count(self, count: usize) -> &'static str {
        match (self, count) {
            (Verdict::RunsTheSame, 2.. | 0) => "run the same",
            (Verdict::RunsDifferently, 2.. | 0) => "run with a difference",
            (Verdict::NeedsInput, 2.. | 0) => "need your input",
            _ => self.describe(),
        }
    }
}

/// One experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExperimentReport {
    /// Its name.
    pub name: String,
    /// The draft's file name.
    pub draft: String,
    /// Where it came from.
    pub file: String,
    /// JSON pointer inside that file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// Format it came in.
    pub format: String,
    /// The tool that wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The worst of its modules.
    pub verdict: Verdict,
    /// What it consists of.
    pub counts: Counts,
    /// What is left to do, roughly.
    pub effort: Effort,
    /// Its modules.
    pub modules: Vec<ModuleReport>,
    /// Data and models it needs, which exports do not hold.
    pub data: Vec<DataNeed>,
    /// Credentials taken out: names and places, never values.
    pub secrets: Vec<SecretPlace>,
    /// What the conversion found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What an experiment consists of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Modules.
    pub modules: usize,
    /// Of these, custom ones.
    pub custom_modules: usize,
    /// Modules that train a model.
    #[serde(default)]
    pub trainers: usize,
    /// Wires, those from datasets included.
    pub wires: usize,
    /// Datasets.
    pub datasets: usize,
    /// Saved models.
    pub trained_models: usize,
    /// Saved transforms.
    pub transforms: usize,
    /// Module parameters.
    pub parameters: usize,
    /// Parameters of these kept as they were because they were not understood.
    pub parameters_kept: usize,
    /// Notes on modules.
    pub comments: usize,
    /// Web service inputs.
    pub service_inputs: usize,
    /// Web service outputs.
    pub service_outputs: usize,
    /// Web service parameters.
    pub service_parameters: usize,
}

/// A rough estimate of work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Minutes that are left.
    pub minutes_left: usize,
    /// Minutes that drawing everything again would take.
    pub minutes_by_hand: usize,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModuleReport {
    /// Node id in the draft.
    pub node: String,
    /// Title of the module.
    pub module: String,
    /// The user's note on it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// How it runs.
    pub verdict: Verdict,
    /// Why not, what is missing, what differs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_do: Vec<String>,
    /// The language of the script it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptLanguage>,
    /// What was found in its script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ScriptReport>,
    /// What drawing it again in the designer would lose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost_in_designer: Vec<String>,
}

/// Data or a model that is not part of the export.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataNeed {
    /// Id of the asset in the draft.
    pub asset: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AssetKind,
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretPlace {
    /// Its address in the vault.
    pub address: String,
    /// The module it belongs to, when it belongs to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

/// An endpoint of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ServiceReport {
    /// Its name.
    pub name: String,
    /// The file name of its definition.
    pub endpoint: String,
    /// Where it came from first.
    pub file: String,
    /// What it was read from.
    pub formats: Vec<String>,
    /// `realtime` or `batch`.
    pub kind: &'static str,
    /// The draft that answers, or none when no graph was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// The draft of the experiment it was deployed from, when that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// Names of inputs and how many columns each has.
    pub inputs: Vec<(String, usize)>,
    /// Names of outputs and how many columns each has.
    pub outputs: Vec<(String, usize)>,
    /// Names of parameters.
    pub parameters: Vec<String>,
    /// What calls it.
    pub consumers: Vec<String>,
    /// Where clients called it.
    pub addresses: Vec<String>,
    /// Addresses of credentials, those of the draft apart.
    pub secrets: Vec<String>,
}

impl ServiceReport {
    pub(crate) fn of(claim: &Claim, file: &str) -> ServiceReport {
        let endpoint = &claim.endpoint;
        let ports = |ports: &[EndpointPort]| {
            ports.iter().map(|port| (port.name.clone(), port.columns.len())).collect()
        };
        let consumer = |consumer: &EndpointConsumer| {
            let what = match consumer.kind {
                ConsumerKind::DataFactoryLinkedService => "Data Factory linked service",
                ConsumerKind::DataFactoryBatchExecution => "Data Factory batch activity",
                ConsumerKind::DataFactoryUpdateResource => "Data Factory update activity",
                ConsumerKind::DataFactoryExecutePipeline => "Data Factory pipeline activity",
                ConsumerKind::StreamAnalyticsFunction => "Stream Analytics function",
            };
            format!("{what} {}", consumer.name)
        };
        ServiceReport {
            name: endpoint.name.clone(),
            endpoint: file.to_owned(),
            file: claim.file.clone(),
            formats: endpoint.source.as_ref().map(|source| source.formats.clone()).unwrap_or_default(),
            kind: match endpoint.kind {
                EndpointKind::Realtime => "realtime",
                EndpointKind::Batch => "batch",
            },
            draft: endpoint.draft.clone(),
            experiment: endpoint.experiment.clone(),
            inputs: ports(&endpoint.inputs),
            outputs: ports(&endpoint.outputs),
            parameters: endpoint.parameters.iter().map(|parameter| parameter.name.clone()).collect(),
            consumers: endpoint.consumers.iter().map(consumer).collect(),
            addresses: endpoint.original_addresses.iter().map(|address| address.url.clone()).collect(),
            secrets: claim.vault.addresses().map(str::to_owned).collect(),
        }
    }
}

/// A resource beside the services: a commitment plan, a workspace, the parameters of a template.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ResourceReport {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it stands.
    pub file: String,
    /// JSON pointer inside that file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// Addresses of credentials.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
    /// The whole of it, verbatim except for secrets.
    pub definition: Json,
}

impl ResourceReport {
    pub(crate) fn of(definition: Json, vault: &Vault, file: &str, pointer: &str) -> ResourceReport {
        let text = |key: &str| {
            definition.get_ignoring_case(key).and_then(Json::as_str).unwrap_or_default().to_owned()
        };
        let first = |keys: &[&str]| {
            keys.iter().map(|key| text(key)).find(|text| !text.is_empty()).unwrap_or_default()
        };
        let has = |key: &str| definition.get_ignoring_case(key).is_some();
        // What the management API listed does not say what it is.
        let listed = [("FriendlyName", "workspace"), ("ProjectId", "project")];
        let listed = listed.into_iter().find(|(key, _)| has(key)).map(|(_, kind)| kind.to_owned());
        ResourceReport {
            name: first(&["name", "FriendlyName"]),
            kind: listed.unwrap_or_else(|| text("type")),
            file: file.to_owned(),
            pointer: pointer.to_owned(),
            secrets: vault.addresses().map(str::to_owned).collect(),
            definition,
        }
    }
}

/// A draft on its way into the report.
pub(crate) struct Subject<'a> {
    pub(crate) draft: &'a PipelineDraft,
    pub(crate) draft_file: &'a str,
    pub(crate) file: &'a str,
    pub(crate) pointer: &'a str,
    pub(crate) format: &'a str,
}

impl ExperimentReport {
    /// The page on this experiment, with the graph of its draft.
    pub fn to_html(&self, draft: &PipelineDraft) -> String {
        html::experiment(draft, self)
    }

    /// The page's path beside the overview.
    pub fn page(&self) -> String {
        html::page_name(&self.draft)
    }
}

impl Totals {
    /// How many experiments there are of each verdict, in a sentence; nothing when there are none.
    pub(crate) fn sentence(&self) -> String {
        let all = [Verdict::RunsTheSame, Verdict::RunsDifferently, Verdict::NeedsInput, Verdict::CannotRun];
        let parts: Vec<String> = all
            .into_iter()
            .filter_map(|verdict| {
                let count = *self.experiment_verdicts.get(&verdict)?;
                Some(format!("{count} {}", verdict.describe_count(count)))
            })
            .collect();
        match parts.as_slice() {
            [] => String::new(),
            [one] if self.experiments == 1 => format!("It {}.", one.trim_start_matches("1 ")),
            _ => format!("Of these experiments, {}.", parts.join(", ")),
        }
    }
}

impl Report {
    /// The report as JSON of the vocabulary.
    pub fn to_json(&self) -> Json {
        as_json(self)
    }

    /// `report.md`.
    pub fn to_markdown(&self) -> String {
        let mut text = Vec::new();
        let written = markdown::write(self, &self.experiments, &mut text);
        debug_assert!(written.is_ok(), "memory takes everything");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Writes `report.json` with `experiments` in the place of the report's own, which [`crate::Converter`] leaves out.
    pub fn write_json(&self, experiments: &dyn Experiments, out: &mut dyn io::Write) -> io::Result<()> {
        json::write(self, experiments, out)
    }

    /// Writes `report.md` with `experiments` in the place of the report's own.
    pub fn write_markdown(&self, experiments: &dyn Experiments, out: &mut dyn io::Write) -> io::Result<()> {
        markdown::write(self, experiments, out)
    }

    /// Writes `report.html`, the overview; it links to the pages of [`ExperimentReport::to_html`].
    pub fn write_html(&self, experiments: &dyn Experiments, out: &mut dyn io::Write) -> io::Result<()> {
        html::overview(self, experiments, out)
    }

    /// Writes `report.csv`: one row a module.
    pub fn write_csv(&self, experiments: &dyn Experiments, out: &mut dyn io::Write) -> io::Result<()> {
        csv::write(experiments, out)
    }

    /// Says what the migration consists of, once all experiments are counted.
    pub(crate) fn sum_up(mut self) -> Report {
        let totals = &mut self.totals;
        totals.services = self.services.len();
        totals.secrets += self.services.iter().map(|service| service.secrets.len()).sum::<usize>();
        totals.secrets += self.resources.iter().map(|resource| resource.secrets.len()).sum::<usize>();
        self.steps = steps::steps(&self.totals);
        self
    }
}

impl Totals {
    pub(crate) fn add(&mut self, experiment: &ExperimentReport) {
        let counts = &experiment.counts;
        self.experiments += 1;
        *self.experiment_verdicts.entry(experiment.verdict).or_default() += 1;
        blockers::add(&mut self.blockers, experiment);
        let serves = counts.service_inputs + counts.service_outputs > 0;
        self.training_experiments += usize::from(counts.trainers > 0 && !serves);
        self.modules += experiment.modules.len();
        self.custom_modules += counts.custom_modules;
        self.secrets += experiment.secrets.len();
        self.datasets += counts.datasets;
        self.saved_models += counts.trained_models + counts.transforms;
        self.predictive_experiments += usize::from(serves);
        self.effort.minutes_left += experiment.effort.minutes_left;
        self.effort.minutes_by_hand += experiment.effort.minutes_by_hand;
        for module in &experiment.modules {
            *self.verdicts.entry(module.verdict).or_default() += 1;
            let places = module.code.as_ref().map_or(0, |code| code.to_check.len());
            match module.script {
                Some(ScriptLanguage::Python) => {
                    self.python_scripts += 1;
                    self.python_places += places;
                }
                Some(ScriptLanguage::R) => {
                    self.r_scripts += 1;
                    self.r_places += places;
                }
                _ => {}
            }
            if let Some(code) = module.code.as_ref().filter(|code| code.rewritten) {
                self.script_changes += code.changes.len();
            }
            match self.modules_by_title.get_mut(&module.module) {
                Some(count) => *count += 1,
                None => {
                    self.modules_by_title.insert(module.module.clone(), 1);
                }
            }
        }
    }
}
