//! `ml-migrate predictive`: from a training experiment to the predictive one, as “Set up web service” made it.

use super::Failure;
use crate::run::{draft, known, outputs, scored};
use crate::terminal::{self, line, note};
use ml_convert::Predictive;
use ml_graph::{Diagnostic, EndpointColumn, PipelineDraft, PortRef, Role, counted};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `ml-migrate predictive`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The training experiment: a draft (`….draft.json`), or an exported experiment, which is converted first.
    draft: PathBuf,
    /// The module that trains or applies the model to serve; its id or title. Needed when several models are trained. A module that
    /// works on the scores makes its output the answer.
    #[arg(long, value_name = "MODULE")]
    node: Option<String>,
    /// File for the predictive draft; its endpoint is written beside it.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Folder that “ml-migrate run” of the training experiment wrote: its model and transformations are copied beside the new draft, and the
    /// columns of the answer are taken from it.
    #[arg(long, value_name = "DIR")]
    run: Option<PathBuf>,
    /// Print what was made as JSON.
    #[arg(long)]
    json: bool,
}

/// An output of the training run and the asset that it is.
#[derive(serde::Serialize)]
struct Saved {
    asset: String,
    name: String,
    node: String,
    port: String,
    /// The file that a run writes it to, where the predictive draft looks for it.
    file: String,
}

/// What was made.
#[derive(serde::Serialize)]
struct Summary {
    draft: PathBuf,
    endpoint: PathBuf,
    saved: Vec<Saved>,
    left_out: Vec<String>,
    diagnostics: Vec<Diagnostic>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let opened = draft::open(&arguments.draft)?;
    let training = &opened.draft;
    let catalogue = ml_modules::catalogue();
    let labels = outputs::labels(training, catalogue);
    let node = arguments.node.as_deref().map(|name| id_of(training, &labels, name)).transpose()?;
    let found = known::files(training, &arguments.draft, &opened.data);
    let mut known = known::outputs(training, &found);
    if let Some(run) = &arguments.run {
        known.columns.extend(of_run(training, &labels, run));
    }
    let made = ml_convert::predictive(training, catalogue, node.as_deref(), &known);
    let Predictive { mut draft, mut endpoint, saved, left_out, mut diagnostics } =
        made.map_err(|error| error.to_diagnostic())?;
    if let Some(output) = draft.interface.outputs.first() {
        diagnostics.extend(scored::complete(&mut endpoint, training, &output.port));
    }
    let saved: Vec<Saved> = saved
        .into_iter()
        .map(|output| Saved {
            file: labels
                .get(&output.output.node)
                .map_or_else(String::new, |label| label.output_file(&output.output.port, "json")),
            asset: output.asset,
            name: output.name,
            node: output.output.node,
            port: output.output.port,
        })
        .collect();
    for asset in &mut draft.assets {
        if let Some(saved) = saved.iter().find(|saved| saved.asset == asset.id) {
            asset.location = Some(saved.file.clone());
        }
    }
    let folder = match arguments.out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    if let Some(run) = &arguments.run {
        copy(run, folder, &saved)?;
    }
    endpoint.draft = file_name(&arguments.out);
    endpoint.experiment = file_name(&arguments.draft);
    let endpoint_file = beside(&arguments.out);
    write(&arguments.out, &draft)?;
    write(&endpoint_file, &endpoint)?;
    let title = |id: &String| labels.get(id).map_or_else(|| id.clone(), |label| label.title.clone());
    let summary = Summary {
        draft: arguments.out.clone(),
        endpoint: endpoint_file,
        saved,
        left_out: left_out.iter().map(title).collect(),
        diagnostics: diagnostics.into_iter().map(|found| outputs::named(found, &labels)).collect(),
    };
    if arguments.json {
        line(&json(&summary)?);
    } else {
        say(&summary, &draft, &arguments, folder);
    }
    Ok(ExitCode::SUCCESS)
}

