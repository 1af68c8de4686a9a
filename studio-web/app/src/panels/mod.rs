//! What stands around the canvas: running, properties, problems, report and runs.

mod asset;
mod columns;
mod fields;
pub(crate) mod icon;
mod jobs;
mod markdown;
mod outputs;
mod pipeline;
mod popover;
mod properties;
mod run_control;

pub(crate) use asset::attach;
pub use jobs::{Jobs, RunLine};
pub(crate) use outputs::download;
pub use properties::properties;
pub use run_control::run_control;
