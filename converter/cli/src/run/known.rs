//! What is known of a draft's data without running it: files of its assets, columns and first rows.

use super::data;
use crate::engine::NAME;
use ml_convert::{DataFile, KnownData, SampleRows, Samples};
use ml_exports::Exports;
use ml_graph::{Asset, AssetKind, DataFormat, EndpointColumn, Node, PipelineDraft, PortRef, Role};
use ml_protocol::{ColumnView, DataBinding, Request, Response};
use ml_run::{Executor, MemoryStore, NativePlatform};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The role of scored columns.
const SCORE: &str = "Score";

/// How many rows an example request has.
const SAMPLE_ROWS: usize = 3;

/// The file of an asset.
pub(crate) enum Found<'a> {
    Packed(&'a DataFile),
    Beside(PathBuf),
}

impl<'a> Found<'a> {
    pub(crate) fn of(asset: &Asset, source: &Path, packed: &'a [DataFile]) -> Option<Found<'a>> {
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

    /// Puts a copy into a folder.
    pub(crate) fn put_into(&self, folder: &Path) -> std::io::Result<()> {
        let to = folder.join(self.name());
        match self {
            Found::Packed(file) => std::fs::write(&to, &file.bytes),
            Found::Beside(path) => std::fs::copy(path, &to).map(|_| ()),
        }
    }
}

/// The files of a draft's assets, by the assets' names, as far as they came with the export or lie beside it.
pub(crate) fn files<'a>(
    draft: &'a PipelineDraft,
    source: &Path,
    packed: &'a [DataFile],
) -> BTreeMap<&'a str, Found<'a>> {
    let found = draft.assets.iter().filter_map(|asset| Some((asset, Found::of(asset, source, packed)?)));
    found.map(|(asset, file)| (asset.name.as_str(), file)).collect()
}

/// Columns and first rows at the outputs of a draft, without running it.
pub(crate) fn outputs(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> KnownData {
    let of_role = |role: Role| -> BTreeSet<&str> {
        let spec = |node: &Node| ml_modules::catalogue().get(&node.component);
        let nodes = draft.nodes.iter().filter(|node| spec(node).is_some_and(|spec| spec.role == role));
        nodes.map(|node| node.id.as_str()).collect()
    };
    let (sources, scorers) = (of_role(Role::Source), of_role(Role::Scorer));
    let mut known = KnownData::default();
    for (node, ports) in arriving(draft, found) {
        for (port, columns) in ports {
            // What a model adds is not always known before it is trained; half of an answer's columns would mislead.
            if scorers.contains(node.as_str()) && columns.iter().all(|column| column.role != SCORE) {
                continue;
            }
            let port = PortRef::new(&node, port);
            if sources.contains(node.as_str()) {
                known.rows.insert(port.clone(), neutral_row(&columns));
            }
            known.columns.insert(port, columns.into_iter().map(endpoint_column).collect());
        }
    }
    for asset in &draft.assets {
        if let Some(rows) = found.get(asset.name.as_str()).and_then(|file| first_rows(asset, file)) {
            known.rows.insert(PortRef::new(&asset.id, Asset::OUTPUT), rows);
        }
    }
    known
}

/// The columns of a table that a run wrote.
pub(crate) fn of_table(path: &Path) -> Option<Vec<EndpointColumn>> {
    let table = ml_table::read::dataset(&std::fs::read(path).ok()?, DataFormat::Parquet).ok()?;
    let column = |column: &ml_table::Column| EndpointColumn {
        name: column.name().to_owned(),
        element_type: column.element().name().to_owned(),
        ..EndpointColumn::default()
    };
    Some(table.columns().iter().map(column).collect())
}

fn endpoint_column(column: ColumnView) -> EndpointColumn {
    EndpointColumn { name: column.name, element_type: column.element_type, ..EndpointColumn::default() }
}

/// How much of a file is looked at for its first rows, in bytes.
const HEAD: usize = 1 << 16;

/// Rows for the example request, by the input port that callers feed: the first ones of a dataset that stands there, else one of neutral
/// values in the columns that arrive there. Without such ports, by the datasets' outputs.
pub(crate) fn samples(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> Samples {
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
    if draft.interface.is_empty() {
        // A training experiment; its service takes rows of the data it was trained on.
        for asset in &draft.assets {
            let rows = found.get(asset.name.as_str()).and_then(|file| first_rows(asset, file));
            samples.extend(rows.map(|rows| (PortRef::new(&asset.id, Asset::OUTPUT), rows)));
        }
    }
    samples
}

fn first_rows(asset: &Asset, file: &Found<'_>) -> Option<SampleRows> {
    if asset.kind != AssetKind::Dataset {
        return None;
    }
    let format = asset.format.unwrap_or(ml_graph::DataFormat::Csv);
    let bytes = file.bytes()?;
    let is_text = matches!(format, DataFormat::Csv | DataFormat::Tsv);
    let head = bytes.get(..HEAD).filter(|_| is_text).and_then(|head| {
        let end = head.iter().rposition(|byte| *byte == b'\n')?;
        ml_table::read::dataset(&head[..=end], format).ok()
    });
    let table = match head {
        Some(table) => table,
        None => ml_table::read::dataset(&bytes, format).ok()?,
    };
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
