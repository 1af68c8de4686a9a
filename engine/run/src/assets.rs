//! The data of a run's assets: from bytes to values, read once however often they are asked for.

use crate::import;
use crate::lock;
use crate::plan::binding;
use crate::store::Store;
use ml_graph::{Asset, AssetKind, DataFormat, Diagnostic};
use ml_modules::Value;
use ml_protocol::{BlobId, DataBinding};
use ml_table::Dataset;
use ml_table::read::Layout;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Assets read lately.
#[derive(Default)]
pub(crate) struct Assets {
    recent: Mutex<Vec<(Key, Value)>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    blob: BlobId,
    kind: AssetKind,
    format: DataFormat,
    /// Whether something says if the first row names the columns; else the file itself decides.
    header_known: bool,
    stored: Option<&'static str>,
}

/// Kinds of values that are stored as JSON; a file that holds one says so in its name: `trained-model.json`, `b.trained-model.json`.
const STORED: [&str; 7] = [
    "untrained-model",
    "untrained-clustering",
    "trained-model",
    "trained-clustering",
    "transform",
    "evaluation",
    "media",
];

/// How many stay in memory.
const RECENT: usize = 16;

impl Assets {
    /// The value of an asset, or why there is none.
    pub(crate) fn value(
        &self,
        asset: &Asset,
        data: &BTreeMap<String, DataBinding>,
        store: &dyn Store,
    ) -> Result<Value, Diagnostic> {
        let Some(binding) = binding(asset, data) else { return Err(missing(asset)) };
        let key = Key {
            blob: binding.blob.clone(),
            kind: asset.kind,
            format: format(asset.format, &binding.name),
            header_known: header_known(asset.format, &binding.name),
            stored: stored_kind(&binding.name),
        };
        if let Some((_, value)) = lock(&self.recent).iter().find(|(known, _)| *known == key) {
            return Ok(value.clone());
        }
        let bytes = store.blob(&binding.blob).map_err(|error| error.to_diagnostic().at_node(&asset.id))?;
        let Some(bytes) = bytes else {
            return Err(Diagnostic::error(
                "run/data-gone",
                format!(
                    "The data of “{}” ({}) has not been sent to this executor.",
                    asset.name, binding.name
                ),
            )
            .help("Attach the file again.")
            .at_node(&asset.id));
        };
        let value =
            read(&key, &bytes).map_err(|diagnostic| diagnostic.at_node(&asset.id).in_file(&binding.name))?;
        let mut recent = lock(&self.recent);
        if recent.len() == RECENT {
            recent.remove(0);
        }
        recent.push((key, value.clone()));
        Ok(value)
    }
}

/// What decides an asset's content, as a hash.
pub(crate) fn address(asset: &Asset, data: &BTreeMap<String, DataBinding>) -> Option<String> {
    let binding = binding(asset, data)?;
    let format = format(asset.format, &binding.name);
    let stored = stored_kind(&binding.name);
    Some(crate::store::hash(format!("{} {:?} {format:?} {stored:?}", binding.blob.0, asset.kind).as_bytes()))
}

/// What an asset without data says.
pub(crate) fn missing(asset: &Asset) -> Diagnostic {
    let what = match asset.kind {
        AssetKind::Dataset => "dataset",
        AssetKind::TrainedModel => "trained model",
        AssetKind::Transform => "transformation",
    };
    Diagnostic::error("run/missing-data", format!("No file is attached to the {what} “{}”.", asset.name))
        .help("Attach its file, or remove it from the pipeline.")
        .at_node(&asset.id)
}

