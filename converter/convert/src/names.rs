//! Names and formats of assets, which experiments only know by id.

use ml_classic::ListedAsset;
use ml_graph::{AssetKind, DataFormat, Json, StatedColumn};
use std::collections::BTreeMap;

/// What lists of assets say, by asset id.
#[derive(Debug, Default)]
pub(crate) struct AssetNames<'a> {
    known: BTreeMap<String, (Option<String>, Option<DataFormat>)>,
    columns: BTreeMap<String, Vec<StatedColumn>>,
    /// Lists of other files.
    beyond: Option<&'a AssetNames<'a>>,
}

/// Sample assets of the Studio whose id is known for sure.
const SAMPLES: [(&str, &str, DataFormat); 1] =
    [("053d815bac1b07d6b6c50646456107d4", "Automobile price data (Raw)", DataFormat::Csv)];

/// Data type ids of exports and what they are.
const FORMATS: [(&str, DataFormat); 10] = [
    ("GenericCSV", DataFormat::Csv),
    ("GenericCSVNoHeader", DataFormat::CsvHeaderless),
    ("GenericTSV", DataFormat::Tsv),
    ("GenericTSVNoHeader", DataFormat::TsvHeaderless),
    ("ARFF", DataFormat::Arff),
    ("SvmLight", DataFormat::SvmLight),
    ("ExcelWorkbook", DataFormat::Excel),
    ("Zip", DataFormat::Zip),
    ("PlainText", DataFormat::PlainText),
    ("Parquet", DataFormat::Parquet),
];

impl<'a> AssetNames<'a> {
    /// An empty table in front of `self`.
    pub(crate) fn within(&'a self) -> AssetNames<'a> {
        AssetNames { beyond: Some(self), ..AssetNames::default() }
    }

    /// Learns from a list; a name already known stays.
    pub(crate) fn learn(&mut self, assets: &[ListedAsset]) {
        for asset in assets {
            let format = asset.data_type.as_deref().and_then(format_of);
            self.known.entry(asset.id.clone()).or_insert_with(|| (asset.name.clone(), format));
            if let Some(columns) =
                attributes(&asset.other, 3).map(stated).filter(|columns| !columns.is_empty())
            {
                self.columns.entry(asset.id.clone()).or_insert(columns);
            }
        }
    }

    /// The columns that a list states of a dataset.
    pub(crate) fn columns(&self, id: &str) -> Option<&[StatedColumn]> {
        let own = self.columns.get(id).map(Vec::as_slice);
        own.or_else(|| self.beyond.and_then(|beyond| beyond.columns(id)))
    }

    /// The name and format of an asset.
    pub(crate) fn of(&self, id: &str, kind: AssetKind) -> (String, Option<DataFormat>) {
        if let Some((Some(name), format)) = self.known.get(id) {
            return (name.clone(), *format);
        }
        if let Some(beyond) = self.beyond {
            return beyond.of(id, kind);
        }
        let family = id.split('.').nth(1).unwrap_or(id);
        if let Some((_, name, format)) = SAMPLES.iter().find(|(known, _, _)| *known == family) {
            return ((*name).to_owned(), Some(*format));
        }
        (fallback(id, kind), None)
    }
}

/// The `columnAttributes` of a dataset, at most so deep in what a list says of it.
fn attributes(members: &[(String, Json)], depth: usize) -> Option<&[Json]> {
    let here = members.iter().find(|(name, _)| name.eq_ignore_ascii_case("columnAttributes"));
    match here {
        Some((_, attributes)) => Some(attributes.items()),
        None if depth == 0 => None,
        None => members.iter().find_map(|(_, value)| attributes(value.members(), depth - 1)),
    }
}

fn stated(attributes: &[Json]) -> Vec<StatedColumn> {
    let column = |attribute: &Json| {
        let text =
            |json: &Json, key: &str| json.get_ignoring_case(key).and_then(Json::as_str).map(str::to_owned);
        let kind = text(attribute, "type").unwrap_or_default();
        let element = attribute.get_ignoring_case("elementType");
        let element = element.and_then(|element| text(element, "typeName")).or(Some(kind.clone()));
        Some(StatedColumn {
            name: text(attribute, "name")?,
            element: element.as_deref().and_then(element_of).map(str::to_owned),
            categorical: kind.to_ascii_lowercase().starts_with("categorical"),
        })
    };
    attributes.iter().filter_map(column).collect()
}

/// The type that a source calls `name`, whichever of its vocabularies it uses.
fn element_of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    Some(match name.strip_prefix("system.").unwrap_or(&name) {
        "string" | "text" => "String",
        "integer" | "int" | "int16" | "int32" | "int64" | "byte" | "long" => "Integer",
        "double" | "single" | "float" | "decimal" | "number" => "Double",
        "numeric" | "numeric feature" => "Numeric",
        "boolean" | "bool" => "Boolean",
        "datetime" | "datetimeoffset" | "date-time" => "DateTime",
        "timespan" => "TimeSpan",
        _ => return None,
    })
}

/// What an asset is called that no list names.
pub(crate) fn fallback(id: &str, kind: AssetKind) -> String {
    let family = id.split('.').nth(1).unwrap_or(id);
    let short: String = family.chars().take(8).collect();
    let what = match kind {
        AssetKind::Dataset => "dataset",
        AssetKind::TrainedModel => "trained-model",
        AssetKind::Transform => "transform",
    };
    format!("{what}-{short}")
}

/// The format that a data type id stands for.
pub(crate) fn format_of(data_type: &str) -> Option<DataFormat> {
    FORMATS.iter().find(|(id, _)| id.eq_ignore_ascii_case(data_type)).map(|(_, format)| *format)
}

/// The data type id of a format.
pub(crate) fn data_type_of(format: DataFormat) -> Option<&'static str> {
    FORMATS.iter().find(|(_, known)| *known == format).map(|(id, _)| *id)
}