/// The id of the module that people call so: by its id, or by its title as a run shows it.
fn id_of(
    draft: &PipelineDraft,
    labels: &BTreeMap<String, outputs::Label>,
    name: &str,
) -> Result<String, Failure> {
    if draft.node(name).is_some() {
        return Ok(name.to_owned());
    }
    let known = labels.iter().find(|(_, label)| label.title.eq_ignore_ascii_case(name));
    if let Some((id, _)) = known {
        return Ok(id.clone());
    }
    let titles: Vec<&str> = labels.values().map(|label| label.title.as_str()).collect();
    let help = match ml_modules::params::nearest(name, titles.iter().copied()) {
        Some(near) => format!("Did you mean “{near}”?"),
        None => format!("It has {}.", titles.join(", ")),
    };
    Err(Diagnostic::error("cli/node", format!("There is no module “{name}” in the experiment."))
        .help(help)
        .into())
}

/// The columns of the tables that a run's scorers gave.
fn of_run<'a>(
    draft: &'a PipelineDraft,
    labels: &'a BTreeMap<String, outputs::Label>,
    run: &'a Path,
) -> impl Iterator<Item = (PortRef, Vec<EndpointColumn>)> {
    draft.nodes.iter().filter_map(move |node| {
        let spec = ml_modules::catalogue().get(&node.component)?;
        let port = spec.rows_out().filter(|_| spec.role == Role::Scorer)?;
        let file = run.join(labels.get(&node.id)?.output_file(&port.id, "parquet"));
        Some((PortRef::new(&node.id, &port.id), known::of_table(&file)?))
    })
}

/// Copies what a training run wrote; says everything that is missing at once.
fn copy(run: &Path, folder: &Path, saved: &[Saved]) -> Result<(), Failure> {
    let mut faults = Vec::new();
    for output in saved {
        let (from, to) = (run.join(&output.file), folder.join(&output.file));
        let is_same =
            from.canonicalize().ok().is_some_and(|from| to.canonicalize().is_ok_and(|to| to == from));
        if is_same {
            continue;
        }
        if let Err(error) = std::fs::copy(&from, &to) {
            faults.push(
                Diagnostic::error("cli/run-output", format!("“{}” cannot be copied: {error}.", output.file))
                    .help("Name the folder that “ml-migrate run” of this training experiment wrote.")
                    .in_file(from.display().to_string()),
            );
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure(faults)) }
}

fn say(summary: &Summary, draft: &PipelineDraft, arguments: &Arguments, folder: &Path) {
    for diagnostic in &summary.diagnostics {
        note(&terminal::sentence(diagnostic));
    }
    line(&format!("{}\n  {}\n  {}", draft.name, summary.draft.display(), summary.endpoint.display()));
    line(&format!("  {} kept or replaced", counted(draft.nodes.len(), "module")));
    if !summary.left_out.is_empty() {
        line(&format!("  only for training, left out: {}", summary.left_out.join(", ")));
    }
    if summary.saved.is_empty() {
        return;
    }
    line("  outputs of a training run that it needs beside it:");
    let width = summary.saved.iter().map(|saved| saved.file.chars().count()).max().unwrap_or(0);
    for saved in &summary.saved {
        line(&format!("    {:<width$}  {}", saved.file, saved.name));
    }
    if arguments.run.is_none() {
        line("To make them, and to try the service with a file of rows:");
        line(&format!("  ml-migrate run \"{}\" --out \"{}\"", arguments.draft.display(), folder.display()));
        let input = draft.interface.inputs.first().map_or("input1", |input| input.name.as_str());
        line(&format!(
            "  ml-migrate run \"{}\" --data \"{input}=ROWS.csv\" --out ANSWERS",
            summary.draft.display()
        ));
    }
}

/// `service.draft.json` → `service.endpoint.json`.
fn beside(draft: &Path) -> PathBuf {
    let name = file_name(draft).unwrap_or_default();
    let stem = name.strip_suffix(".draft.json").or_else(|| name.strip_suffix(".json")).unwrap_or(&name);
    draft.with_file_name(format!("{stem}.endpoint.json"))
}

fn file_name(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map_err(|error| {
        Diagnostic::error("cli/json", format!("The result cannot be written: {error}.")).into()
    })
}

fn write(path: &Path, value: &impl serde::Serialize) -> Result<(), Failure> {
    let text = json(value)?;
    std::fs::write(path, text + "\n").map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error("cli/write", format!("{} cannot be written: {error}.", path.display()))
        .help("Choose another place, or make room.")
        .into()
}
