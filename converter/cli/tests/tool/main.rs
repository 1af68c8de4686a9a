//! The command-line tool as a user calls it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod azureml;
mod clients;
mod conversion;
mod custom;
mod diff;
mod exporting;
mod mlops;
mod models;
mod predictive;
mod python;
mod running;
mod saved_kinds;
mod scripts;
mod support;
mod supported;
