//! `ml-migrate run`: runs a draft and writes its outputs.

use super::Failure;
use crate::engine::{NAME, catalogue};
use crate::run::{data, draft, outputs, progress};
use crate::terminal::{self, line, note};
use ml_exports::Exports;
use ml_graph::{Diagnostic, ParamValue, counted};
use ml_protocol::{DeviceChoice, Request, Response, RunId, RunRecord, RunState, Secret, Submission};
use ml_run::{DiskStore, Executor, MemoryStore, NativePlatform};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `ml-migrate run`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A draft (`….draft.json`), or an exported experiment, which is converted first.
    draft: PathBuf,
    /// Data for a dataset of the draft, by its name. Datasets without it are looked up beside the draft.
    #[arg(long, value_name = "NAME=FILE", value_parser = pair)]
    data: Vec<(String, String)>,
    /// Folder for the outputs.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Where to compute: auto takes the GPU for work large enough to gain from it.
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    device: Device,
    /// Run only this module and what it needs; its id or title. May be given more than once.
    #[arg(long, value_name = "MODULE")]
    until: Vec<String>,
    /// Seed of modules whose own seed is blank.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A value for a pipeline parameter (classic: web service parameter).
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    param: Vec<(String, String)>,
    /// Let the Python and R scripts of the draft run, with your rights.
    #[arg(long)]
    allow_scripts: bool,
    /// Credentials for the run, as “convert --secrets” writes them.
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// Folder that keeps runs, so that unchanged modules need not run again.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Write the run record to standard output as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(super) enum Device {
    Auto,
    Cpu,
    Gpu,
}

impl From<Device> for DeviceChoice {
    fn from(device: Device) -> DeviceChoice {
        match device {
            Device::Auto => DeviceChoice::Auto,
            Device::Cpu => DeviceChoice::Cpu,
            Device::Gpu => DeviceChoice::Gpu,
        }
    }
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let opened = draft::open(&arguments.draft)?;
    let executor = executor(arguments.store.as_deref())?;
    let bindings = data::bind(&opened, &arguments.draft, &arguments.data, &executor)?;
    let mut secrets = opened.secrets;
    if let Some(path) = &arguments.secrets {
        secrets.extend(read_secrets(path, &arguments.draft)?);
    }
    let run = RunId(format!("run-{}", std::process::id()));
    let submission = Submission {
        run: run.clone(),
        until: until(&opened.draft, &arguments.until)?,
        draft: opened.draft,
        data: bindings,
        secrets,
        device: arguments.device.into(),
        seed: arguments.seed,
        allow_scripts: arguments.allow_scripts,
        parameters: arguments.param.iter().map(|(name, value)| (name.clone(), param_value(value))).collect(),
    };
    let draft = submission.draft.clone();
    match executor.request(Request::Run(Box::new(submission)), None).response {
        Response::Started { .. } => {}
        Response::Refused { diagnostics } => return Err(Failure(advise(diagnostics, &draft))),
        _ => return Err(confused()),
    }
    on_interrupt(&executor, &run);
    let state = progress::follow(&executor, &run, &draft, &catalogue().with_own(&draft), !arguments.json)?;
    let Response::Record(record) = executor.request(Request::Record { run }, None).response else {
        return Err(confused());
    };
    let written = outputs::write(&executor, &record, &catalogue().with_own(&record.draft), &arguments.out)?;
    report(&arguments, &record, written)?;
    Ok(match state {
        RunState::Finished => ExitCode::SUCCESS,
        RunState::Cancelled => ExitCode::from(130),
        _ => ExitCode::from(1),
    })
}

fn executor(store: Option<&std::path::Path>) -> Result<Executor, Failure> {
    let platform = NativePlatform::new(NAME);
    let made = match store {
        Some(folder) => DiskStore::open(folder).and_then(|store| Executor::new(platform, store, Exports)),
        None => Executor::new(platform, MemoryStore::new(), Exports),
    };
    made.map_err(|error| error.to_diagnostic().into())
}

/// Modules by id or title.
fn until(draft: &ml_graph::PipelineDraft, wanted: &[String]) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    let mut found = Vec::new();
    let catalogue = catalogue().with_own(draft);
    for name in wanted {
        let title = |node: &ml_graph::Node| outputs::title(node, &catalogue);
        let nodes: Vec<&ml_graph::Node> = match draft.node(name) {
            Some(node) => vec![node],
            None => draft.nodes.iter().filter(|node| title(node).eq_ignore_ascii_case(name)).collect(),
        };
        match nodes.as_slice() {
            [node] => ids.push(node.id.clone()),
            [] => {
                let titles: Vec<String> = draft.nodes.iter().map(title).collect();
                let help = match ml_modules::params::nearest(name, titles.iter().map(String::as_str)) {
                    Some(near) => format!("Did you mean “{near}”?"),
                    None => format!("The draft has {}.", titles.join(", ")),
                };
                found.push(
                    Diagnostic::error("cli/until", format!("There is no module “{name}” in the draft."))
                        .help(help),
                );
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|node| node.id.as_str()).collect();
                found.push(
                    Diagnostic::error("cli/until", format!("Several modules are called “{name}”."))
                        .help(format!("Name one by its id: {}.", ids.join(", "))),
                );
            }
        }
    }
    if found.is_empty() { Ok(ids) } else { Err(Failure(found)) }
}

