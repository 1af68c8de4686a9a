//! The files of a run: every table as CSV and Parquet, metrics and models as JSON, and the record of the run.

use crate::commands::Failure;
use ml_graph::{Catalogue, Diagnostic, Node};
use ml_protocol::{OutputFormat, OutputView, Request, Response, RunRecord};
use ml_run::Executor;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What people call a node.
pub(crate) fn title(node: &Node, catalogue: &Catalogue) -> String {
    if !node.title.is_empty() {
        return node.title.clone();
    }
    catalogue.get(&node.component).map_or_else(|| node.component.clone(), |spec| spec.title.clone())
}

/// Writes all outputs; gives back how many files that made.
pub(crate) fn write(
    executor: &Executor,
    record: &RunRecord,
    catalogue: &Catalogue,
    folder: &Path,
) -> Result<usize, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| fault(folder, &error))?;
    let names = names(record, catalogue);
    let mut written = 0;
    for node in &record.nodes {
        let Some(name) = names.get(node.node.as_str()) else { continue };
        for (port, output) in &node.outputs {
            let formats: &[OutputFormat] = match output.kind.as_str() {
                "dataset" => &[OutputFormat::Csv, OutputFormat::Parquet],
                "evaluation" => &[OutputFormat::Json, OutputFormat::Csv],
                "media" => {
                    written += usize::from(text(
                        executor,
                        record,
                        &node.node,
                        port,
                        &folder.join(format!("{name}.{port}.txt")),
                    )?);
                    continue;
                }
                // A learner's settings stand in the draft.
                "untrained-model" | "untrained-clustering" | "bundle" => continue,
                _ => &[OutputFormat::Json],
            };
            for format in formats {
                let extension = match format {
                    OutputFormat::Csv => "csv",
                    OutputFormat::Parquet => "parquet",
                    OutputFormat::Arrow => "arrow",
                    OutputFormat::Json => "json",
                };
                let path = folder.join(format!("{name}.{port}.{extension}"));
                file(executor, record, &node.node, port, *format, &path)?;
                written += 1;
            }
        }
    }
    let text = serde_json::to_vec_pretty(record)
        .map_err(|error| Diagnostic::error("cli/json", format!("The record cannot be written: {error}.")))?;
    let path = folder.join("run.json");
    std::fs::write(&path, text).map_err(|error| fault(&path, &error))?;
    Ok(written + 1)
}

/// A file name for each node: its title, with its id where titles repeat.
fn names<'a>(record: &'a RunRecord, catalogue: &Catalogue) -> BTreeMap<&'a str, String> {
    let nodes = &record.draft.nodes;
    let mut seen = BTreeSet::new();
    let mut repeated = BTreeSet::new();
    for node in nodes {
        let name = file_name(&title(node, catalogue));
        // Some file systems hold upper and lower case for the same.
        if !seen.insert(name.to_lowercase()) {
            repeated.insert(name.to_lowercase());
        }
    }
    let name = |node: &Node| {
        let name = file_name(&title(node, catalogue));
        if repeated.contains(&name.to_lowercase()) {
            format!("{name} ({})", file_name(&node.id))
        } else {
            name
        }
    };
    nodes.iter().map(|node| (node.id.as_str(), name(node))).collect()
}

/// A name that every file system takes.
fn file_name(text: &str) -> String {
    let name: String = text
        .chars()
        .map(|letter| if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '-' } else { letter })
        .take(80)
        .collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "module".to_owned() } else { name.to_owned() }
}

fn file(
    executor: &Executor,
    record: &RunRecord,
    node: &str,
    port: &str,
    format: OutputFormat,
    path: &Path,
) -> Result<(), Failure> {
    let asked = Request::Download {
        run: record.summary.run.clone(),
        node: node.to_owned(),
        port: port.to_owned(),
        format,
    };
    let reply = executor.request(asked, None);
    match (reply.response, reply.attachment) {
        (Response::File { .. }, Some(bytes)) => {
            std::fs::write(path, bytes).map_err(|error| fault(path, &error).into())
        }
        (Response::Refused { diagnostics }, _) => Err(Failure(diagnostics)),
        _ => Err(Diagnostic::error("cli/fault", "The engine gave no file.").at_node(node).into()),
    }
}

/// A text that a module printed; pictures are left to the studio.
fn text(
    executor: &Executor,
    record: &RunRecord,
    node: &str,
    port: &str,
    path: &Path,
) -> Result<bool, Failure> {
    let asked =
        Request::View { run: record.summary.run.clone(), node: node.to_owned(), port: port.to_owned() };
    match executor.request(asked, None).response {
        Response::View(view) => match *view {
            OutputView::Media { media, content } if media.starts_with("text/") => {
                std::fs::write(path, content).map_err(|error| fault(path, &error))?;
                Ok(true)
            }
            _ => Ok(false),
        },
        Response::Refused { diagnostics } => Err(Failure(diagnostics)),
        _ => Ok(false),
    }
}

fn fault(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("cli/write", format!("The file cannot be written: {error}."))
        .help("Look at free space and permissions, or name another folder with --out.")
        .in_file(path.display().to_string())
}
