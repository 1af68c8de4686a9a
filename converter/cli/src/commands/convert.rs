//! `ml-migrate convert`: turns exported files into drafts with a migration report.

use super::Failure;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// Arguments of `ml-migrate convert`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: Arguments) -> Result<ExitCode, Failure> {
    Err(Diagnostic::error("cli/not-built", "This version cannot do “convert” yet.").into())
}
