//! A repository that trains, judges, registers and deploys by itself: the files for Azure Machine Learning in the layout of Microsoft's
//! MLOps template, with workflows for GitHub Actions and Azure DevOps.
//!
//! ```text
//! README.md, config-infra-*.yml     what is here; workspaces of development and production
//! .github/workflows/                the same flow for GitHub Actions …
//! mlops/devops-pipelines/           … and for Azure DevOps; both only start the scripts
//! mlops/scripts/                    train, evaluate, register, deploy
//! mlops/azureml/train/              the training pipeline, its cluster and schedule
//! mlops/azureml/deploy/             endpoints, deployments and what they need; a folder a model when there are several
//! mlops/azureml/datastores/
//! data-science/                     components, their settings, the environment
//! data/, clients/
//! ```
//!
//! All files for Azure ML are those of the target `azureml`, put elsewhere ([`relocate`]); nothing writes them twice. What is served is
//! the predictive experiment of each model that is trained, filled with the outputs of the last good run.

mod guide;
mod relocate;
mod scripts;
mod services;
mod workflows;

use super::azureml::{self, Folder};
use super::folder::{DataFolder, Emitted, File, Material};
use ml_graph::{PipelineDraft, PortRef};
use services::Service;
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

/// What the files are written from.
struct Project<'a> {
    draft: &'a PipelineDraft,
    training: Folder,
    /// One a model, or the experiment itself; none when there is nothing to serve.
    services: Vec<Service>,
}

impl Project<'_> {
    /// Whether a run of the pipeline gives what is served.
    fn trains(&self) -> bool {
        self.services.iter().any(|service| !service.saved.is_empty())
    }

    fn title(&self) -> &str {
        if self.draft.name.trim().is_empty() { "Pipeline" } else { &self.draft.name }
    }
}

/// Writes the draft as such a repository.
pub(super) fn mlops(material: &Material<'_>) -> Emitted {
    let draft = material.draft;
    let catalogue = &*material.catalogue.with_own(draft);
    let mut diagnostics = Vec::new();
    let plans = services::plans(material, catalogue, &mut diagnostics);
    let wanted: BTreeSet<PortRef> = plans.iter().flat_map(services::Plan::wanted).collect();
    let mut training = azureml::folder(&Material { endpoints: &[], ..*material }, &wanted);
    let mut served = Vec::new();
    for (place, plan) in plans.into_iter().enumerate() {
        // What is known of old endpoints is said of the first model.
        let given = if place == 0 { material.endpoints } else { &[] };
        served.push(plan.write(&training, material, catalogue, given, &mut diagnostics));
    }
    let emitted = std::mem::take(&mut training.emitted);
    let mut project = Project { draft, training, services: served };
    diagnostics.extend(emitted.diagnostics);
    let mut files = relocate::relocate(emitted.files, TRAINING);
    let mut data = emitted.data;
    for folder in &mut data {
        // The model folder of a service that trains itself is not served here.
        folder.folders.retain(|folder| folder.starts_with("data/"));
    }
    for service in &mut project.services {
        let emitted = std::mem::take(&mut service.folder.emitted);
        diagnostics.extend(emitted.diagnostics);
        let places = service.places();
        let places: Vec<(&str, &str)> = places.iter().map(|(from, to)| (*from, to.as_str())).collect();
        let mut moved = relocate::relocate(emitted.files, &places);
        relocate::latest(&mut moved, service.saved.iter().map(|(_, data)| data.as_str()));
        let of_callers = &service.folder.of_callers;
        let mut known: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
        // Callers give their rows; nothing here stands for them.
        known.extend(of_callers.iter().map(|name| format!("data/{name}.yml")));
        files.extend(moved.into_iter().filter(|file| !known.contains(&file.path)));
        let is_of_callers = |folder: &DataFolder| {
            folder
                .folders
                .iter()
                .any(|path| path.strip_prefix("data/").is_some_and(|name| of_callers.contains(name)))
        };
        let kept = emitted.data.into_iter().filter(|folder| !is_of_callers(folder));
        data.extend(kept.map(|folder| moved_folder(folder, &places)));
    }
    // Several services say the same of the experiment they come from.
    let mut said = BTreeSet::new();
    diagnostics
        .retain(|found| said.insert((found.code.clone(), found.message.clone(), found.at.node.clone())));
    files.extend(workflows::files(&project));
    files.extend(scripts::files(&project));
    files.extend(guide::files(&project, &diagnostics));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Emitted { files, data: merged(data), diagnostics }
}

/// A data folder of the service, in its place here.
fn moved_folder(folder: DataFolder, places: &[(&str, &str)]) -> DataFolder {
    let folders = folder.folders.iter().filter_map(|folder| relocate::place(folder, places)).collect();
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