/// A number, true or false as such; anything else as text.
fn param_value(text: &str) -> ParamValue {
    match serde_json::from_str::<ParamValue>(text) {
        Ok(value @ (ParamValue::Bool(_) | ParamValue::Integer(_) | ParamValue::Float(_))) => value,
        _ => ParamValue::Text(text.to_owned()),
    }
}

/// Credentials by their address; a file about several drafts has them by draft file.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Entry {
    Value(String),
    OfDraft(BTreeMap<String, String>),
}

fn read_secrets(
    path: &std::path::Path,
    draft: &std::path::Path,
) -> Result<BTreeMap<String, Secret>, Failure> {
    let fault = |reason: String| {
        Diagnostic::error("cli/secrets", format!("The credentials cannot be read: {reason}."))
            .help("Give the file that “convert --secrets” wrote.")
            .in_file(path.display().to_string())
    };
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    // The reason of a JSON fault could quote the file.
    let entries: BTreeMap<String, Entry> = serde_json::from_str(&text)
        .map_err(|error| fault(format!("line {} is no such entry", error.line())))?;
    let name = draft.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut secrets = BTreeMap::new();
    for (key, entry) in entries {
        match entry {
            Entry::Value(value) => {
                secrets.insert(key, Secret::new(value));
            }
            Entry::OfDraft(values) if key == name => {
                secrets.extend(values.into_iter().map(|(place, value)| (place, Secret::new(value))));
            }
            Entry::OfDraft(_) => {}
        }
    }
    Ok(secrets)
}

/// Says how to give here what is missing.
fn advise(mut diagnostics: Vec<Diagnostic>, draft: &ml_graph::PipelineDraft) -> Vec<Diagnostic> {
    for diagnostic in &mut diagnostics {
        match diagnostic.code.as_str() {
            "run/missing-data" => {
                let node = diagnostic.at.node.take().unwrap_or_default();
                let name = draft.asset(&node).map(|asset| asset.name.as_str());
                let name = name.or_else(|| {
                    draft
                        .interface
                        .inputs
                        .iter()
                        .find(|input| input.id == node)
                        .map(|input| input.name.as_str())
                });
                diagnostic.help = format!(
                    "Give it with --data \"{}=FILE\", or put a file of that name beside the draft.",
                    name.unwrap_or(&node)
                );
            }
            "run/scripts-not-allowed" => {
                "Read the code, then add --allow-scripts.".clone_into(&mut diagnostic.help)
            }
            "run/secret" => "Give it with --secrets FILE.".clone_into(&mut diagnostic.help),
            _ => {}
        }
    }
    let labels = outputs::labels(draft, &catalogue().with_own(draft));
    diagnostics.into_iter().map(|diagnostic| outputs::named(diagnostic, &labels)).collect()
}

/// The first interrupt stops the run, the second the process.
fn on_interrupt(executor: &Executor, run: &RunId) {
    let (executor, run) = (executor.clone(), run.clone());
    let asked = std::sync::atomic::AtomicBool::new(false);
    let set = ctrlc::set_handler(move || {
        if asked.swap(true, std::sync::atomic::Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the user asked twice")]
            std::process::exit(130);
        }
        note("Cancelling …");
        executor.request(Request::Cancel { run: run.clone() }, None);
    });
    if set.is_err() {
        note("note: Ctrl-C will end the program at once.");
    }
}

fn report(arguments: &Arguments, record: &RunRecord, written: usize) -> Result<(), Failure> {
    if arguments.json {
        let text = serde_json::to_string_pretty(record).map_err(|error| {
            Diagnostic::error("cli/json", format!("The record cannot be written: {error}."))
        })?;
        line(&text);
        return Ok(());
    }
    let labels = outputs::labels(&record.draft, &catalogue().with_own(&record.draft));
    for diagnostic in &record.diagnostics {
        if diagnostic.is_error() {
            note(&terminal::sentence(&outputs::named(diagnostic.clone(), &labels)));
        }
    }
    let end = match record.summary.state {
        RunState::Finished => "Finished",
        RunState::Cancelled => "Cancelled",
        _ => "Failed",
    };
    line(&format!(
        "{end} after {}; {} in {}.",
        progress::duration(record.summary.duration_ms),
        counted(written, "file"),
        arguments.out.display()
    ));
    Ok(())
}

fn confused() -> Failure {
    Diagnostic::error("cli/fault", "The engine gave an answer to another question.")
        .help("This is a fault of ours; report it.")
        .into()
}
