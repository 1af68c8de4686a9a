//! What flows into the module: files, or folders that other steps wrote.

use ml_graph::{Asset, AssetKind, ComponentSpec, Diagnostic, Edge, PipelineDraft, PortKind, PortRef};
use ml_protocol::{DataBinding, Request, Response};
use ml_run::Executor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the file, without extension, in which a step leaves a table.
pub(crate) const TABLE: &str = "dataset";

/// Makes an asset of each given path and wires it to its port; gives the data of the assets.
pub(crate) fn wire(
    spec: &ComponentSpec,
    node: &str,
    given: &[(String, String)],
    draft: &mut PipelineDraft,
    executor: &Executor,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, DataBinding> {
    let mut data = BTreeMap::new();
    for (name, path) in given {
        let Some(port) = spec.input(name) else {
            faults.push(no_port(spec, name, "input", spec.inputs.iter().map(|port| port.id.as_str())));
            continue;
        };
        if data.contains_key(&port.id) {
            faults.push(
                Diagnostic::error("cli/input", format!("The input “{name}” is given twice."))
                    .help("An input takes one file or folder."),
            );
            continue;
        }
        let found = file(Path::new(path)).and_then(|file| store(&file, executor));
        match found {
            Ok(binding) => {
                draft.assets.push(Asset {
                    id: port.id.clone(),
                    kind: kind(port.kind, &binding.name),
                    name: binding.name.clone(),
                    format: None,
                    location: None,
                    source_id: None,
                    position: None,
                });
                draft.edges.push(Edge {
                    from: PortRef::new(&port.id, Asset::OUTPUT),
                    to: PortRef::new(node, &port.id),
                });
                data.insert(port.id.clone(), binding);
            }
            Err(diagnostic) => faults.push(diagnostic.at_port(name)),
        }
    }
    data
}

/// Files that the module asks for by name.
pub(crate) fn attach(
    files: &[PathBuf],
    data: &mut BTreeMap<String, DataBinding>,
    executor: &Executor,
    faults: &mut Vec<Diagnostic>,
) {
    for path in files {
        match file(path).and_then(|file| store(&file, executor)) {
            Ok(binding) => {
                data.insert(format!("attached {}", binding.name), binding);
            }
            Err(diagnostic) => faults.push(diagnostic),
        }
    }
}

/// What to say about a port that a module does not have.
pub(crate) fn no_port<'a>(
    spec: &ComponentSpec,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = match ml_modules::params::nearest(name, known.clone()) {
        Some(near) => format!("Did you mean “{near}”?"),
        None => match known.collect::<Vec<&str>>().join(", ") {
            names if names.is_empty() => format!("It has no {what}."),
            names => format!("It has {names}."),
        },
    };
    Diagnostic::error("cli/port", format!("“{}” has no {what} “{name}”.", spec.title)).help(help)
}

/// The file itself, or the one that matters in a folder.
fn file(path: &Path) -> Result<PathBuf, Diagnostic> {
    let place = path.display().to_string();
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            // “MLTable” says how others read the folder.
            path.is_file() && !name.starts_with(['.', '_']) && name != "MLTable"
        })
        .collect();
    files.sort();
    // What lies there in several forms has one that is exact.
    let exact = [format!("{TABLE}.arrow"), "evaluation.json".to_owned()].map(|name| path.join(name));
    if let Some(exact) = exact.into_iter().find(|exact| files.contains(exact)) {
        return Ok(exact);
    }
    match files.as_slice() {
        [file] => Ok(file.clone()),
        [] => Err(Diagnostic::error("cli/input", "The folder holds no file.")
            .help("Give the file, or the folder that a step of the pipeline wrote.")
            .in_file(place)),
        several => Err(Diagnostic::error("cli/input", format!("The folder holds {} files.", several.len()))
            .help("Give one of them.")
            .in_file(place)),
    }
}

/// Stored values say their kind by their name; anything else is what the port takes.
fn kind(port: PortKind, name: &str) -> AssetKind {
    match port {
        PortKind::Transform => AssetKind::Transform,
        PortKind::Dataset | PortKind::Bundle | PortKind::Any if !name.ends_with(".json") => {
            AssetKind::Dataset
        }
        _ => AssetKind::TrainedModel,
    }
}

fn store(path: &Path, executor: &Executor) -> Result<DataBinding, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match executor.request(Request::PutBlob, Some(bytes)).response {
        Response::Blob { blob } => Ok(DataBinding { name, blob }),
        Response::Refused { mut diagnostics } if !diagnostics.is_empty() => Err(diagnostics.remove(0)),
        _ => Err(Diagnostic::error("cli/fault", format!("“{name}” cannot be stored."))),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("cli/file", format!("The file cannot be read: {error}."))
        .help("Give the path of a file, or of a folder that a step of the pipeline wrote.")
        .in_file(path.display().to_string())
}
