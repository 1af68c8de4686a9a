//! `ml-migrate serve`: serves the studio and runs pipelines for it.

use super::Failure;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// Arguments of `ml-migrate serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: Arguments) -> Result<ExitCode, Failure> {
    Err(Diagnostic::error("cli/not-built", "This version cannot do “serve” yet.").into())
}
