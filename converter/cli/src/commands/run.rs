//! `ml-migrate run`: runs a draft and writes its outputs.

use super::Failure;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// Arguments of `ml-migrate run`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: Arguments) -> Result<ExitCode, Failure> {
    Err(Diagnostic::error("cli/not-built", "This version cannot do “run” yet.").into())
}
