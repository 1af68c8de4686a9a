//! The studio in the browser: Leptos components, canvas, panels, charts.
//!
//! The user interface thread only: it renders what `studio-model` computes, dispatches commands and talks to whatever runs pipelines
//! through [`client`]. [`state`] is what every part shares; [`slots`] is where panels take their place in the shell.

pub mod canvas;
pub mod charts;
pub mod client;
pub mod focus;
pub mod icons;
pub mod late;
pub mod menu;
pub mod open;
pub mod panels;
pub mod save;
pub mod settings;
pub mod shell;
pub mod slots;
pub mod state;
pub mod store;
pub mod theme;
pub mod visualize;

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the place of the skeleton in the page.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    if let Some(skeleton) = leptos::prelude::document().get_element_by_id("skeleton") {
        skeleton.remove();
    }
    leptos::mount::mount_to_body(shell::Shell);
}
