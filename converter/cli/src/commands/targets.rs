//! What `convert` writes: the targets of `--to`, and the files of those that are folders.

use super::Failure;
use crate::engine::NAME;
use crate::run::data;
use ml_convert::{ConvertedDraft, DataFile, Emitted, FOLDERS, FolderTarget, SampleRows, Samples};
use ml_exports::Exports;
use ml_graph::{Asset, Diagnostic, PipelineDraft};
use ml_protocol::{ColumnView, DataBinding, Request, Response};
use ml_run::{Executor, MemoryStore, NativePlatform};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A form in which a converted pipeline is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// Drafts, which everything here reads.
    Draft,
    /// A folder an experiment.
    Folder(&'static FolderTarget),
    /// The migration report.
    Report,
}

/// Every target, with a word for people.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let folders = FOLDERS.iter().map(|folder| (folder.name, folder.title));
    std::iter::once(("draft", "Pipeline draft, which everything here reads"))
        .chain(folders)
        .chain(std::iter::once(("report", "Migration report: pages, Markdown, table, JSON")))
}

/// Targets that are meant to come.
const LATER: [&str; 2] = ["designer", "mlops"];

/// The value of `--to`, one word.
pub(crate) fn parse(text: &str) -> Result<Target, String> {
    if let Some(folder) = FOLDERS.iter().find(|folder| folder.name == text) {
        return Ok(Target::Folder(folder));
    }
    match text {
        "draft" => Ok(Target::Draft),
        "report" => Ok(Target::Report),
        _ => {
            let known: Vec<&str> = all().map(|(name, _)| name).collect();
            let fault = if LATER.contains(&text) {
                format!("the target “{text}” is not built yet")
            } else {
                format!("there is no target “{text}”")
            };
            Err(format!("{fault}; there are {}", known.join(", ")))
        }
    }
}

/// How many rows an example request has.
const SAMPLE_ROWS: usize = 3;

/// Writes one draft's folder of a target into `out`; gives back what could not be written as it was.
///
/// Data is copied along where it lies beside the export or came with it.
pub(crate) fn write_folder(
    out: &Path,
    target: &FolderTarget,
    converted: &ConvertedDraft,
    source: &Path,
    packed: &[DataFile],
) -> Result<Vec<Diagnostic>, Failure> {
    let stem = converted.file.strip_suffix(".draft.json").unwrap_or(&converted.file);
    let folder = out.join(target.name).join(stem);
    let draft = &converted.draft;
    let found: BTreeMap<&str, Found<'_>> = draft
        .assets
        .iter()
        .filter_map(|asset| Some((asset.name.as_str(), Found::of(asset, source, packed)?)))
        .collect();
    let Emitted { files, data, diagnostics } =
        (target.write)(draft, ml_modules::catalogue(), &samples(draft, &found));
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
            Found::Beside(path) => {
                path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
            }
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

/// Rows for the example request, by the input port that callers feed: the first ones of a dataset that stands there, else one of neutral
/// values in the columns that arrive there.
fn samples(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> Samples {
    let mut samples = Samples::new();
    let mut columns = None;
    for input in &draft.interface.inputs {
        let Some(edge) = draft.edges.iter().find(|edge| edge.to == input.port) else { continue };
        let sample = match draft.asset(&edge.from.node) {
            Some(asset) => found.get(asset.name.as_str()).and_then(|file| first_rows(asset, file)),
            None => columns
                .get_or_insert_with(|| arriving(draft, found))
                .get(&edge.from.node)
                .and_then(|ports| ports.get(&edge.from.port))
                .map(|columns| neutral_row(columns)),
        };
        samples.extend(sample.map(|sample| (input.port.clone(), sample)));
    }
    samples
}

fn first_rows(asset: &Asset, file: &Found<'_>) -> Option<SampleRows> {
    let format = asset.format.unwrap_or(ml_graph::DataFormat::Csv);
    let table = ml_table::read::dataset(&file.bytes()?, format).ok()?;
    let row = |row: usize| {
        table.columns().iter().map(|column| column.text(row).map(|text| text.into_owned())).collect()
    };
    Some(SampleRows {
        columns: table.names().map(str::to_owned).collect(),
        rows: (0..table.rows().min(SAMPLE_ROWS)).map(row).collect(),
    })
}

/// Columns at each output port, as far as they are known without running anything.
fn arriving(
    draft: &PipelineDraft,
    found: &BTreeMap<&str, Found<'_>>,
) -> BTreeMap<String, BTreeMap<String, Vec<ColumnView>>> {
    let Ok(executor) = Executor::new(NativePlatform::new(NAME), MemoryStore::new(), Exports) else {
        return BTreeMap::new();
    };
    let mut data = BTreeMap::new();
    for asset in &draft.assets {
        let Some(file) = found.get(asset.name.as_str()) else { continue };
        let Some(bytes) = file.bytes() else { continue };
        if let Response::Blob { blob } = executor.request(Request::PutBlob, Some(bytes)).response {
            data.insert(asset.id.clone(), DataBinding { name: file.name(), blob });
        }
    }
    match executor.request(Request::Check { draft: draft.clone(), data }, None).response {
        Response::Checked { columns, .. } => columns,
        _ => BTreeMap::new(),
    }
}

fn neutral_row(columns: &[ColumnView]) -> SampleRows {
    let value = |column: &ColumnView| match column.element_type.as_str() {
        "Integer" | "Double" => Some("0".to_owned()),
        "Boolean" => Some("false".to_owned()),
        _ => None,
    };
    SampleRows {
        columns: columns.iter().map(|column| column.name.clone()).collect(),
        rows: vec![columns.iter().map(value).collect()],
    }
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
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .map_err(|error| unwritable(path, &error))
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
