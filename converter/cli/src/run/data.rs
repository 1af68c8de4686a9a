//! Files for the datasets of a draft: named on the command line, packed with the draft, or lying beside it.

use super::draft::Opened;
use crate::commands::Failure;
use ml_exports::models;
use ml_graph::{Asset, AssetKind, Diagnostic, PipelineDraft};
use ml_protocol::{DataBinding, Request, Response};
use ml_run::Executor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Stores the files that can be found and binds them; what is missing the check finds. All faults of the given ones at once.
pub(crate) fn bind(
    opened: &Opened,
    draft: &Path,
    given: &[(String, String)],
    executor: &Executor,
) -> Result<BTreeMap<String, DataBinding>, Failure> {
    let mut bindings = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, file) in given {
        let ids = places(&opened.draft, name);
        if ids.is_empty() {
            faults.push(unknown(&opened.draft, name));
            continue;
        }
        match store(Path::new(file), executor) {
            Ok(binding) => bindings.extend(ids.into_iter().map(|id| (id, binding.clone()))),
            Err(diagnostic) => faults.push(diagnostic),
        }
    }
    let assets: Vec<&Asset> = opened.draft.assets.iter().collect();
    let models = models::pair(&assets, &opened.data);
    for (place, asset) in assets.iter().enumerate() {
        if bindings.contains_key(&asset.id) {
            continue;
        }
        let model = models.iter().find(|pair| pair.asset == place).map(|pair| &opened.data[pair.file]);
        let packed = model.or_else(|| {
            opened.data.iter().find(|file| file.name == asset.name || stem(&file.name) == asset.name)
        });
        let found = match packed {
            Some(file) => Some(keep(file.name.clone(), file.bytes.clone(), executor)),
            None => beside(draft, asset).map(|path| store(&path, executor)),
        };
        match found {
            Some(Ok(binding)) => {
                bindings.insert(asset.id.clone(), binding);
            }
            Some(Err(diagnostic)) => faults.push(diagnostic),
            None => {}
        }
    }
    if faults.is_empty() { Ok(bindings) } else { Err(Failure(faults)) }
}

/// The assets and service inputs of this name or id.
fn places(draft: &PipelineDraft, name: &str) -> Vec<String> {
    let assets = draft.assets.iter().filter(|asset| asset.id == name || asset.name == name);
    let inputs = draft.interface.inputs.iter().filter(|input| input.id == name || input.name == name);
    assets.map(|asset| asset.id.clone()).chain(inputs.map(|input| input.id.clone())).collect()
}

fn unknown(draft: &PipelineDraft, name: &str) -> Diagnostic {
    let names: Vec<&str> = draft
        .assets
        .iter()
        .map(|asset| asset.name.as_str())
        .chain(draft.interface.inputs.iter().map(|input| input.name.as_str()))
        .collect();
    let help = match ml_modules::params::nearest(name, names.iter().copied()) {
        Some(near) => format!("Did you mean “{near}”?"),
        None if names.is_empty() => "The draft reads no data.".to_owned(),
        None => format!("It reads {}.", names.join(", ")),
    };
    Diagnostic::error("cli/data", format!("The draft has no dataset “{name}”.")).help(help)
}

/// A file for an asset beside the draft: where the draft says it is, or by its name in the usual places.
pub(crate) fn beside(draft: &Path, asset: &Asset) -> Option<PathBuf> {
    let folder = match draft.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => Path::new("."),
    };
    let extensions: &[&str] = match asset.kind {
        AssetKind::Dataset => {
            &["", ".csv", ".tsv", ".arff", ".svmlight", ".parquet", ".arrow", ".xlsx", ".zip"]
        }
        AssetKind::TrainedModel => &["", ".ilearner", ".json"],
        AssetKind::Transform => &["", ".json"],
    };
    // A name that leads elsewhere is looked for nowhere.
    let is_plain = |name: &str| {
        let path = Path::new(name);
        !name.is_empty() && path.is_relative() && !name.contains("..") && !name.contains("://")
    };
    let names = [asset.location.as_deref(), Some(asset.name.as_str())];
    let folders = [folder.to_owned(), folder.join("data"), folder.join("../data")];
    names
        .into_iter()
        .flatten()
        .filter(|name| is_plain(name))
        .flat_map(|name| extensions.iter().map(move |extension| format!("{name}{extension}")))
        .flat_map(|name| folders.iter().map(move |folder| folder.join(&name)))
        .find(|path| path.is_file())
}

fn store(path: &Path, executor: &Executor) -> Result<DataBinding, Diagnostic> {
    let bytes = std::fs::read(path).map_err(|error| {
        Diagnostic::error("cli/file", format!("The data cannot be read: {error}."))
            .help("Give the path of a data file.")
            .in_file(path.display().to_string())
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    keep(name, bytes, executor)
}

fn keep(name: String, bytes: Vec<u8>, executor: &Executor) -> Result<DataBinding, Diagnostic> {
    match executor.request(Request::PutBlob, Some(bytes)).response {
        Response::Blob { blob } => Ok(DataBinding { name, blob }),
        Response::Refused { mut diagnostics } if !diagnostics.is_empty() => Err(diagnostics.remove(0)),
        _ => Err(Diagnostic::error("cli/fault", format!("“{name}” cannot be stored."))),
    }
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
