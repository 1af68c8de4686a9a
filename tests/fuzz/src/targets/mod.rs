//! One file a reader, or a family of them.

pub(crate) mod conversion;
pub(crate) mod custom_module;
pub(crate) mod expression;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod objects;
pub(crate) mod package;
pub(crate) mod pipeline;
pub(crate) mod predictor;
pub(crate) mod saved_model;
pub(crate) mod scripts;
pub(crate) mod table;

use ml_classic::Limits;

/// Limits of the size of our inputs, so that passing them is tried as well.
fn limits() -> Limits {
    Limits { bytes: 1 << 20, entries: 64, ratio: 100, nesting: 3, nodes: 500 }
}
