//! The studio without a browser, from the outside.

mod canvas;
mod editing;
mod finding;
mod json;
mod lineage;
mod sample;
mod watching;
