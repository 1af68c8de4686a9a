//! Azure Machine Learning (v2): a folder with everything that a workspace needs to run and serve the pipeline.
//!
//! ```text
//! README.md, deploy.sh     what is here, and the commands in order
//! pipeline.yml             the experiment as it was drawn
//! components/              one command component a module: our engine on folders
//! settings/                scripts and long settings, one file a step
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
pub(crate) mod names;
mod pipeline;
pub(crate) mod plan;
mod resources;
mod service;
mod storage;
pub(crate) mod values;

use super::folder::{DataFolder, Emitted, File, Samples};
use ml_graph::{Catalogue, EndpointDefinition, PipelineDraft};
pub(crate) use pipeline::drawn_inputs;
use plan::Plan;

/// The environment's name.
const ENVIRONMENT: &str = "ml-migrate";
/// The compute cluster's name.
pub(crate) const COMPUTE: &str = "cpu-cluster";
/// The folder of scripts and long settings.
const SETTINGS_FOLDER: &str = "settings";

/// Writes `draft` for Azure Machine Learning.
pub(super) fn azureml(draft: &PipelineDraft, catalogue: &Catalogue, samples: &Samples) -> Emitted {
    service_of(draft, catalogue, samples, &[])
}

/// The same with what is known of the endpoints that the draft answers at.
pub(super) fn service_of(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    samples: &Samples,
    endpoints: &[EndpointDefinition],
) -> Emitted {
    let plan = Plan::new(draft, catalogue, endpoints);
    let mut files = component::files(&plan);
    files.push(pipeline::job(&plan));
    files.extend(resources::files(&plan));
    files.extend(service::files(&plan, samples));
    files.extend(clients::files(&plan, samples));
    files.extend(
        plan.settings
            .iter()
            .map(|(name, text)| File::text(format!("{SETTINGS_FOLDER}/{name}"), text.clone().into_owned())),
    );
    files.extend(arm::files(&plan));
    files.extend(guide::files(&plan));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Emitted { files, data: resources::folders(&plan), diagnostics: plan.diagnostics }
}

/// The address of a published schema.
fn schema(kind: &str) -> String {
    format!("https://azuremlschemas.azureedge.net/latest/{kind}.schema.json")
}
