//! The migration report: for each experiment and module, whether it runs, what changes, what to do.

mod csv;
mod designer;
mod examine;
mod graph;
mod html;
mod markdown;
mod steps;

use crate::convert::as_json;
use ml_graph::{AssetKind, Diagnostic, Json, PipelineDraft, ScriptLanguage};
use serde::Serialize;
use std::collections::BTreeMap;

pub(crate) use examine::examine;
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
    /// Services met.
    pub services: Vec<ServiceReport>,
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
    /// Modules of each kind, by title.
    pub modules_by_title: BTreeMap<String, usize>,
    /// Modules of customers' own workspaces.
    pub custom_modules: usize,
    /// Credentials taken out.
    pub secrets: usize,
}

/// How well something runs here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
}

/// One experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ExperimentReport {
    /// Its name.
    pub name: String,
    /// The draft's file name.
    pub draft: String,
    /// Where it came from.
    pub file: String,
    /// JSON pointer inside that file.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pointer: String,
    /// Format it came in.
    pub format: String,
    /// The tool that wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Modules.
    pub modules: usize,
    /// Of these, custom ones.
    pub custom_modules: usize,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Effort {
    /// Minutes that are left.
    pub minutes_left: usize,
    /// Minutes that drawing everything again would take.
    pub minutes_by_hand: usize,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ModuleReport {
    /// Node id in the draft.
    pub node: String,
    /// Title of the module.
    pub module: String,
    /// The user's note on it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// How it runs.
    pub verdict: Verdict,
    /// Why not, what is missing, what differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_do: Vec<String>,
    /// The language of the script it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script: Option<ScriptLanguage>,
    /// What drawing it again in the designer would lose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost_in_designer: Vec<String>,
}

/// Data or a model that is not part of the export.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataNeed {
    /// Id of the asset in the draft.
    pub asset: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AssetKind,
}

/// A credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SecretPlace {
    /// Its address in the vault.
    pub address: String,
    /// The module it belongs to, when it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

/// A service that was met but not converted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceReport {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub file: String,
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

impl Report {
    /// The report as JSON of the vocabulary.
    pub fn to_json(&self) -> Json {
        as_json(self)
    }

    /// `report.md`.
    pub fn to_markdown(&self) -> String {
        markdown::write(self)
    }

    /// `report.html`: the overview; it links to the pages of [`ExperimentReport::to_html`].
    pub fn to_html(&self) -> String {
        html::overview(self)
    }

    /// `report.csv`: one row a module.
    pub fn to_csv(&self) -> String {
        csv::write(self)
    }

    /// The sum of all estimates.
    pub fn effort(&self) -> Effort {
        self.experiments.iter().fold(Effort::default(), |sum, experiment| Effort {
            minutes_left: sum.minutes_left + experiment.effort.minutes_left,
            minutes_by_hand: sum.minutes_by_hand + experiment.effort.minutes_by_hand,
        })
    }

    pub(crate) fn sum_up(mut self) -> Report {
        let mut totals = Totals { experiments: self.experiments.len(), ..Totals::default() };
        for experiment in &self.experiments {
            totals.modules += experiment.modules.len();
            totals.custom_modules += experiment.counts.custom_modules;
            totals.secrets += experiment.secrets.len();
            for module in &experiment.modules {
                *totals.verdicts.entry(module.verdict).or_default() += 1;
                *totals.modules_by_title.entry(module.module.clone()).or_default() += 1;
            }
        }
        self.totals = totals;
        self.steps = steps::steps(&self);
        self
    }
}
