//! The report for people.

use super::html::hours;
use super::{
    ExperimentReport, Experiments, ModuleReport, Report, ResourceReport, Verdict, blockers, data_files,
    saved_models, services,
};
use ml_graph::{AssetKind, Diagnostic, Severity, counted};
use std::fmt::Write;
use std::io;

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr) => { $out.push('\n') };
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

pub(super) fn write(
    report: &Report,
    experiments: &dyn Experiments,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut text = String::new();
    written(out, &mut text, |text| head(text, report))?;
    experiments.each(&mut |experiment| written(out, &mut text, |text| summary(text, experiment)))?;
    written(out, &mut text, |text| {
        migration(text, report);
        blockers::markdown(text, &report.totals.blockers);
        services::markdown(text, &report.services);
        data_files::markdown(text, &report.data_files);
        saved_models::markdown(text, &report.models);
        resources(text, &report.resources);
        problems(text, &report.diagnostics);
    })?;
    experiments.each(&mut |experiment| written(out, &mut text, |text| section(text, experiment)))
}

/// Writes a part of the page; `text` is room to make it in.
fn written(out: &mut dyn io::Write, text: &mut String, part: impl FnOnce(&mut String)) -> io::Result<()> {
    text.clear();
    part(text);
    out.write_all(text.as_bytes())
}

fn head(out: &mut String, report: &Report) {
    let totals = &report.totals;
    line!(out, "# Migration report");
    line!(out);
    line!(
        out,
        "{}, {}{}.{}",
        counted(totals.experiments, "experiment"),
        counted(totals.modules, "module"),
        match totals.services {
            0 => String::new(),
            services => format!(", {}", counted(services, "service endpoint")),
        },
        match totals.secrets {
            0 => String::new(),
            secrets => format!(" {} taken out of the drafts.", counted(secrets, "credential")),
        }
    );
    let sentence = totals.sentence();
    if !sentence.is_empty() {
        line!(out);
        line!(out, "{sentence}");
    }
    if totals.experiments > 0 {
        line!(out);
        line!(out, "| Experiment | Verdict | Modules | Same | Differ | Need input | Cannot run | Draft |");
        line!(out, "|---|---|--:|--:|--:|--:|--:|---|");
    }
}

fn summary(out: &mut String, experiment: &ExperimentReport) {
    let of = |verdict| experiment.modules.iter().filter(|module| module.verdict == verdict).count();
    line!(
        out,
        "| {} | {} | {} | {} | {} | {} | {} | {} |",
        cell(title(experiment)),
        experiment.verdict.describe(),
        experiment.modules.len(),
        of(Verdict::RunsTheSame),
        of(Verdict::RunsDifferently),
        of(Verdict::NeedsInput),
        of(Verdict::CannotRun),
        cell(&experiment.draft),
    );
}

/// The steps of a migration, and how far they are.
fn migration(out: &mut String, report: &Report) {
    if report.totals.experiments == 0 {
        return;
    }
    let effort = report.totals.effort;
    line!(out);
    line!(
        out,
        "Rough estimate of the work left: {}. Drawing everything again by hand: {}.",
        hours(effort.minutes_left),
        hours(effort.minutes_by_hand)
    );
    line!(out);
    line!(out, "| Step | What | State | Here |");
    line!(out, "|--:|---|---|---|");
    for (index, step) in report.steps.iter().enumerate() {
        line!(out, "| {} | {} | {} | {} |", index + 1, step.what, step.progress.describe(), cell(&step.note));
    }
}

fn resources(out: &mut String, resources: &[ResourceReport]) {
    if resources.is_empty() {
        return;
    }
    line!(out);
    line!(out, "## Beside the services");
    line!(out);
    line!(out, "These are kept in `report.json`; nothing here takes their place:");
    line!(out);
    for resource in resources {
        let kind = if resource.kind.is_empty() { "resource" } else { &resource.kind };
        let name = if resource.name.is_empty() {
            String::new()
        } else {
            format!(" “{}”", inline(&resource.name))
        };
        line!(out, "- {}{name} of {}", inline(kind), inline(&resource.file));
    }
}

