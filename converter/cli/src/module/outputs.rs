//! What the module gives, one folder a port: tables as Arrow and Parquet, everything else as JSON named after what it is.

use super::inputs::{TABLE, no_port};
use crate::commands::Failure;
use crate::terminal;
use ml_graph::{ComponentSpec, Diagnostic};
use ml_protocol::{OutputFormat, OutputSummary, Request, Response, RunRecord};
use ml_run::Executor;
use std::collections::BTreeSet;
use std::path::Path;

/// Notes outputs that the module does not have, and folders named twice.
pub(crate) fn check(spec: &ComponentSpec, given: &[(String, String)], faults: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for (name, folder) in given {
        if spec.output(name).is_none() {
            faults.push(no_port(spec, name, "output", spec.outputs.iter().map(|port| port.id.as_str())));
        }
        if !seen.insert(name) || given.iter().filter(|(_, other)| other == folder).count() > 1 {
            faults.push(
                Diagnostic::error(
                    "cli/output",
                    format!("The output “{name}” does not have a folder of its own."),
                )
                .help("Give each output once, with a folder of its own."),
            );
        }
    }
}

/// Writes the outputs that have a folder.
pub(crate) fn write(
    executor: &Executor,
    record: &RunRecord,
    node: &str,
    given: &[(String, String)],
) -> Result<(), Failure> {
    let none = std::collections::BTreeMap::new();
    let outputs = record.nodes.iter().find(|known| known.node == node).map_or(&none, |node| &node.outputs);
    for (port, folder) in given {
        let folder = Path::new(folder);
        std::fs::create_dir_all(folder).map_err(|error| fault(folder, &error))?;
        // Parameters may decide which outputs there are; a pipeline elsewhere names them all.
        let Some(summary) = outputs.get(port) else {
            terminal::note(&format!("note: The module gave nothing on its output “{port}”."));
            continue;
        };
        for (format, name) in files(port, summary)? {
            let asked = Request::Download {
                run: record.summary.run.clone(),
                node: node.to_owned(),
                port: port.clone(),
                format,
            };
            let reply = executor.request(asked, None);
            let bytes = match (reply.response, reply.attachment) {
                (Response::File { .. }, Some(bytes)) => bytes,
                (Response::Refused { diagnostics }, _) => return Err(Failure(diagnostics)),
                _ => return Err(Diagnostic::error("cli/fault", "The engine gave no file.").into()),
            };
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(|error| fault(&path, &error))?;
        }
    }
    Ok(())
}

/// The files of an output. The first is exact; the others are for other programs.
fn files(port: &str, summary: &OutputSummary) -> Result<Vec<(OutputFormat, String)>, Failure> {
    Ok(match summary.kind.as_str() {
        "dataset" => {
            let mut files = vec![(OutputFormat::Arrow, format!("{TABLE}.arrow"))];
            // Parquet has no tables without columns.
            if summary.columns != Some(0) {
                files.push((OutputFormat::Parquet, format!("{TABLE}.parquet")));
            }
            files
        }
        "evaluation" => vec![
            (OutputFormat::Json, "evaluation.json".to_owned()),
            (OutputFormat::Csv, "metrics.csv".to_owned()),
        ],
        "bundle" | "filter" | "recommender" | "any" => {
            return Err(Diagnostic::error(
                "cli/no-file",
                format!("The output “{port}” has no form as a file that another step could read."),
            )
            .help("Leave this output out.")
            .into());
        }
        kind => vec![(OutputFormat::Json, format!("{kind}.json"))],
    })
}

fn fault(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("cli/write", format!("The output cannot be written: {error}."))
        .help("Look at free space and permissions, or name another folder.")
        .in_file(path.display().to_string())
}
