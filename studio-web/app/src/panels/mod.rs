//! What stands around the canvas: running, properties, problems, report and runs.

mod columns;
mod icon;
mod jobs;
mod markdown;
mod popover;
mod run_control;

pub use jobs::{Jobs, RunLine};
pub use run_control::run_control;
