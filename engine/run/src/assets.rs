//! The data of a run's assets: from bytes to values, read once however often they are asked for.

use crate::import;
use crate::lock;
use crate::plan::binding;
use crate::store::Store;
use ml_graph::{Asset, AssetKind, DataFormat, Diagnostic};
use ml_modules::Value;
use ml_protocol::{BlobId, DataBinding};
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
            format: format(asset, &binding.name),
            header_known: asset.format.is_some() || binding.name.to_ascii_lowercase().contains(".nh."),
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
    let format = format(asset, &binding.name);
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
            let headerless =
                !key.header_known && !ml_table::read::is_zip(bytes) && !ml_table::read::has_header(bytes);
            let format = match format {
                DataFormat::Csv if headerless => DataFormat::CsvHeaderless,
                DataFormat::Tsv if headerless => DataFormat::TsvHeaderless,
                format => format,
            };
            return ml_table::read::dataset(bytes, format)
                .map(Value::Dataset)
                .map_err(|error| error.to_diagnostic());
        }
    };
    Value::from_bytes(kind, bytes).map_err(|failure| match failure.diagnostic() {
        Some(diagnostic) => diagnostic.clone(),
        None => Diagnostic::error("run/cancelled", "Reading was cancelled."),
    })
}

/// The kind of value that a file holds by its name.
fn stored_kind(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix(".json")?;
    let last = stem.rsplit('.').next().unwrap_or(stem);
    STORED.into_iter().find(|kind| *kind == last)
}

/// The format of an asset's file: its name decides between families, the draft says whether a header is there.
fn format(asset: &Asset, name: &str) -> DataFormat {
    let extension =
        name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let of_name = match extension.as_str() {
        // Classic gave headerless files names of their own.
        "csv" if name.ends_with(".nh.csv") => Some(DataFormat::CsvHeaderless),
        "tsv" if name.ends_with(".nh.tsv") => Some(DataFormat::TsvHeaderless),
        "csv" => Some(DataFormat::Csv),
        "tsv" | "tab" => Some(DataFormat::Tsv),
        "arff" => Some(DataFormat::Arff),
        "svmlight" | "libsvm" | "svm" => Some(DataFormat::SvmLight),
        "parquet" => Some(DataFormat::Parquet),
        "arrow" | "ipc" | "feather" => Some(DataFormat::Arrow),
        "xlsx" | "xls" => Some(DataFormat::Excel),
        "zip" => Some(DataFormat::Zip),
        _ => None,
    };
    match (of_name, asset.format) {
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

    fn asset(format: Option<DataFormat>) -> Asset {
        Asset {
            id: "a".to_owned(),
            kind: AssetKind::Dataset,
            name: "people".to_owned(),
            format,
            location: None,
            source_id: None,
            position: None,
        }
    }

    #[test]
    fn the_name_of_a_stored_value_says_its_kind() {
        assert_eq!(stored_kind("untrained-model.json"), Some("untrained-model"));
        assert_eq!(stored_kind("Train Model.trained-model.json"), Some("trained-model"));
        assert_eq!(stored_kind("Train Model.trained_model.json"), None);
        assert_eq!(stored_kind("transform"), None);
    }

    #[test]
    fn the_file_says_its_format_and_the_draft_whether_it_has_a_header() {
        assert_eq!(format(&asset(None), "a.csv"), DataFormat::Csv);
        assert_eq!(format(&asset(Some(DataFormat::CsvHeaderless)), "a.CSV"), DataFormat::CsvHeaderless);
        assert_eq!(format(&asset(Some(DataFormat::CsvHeaderless)), "a.tsv"), DataFormat::Tsv);
        assert_eq!(format(&asset(Some(DataFormat::Csv)), "a.arff"), DataFormat::Arff);
        assert_eq!(format(&asset(Some(DataFormat::Tsv)), "data"), DataFormat::Tsv);
        assert_eq!(format(&asset(None), "data"), DataFormat::Csv);
        assert_eq!(format(&asset(None), "a.nh.csv"), DataFormat::CsvHeaderless);
        assert_eq!(format(&asset(Some(DataFormat::TsvHeaderless)), "a.zip"), DataFormat::TsvHeaderless);
        assert_eq!(format(&asset(None), "a.zip"), DataFormat::Zip);
    }
}
