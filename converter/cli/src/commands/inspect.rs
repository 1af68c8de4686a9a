//! `ml-migrate inspect`: says what is in exported files.

use super::Failure;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// Arguments of `ml-migrate inspect`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: Arguments) -> Result<ExitCode, Failure> {
    Err(Diagnostic::error("cli/not-built", "This version cannot do “inspect” yet.").into())
}