fn problems(out: &mut String, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    line!(out);
    line!(out, "## Files");
    line!(out);
    for diagnostic in diagnostics {
        let what = match diagnostic.severity {
            Severity::Error => "**Error**",
            Severity::Warning => "Warning",
            Severity::Info => "Note",
        };
        let at = &diagnostic.at;
        let mut place = at.file.as_deref().map(inline).unwrap_or_default();
        if let Some(number) = at.line {
            let _ = write!(place, ", line {number}");
        }
        if let Some(number) = at.line_column {
            let _ = write!(place, ", column {number}");
        }
        if let Some(pointer) = at.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            let _ = write!(place, ", at {}", inline(pointer));
        }
        line!(out, "- {what} in {place}: {} {}", inline(&diagnostic.message), inline(&diagnostic.help));
    }
}

fn section(out: &mut String, experiment: &ExperimentReport) {
    let counts = &experiment.counts;
    line!(out);
    line!(out, "## {}", inline(title(experiment)));
    line!(out);
    line!(
        out,
        "From {}. {}, {}, {}, {}.",
        inline(&experiment.file),
        counted(counts.modules, "module"),
        counted(counts.wires, "wire"),
        counted(counts.parameters, "parameter"),
        counted(counts.comments, "comment"),
    );
    if counts.service_inputs + counts.service_outputs + counts.service_parameters > 0 {
        line!(
            out,
            "Web service: {}, {}, {}.",
            counted(counts.service_inputs, "input"),
            counted(counts.service_outputs, "output"),
            counted(counts.service_parameters, "parameter"),
        );
    }
    if !experiment.data.is_empty() {
        line!(out);
        line!(out, "Give these with the run; an export does not hold them:");
        line!(out);
        for need in &experiment.data {
            let what = match need.kind {
                AssetKind::Dataset => "dataset",
                AssetKind::TrainedModel => "trained model",
                AssetKind::Transform => "transform",
            };
            line!(out, "- {what} “{}”", inline(&need.name));
        }
    }
    if !experiment.modules.is_empty() {
        line!(out);
        line!(out, "| Module | Verdict | Why | To do |");
        line!(out, "|---|---|---|---|");
        for module in &experiment.modules {
            row(out, module);
        }
    }
    for module in &experiment.modules {
        if let Some(code) = module.code.as_ref().filter(|code| code.is_worth_a_word()) {
            code.markdown(out, &module.module, inline);
        }
    }
    if !experiment.secrets.is_empty() {
        line!(out);
        line!(out, "Credentials were found at these places; their values are not in the draft:");
        line!(out);
        let of_a_run = |address: &str| address.contains("/NodeStatuses/");
        let (run, own): (Vec<&str>, Vec<&str>) = experiment
            .secrets
            .iter()
            .map(|secret| secret.address.as_str())
            .partition(|address| of_a_run(address));
        for address in own {
            line!(out, "- `{}`", address.replace('`', "'"));
        }
        if !run.is_empty() {
            line!(
                out,
                "- {} to results of old runs, which no longer open anything; places in `report.json`",
                counted(run.len(), "signature")
            );
        }
    }
}

fn row(out: &mut String, module: &ModuleReport) {
    let mut name = cell(&module.module);
    if !module.comment.is_empty() {
        let short: String = module.comment.lines().next().unwrap_or_default().chars().take(60).collect();
        let _ = write!(name, " ({})", cell(&short));
    }
    line!(
        out,
        "| {name} | {} | {} | {} |",
        module.verdict.describe(),
        cell(&module.reasons.join(" ")),
        cell(&module.to_do.join(" ")),
    );
}

fn title(experiment: &ExperimentReport) -> &str {
    if experiment.name.is_empty() { &experiment.draft } else { &experiment.name }
}

/// Text of the source as text: nothing in it becomes markup.
pub(super) fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' | '\n' | '\t' => plain.push(' '),
            '<' => plain.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' => {
                plain.push('\\');
                plain.push(character);
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Text inside a table.
pub(super) fn cell(text: &str) -> String {
    inline(text).replace('|', "\\|")
}
