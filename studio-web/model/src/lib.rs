//! The studio without a browser: document, commands, undo, selection, layout, validation.
//!
//! Everything the user can do is a [`Command`] on a [`Document`]; everything the canvas shows is computed here as plain values
//! ([`Item`], [`Wire`], [`Viewport`]), so that it is tested natively and the user interface only renders and dispatches.

mod change;
mod clip;
mod command;
mod connect;
mod document;
mod endpoint;
mod geometry;
mod guides;
mod item;
pub mod json;
mod layout;
mod lineage;
pub mod migration;
mod palette;
mod problems;
pub mod readiness;
mod run;
mod saved;
mod thumbnail;
mod validate;

pub use clip::Clip;
pub use command::{Command, EditError, Outcome, WireEnd};
pub use connect::{Refusal, check as check_wire, sources as wire_sources, targets as wire_targets};
pub use document::{DataFile, Document, Selection};
pub use endpoint::SavedEndpoint;
pub use geometry::{
    GRID, Minimap, NODE_HEIGHT, NODE_WIDTH, Point, Rect, Viewport, WireCurve, ZOOM_RANGE, input_point,
    output_point, port_offset,
};
pub use guides::{Guide, Guides};
pub use item::{
    Item, ItemKind, ItemRef, PortView, SERVICE_PORT, Wire, find as find_item, items, title_of, wires,
};
pub use layout::{arrange, uncover};
pub use lineage::models_behind;
pub use migration::{Migration, ReportedModel};
pub use palette::{Group, Match, groups, search, suitable};
pub use problems::{Problems, local as local_problems, merge as merge_problems};
pub use readiness::Readiness;
pub use run::{NodeProgress, RunView};
pub use saved::{SavedDocument, Summary};
pub use thumbnail::Thumbnail;
pub use validate::{param_problem, required_problem};