fn read(key: &Key, bytes: &[u8]) -> Result<Value, Diagnostic> {
    let kind = match (key.kind, key.stored, key.format) {
        (AssetKind::TrainedModel | AssetKind::Transform, Some(kind), _) => kind,
        (AssetKind::TrainedModel, None, _) if ml_interop::is_saved_model(bytes) => {
            return import::saved_model(bytes);
        }
        (AssetKind::TrainedModel, None, _) => "trained-model",
        (AssetKind::Transform, None, _) if ml_interop::is_saved_model(bytes) => {
            return Err(import::saved_transform(bytes));
        }
        (AssetKind::Transform, None, _) => "transform",
        (AssetKind::Dataset, _, DataFormat::Zip) => return Ok(Value::Bundle(bytes.into())),
        (AssetKind::Dataset, _, format) => {
            return detected(bytes, format, key.header_known).map(|(dataset, _)| Value::Dataset(dataset));
        }
    };
    Value::from_bytes(kind, bytes).map_err(|failure| match failure.diagnostic() {
        Some(diagnostic) => diagnostic.clone(),
        None => Diagnostic::error("run/cancelled", "Reading was cancelled."),
    })
}

/// Reads the file of a dataset as a run does, and says how it is laid out. The draft may say which format it had.
pub fn read_dataset(
    drafted: Option<DataFormat>,
    name: &str,
    bytes: &[u8],
) -> Result<(Dataset, Layout), Diagnostic> {
    detected(bytes, format(drafted, name), header_known(drafted, name))
}

fn detected(bytes: &[u8], format: DataFormat, header_known: bool) -> Result<(Dataset, Layout), Diagnostic> {
    ml_table::read::detected(bytes, format, header_known).map_err(|error| error.to_diagnostic())
}

/// Whether something says if the first row names the columns; else the file itself decides.
fn header_known(drafted: Option<DataFormat>, name: &str) -> bool {
    drafted.is_some() || name.to_ascii_lowercase().contains(".nh.")
}

/// The kind of value that a file holds by its name.
fn stored_kind(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix(".json")?;
    let last = stem.rsplit('.').next().unwrap_or(stem);
    STORED.into_iter().find(|kind| *kind == last)
}

/// The format of an asset's file: its name decides between families, the draft says whether a header is there.
fn format(drafted: Option<DataFormat>, name: &str) -> DataFormat {
    let of_name = ml_table::read::format_of_name(name).filter(|format| *format != DataFormat::PlainText);
    match (of_name, drafted) {
        (Some(DataFormat::Csv), Some(DataFormat::CsvHeaderless)) => DataFormat::CsvHeaderless,
        (Some(DataFormat::Tsv), Some(DataFormat::TsvHeaderless)) => DataFormat::TsvHeaderless,
        // A dataset that came as a table and is given as a zip of it.
        (Some(DataFormat::Zip), Some(known)) => known,
        (Some(found), _) => found,
        (None, Some(known)) => known,
        (None, None) => DataFormat::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_stored_value_says_its_kind() {
        assert_eq!(stored_kind("untrained-model.json"), Some("untrained-model"));
        assert_eq!(stored_kind("Train Model.trained-model.json"), Some("trained-model"));
        assert_eq!(stored_kind("Train Model.trained_model.json"), None);
        assert_eq!(stored_kind("transform"), None);
    }

    #[test]
    fn the_file_says_its_format_and_the_draft_whether_it_has_a_header() {
        assert_eq!(format(None, "a.csv"), DataFormat::Csv);
        assert_eq!(format(Some(DataFormat::CsvHeaderless), "a.CSV"), DataFormat::CsvHeaderless);
        assert_eq!(format(Some(DataFormat::CsvHeaderless), "a.tsv"), DataFormat::Tsv);
        assert_eq!(format(Some(DataFormat::Csv), "a.arff"), DataFormat::Arff);
        assert_eq!(format(Some(DataFormat::Tsv), "data"), DataFormat::Tsv);
        assert_eq!(format(None, "data"), DataFormat::Csv);
        assert_eq!(format(None, "a.nh.csv"), DataFormat::CsvHeaderless);
        assert_eq!(format(Some(DataFormat::TsvHeaderless), "a.zip"), DataFormat::TsvHeaderless);
        assert_eq!(format(None, "a.zip"), DataFormat::Zip);
    }
}
