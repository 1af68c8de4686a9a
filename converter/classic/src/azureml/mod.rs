//! Pipelines of Azure Machine Learning (v2): a job in YAML and the files it refers to.
//!
//! A pipeline is a folder. [`gather()`] puts what belongs together into one value, so that credentials can be taken out of all of it before
//! anything else looks; [`PipelineJob`] reads that value.

mod command;
mod gather;
mod job;
mod own;
mod yaml;

pub use command::ModuleCommand;
pub use gather::{BESIDE, Beside, DEFINITIONS, Folder, Member, gather, joined};
pub use job::{JobComponent, JobInput, JobStep, PipelineJob, bound};
pub use own::{OWN_FILES, OWN_MODULE, own_module};

/// The format id.
pub(crate) const FORMAT: &str = "azureml-pipeline";

/// A quick look whether a text is the job of a pipeline.
pub(crate) fn is_job(text: &str) -> bool {
    let mut pipeline = false;
    for line in text.lines().take(LINES) {
        let line = line.trim_end();
        if let Some(schema) = line.strip_prefix("$schema:") {
            let name = schema.trim().trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default();
            return name.eq_ignore_ascii_case("pipelineJob.schema.json");
        }
        pipeline |= line
            .strip_prefix("type:")
            .is_some_and(|kind| kind.trim().trim_matches(['"', '\'']) == "pipeline");
    }
    // Without a schema: a pipeline component has a name and a version, a job has not.
    pipeline
        && text.lines().any(|line| line.trim_end() == "jobs:")
        && !text.lines().any(|line| line.starts_with("version:"))
}

/// Whether a text is some other file of a workspace, which says nothing by itself: of a published schema, or the description of a table.
pub(crate) fn is_part(text: &str) -> bool {
    let starts = |start: &str| text.lines().take(LINES).any(|line| line.starts_with(start));
    let schema = |line: &str| line.starts_with("$schema:") && line.contains("azuremlschemas");
    text.lines().take(LINES).any(schema) || starts("paths:") && starts("transformations:")
}

/// How far into a file a mark of its kind may stand.
const LINES: usize = 200;
