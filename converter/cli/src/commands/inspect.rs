//! `ml-migrate inspect`: says what is in exported files.

use super::Failure;
use super::data_files;
use super::inputs;
use super::saved_models;
use crate::progress::Progress;
use crate::terminal;
use ml_convert::{Converter, ExperimentReport, Limits, Report, ServiceReport, Verdict};
use ml_exports::data_files::Datasets;
use ml_graph::{Diagnostic, counted};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `ml-migrate inspect`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Exports: experiment JSON, inventory reports, pipelines of the designer or Azure ML, zips, drafts, or folders of them.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(serde::Serialize)]
struct Inspection {
    /// What could not be read, and whatever else was found.
    diagnostics: Vec<Diagnostic>,
    /// The rest.
    #[serde(flatten)]
    report: Report,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let limits = Limits::default();
    let (inputs, mut diagnostics) = inputs::gather(&arguments.files)?;
    let mut converter = Converter::new(ml_modules::catalogue(), limits.clone());
    let progress = Progress::start(inputs.len(), !arguments.json);
    let parts = inputs::learn(&inputs, &mut converter, &limits);
    let datasets = Datasets::default();
    let mut data = Vec::new();
    let mut experiments = Vec::new();
    let mut models = Vec::new();
    let mut failed = !diagnostics.is_empty();
    for input in inputs.iter().filter(|input| !parts.contains(&input.name)) {
        progress.file(&input.name);
        let found = match inputs::read(input, &limits) {
            Ok(bytes) => {
                let mut found = Vec::new();
                // The drafts are of no use here: each is let go when the next one comes.
                let mut beside = inputs::beside(&input.path, &input.root, &limits);
                converter.convert_beside(&input.name, bytes, &mut beside, &mut |part| {
                    progress.experiments(part.report.experiments.len());
                    experiments.extend(part.report.experiments);
                    found.extend(part.diagnostics);
                    for file in part.data {
                        match ml_exports::saved_models::look(&file) {
                            None => data.push(datasets.report(&file)),
                            Some(Ok((model, diagnostics))) => {
                                models.push(model);
                                found.extend(diagnostics);
                            }
                            Some(Err(diagnostic)) => found.push(diagnostic),
                        }
                    }
                    ControlFlow::Continue(())
                });
                found
            }
            Err(diagnostic) => vec![diagnostic],
        };
        for diagnostic in found.into_iter().filter(|diagnostic| diagnostic.at.node.is_none()) {
            failed |= inputs::is_failure(&diagnostic, input);
            if input.named || diagnostic.code != "convert/not-recognised" {
                diagnostics.push(diagnostic);
            }
        }
    }
    progress.end();
    // The diagnostics stand once, at the top.
    let finished = converter.finish();
    diagnostics.extend(finished.diagnostics);
    let report = Report { experiments, models, data_files: data, diagnostics: Vec::new(), ..finished.report };
    if arguments.json {
        let inspection = Inspection { diagnostics, report };
        let json = serde_json::to_string_pretty(&inspection).map_err(|error| {
            Diagnostic::error("cli/json", format!("The result cannot be written: {error}."))
        })?;
        terminal::line(&json);
    } else {
        for experiment in &report.experiments {
            show(experiment);
        }
        for service in &report.services {
            show_service(service);
        }
        for resource in &report.resources {
            let name =
                if resource.name.is_empty() { String::new() } else { format!(" “{}”", resource.name) };
            terminal::line(&format!("{}: {}{name}", resource.file, resource.kind));
        }
        for model in &report.models {
            saved_models::show(model);
        }
        for file in &report.data_files {
            data_files::show(file);
        }
        for diagnostic in &diagnostics {
            terminal::note(&terminal::sentence(diagnostic));
        }
    }
    Ok(if failed { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn show(experiment: &ExperimentReport) {
    let name = if experiment.name.is_empty() { "(no name)" } else { &experiment.name };
    let place =
        if experiment.pointer.is_empty() { String::new() } else { format!(" at {}", experiment.pointer) };
    terminal::line(name);
    terminal::line(&format!("  {}{place}", experiment.file));
    let tool = experiment.tool.as_ref().map(|tool| format!(", written by {tool}")).unwrap_or_default();
    terminal::line(&format!("  format {}{tool}", experiment.format));
    let counts = &experiment.counts;
    terminal::line(&format!(
        "  {}, {}, {}, {}",
        counted(counts.modules, "module"),
        counted(counts.wires, "wire"),
        counted(counts.parameters, "parameter"),
        counted(counts.comments, "comment"),
    ));
    if counts.service_inputs + counts.service_outputs + counts.service_parameters > 0 {
        terminal::line(&format!(
            "  web service: {}, {}, {}",
            counted(counts.service_inputs, "input"),
            counted(counts.service_outputs, "output"),
            counted(counts.service_parameters, "parameter"),
        ));
    }
    let mut modules: BTreeMap<&str, (usize, Verdict)> = BTreeMap::new();
    for module in &experiment.modules {
        let entry = modules.entry(&module.module).or_default();
        entry.0 += 1;
        entry.1 = entry.1.max(module.verdict);
    }
    let width = modules.keys().map(|title| title.chars().count()).max().unwrap_or(0);
    for (title, (count, verdict)) in modules {
        terminal::line(&format!("    {count:>3} × {title:width$}  {}", verdict.describe()));
    }
    if counts.custom_modules > 0 {
        terminal::line(&format!(
            "  {}, whose code is not in the export",
            counted(counts.custom_modules, "custom module")
        ));
    }
    for need in &experiment.data {
        let what = match need.kind {
            ml_graph::AssetKind::Dataset => "dataset",
            ml_graph::AssetKind::TrainedModel => "trained model",
            ml_graph::AssetKind::Transform => "transform",
        };
        terminal::line(&format!("  {what} “{}”", need.name));
    }
    if !experiment.secrets.is_empty() {
        terminal::line(&format!("  {}, at", counted(experiment.secrets.len(), "credential")));
        for secret in experiment.secrets.iter().take(10) {
            terminal::line(&format!("    {}", secret.address));
        }
        if experiment.secrets.len() > 10 {
            terminal::line(&format!("    and {} more; --json lists all", experiment.secrets.len() - 10));
        }
    }
}

fn show_service(service: &ServiceReport) {
    terminal::line(&format!("{} (web service, {})", service.name, service.kind));
    terminal::line(&format!("  {}", service.file));
    terminal::line(&format!("  format {}", service.formats.join(", ")));
    for (what, ports) in [("input", &service.inputs), ("output", &service.outputs)] {
        for (name, columns) in ports {
            let columns = match columns {
                0 => String::new(),
                columns => format!(", {}", counted(*columns, "column")),
            };
            terminal::line(&format!("  {what} “{name}”{columns}"));
        }
    }
    for name in &service.parameters {
        terminal::line(&format!("  parameter “{name}”"));
    }
    for consumer in &service.consumers {
        terminal::line(&format!("  called by {consumer}"));
    }
    match &service.draft {
        Some(draft) => terminal::line(&format!("  answered by {draft}")),
        None => terminal::line("  its graph is in none of the files"),
    }
    if !service.secrets.is_empty() {
        terminal::line(&format!("  {}, at", counted(service.secrets.len(), "credential")));
        for address in &service.secrets {
            terminal::line(&format!("    {address}"));
        }
    }
}
