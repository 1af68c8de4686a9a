//! Where panels take their place in the shell: the shell calls these, the panels fill them.

use crate::panels;
use crate::state::{Studio, studio};
use crate::visualize;
use leptos::prelude::*;
use ml_graph::PortRef;

/// Called once, when the studio starts: listen to the engine, load the catalogue's checks and the like.
pub fn start(studio: Studio) {
    studio.jobs.start(studio);
}

/// Right end of the top bar: Run, cancel and the compute selector.
pub fn run_control() -> AnyView {
    panels::run_control(studio().jobs)
}

/// The property pane; it follows [`Studio::selection`].
pub fn properties() -> AnyView {
    panels::properties()
}

/// An output in the drawer.
pub fn visualize(port: PortRef) -> AnyView {
    visualize::visualize(port)
}

/// The list of problems in the drawer.
pub fn problems() -> AnyView {
    panels::problems()
}

/// The migration report in the drawer.
pub fn report() -> AnyView {
    panels::report()
}

/// What came in and waits for a choice.
pub fn arrivals() -> AnyView {
    panels::arrivals()
}

/// A Markdown text.
pub fn markdown(text: &str) -> AnyView {
    panels::show_markdown(text)
}

/// The page of runs.
pub fn runs_page() -> AnyView {
    panels::runs_page()
}

/// The page of endpoints.
pub fn endpoints_page() -> AnyView {
    panels::endpoints_page()
}

/// The page of the migration.
pub fn migration_page() -> AnyView {
    panels::migration_page()
}

/// The dialog about other forms of the pipeline, while it is open.
pub fn export_dialog() -> AnyView {
    panels::export_dialog()
}

/// Runs the pipeline, or only `until` these nodes: shortcuts and menus call this.
pub fn run(studio: Studio, until: Vec<String>) {
    studio.jobs.run(studio, until);
}

/// Stops the run shown.
pub fn cancel(studio: Studio) {
    studio.jobs.cancel(studio);
}
