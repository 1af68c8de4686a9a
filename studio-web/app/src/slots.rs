//! Where panels take their place in the shell: the shell calls these, the panels fill them.

use crate::state::Studio;
use leptos::prelude::*;
use ml_graph::PortRef;

/// Called once, when the studio starts: listen to the engine, load the catalogue's checks and the like.
pub fn start(_studio: Studio) {}

/// Right end of the top bar: Run, cancel and the compute selector.
pub fn run_control() -> AnyView {
    ().into_any()
}

/// The property pane; it follows [`Studio::selection`].
pub fn properties() -> AnyView {
    ().into_any()
}

/// An output in the drawer.
pub fn visualize(_port: PortRef) -> AnyView {
    ().into_any()
}

/// The list of problems in the drawer.
pub fn problems() -> AnyView {
    ().into_any()
}

/// The migration report in the drawer.
pub fn report() -> AnyView {
    ().into_any()
}

/// The page of runs.
pub fn runs_page() -> AnyView {
    ().into_any()
}

/// Runs the pipeline, or only `until` these nodes: shortcuts and menus call this.
pub fn run(_studio: Studio, _until: Vec<String>) {}

/// Stops the run shown.
pub fn cancel(_studio: Studio) {}
