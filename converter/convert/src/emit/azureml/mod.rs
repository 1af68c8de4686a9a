//! Azure Machine Learning (v2): a folder with everything that a workspace needs to run and serve the pipeline.
//!
//! ```text
//! README.md, deploy.sh     what is here, and the commands in order
//! pipeline.yml             the experiment as it was drawn
//! components/              one command component a module: our engine on folders
//! settings/                scripts and long settings, one file a step
//! modules/                 modules of the customer's own, a folder each
//! ml-migrate.json          what YAML has no place for, so that the folder reads back to the same draft
//! data/, datastores/       what the pipeline reads and from where
//! environment/, compute.yml
//! endpoints/online, batch  the web service, when the draft is one; more folders where the old one had more endpoints
//! clients/                 how to call the web service, and what changes for its old clients
//! schedule.yml, monitor.yml
//! arm/                     the same as bodies of the management REST interface
//! ```
//!
//! `plan::Plan` decides and names everything once; the other files only write.

mod arm;
mod clients;
mod component;
mod endpoint;
mod guide;
mod image;
pub(crate) mod names;
mod notes;
mod pipeline;
pub(crate) mod plan;
mod resources;
mod service;
mod storage;
pub(crate) mod values;

use super::folder::{DataFolder, Emitted, File, Material, Samples};
use super::own;
pub(super) use guide::plain;
use ml_graph::{Json, PortRef};
pub(crate) use pipeline::drawn_inputs;
use plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
pub use values::{Expected, setting};

/// The environment's name.
pub(super) const ENVIRONMENT: &str = "ml-migrate";
/// The compute cluster's name.
pub(crate) const COMPUTE: &str = "cpu-cluster";
/// The folder of scripts and long settings.
const SETTINGS_FOLDER: &str = "settings";
/// The folder of customers' own modules.
pub(super) const MODULES_FOLDER: &str = "modules";

/// Writes the draft for Azure Machine Learning.
pub(super) fn azureml(material: &Material<'_>) -> Emitted {
    folder(material, &BTreeSet::new()).emitted
}

/// A folder with what others need to know to build on it.
pub(super) struct Folder {
    pub(super) emitted: Emitted,
    /// The name in snake case.
    pub(super) name: String,
    /// Names of the pipeline's results, by the output that gives them.
    pub(super) results: BTreeMap<PortRef, String>,
    /// Names of the data assets.
    pub(super) data: Vec<String>,
    /// Those that the service reads whatever callers send.
    pub(super) read_by_service: Vec<String>,
    /// Those that stand for rows of callers.
    pub(super) of_callers: BTreeSet<String>,
    /// Names of the data assets that are assets of the draft, by these.
    pub(super) of_assets: BTreeMap<String, String>,
    /// Datastores: name, the member of their credentials, the Key Vault secret.
    pub(super) datastores: Vec<(String, &'static str, String)>,
    /// Online endpoints: name and folder.
    pub(super) online: Vec<(String, String)>,
    /// The batch endpoint.
    pub(super) batch: Option<String>,
    /// The registered model of the service.
    pub(super) model: String,
}

/// Writes the folder; outputs of modules that are `wanted` are results of the pipeline.
pub(super) fn folder(material: &Material<'_>, wanted: &BTreeSet<PortRef>) -> Folder {
    let Material { draft, samples, endpoints, .. } = *material;
    let catalogue = &*material.catalogue.with_own(draft);
    let plan = Plan::giving(draft, catalogue, endpoints, wanted);
    let mut files = component::files(&plan);
    files.push(pipeline::job(&plan));
    files.extend(resources::files(&plan));
    files.extend(service::files(&plan, samples));
    files.extend(clients::files(&plan, samples));
    files.extend(
        plan.settings
            .iter()
            .map(|file| File::text(format!("{}/{}", file.folder, file.name), file.text.as_ref())),
    );
    for component in &plan.components {
        files.extend(component.own.iter().flat_map(|own| own::files(own, &component.folder())));
    }
    files.extend(arm::files(&plan));
    files.extend(guide::files(&plan));
    files.extend(notes::file(&plan, catalogue));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let stores = plan.datastores.all.iter();
    Folder {
        name: plan.name.clone(),
        results: plan.results().map(|(port, result)| (port, result.to_owned())).collect(),
        data: resources::data(&plan).iter().map(|entry| entry.name.to_owned()).collect(),
        read_by_service: resources::read_by_service(&plan).into_iter().map(str::to_owned).collect(),
        of_callers: drawn_inputs(&plan),
        of_assets: plan.data.iter().map(|data| (data.asset.id.clone(), data.name.clone())).collect(),
        datastores: stores
            .map(|store| (store.name.clone(), store.access.member(), store.secret.clone()))
            .collect(),
        online: endpoint::online(&plan).into_iter().map(|online| (online.name, online.folder)).collect(),
        batch: service::is_batch(&plan).then(|| service::batch_name(&plan)),
        model: service::model_name(&plan),
        emitted: Emitted { files, data: resources::folders(&plan), diagnostics: plan.diagnostics },
    }
}

/// Whether a member of a job is one that every job here has.
pub(crate) fn usual(name: &str, value: &Json) -> bool {
    match name {
        "$schema" => true,
        "type" => value.as_str() == Some("pipeline"),
        "settings" => *value == arm::of_map(&pipeline::settings()),
        _ => false,
    }
}

/// The experiment that the runs of a pipeline of this name count to.
pub(crate) fn experiment_name(name: &str) -> String {
    names::snake(name, "pipeline")
}

/// The address of a published schema.
fn schema(kind: &str) -> String {
    format!("https://azuremlschemas.azureedge.net/latest/{kind}.schema.json")
}
