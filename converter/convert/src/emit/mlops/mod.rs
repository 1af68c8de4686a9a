//! A repository that trains, judges, registers and deploys by itself: the files for Azure Machine Learning in the layout of Microsoft's
//! MLOps template, with workflows for GitHub Actions and Azure DevOps.
//!
//! ```text
//! README.md, config-infra-*.yml     what is here; workspaces of development and production
//! .github/workflows/                the same flow for GitHub Actions …
//! mlops/devops-pipelines/           … and for Azure DevOps; both only start the scripts
//! mlops/scripts/                    train, evaluate, register, deploy
//! mlops/azureml/train/              the training pipeline, its cluster and schedule
//! mlops/azureml/deploy/             endpoints, deployments and what they need
//! mlops/azureml/datastores/
//! data-science/                     components, their settings, the environment
//! data/, clients/
//! ```
//!
//! All files for Azure ML are those of the target `azureml`, put elsewhere ([`relocate`]); nothing writes them twice. What is served is
//! the predictive experiment of a training experiment, filled with the outputs of its last good run.

mod guide;
mod relocate;
mod scripts;
mod workflows;

use super::azureml::{self, Folder};
use super::folder::{DataFolder, Emitted, File, Material, Samples};
use crate::predictive::{KnownData, Predictive, PredictiveError, predictive};
use ml_graph::{Catalogue, Diagnostic, PipelineDraft, PortKind, PortRef, Role, Structure};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Where a run's outputs lie below the folder that they were downloaded to.
const DOWNLOADED: &str = "named-outputs";

/// Places of the training pipeline's files: where the target `azureml` puts them, and where they belong here.
const TRAINING: &[(&str, &str)] = &[
    ("pipeline.yml", "mlops/azureml/train/pipeline.yml"),
    ("schedule.yml", "mlops/azureml/train/schedule.yml"),
    ("compute.yml", "mlops/azureml/train/compute.yml"),
    ("components", "data-science/components"),
    ("settings", "data-science/src"),
    ("modules", "data-science/modules"),
    ("environment", "data-science/environment"),
    ("datastores", "mlops/azureml/datastores"),
    ("data", "data"),
];

/// Places of the service's files. Its components are not those of the training pipeline, though some have the same names.
const SERVICE: &[(&str, &str)] = &[
    ("endpoints", "mlops/azureml/deploy"),
    ("monitor.yml", "mlops/azureml/deploy/monitor.yml"),
    ("components", "mlops/azureml/deploy/components"),
    ("settings", "mlops/azureml/deploy/src"),
    ("modules", "mlops/azureml/deploy/modules"),
    ("datastores", "mlops/azureml/datastores"),
    ("clients", "clients"),
    ("data", "data"),
];

/// What the files are written from.
struct Project<'a> {
    draft: &'a PipelineDraft,
    training: Folder,
    /// The service, when there is one.
    service: Option<Folder>,
    /// Results of a training run that the service is made of: name of the result, and of the data asset of the batch service.
    saved: Vec<(String, String)>,
    /// The result that says how good the model is, and the row of it that is about the model.
    evaluation: Option<(String, usize)>,
}

impl Project<'_> {
    /// Whether a run of the pipeline gives what is served.
    fn trains(&self) -> bool {
        !self.saved.is_empty()
    }

    fn title(&self) -> &str {
        if self.draft.name.trim().is_empty() { "Pipeline" } else { &self.draft.name }
    }
}

