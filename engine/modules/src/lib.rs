//! One file a module: thin adapters over tables and learners.
//!
//! # How to write a module
//!
//! A module is `src/<family>/<name>.rs` and `src/<family>/<name>.md`; `cargo xtask gen` keeps the list in `<family>/mod.rs`.
//! The Rust file has four parts, in this order:
//!
//! ```
//! # fn main() {}
//! # mod module {
//! use ml_modules::prelude::*;
//!
//! /// Keeps the first rows of a dataset.
//! #[derive(Clone, Debug, Params)]
//! pub struct HeadOfData {
//!     /// How many rows to keep.
//!     #[param("Number of rows", default = 10, min = 1)]
//!     rows: u32,
//! }
//!
//! impl Component for HeadOfData {
//!     const IDENTITY: Identity = Identity {
//!         id: "head-of-data",
//!         title: "Head of Data",
//!         category: "Data Transformation / Sample and Split",
//!         families: &["0123456789abcdef0123456789abcdef"],
//!         role: Role::Transform,
//!         ..Identity::NEW
//!     };
//!     const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
//!     const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
//!     const HELP: &'static str = ""; // include_str!("head_of_data.md")
//!
//!     fn check(&self, check: &mut Check<'_>) {
//!         if let Some(schema) = check.schema("dataset") {
//!             check.output("results_dataset", schema.clone());
//!         }
//!     }
//!
//!     async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
//!         let dataset = run.dataset("dataset")?;
//!         run.checkpoint(0.5, "taking rows").await?;
//!         Ok(Outputs::one("results_dataset", dataset.clone()))
//!     }
//! }
//! # }
//! ```
//!
//! 1. The first doc line is the summary in the palette; field docs are the tooltips; `#[param]` (see [`Params`](ml_macros::Params))
//!    carries what exports call a parameter, its default, range and condition. Choices are enums with
//!    [`#[derive(Choice)]`](ml_macros::Choice).
//! 2. [`Component`] says who the module is and which ports it has (in classic's order, with the names that exports use).
//! 3. [`Component::check`] works on schemas alone, before any data is there: it reports what will not work and says what the outputs
//!    will look like. It must agree with `run`; the contract suite compares them.
//! 4. [`Component::run`] computes. Call [`RunContext::checkpoint`] every few ten milliseconds in long work. Errors are sentences in a
//!    [`Failure`]; nothing panics on any input.
//!
//! Other kinds of modules:
//! - A **learner** implements [`Learner`] besides, and names it: `const LEARNER: Option<Learning<Self>> = Some(Learning::of());`.
//!   Without own `check` and `run` it then gives an untrained model on its first output. Train Model and Score Model do the rest:
//!   columns to features, label levels, scored columns.
//! - A module that fits a **transformation** implements [`Transformer`] and names it:
//!   `const TRANSFORMER: Option<Transforming> = Some(Transforming::of::<Self>());`. Its `run` makes the value with
//!   [`Transform::new`], and Apply Transformation applies it.
//! - A module that does not run yet has `const DOES_NOT_RUN: Option<&'static str> = Some("why, and what to do meanwhile");` and
//!   neither `check` nor `run`. A single choice that does not run has `not_yet = "…"` instead.
//!
//! The Markdown file is help, then cases that are tests (syntax: [`cases`]).

extern crate self as ml_modules;

pub mod cases;
mod framework;
pub mod learning;
pub mod params;
pub mod prelude;

// <families>: kept by `cargo xtask gen`
mod anomaly_detection;
mod classification;
mod clustering;
mod computer_vision;
mod data_format_conversions;
mod data_input_output;
mod deprecated;
mod evaluate;
mod feature_selection;
mod filter;
mod learning_with_counts;
mod manipulation;
mod recommendation;
mod regression;
mod sample_and_split;
mod scale_and_reduce;
mod score;
mod script;
mod statistics;
mod text_analytics;
mod time_series;
mod train;

const FAMILIES: &[&[&dyn Module]] = &[
    anomaly_detection::MODULES,
    classification::MODULES,
    clustering::MODULES,
    computer_vision::MODULES,
    data_format_conversions::MODULES,
    data_input_output::MODULES,
    deprecated::MODULES,
    evaluate::MODULES,
    feature_selection::MODULES,
    filter::MODULES,
    learning_with_counts::MODULES,
    manipulation::MODULES,
    recommendation::MODULES,
    regression::MODULES,
    sample_and_split::MODULES,
    scale_and_reduce::MODULES,
    score::MODULES,
    script::MODULES,
    statistics::MODULES,
    text_analytics::MODULES,
    time_series::MODULES,
    train::MODULES,
];
// </families>

pub use framework::{
    Check, Checked, Component, Evaluation, Failure, Frame, Host, HostError, Identity, Inputs, Known,
    LocalBoxFuture, Media, Module, NoHost, Notes, Outputs, ParamValues, Port, RunContext, ScriptOutcome,
    ScriptRequest, Transform, Transformer, Transforming, Value, entry, view,
};
pub use learning::{Learner, Learning};
pub use script::CustomModule;

use ml_graph::Catalogue;
use std::sync::OnceLock;

/// All modules, family by family.
pub fn modules() -> &'static [&'static dyn Module] {
    static MODULES: OnceLock<Vec<&'static dyn Module>> = OnceLock::new();
    MODULES.get_or_init(|| FAMILIES.iter().flat_map(|family| family.iter().copied()).collect())
}

/// The module with this id.
pub fn module(id: &str) -> Option<&'static dyn Module> {
    modules().iter().copied().find(|module| module.id() == id)
}

/// All modules as data.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::new(modules().iter().map(|module| module.spec()).collect()))
}
