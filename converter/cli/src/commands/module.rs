//! `ml-migrate module`: runs one module on files, as a step of a pipeline that another system drives.

use super::Failure;
use super::run::{Device, pair};
use crate::engine::{NAME, catalogue};
use crate::module::{inputs, outputs, params};
use crate::run::progress;
use ml_exports::Exports;
use ml_graph::{ComponentSpec, CustomComponent, Diagnostic, Node, PipelineDraft};
use ml_protocol::{Request, Response, RunId, RunState, Submission};
use ml_run::{Executor, MemoryStore, NativePlatform};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `ml-migrate module`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The module's id or title; “ml-migrate modules” lists them.
    module: String,
    /// The folder of a customer's own module, as “convert” writes it for Azure Machine Learning; MODULE is then this one.
    #[arg(long, value_name = "DIR")]
    own: Option<PathBuf>,
    /// What an input port reads: a file, or a folder that another step wrote.
    #[arg(long, value_name = "PORT=PATH", value_parser = pair)]
    input: Vec<(String, String)>,
    /// The folder for what an output port gives; made when missing. Outputs without one are dropped.
    #[arg(long, value_name = "PORT=DIR", value_parser = pair)]
    output: Vec<(String, String)>,
    /// The value of a parameter: a number, true or false, a choice, text, or JSON for columns and ranges.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// The value of a parameter from a file: a script, or a text of several lines.
    #[arg(long, value_name = "NAME=FILE", value_parser = pair)]
    set_file: Vec<(String, String)>,
    /// Parameters that are left blank although they have a default.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    blank: Vec<String>,
    /// A file that the module reads by its name.
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
    /// Where to compute: auto takes the GPU for work large enough to gain from it.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    device: Device,
    /// Seed of a module whose own seed is blank.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Let the module's Python or R script run, with your rights.
    #[arg(long)]
    allow_scripts: bool,
}

/// The id of the one node.
const NODE: &str = "module";

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let own = arguments.own.as_deref().map(|folder| own(folder, &arguments.module)).transpose()?;
    let spec = match &own {
        Some(own) => &own.spec,
        None => component(&arguments.module)?,
    };
    let mut faults = Vec::new();
    let mut draft = PipelineDraft::new(spec.title.clone());
    draft.components.extend(own.clone());
    let given = params::Given { set: &arguments.set, files: &arguments.set_file, blank: &arguments.blank };
    let params = params::read(spec, &given, &mut faults);
    draft.nodes.push(Node { id: NODE.to_owned(), component: spec.id.clone(), params, ..Node::default() });
    outputs::check(spec, &arguments.output, &mut faults);
    let executor = Executor::new(NativePlatform::new(NAME), MemoryStore::new(), Exports)
        .map_err(|error| error.to_diagnostic())?;
    let mut data = inputs::wire(spec, NODE, &arguments.input, &mut draft, &executor, &mut faults);
    inputs::attach(&arguments.attach, &mut data, &executor, &mut faults);
    if !faults.is_empty() {
        return Err(Failure(faults));
    }
    let run = RunId(format!("run-{}", std::process::id()));
    let submission = Submission {
        run: run.clone(),
        draft: draft.clone(),
        data,
        secrets: std::collections::BTreeMap::new(),
        until: Vec::new(),
        device: arguments.device.into(),
        seed: arguments.seed,
        allow_scripts: arguments.allow_scripts,
        parameters: std::collections::BTreeMap::new(),
    };
    match executor.request(Request::Run(Box::new(submission)), None).response {
        Response::Started { .. } => {}
        Response::Refused { diagnostics } => return Err(Failure(advise(diagnostics, spec))),
        _ => return Err(confused()),
    }
    let state = progress::follow(&executor, &run, &draft, &catalogue().with_own(&draft), true)?;
    let Response::Record(record) = executor.request(Request::Record { run }, None).response else {
        return Err(confused());
    };
    if state != RunState::Finished {
        let errors = record.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        return Err(Failure(advise(errors, spec)));
    }
    outputs::write(&executor, &record, NODE, &arguments.output)?;
    Ok(ExitCode::SUCCESS)
}

/// A module by id, title or one of its names in Studio (classic).
fn component(name: &str) -> Result<&'static ComponentSpec, Failure> {
    let all = catalogue();
    let titled = || all.components().iter().find(|spec| spec.title.eq_ignore_ascii_case(name));
    if let Some(spec) = all.get(name).or_else(titled).or_else(|| all.by_name(name)) {
        return Ok(spec);
    }
    let help = match ml_modules::params::nearest(name, all.components().iter().map(|spec| spec.id.as_str())) {
        Some(near) => format!("Did you mean “{near}”?"),
        None => "“ml-migrate modules” lists them.".to_owned(),
    };
    Err(Diagnostic::error("cli/module", format!("There is no module “{name}”.")).help(help).into())
}

/// The customer's own module in a folder, which must be the one that is asked for.
fn own(folder: &Path, id: &str) -> Result<CustomComponent, Failure> {
    let place = folder.display().to_string();
    let own = ml_convert::own_module(&mut |file| std::fs::read(folder.join(file)).ok())
        .map_err(|diagnostic| diagnostic.in_file(&place))?;
    if own.spec.id != id {
        return Err(Diagnostic::error(
            "cli/module",
            format!("The folder holds the module “{}”, not “{id}”.", own.spec.id),
        )
        .help("Give the folder of the module that is to run.")
        .in_file(place)
        .into());
    }
    Ok(own)
}

/// Says how to give here what is missing, and leaves out the id that nobody gave.
fn advise(mut diagnostics: Vec<Diagnostic>, spec: &ComponentSpec) -> Vec<Diagnostic> {
    for diagnostic in &mut diagnostics {
        match diagnostic.code.as_str() {
            "draft/open-input" => {
                let port = diagnostic.at.port.as_deref().unwrap_or("PORT");
                diagnostic.help = format!("Give it with --input {port}=PATH.");
            }
            "run/scripts-not-allowed" => {
                "Read the code, then add --allow-scripts.".clone_into(&mut diagnostic.help)
            }
            "run/missing-data" => "Give the file with --attach FILE.".clone_into(&mut diagnostic.help),
            _ => {}
        }
        if diagnostic.at.node.as_deref() == Some(NODE) {
            diagnostic.at.node = Some(format!("“{}”", spec.title));
        }
    }
    diagnostics
}

fn confused() -> Failure {
    Diagnostic::error("cli/fault", "The engine gave an answer to another question.")
        .help("This is a fault of ours; report it.")
        .into()
}