/// Writes the draft as such a repository.
pub(super) fn mlops(material: &Material<'_>) -> Emitted {
    let Material { draft, samples, endpoints, .. } = *material;
    let catalogue = &*material.catalogue.with_own(draft);
    let mut diagnostics = Vec::new();
    let made = served(draft, catalogue, samples, &mut diagnostics);
    let evaluation = made.as_ref().and_then(|made| evaluation(draft, catalogue, made));
    let saved = made.iter().flat_map(|made| made.saved.iter().map(|saved| saved.output.clone()));
    let wanted: BTreeSet<PortRef> = saved.chain(evaluation.iter().map(|(port, _)| port.clone())).collect();
    let training = azureml::folder(&Material { endpoints: &[], ..*material }, &wanted);
    let served = match made {
        Some(mut made) => {
            place_saved(&mut made, &training);
            let endpoints =
                if endpoints.is_empty() { vec![made.endpoint.clone()] } else { endpoints.to_vec() };
            let rows = sample_rows(&made.draft, samples);
            Some((Cow::Owned(made.draft), rows, endpoints, made.saved))
        }
        None if !draft.interface.is_empty() || !endpoints.is_empty() => {
            Some((Cow::Borrowed(draft), samples.clone(), endpoints.to_vec(), Vec::new()))
        }
        None => None,
    };
    if let Some((served, rows, endpoints, _)) = &served
        && rows.is_empty()
        && !served.interface.inputs.is_empty()
        && endpoints.iter().all(|endpoint| endpoint.sample_request.is_none())
    {
        diagnostics.push(
            Diagnostic::warning("export/no-sample", "There are no rows at hand for the example request of the service.")
                .help("Put some into sample-request.json beside each deployment: a deployment is tried with them before any caller meets it."),
        );
    }
    let mut saved = Vec::new();
    let service = served.map(|(served, rows, endpoints, outputs)| {
        let service = azureml::folder(
            &Material { draft: &served, catalogue, samples: &rows, endpoints: &endpoints },
            &BTreeSet::new(),
        );
        for output in outputs {
            let data = service.of_assets.get(&output.asset);
            if let (Some(result), Some(data)) = (training.results.get(&output.output), data) {
                saved.push((result.clone(), data.clone()));
            }
        }
        service
    });
    let evaluation = evaluation.and_then(|(port, row)| Some((training.results.get(&port)?.clone(), row)));
    let mut project = Project { draft, training, service, saved, evaluation };
    let emitted = std::mem::take(&mut project.training.emitted);
    diagnostics.extend(emitted.diagnostics);
    let mut files = relocate::relocate(emitted.files, TRAINING);
    let mut data = emitted.data;
    for folder in &mut data {
        // The model folder of a service that trains itself is not served here.
        folder.folders.retain(|folder| folder.starts_with("data/"));
    }
    if let Some(service) = &mut project.service {
        let emitted = std::mem::take(&mut service.emitted);
        diagnostics.extend(emitted.diagnostics);
        let mut moved = relocate::relocate(emitted.files, SERVICE);
        relocate::latest(&mut moved, project.saved.iter().map(|(_, data)| data.as_str()));
        let mut known: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        // Callers give their rows; nothing here stands for them.
        known.extend(service.of_callers.iter().map(|name| format!("data/{name}.yml")));
        files.extend(moved.into_iter().filter(|file| !known.contains(&file.path)));
        let of_callers = |folder: &DataFolder| {
            folder
                .folders
                .iter()
                .any(|path| path.strip_prefix("data/").is_some_and(|name| service.of_callers.contains(name)))
        };
        data.extend(emitted.data.into_iter().filter(|folder| !of_callers(folder)).map(moved_folder));
    }
    files.extend(workflows::files(&project));
    files.extend(scripts::files(&project));
    files.extend(guide::files(&project, &diagnostics));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Emitted { files, data: merged(data), diagnostics }
}

