//! What `convert` writes: the targets of `--to`, and the files of those that are folders.

use super::Failure;
use crate::run::data;
use ml_convert::azureml::{self, Emitted, SampleRows};
use ml_convert::{ConvertedDraft, DataFile};
use ml_graph::{Asset, AssetKind, Diagnostic, PipelineDraft};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A form in which a converted pipeline is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target {
    /// Drafts, which everything here reads.
    Draft,
    /// A folder for Azure Machine Learning an experiment.
    AzureMl,
    /// The migration report.
    Report,
}

/// Every target and how it is spelled.
const TARGETS: [(&str, Target); 3] =
    [("draft", Target::Draft), ("azureml", Target::AzureMl), ("report", Target::Report)];

/// Targets that are meant to come.
const LATER: [&str; 3] = ["designer", "python", "mlops"];

/// The value of `--to`, one word.
pub(crate) fn parse(text: &str) -> Result<Target, String> {
    let known: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    if let Some((_, target)) = TARGETS.iter().find(|(name, _)| *name == text) {
        return Ok(*target);
    }
    let known = known.join(", ");
    if LATER.contains(&text) {
        return Err(format!("the target “{text}” is not built yet; there are {known}"));
    }
    Err(format!("there is no target “{text}”; there are {known}"))
}

/// How many rows an example request has.
const SAMPLE_ROWS: usize = 3;

/// Writes the folder for Azure Machine Learning of one draft into `out`; gives back what could not be written as it was.
///
/// Data is copied along where it lies beside the export or came with it.
pub(crate) fn write_azureml(
    out: &Path,
    converted: &ConvertedDraft,
    source: &Path,
    packed: &[DataFile],
) -> Result<Vec<Diagnostic>, Failure> {
    let stem = converted.file.strip_suffix(".draft.json").unwrap_or(&converted.file);
    let folder = out.join("azureml").join(stem);
    let draft = &converted.draft;
    let found: BTreeMap<&str, Found<'_>> = draft
        .assets
        .iter()
        .filter_map(|asset| Some((asset.name.as_str(), Found::of(asset, source, packed)?)))
        .collect();
    let Emitted { files, data, diagnostics } =
        azureml::azureml(draft, ml_modules::catalogue(), &samples(draft, &found));
    for file in files {
        let path = folder.join(&file.path);
        write(&path, file.text.as_bytes())?;
        if file.executable {
            make_executable(&path)?;
        }
    }
    for place in data {
        for below in &place.folders {
            let below = folder.join(below);
            std::fs::create_dir_all(&below).map_err(|error| unwritable(&below, &error))?;
            if let Some(found) = found.get(place.name.as_str()) {
                found.put_into(&below)?;
            }
        }
    }
    Ok(diagnostics)
}

/// Writes the report's page on one experiment.
pub(crate) fn write_page(out: &Path, converted: &ConvertedDraft) -> Result<(), Failure> {
    let page = converted.report.to_html(&converted.draft);
    write(&out.join(converted.report.page()), page.as_bytes())
}

/// The file of an asset.
enum Found<'a> {
    Packed(&'a DataFile),
    Beside(PathBuf),
}

impl<'a> Found<'a> {
    fn of(asset: &Asset, source: &Path, packed: &'a [DataFile]) -> Option<Found<'a>> {
        let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem) == asset.name;
        match packed.iter().find(|file| file.name == asset.name || stem(&file.name)) {
            Some(file) => Some(Found::Packed(file)),
            None => data::beside(source, asset).map(Found::Beside),
        }
    }

    fn name(&self) -> String {
        match self {
            Found::Packed(file) => file.name.clone(),
            Found::Beside(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Found::Packed(file) => Some(file.bytes.clone()),
            Found::Beside(path) => std::fs::read(path).ok(),
        }
    }

    fn put_into(&self, folder: &Path) -> Result<(), Failure> {
        let to = folder.join(self.name());
        match self {
            Found::Packed(file) => write(&to, &file.bytes),
            Found::Beside(path) => {
                std::fs::copy(path, &to).map(|_| ()).map_err(|error| unwritable(&to, &error))
            }
        }
    }
}

/// The first rows of datasets that stand where callers of the service will send theirs.
fn samples(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> BTreeMap<String, SampleRows> {
    let standing: BTreeSet<&str> = draft
        .edges
        .iter()
        .filter(|edge| draft.interface.inputs.iter().any(|input| input.port == edge.to))
        .map(|edge| edge.from.node.as_str())
        .collect();
    let mut samples = BTreeMap::new();
    for asset in &draft.assets {
        if asset.kind != AssetKind::Dataset || !standing.contains(asset.id.as_str()) {
            continue;
        }
        let read = found.get(asset.name.as_str()).and_then(|file| {
            let format = asset.format.unwrap_or(ml_graph::DataFormat::Csv);
            ml_table::read::dataset(&file.bytes()?, format).ok()
        });
        if let Some(table) = read {
            let row = |row: usize| {
                table.columns().iter().map(|column| column.text(row).map(|text| text.into_owned())).collect()
            };
            let sample = SampleRows {
                columns: table.names().map(str::to_owned).collect(),
                rows: (0..table.rows().min(SAMPLE_ROWS)).map(row).collect(),
            };
            samples.insert(asset.id.clone(), sample);
        }
    }
    samples
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let parent = path.parent().unwrap_or(path);
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| unwritable(path, &error))
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).map_err(|error| unwritable(path, &error))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> Result<(), Failure> {
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Diagnostic::error("cli/write", format!("{} cannot be written: {error}.", path.display()))
        .help("Choose another place, or make room.")
        .into()
}
