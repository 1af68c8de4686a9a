//! Example rows for the services of a draft: of the data at hand, or neutral ones in the columns that arrive.

use ml_convert::{SampleRows, Samples};
use ml_graph::{Asset, AssetKind, DataFormat, PipelineDraft, PortRef};
use ml_protocol::ColumnView;
use ml_run::Columns;

/// How many rows an example request has.
const SAMPLE_ROWS: usize = 3;

/// How much of a file is looked at for its first rows, in bytes.
const HEAD: usize = 1 << 16;

/// Rows for the example request, by the input port that callers feed: the first ones of a dataset that stands there, else one of neutral
/// values in the columns that arrive there. Without such ports, by the datasets' outputs. `bytes` gives the content of an asset's file,
/// `columns` those at each output of the draft, which is asked once and only where no dataset stands.
pub fn samples(
    draft: &PipelineDraft,
    bytes: &dyn Fn(&Asset) -> Option<Vec<u8>>,
    columns: &dyn Fn() -> Columns,
) -> Samples {
    let of_asset = |asset: &Asset| first_rows(asset, &bytes(asset)?);
    let mut samples = Samples::new();
    let mut known = None;
    for input in &draft.interface.inputs {
        let Some(edge) = draft.edges.iter().find(|edge| edge.to == input.port) else { continue };
        let sample = match draft.asset(&edge.from.node) {
            Some(asset) => of_asset(asset),
            None => known
                .get_or_insert_with(columns)
                .get(&edge.from.node)
                .and_then(|ports| ports.get(&edge.from.port))
                .map(|columns| neutral_row(columns)),
        };
        samples.extend(sample.map(|sample| (input.port.clone(), sample)));
    }
    if draft.interface.is_empty() {
        // A training experiment; its service takes rows of the data it was trained on.
        for asset in &draft.assets {
            samples.extend(of_asset(asset).map(|rows| (PortRef::new(&asset.id, Asset::OUTPUT), rows)));
        }
    }
    samples
}

/// The first rows of a dataset's file; none of what is no table.
pub fn first_rows(asset: &Asset, bytes: &[u8]) -> Option<SampleRows> {
    if asset.kind != AssetKind::Dataset {
        return None;
    }
    let format = asset.format.unwrap_or(DataFormat::Csv);
    let is_text = matches!(format, DataFormat::Csv | DataFormat::Tsv);
    let head = bytes.get(..HEAD).filter(|_| is_text).and_then(|head| {
        let end = head.iter().rposition(|byte| *byte == b'\n')?;
        ml_table::read::dataset(&head[..=end], format).ok()
    });
    let table = match head {
        Some(table) => table,
        None => ml_table::read::dataset(bytes, format).ok()?,
    };
    let row = |row: usize| {
        table.columns().iter().map(|column| column.text(row).map(|text| text.into_owned())).collect()
    };
    Some(SampleRows {
        columns: table.names().map(str::to_owned).collect(),
        rows: (0..table.rows().min(SAMPLE_ROWS)).map(row).collect(),
    })
}

/// A row of zeros, of no and of nothing.
pub fn neutral_row(columns: &[ColumnView]) -> SampleRows {
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