/// The predictive experiment of a draft, when it trains a model. Of several models the first is served.
fn served(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    samples: &Samples,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Predictive> {
    let known = KnownData { rows: samples.clone(), ..KnownData::default() };
    let made = match predictive(draft, catalogue, None, &known) {
        Err(PredictiveError::Several { choices }) => {
            let first = choices.first()?;
            diagnostics.push(
                Diagnostic::warning(
                    "export/several-models",
                    format!(
                        "The experiment trains several models; the service answers with that of {}.",
                        first.title
                    ),
                )
                .help("To serve another, remove the ones before it from the experiment and convert again.")
                .at_node(&first.node),
            );
            predictive(draft, catalogue, Some(&first.node), &known)
        }
        made => made,
    };
    match made {
        Ok(made) => {
            diagnostics.extend(made.diagnostics.iter().cloned());
            Some(made)
        }
        Err(PredictiveError::NoModel | PredictiveError::AlreadyPredictive { .. }) => None,
        Err(error) => {
            let mut diagnostic = error.to_diagnostic();
            diagnostic.severity = ml_graph::Severity::Warning;
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// The output that judges the served model, and its row there: a judge compares one model a connected input.
fn evaluation(draft: &PipelineDraft, catalogue: &Catalogue, made: &Predictive) -> Option<(PortRef, usize)> {
    let structure = Structure::of(draft);
    let spec = |id: &str| catalogue.get(&draft.node(id)?.component);
    // The scorer of training has the id that it has in the service.
    let scorers = made.draft.nodes.iter().filter(|node| {
        catalogue.get(&node.component).is_some_and(|spec| spec.role == Role::Scorer)
            && draft.node(&node.id).is_some()
    });
    let ids: Vec<&str> = scorers.map(|node| node.id.as_str()).collect();
    // The last of them answers.
    for id in ids.iter().rev() {
        for edge in structure.outgoing(id) {
            let Some(judge) = spec(&edge.to.node).filter(|spec| spec.role == Role::Evaluator) else {
                continue;
            };
            let Some(out) = judge.rows_out() else { continue };
            let wired: BTreeSet<&str> =
                structure.incoming(&edge.to.node).iter().map(|edge| edge.to.port.as_str()).collect();
            let tables = judge.inputs.iter().filter(|port| port.kind == PortKind::Dataset);
            let row = tables
                .filter(|port| wired.contains(port.id.as_str()))
                .position(|port| port.id == edge.to.port);
            return row.map(|row| (PortRef::new(&edge.to.node, &out.id), row));
        }
    }
    None
}

/// Says where the saved models and transformations lie once a run's outputs were downloaded beside the served draft.
fn place_saved(made: &mut Predictive, training: &Folder) {
    for saved in &made.saved {
        let Some(result) = training.results.get(&saved.output) else { continue };
        let file = match saved.kind {
            ml_graph::AssetKind::Transform => "transform.json",
            _ => "trained-model.json",
        };
        if let Some(asset) = made.draft.assets.iter_mut().find(|asset| asset.id == saved.asset) {
            asset.location = Some(format!("{DOWNLOADED}/{result}/{file}"));
        }
    }
}

/// Rows for the inputs of the service, of the data that stands there.
fn sample_rows(draft: &PipelineDraft, samples: &Samples) -> Samples {
    let of_input = |input: &ml_graph::InterfacePort| {
        let edge = draft.edges.iter().find(|edge| edge.to == input.port)?;
        Some((input.port.clone(), samples.get(&edge.from).or_else(|| samples.get(&input.port))?.clone()))
    };
    draft.interface.inputs.iter().filter_map(of_input).collect()
}

/// A data folder of the service, in its place here.
fn moved_folder(folder: DataFolder) -> DataFolder {
    let folders = folder.folders.iter().filter_map(|folder| relocate::place(folder, SERVICE)).collect();
    DataFolder { folders, ..folder }
}

/// One entry a name, each folder once.
fn merged(data: Vec<DataFolder>) -> Vec<DataFolder> {
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in data {
        folders.entry(folder.name).or_default().extend(folder.folders);
    }
    let folders = folders.into_iter().filter(|(_, folders)| !folders.is_empty());
    folders.map(|(name, folders)| DataFolder { name, folders: folders.into_iter().collect() }).collect()
}

/// A script of this target.
fn script(path: &str, text: String) -> File {
    File { executable: true, ..File::text(path, text) }
}
