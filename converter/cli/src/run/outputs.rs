//! The files of a run: every table as CSV and Parquet, metrics and models as JSON, what scripts printed as text, what they drew as
//! pictures, and the record of the run.

use crate::commands::Failure;
use ml_graph::{Catalogue, Diagnostic, Node, PipelineDraft, Structure};
use ml_modules::Media;
use ml_protocol::{OutputFormat, OutputView, Request, Response, RunRecord};
use ml_run::Executor;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A node's names where each needs one of its own: the title, with a number from the second of equal ones on.
pub(crate) struct Label {
    /// For people.
    pub(crate) title: String,
    /// For files.
    file: String,
}

impl Label {
    /// The file that a run writes an output to.
    pub(crate) fn output_file(&self, port: &str, extension: &str) -> String {
        format!("{}.{port}.{extension}", self.file)
    }
}

/// The labels of all nodes by id. The numbers follow the pipeline, whatever part of it runs.
pub(crate) fn labels(draft: &PipelineDraft, catalogue: &Catalogue) -> BTreeMap<String, Label> {
    let order = Structure::of(draft).order();
    let order = order.unwrap_or_else(|_| draft.nodes.iter().map(|node| node.id.as_str()).collect());
    let nodes: BTreeMap<&str, &Node> = draft.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let named: Vec<(&str, String)> =
        order.into_iter().filter_map(|id| Some((id, title(nodes.get(id)?, catalogue)))).collect();
    // Some file systems hold upper and lower case for the same.
    let key = |title: &str| file_name(title).to_lowercase();
    let titles: BTreeSet<String> = named.iter().map(|(_, title)| key(title)).collect();
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    let mut labels = BTreeMap::new();
    for (id, title) in named {
        let key = key(&title);
        let number = last.entry(key.clone()).or_default();
        *number += 1;
        // A title of its own may end in this number.
        while *number > 1 && titles.contains(&format!("{key} {number}")) {
            *number += 1;
        }
        let suffix = if *number > 1 { format!(" {number}") } else { String::new() };
        let file = format!("{}{suffix}", file_name(&title));
        labels.insert(id.to_owned(), Label { title: title + &suffix, file });
    }
    labels
}

/// The diagnostic with the module's name in place of its id.
pub(crate) fn named(mut diagnostic: Diagnostic, labels: &BTreeMap<String, Label>) -> Diagnostic {
    if let Some(node) = &mut diagnostic.at.node
        && let Some(label) = labels.get(node)
    {
        *node = format!("“{}”", label.title);
    }
    diagnostic
}

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
    let labels = labels(&record.draft, catalogue);
    let mut written = 0;
    for node in &record.nodes {
        let Some(label) = labels.get(&node.node) else { continue };
        for (port, output) in &node.outputs {
            let formats: &[OutputFormat] = match output.kind.as_str() {
                // Parquet cannot hold a table that has no columns.
                "dataset" if output.columns == Some(0) => &[OutputFormat::Csv],
                "dataset" => &[OutputFormat::Csv, OutputFormat::Parquet],
                "evaluation" => &[OutputFormat::Json, OutputFormat::Csv],
                "media" => {
                    let path = |extension: &str| folder.join(label.output_file(port, extension));
                    media(executor, record, &node.node, port, &path)?;
                    written += 1;
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
                let path = folder.join(label.output_file(port, extension));
                file(executor, record, &node.node, port, *format, &path)?;
                written += 1;
            }
        }
    }
    written += services(executor, record, folder)?;
    let text = serde_json::to_vec_pretty(record)
        .map_err(|error| Diagnostic::error("cli/json", format!("The record cannot be written: {error}.")))?;
    let path = folder.join("run.json");
    std::fs::write(&path, text).map_err(|error| fault(&path, &error))?;
    Ok(written + 1)
}

/// What a service would answer: the tables at its outputs, by the names that callers know.
fn services(executor: &Executor, record: &RunRecord, folder: &Path) -> Result<usize, Failure> {
    let mut written = 0;
    for output in &record.draft.interface.outputs {
        let ran = record.nodes.iter().find(|node| node.node == output.port.node);
        let summary = ran.and_then(|node| node.outputs.get(&output.port.port));
        if summary.is_some_and(|summary| summary.kind == "dataset") {
            let path = folder.join(format!("{}.csv", file_name(&output.name)));
            file(executor, record, &output.port.node, &output.port.port, OutputFormat::Csv, &path)?;
            written += 1;
        }
    }
    Ok(written)
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
        _ => Err(confused(node)),
    }
}

/// A text that a module printed, or a picture that it drew.
fn media(
    executor: &Executor,
    record: &RunRecord,
    node: &str,
    port: &str,
    path: &dyn Fn(&str) -> PathBuf,
) -> Result<(), Failure> {
    let asked =
        Request::View { run: record.summary.run.clone(), node: node.to_owned(), port: port.to_owned() };
    let view = match executor.request(asked, None).response {
        Response::View(view) => *view,
        Response::Refused { diagnostics } => return Err(Failure(diagnostics)),
        _ => return Err(confused(node)),
    };
    let OutputView::Media { media, content } = view else { return Err(confused(node)) };
    let path = path(extension(&media));
    let Some(bytes) = (Media { media, content }).bytes() else {
        return Err(Diagnostic::error("cli/picture", "The picture that the run keeps is damaged.")
            .help("Run the module again with another --store.")
            .at_node(node)
            .into());
    };
    std::fs::write(&path, bytes).map_err(|error| fault(&path, &error).into())
}

/// What files of a media type are called.
fn extension(media: &str) -> &'static str {
    match media {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/svg+xml" => "svg",
        text if text.starts_with("text/") => "txt",
        _ => "bin",
    }
}

fn confused(node: &str) -> Failure {
    Diagnostic::error("cli/fault", "The engine gave no file.").at_node(node).into()
}

fn fault(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("cli/write", format!("The file cannot be written: {error}."))
        .help("Look at free space and permissions, or name another folder with --out.")
        .in_file(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::{Edge, PortRef};

    #[test]
    fn equal_titles_are_numbered_along_the_pipeline() {
        let mut draft = PipelineDraft::new("Names");
        for (id, title) in [
            ("z", "Clean"),
            ("y", "clean"),
            ("x", "Clean"),
            ("w", "Clean 3"),
            ("v", "a/b"),
            ("u", "a:b"),
            ("t", "Alone"),
        ] {
            draft.nodes.push(Node { id: id.to_owned(), title: title.to_owned(), ..Node::default() });
        }
        // The last of the three comes first, the first last.
        for (from, to) in [("x", "y"), ("y", "z")] {
            draft.edges.push(Edge { from: PortRef::new(from, "out"), to: PortRef::new(to, "in") });
        }
        let labels = labels(&draft, &Catalogue::default());
        let names: Vec<(&str, &str, &str)> = labels
            .iter()
            .map(|(id, label)| (id.as_str(), label.title.as_str(), label.file.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("t", "Alone", "Alone"),
                ("u", "a:b 2", "a-b 2"),
                ("v", "a/b", "a-b"),
                ("w", "Clean 3", "Clean 3"),
                ("x", "Clean", "Clean"),
                ("y", "clean 2", "clean 2"),
                ("z", "Clean 4", "Clean 4"),
            ]
        );
    }
}
