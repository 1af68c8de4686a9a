//! Azure Machine Learning (v2): a folder with everything that a workspace needs to run and serve the pipeline.
//!
//! ```text
//! README.md, deploy.sh     what is here, and the commands in order
//! pipeline.yml             the experiment as it was drawn
//! components/              one command component a module: our engine on folders
//! settings/                scripts and long settings, one file a step
//! data/, datastores/       what the pipeline reads and from where
//! environment/, compute.yml
//! endpoints/online, batch  the web service, when the draft is one
//! schedule.yml, monitor.yml
//! arm/                     the same as bodies of the management REST interface
//! ```
//!
//! `plan::Plan` decides and names everything once; the other files only write.

mod arm;
mod component;
mod guide;
mod names;
mod pipeline;
mod plan;
mod resources;
mod service;
mod storage;
mod values;

use ml_graph::{Catalogue, Diagnostic, PipelineDraft, PortRef};
use plan::Plan;
use std::collections::BTreeMap;

/// The environment's name.
const ENVIRONMENT: &str = "ml-migrate";
/// The compute cluster's name.
const COMPUTE: &str = "cpu-cluster";
/// The folder of scripts and long settings.
const SETTINGS_FOLDER: &str = "settings";

/// A file to write, by its path below the target's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path with `/` between folders.
    pub path: String,
    /// Content.
    pub text: String,
    /// A script to be started.
    pub executable: bool,
}

impl File {
    fn text(path: impl Into<String>, text: String) -> File {
        File { path: path.into(), text, executable: false }
    }
}

/// A folder that a data file belongs into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFolder {
    /// Name of the dataset, model or transformation as people know it.
    pub name: String,
    /// Folders below the target's folder, each to hold a copy.
    pub folders: Vec<String>,
}

/// Everything that one draft comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Emitted {
    /// Files in the order of their paths.
    pub files: Vec<File>,
    /// Where data files belong.
    pub data: Vec<DataFolder>,
    /// What could not be written as it was.
    pub diagnostics: Vec<Diagnostic>,
}

/// Some rows, to make an example request of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampleRows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Cells as text; none where one is missing.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Writes `draft` for Azure Machine Learning. `samples` are rows as callers of the service send them, by the port that takes them, as far
/// as some are at hand.
pub fn azureml(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    samples: &BTreeMap<PortRef, SampleRows>,
) -> Emitted {
    let plan = Plan::new(draft, catalogue);
    let mut files = component::files(&plan);
    files.push(pipeline::job(&plan));
    files.extend(resources::files(&plan));
    files.extend(service::files(&plan, samples));
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
