//! The work that a migration by hand consists of, step by step, and what of it is done already.

use super::{Effort, ModuleReport, Totals, Verdict};
use ml_graph::{ScriptLanguage, counted};
use serde::Serialize;

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Nothing is left.
    Done,
    /// Files are written; using them is left.
    Prepared,
    /// Left to the user.
    Yours,
    /// Nothing of the kind was found.
    NotNeeded,
}

impl Progress {
    /// For people.
    pub fn describe(self) -> &'static str {
        match self {
            Progress::Done => "done",
            Progress::Prepared => "prepared",
            Progress::Yours => "yours",
            Progress::NotNeeded => "not needed",
        }
    }
}

/// A step of a migration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MigrationStep {
    /// What has to be done.
    pub what: &'static str,
    /// How far it is.
    pub progress: Progress,
    /// What that means here.
    pub note: String,
}

/// The seventeen steps.
pub(super) fn steps(totals: &Totals) -> Vec<MigrationStep> {
    let when = |count: usize, progress| if count > 0 { progress } else { Progress::NotNeeded };
    let Totals { datasets: data, saved_models: models, predictive_experiments: services, .. } = *totals;
    let Totals { training_experiments: training, .. } = *totals;
    let Totals { python_scripts: python, r_scripts: r, python_places, r_places, secrets, .. } = *totals;
    let checked = |scripts: usize, places: usize| {
        when(scripts, if places > 0 { Progress::Prepared } else { Progress::Done })
    };
    let step = |what, progress, note: String| {
        let note = if progress == Progress::NotNeeded { String::new() } else { note };
        MigrationStep { what, progress, note }
    };
    vec![
        step(
            "List workspaces, experiments, services and datasets",
            Progress::Done,
            format!(
                "{}, {}, {}, {}.",
                counted(totals.experiments, "experiment"),
                counted(totals.modules, "module"),
                counted(totals.services, "service endpoint"),
                counted(data, "dataset")
            ),
        ),
        step(
            "Check every module against what the new place has",
            Progress::Done,
            "The verdict on each module stands with its experiment.".to_owned(),
        ),
        step(
            "Download each dataset",
            when(data, Progress::Yours),
            format!("{} to put beside the drafts.", counted(data, "dataset")),
        ),
        step(
            "Set up storage and enter credentials again",
            when(secrets, Progress::Prepared),
            format!(
                "{} to put into a Key Vault; datastore files refer to them.",
                counted(secrets, "credential")
            ),
        ),
        step(
            "Draw every experiment again and set its parameters",
            Progress::Done,
            "Modules, wires, parameters, comments and positions are in the drafts.".to_owned(),
        ),
        step(
            "Rewrite the inputs and outputs of R scripts",
            checked(r, r_places),
            format!("{} checked; {} to look at.", counted(r, "R script"), counted(r_places, "place")),
        ),
        step(
            "Bring Python scripts to Python 3",
            checked(python, python_places),
            format!(
                "{} checked; {} to look at.",
                counted(python, "Python script"),
                counted(python_places, "place")
            ),
        ),
        step(
            "Choose where to compute and run",
            Progress::Prepared,
            "“ml-migrate run” runs a draft here; compute.yml and pipeline.yml are for Azure ML.".to_owned(),
        ),
        step(
            "Name and register trained models",
            when(models + training, Progress::Prepared),
            match (models, training) {
                (_, 0) => format!("{} with a file to register them.", counted(models, "saved model")),
                (0, _) => "Models get their names from their experiments; the target mlops registers them.".to_owned(),
                _ => format!(
                    "{} with a file to register them; the target mlops registers those that are trained.",
                    counted(models, "saved model")
                ),
            },
        ),
        step(
            "Make the predictive pipeline",
            if training > 0 { Progress::Prepared } else { when(services, Progress::Done) },
            match (services, training) {
                (0, _) => format!("“ml-migrate predictive” makes it of {}.", counted(training, "training experiment")),
                (_, 0) => format!("{} with their ports as they were.", counted(services, "predictive experiment")),
                _ => format!(
                    "{} with their ports as they were; “ml-migrate predictive” makes those of {}.",
                    counted(services, "predictive experiment"),
                    counted(training, "training experiment")
                ),
            },
        ),
        step(
            "Deploy endpoints",
            when(services, Progress::Prepared),
            "Endpoint, deployment, scoring script and an example request are written.".to_owned(),
        ),
        step(
            "Publish batch and retraining services",
            when(services, Progress::Prepared),
            "A batch endpoint runs the pipeline as a component.".to_owned(),
        ),
        step(
            "Change the clients of each service",
            when(services, Progress::Prepared),
            "Only address and key change: the scoring script takes and gives what clients know. clients/ holds calls in five languages and the differences."
                .to_owned(),
        ),
        step(
            "Wire Data Factory activities again",
            when(services, Progress::Yours),
            "Let their web activity call the batch endpoint.".to_owned(),
        ),
        step(
            "Schedule runs and retraining",
            Progress::Prepared,
            "schedule.yml runs a pipeline every week, once you start it; the target mlops trains, compares and deploys by itself."
                .to_owned(),
        ),
        step(
            "Compare old and new predictions",
            when(services, Progress::Yours),
            "Send rows with known answers to both.".to_owned(),
        ),
        step("Clean up", Progress::Yours, "Delete storage and keys that only the Studio used.".to_owned()),
    ]
}

/// Minutes that it takes to draw a module again by hand, and for each of its parameters.
const BY_HAND: (usize, usize) = (4, 1);

/// Minutes that a module still costs.
fn minutes(module: &ModuleReport) -> usize {
    match (module.verdict, module.script) {
        (Verdict::CannotRun, _) => 90,
        (Verdict::NeedsInput, _) => 10,
        (_, Some(ScriptLanguage::Python | ScriptLanguage::R)) => {
            5 + 3 * module.code.as_ref().map_or(0, |code| code.to_check.len()).min(20)
        }
        (Verdict::RunsDifferently, _) => 2,
        (Verdict::RunsTheSame, _) => 0,
    }
}

/// A rough estimate: what is left to do, against drawing everything again.
pub(super) fn effort(modules: &[ModuleReport], parameters: usize, data: usize) -> Effort {
    let minutes_left = modules.iter().map(minutes).sum::<usize>() + 5 * data;
    let drawing = modules.len() * BY_HAND.0 + parameters * BY_HAND.1 + 10 * data;
    // What is left here is left there too.
    Effort { minutes_left, minutes_by_hand: minutes_left + drawing }
}
