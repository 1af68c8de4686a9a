//! What is known of a draft's data without running it: files of its assets, columns and first rows.

use super::data;
use crate::engine::NAME;
use ml_convert::{DataFile, KnownData, Samples};
use ml_exports::{Exports, first_rows, models, neutral_row};
use ml_graph::{Asset, DataFormat, EndpointColumn, Node, PipelineDraft, PortRef, Role};
use ml_protocol::{ColumnView, DataBinding, Request, Response};
use ml_run::{Columns, Executor, MemoryStore, NativePlatform};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The role of scored columns.
const SCORE: &str = "Score";

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
    let assets: Vec<&Asset> = draft.assets.iter().collect();
    // Saved models are often called otherwise than the draft calls them.
    let models = models::pair(&assets, packed);
    let model = |place: usize| models.iter().find(|pair| pair.asset == place).map(|pair| &packed[pair.file]);
    let found = draft.assets.iter().enumerate().filter_map(|(place, asset)| {
        let file = Found::of(asset, source, packed).or_else(|| model(place).map(Found::Packed))?;
        Some((asset.name.as_str(), file))
    });
    found.collect()
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
        if let Some(rows) = found.get(asset.name.as_str()).and_then(|file| first_rows(asset, &file.bytes()?))
        {
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

/// Rows for the example request, of the files that were found.
pub(crate) fn samples(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> Samples {
    let bytes = |asset: &Asset| found.get(asset.name.as_str())?.bytes();
    ml_exports::samples(draft, &bytes, &|| arriving(draft, found))
}

/// Columns at each output port, as far as they are known without running anything.
fn arriving(draft: &PipelineDraft, found: &BTreeMap<&str, Found<'_>>) -> Columns {
    let Ok(executor) = Executor::new(NativePlatform::new(NAME), MemoryStore::new(), Exports) else {
        return Columns::new();
    };
    let mut data = BTreeMap::new();
    for asset in &draft.assets {
        let Some(file) = found.get(asset.name.as_str()) else { continue };
        let Some(bytes) = file.bytes() else { continue };
        if let Response::Blob { blob } = executor.request(Request::PutBlob, Some(bytes)).response {
            data.insert(asset.id.clone(), DataBinding { name: file.name(), blob });
        }
    }
    match executor.request(Request::Check { draft: Box::new(draft.clone()), data }, None).response {
        Response::Checked { columns, .. } => columns,
        _ => BTreeMap::new(),
    }
}
