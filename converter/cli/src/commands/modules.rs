//! `ml-migrate modules`: lists the modules, or explains one.

use super::Failure;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// Arguments of `ml-migrate modules`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: Arguments) -> Result<ExitCode, Failure> {
    Err(Diagnostic::error("cli/not-built", "This version cannot do “modules” yet.").into())
}
