//! The report as pages that need nothing but themselves: an overview, and one page an experiment with its graph.

use super::graph::{class, draw};
use super::{
    ExperimentReport, Experiments, Report, ResourceReport, Verdict, blockers, data_files, saved_models,
    services,
};
use ml_graph::{AssetKind, Diagnostic, PipelineDraft, ScriptLanguage, Severity, counted};
use std::fmt::Write;
use std::io;

const STYLE: &str = include_str!("style.css");

/// Writing to a string cannot fail; the result is dropped.
macro_rules! line {
    ($out:expr, $($part:tt)*) => {{ let _ = writeln!($out, $($part)*); }};
}

/// The file name of an experiment's page, beside the overview.
pub(super) fn page_name(draft_file: &str) -> String {
    format!("report/{}.html", draft_file.strip_suffix(".draft.json").unwrap_or(draft_file))
}

/// The overview.
pub(super) fn overview(
    report: &Report,
    experiments: &dyn Experiments,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut body = head("Migration report");
    let totals = &report.totals;
    line!(body, "<h1>Migration report</h1>");
    line!(
        body,
        "<p>{}, {}, {}; {} taken out of the files. {}</p>",
        counted(totals.experiments, "experiment"),
        counted(totals.modules, "module"),
        counted(totals.services, "service endpoint"),
        counted(totals.secrets, "credential"),
        totals.sentence()
    );
    tally(&mut body, |verdict| totals.verdicts.get(&verdict).copied().unwrap_or(0));
    line!(
        body,
        "<p>Rough estimate of the work left: <strong>{}</strong>. Drawing everything again by hand: {}.</p>",
        hours(totals.effort.minutes_left),
        hours(totals.effort.minutes_by_hand)
    );
    contents(&mut body, report);
    blockers::html(&mut body, &totals.blockers);
    line!(body, "<h2 id=\"steps\">What a migration consists of</h2>");
    line!(body, "<table><thead><tr><th class=\"number\">Step<th>What<th>State<th>Here</tr></thead><tbody>");
    for (index, step) in report.steps.iter().enumerate() {
        line!(
            body,
            "<tr><td class=\"number\">{}<td>{}<td class=\"state\">{}<td>{}</tr>",
            index + 1,
            escape(step.what),
            step.progress.describe(),
            escape(&step.note)
        );
    }
    line!(body, "</tbody></table>");
    if totals.experiments > 0 {
        line!(body, "<h2 id=\"experiments\">Experiments</h2>");
        line!(
            body,
            "<table><thead><tr><th>Experiment<th>Verdict<th class=\"number\">Modules<th class=\"number\">Same<th class=\"number\">Differ<th class=\"number\">Need input<th class=\"number\">Cannot run<th class=\"number\">Left</tr></thead><tbody>"
        );
        experiments.each(&mut |experiment| {
            row(&mut body, experiment);
            out.write_all(body.as_bytes())?;
            body.clear();
            Ok(())
        })?;
        line!(body, "</tbody></table>");
    }
    services::html(&mut body, &report.services);
    data_files::html(&mut body, &report.data_files);
    saved_models::html(&mut body, &report.models);
    list(&mut body, "Beside the services", report.resources.iter().map(resource));
    if !report.diagnostics.is_empty() {
        line!(body, "<h2 id=\"files\">Files</h2>");
        diagnostics(&mut body, &report.diagnostics);
    }
    body.push_str(FOOT);
    out.write_all(body.as_bytes())
}

/// Links to the sections that there are.
fn contents(body: &mut String, report: &Report) {
    let sections = [
        ("blockers", "What stands in the way", !report.totals.blockers.is_empty()),
        ("steps", "Steps", true),
        ("experiments", "Experiments", report.totals.experiments > 0),
        ("services", "Services", !report.services.is_empty()),
        ("data", "Data files", !report.data_files.is_empty()),
        ("models", "Trained models", !report.models.is_empty()),
        ("files", "Files", !report.diagnostics.is_empty()),
    ];
    let links = sections.iter().filter(|(_, _, there)| *there);
    let links: Vec<String> = links.map(|(id, title, _)| format!("<a href=\"#{id}\">{title}</a>")).collect();
    line!(body, "<nav>{}</nav>", links.join(" "));
}

