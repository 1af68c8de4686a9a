//! What stands around the canvas: running, properties, problems, report and runs.

mod arrivals;
mod asset;
mod columns;
mod endpoints;
mod export_dialog;
mod fields;
pub(crate) mod icon;
mod jobs;
mod markdown;
mod migration_page;
mod outputs;
mod pipeline;
mod popover;
mod problems;
mod properties;
mod report;
mod run_control;
mod runs_page;

pub use arrivals::arrivals;
pub use endpoints::endpoints_page;
pub use export_dialog::export_dialog;
pub use jobs::{Jobs, RunLine};
pub use markdown::show as show_markdown;
pub use migration_page::migration_page;
pub(crate) use outputs::download;
pub use problems::problems;
pub use properties::properties;
pub use report::report;
pub use run_control::run_control;
pub use runs_page::runs_page;
