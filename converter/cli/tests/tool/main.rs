//! The command-line tool as a user calls it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod azureml;
mod conversion;
mod models;
mod python;
mod running;
mod support;
mod supported;