fn row(body: &mut String, experiment: &ExperimentReport) {
    let of = |verdict| experiment.modules.iter().filter(|module| module.verdict == verdict).count();
    line!(
        body,
        "<tr><td><a href=\"{}\">{}</a><br><small>{}</small><td><span class=\"pill {}\">{}</span><td class=\"number\">{}<td class=\"number\">{}<td class=\"number\">{}<td class=\"number\">{}<td class=\"number\">{}<td class=\"number\">{}</tr>",
        escape(&address(&page_name(&experiment.draft))),
        escape(title(experiment)),
        escape(file_name(&experiment.file)),
        class(experiment.verdict),
        experiment.verdict.describe(),
        experiment.modules.len(),
        of(Verdict::RunsTheSame),
        of(Verdict::RunsDifferently),
        of(Verdict::NeedsInput),
        of(Verdict::CannotRun),
        hours(experiment.effort.minutes_left)
    );
}

/// The page of one experiment.
pub(super) fn experiment(draft: &PipelineDraft, report: &ExperimentReport) -> String {
    let mut body = head(title(report));
    let counts = &report.counts;
    line!(body, "<p><a href=\"../report.html\">All experiments</a></p>");
    line!(body, "<h1>{}</h1>", escape(title(report)));
    if !draft.description.is_empty() {
        line!(body, "<p>{}</p>", escape(&draft.description));
    }
    line!(
        body,
        "<p>From {}: {}, {}, {}. Rough estimate of the work left: <strong>{}</strong>; drawing it again by hand: {}.</p>",
        escape(&report.file),
        counted(counts.modules, "module"),
        counted(counts.wires, "wire"),
        counted(counts.parameters, "parameter"),
        hours(report.effort.minutes_left),
        hours(report.effort.minutes_by_hand)
    );
    tally(&mut body, |verdict| report.modules.iter().filter(|module| module.verdict == verdict).count());
    let _ = write!(body, "<figure>{}</figure>", draw(draft, report));
    line!(body, "<h2>Modules</h2>");
    line!(
        body,
        "<table><thead><tr><th>Module<th>Verdict<th>Why<th>To do<th>Lost in the designer</tr></thead><tbody>"
    );
    for module in &report.modules {
        let note = if module.comment.is_empty() {
            String::new()
        } else {
            format!("<br><small>{}</small>", escape(&module.comment))
        };
        line!(
            body,
            "<tr><td>{}{note}<td><span class=\"pill {}\">{}</span><td>{}<td>{}<td>{}</tr>",
            escape(&module.module),
            class(module.verdict),
            module.verdict.describe(),
            escape(&module.reasons.join(" ")),
            escape(&module.to_do.join(" ")),
            escape(&module.lost_in_designer.join(" "))
        );
    }
    line!(body, "</tbody></table>");
    list(
        &mut body,
        "Data to give",
        report.data.iter().map(|need| {
            let what = match need.kind {
                AssetKind::Dataset => "dataset",
                AssetKind::TrainedModel => "trained model",
                AssetKind::Transform => "transform",
            };
            format!("{what} “{}”", need.name)
        }),
    );
    list(
        &mut body,
        "Scripts to check",
        report.modules.iter().filter_map(|module| {
            let language = match module.script? {
                ScriptLanguage::Python => "Python",
                ScriptLanguage::R => "R",
                ScriptLanguage::Sql => "SQL",
                ScriptLanguage::NetSharp => "Net#",
            };
            Some(format!("{} ({language})", module.module))
        }),
    );
    let scripts = report.modules.iter().filter_map(|module| Some((module, module.code.as_ref()?)));
    let scripts: Vec<_> = scripts.filter(|(_, code)| code.is_worth_a_word()).collect();
    if !scripts.is_empty() {
        line!(body, "<h2>What became of the scripts</h2>");
        for (module, code) in scripts {
            code.html(&mut body, &module.module);
        }
    }
    let of_a_run = |address: &str| address.contains("/NodeStatuses/");
    let (run, own): (Vec<&str>, Vec<&str>) =
        report.secrets.iter().map(|secret| secret.address.as_str()).partition(|address| of_a_run(address));
    let gone = (!run.is_empty()).then(|| {
        format!("{} to results of old runs, which no longer open anything", counted(run.len(), "signature"))
    });
    list(&mut body, "Credentials to enter again", own.into_iter().map(str::to_owned).chain(gone));
    let of_modules = |diagnostic: &&Diagnostic| diagnostic.at.node.is_none();
    let found = report.diagnostics.iter().filter(of_modules);
    list(
        &mut body,
        "What the conversion says",
        found.map(|found| format!("{} {}", found.message, found.help)),
    );
    body.push_str(FOOT);
    body
}

