//! One file a command.

mod convert;
mod data_files;
mod diff;
pub(crate) mod inputs;
mod inspect;
mod module;
mod modules;
mod predictive;
mod run;
mod saved_models;
mod serve;
mod studio;
mod supported;
pub(crate) mod targets;

use clap::Subcommand;
use ml_graph::Diagnostic;
use std::process::ExitCode;

/// What the user asks for.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Say what is in exported files: experiments, modules, datasets, custom modules, places of secrets.
    Inspect(inspect::Arguments),
    /// Turn exported files into drafts with a migration report.
    Convert(convert::Arguments),
    /// Compare two drafts, or the drafts of any two inputs: modules, parameters, wires, data, interface.
    Diff(diff::Arguments),
    /// Make the predictive experiment of a training experiment, and its endpoint.
    Predictive(predictive::Arguments),
    /// Run a draft and write its outputs.
    Run(run::Arguments),
    /// Run one module on files: a step of a pipeline that another system drives.
    Module(module::Arguments),
    /// List the modules, or explain one.
    Modules(modules::Arguments),
    /// Say what is read and written, and which modules run.
    Supported(supported::Arguments),
    /// Serve the studio and run pipelines for it.
    Serve(serve::Arguments),
    /// Open the studio in the browser.
    Studio(studio::Arguments),
}

/// Why a command stopped: every reason at once, each with what to do.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) Vec<Diagnostic>);

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure(vec![diagnostic])
    }
}

impl Command {
    /// Does it; `Err` exits with 2.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Command::Inspect(arguments) => inspect::run(arguments),
            Command::Convert(arguments) => convert::run(arguments),
            Command::Diff(arguments) => diff::run(arguments),
            Command::Predictive(arguments) => predictive::run(arguments),
            Command::Run(arguments) => run::run(arguments),
            Command::Module(arguments) => module::run(arguments),
            Command::Modules(arguments) => modules::run(arguments),
            Command::Supported(arguments) => supported::run(arguments),
            Command::Serve(arguments) => serve::run(arguments),
            Command::Studio(arguments) => studio::run(arguments),
        }
    }
}
