//! Charts of our own, drawn as SVG, each with a table twin.

pub mod export;
pub mod format;
pub mod scale;