/// A resource that stands beside the services.
fn resource(resource: &ResourceReport) -> String {
    let kind = if resource.kind.is_empty() { "resource" } else { &resource.kind };
    let name = if resource.name.is_empty() { String::new() } else { format!(" “{}”", resource.name) };
    format!("{kind}{name} of {}: kept in report.json; nothing here takes its place", resource.file)
}

/// The name of a file without its folders.
fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

fn list(body: &mut String, head: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("<li>{}</li>", escape(&item))).collect();
    if !items.is_empty() {
        line!(body, "<h2>{head}</h2>\n<ul>{}</ul>", items.concat());
    }
}

fn diagnostics(body: &mut String, diagnostics: &[Diagnostic]) {
    list_of(
        body,
        diagnostics.iter().map(|diagnostic| {
            let what = match diagnostic.severity {
                Severity::Error => "Error",
                Severity::Warning => "Warning",
                Severity::Info => "Note",
            };
            let mut place = diagnostic.at.file.clone().unwrap_or_default();
            if let Some(line) = diagnostic.at.line {
                let _ = write!(place, ", line {line}");
            }
            format!("{what} in {place}: {} {}", diagnostic.message, diagnostic.help)
        }),
    );
}

fn list_of(body: &mut String, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| format!("<li>{}</li>", escape(&item))).collect();
    line!(body, "<ul>{}</ul>", items.concat());
}

/// How many modules have each verdict, as a bar.
fn tally(body: &mut String, of: impl Fn(Verdict) -> usize) {
    let all = [Verdict::RunsTheSame, Verdict::RunsDifferently, Verdict::NeedsInput, Verdict::CannotRun];
    let cells: Vec<String> = all
        .into_iter()
        .filter(|verdict| of(*verdict) > 0)
        .map(|verdict| {
            let count = of(verdict);
            format!(
                "<span class=\"{}\" style=\"flex-grow:{count}\">{count} {}</span>",
                class(verdict),
                verdict.describe_count(count)
            )
        })
        .collect();
    if !cells.is_empty() {
        line!(body, "<div class=\"tally\">{}</div>", cells.concat());
    }
}

fn head(title: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escape(title)
    )
}

const FOOT: &str = "</main>\n</body>\n</html>\n";

fn title(experiment: &ExperimentReport) -> &str {
    if experiment.name.is_empty() { &experiment.draft } else { &experiment.name }
}

/// A path as an address: what has a meaning there is written in percent.
fn address(path: &str) -> String {
    let mut address = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_./".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// `45 min`, `3.5 h`.
pub(super) fn hours(minutes: usize) -> String {
    match minutes {
        0..90 => format!("{minutes} min"),
        _ => format!("{:.1} h", minutes as f64 / 60.0),
    }
}

/// Text of the source as text: nothing in it becomes markup.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\0' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
