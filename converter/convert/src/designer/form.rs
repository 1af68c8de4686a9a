//! What the designer calls things, for reading and writing alike.

use crate::names;
use ml_graph::{Asset, AssetKind, DataFormat, Json, ParamValue};

/// Members of [`super::EXTENSION`].
pub(crate) mod key {
    pub(crate) const ENTITY: &str = "entity";
    pub(crate) const TAGS: &str = "tags";
    pub(crate) const GRAPH: &str = "graph";
    pub(crate) const INTERFACE: &str = "interface";
    pub(crate) const PORTS: &str = "ports";
    pub(crate) const PORT_NODES: &str = "port_nodes";
    pub(crate) const LAYOUT: &str = "layout";
    pub(crate) const PLACES: &str = "places";
    pub(crate) const DATASETS: &str = "datasets";
    pub(crate) const EDGES: &str = "edges";
    pub(crate) const LOOSE_EDGES: &str = "loose_edges";
    pub(crate) const MIGRATION: &str = "migration";
}

/// Formats of drafts that were read from the designer start with this.
pub(crate) const FORMAT: &str = "designer-";

/// Begins the symbolic id of a module: the id that a workspace gave it is not known.
pub(crate) const SYMBOLIC: &str = "module:";

/// What we write into `studioMigrationInfo` ourselves, beside the source's ids.
pub(crate) const MIGRATION_NOTES: [&str; 4] =
    ["sourceExperimentLink", "failedNodeIdList", "failedNodes", "datasets"];

/// The data type of a table.
pub(crate) const TABLE: &str = "DataFrameDirectory";

/// The port of a dataset.
pub(crate) const DATASET_PORT: &str = "data";

/// The member of a module's notes that says what a concatenated value is made of.
pub(crate) const PARTS: &str = "AssignmentsToConcatenate";

/// What every module has; a draft does not repeat it.
pub(crate) const NODE_DEFAULTS: [(&str, Json); 6] = [
    ("ModuleType", Json::Null),
    ("ModuleMetadataParameters", Json::Array(Vec::new())),
    ("ModuleOutputSettings", Json::Array(Vec::new())),
    ("ModuleInputSettings", Json::Array(Vec::new())),
    ("UseGraphDefaultCompute", Json::Bool(true)),
    ("RegenerateOutput", Json::Bool(false)),
];

/// Whether a member of a module says no more than its absence.
pub(crate) fn is_default(name: &str, value: &Json) -> bool {
    let empty = matches!(value, Json::Null)
        || matches!(value, Json::Array(items) if items.is_empty())
        || matches!(value, Json::Object(members) if members.is_empty());
    empty || NODE_DEFAULTS.iter().any(|(known, default)| known.eq_ignore_ascii_case(name) && default == value)
}

/// Data types of the designer that are no format of a file in Studio (classic).
const DATA_TYPES: [(&str, AssetKind, Option<DataFormat>); 7] = [
    (TABLE, AssetKind::Dataset, None),
    ("CsvFile", AssetKind::Dataset, Some(DataFormat::Csv)),
    ("ZipFile", AssetKind::Dataset, Some(DataFormat::Zip)),
    ("ModelDirectory", AssetKind::TrainedModel, None),
    ("ILearnerDotNet", AssetKind::TrainedModel, None),
    ("TransformationDirectory", AssetKind::Transform, None),
    ("ITransformDotNet", AssetKind::Transform, None),
];

/// What a data type stands for.
pub(crate) fn kind_of(data_type: Option<&str>) -> (AssetKind, Option<DataFormat>) {
    let Some(data_type) = data_type else { return (AssetKind::Dataset, None) };
    DATA_TYPES
        .iter()
        .find(|(known, ..)| known.eq_ignore_ascii_case(data_type))
        .map_or((AssetKind::Dataset, names::format_of(data_type)), |(_, kind, format)| (*kind, *format))
}

/// The data type of an asset.
fn data_type(asset: &Asset) -> &'static str {
    match (asset.kind, asset.format) {
        (AssetKind::TrainedModel, _) => "ModelDirectory",
        (AssetKind::Transform, _) => "TransformationDirectory",
        (AssetKind::Dataset, Some(DataFormat::Zip)) => "ZipFile",
        (AssetKind::Dataset, _) => TABLE,
    }
}

/// How a graph says what an asset is: registered under its name.
pub(crate) fn definition(asset: &Asset) -> Json {
    let member = |key: &str, value: Json| (key.to_owned(), value);
    let reference = Json::Object(vec![
        member("Id", Json::Null),
        member("Name", asset.name.as_str().into()),
        member("Version", "1".into()),
    ]);
    Json::Object(vec![
        member("DataTypeShortName", data_type(asset).into()),
        member("ParameterName", Json::Null),
        member("Value", Json::Object(vec![member("DataSetReference", reference)])),
    ])
}

/// How a draft of this name is submitted, unless it says something else.
pub(crate) fn submission(name: &str, description: &str) -> Json {
    let member = |key: &str, value: Json| (key.to_owned(), value);
    let empty = || Json::Object(Vec::new());
    Json::Object(vec![
        member("ExperimentName", crate::file_stem(name).as_str().into()),
        member("Description", description.into()),
        member("ParameterAssignments", empty()),
        member("DataPathAssignments", empty()),
        member("DataSetDefinitionValueAssignments", empty()),
        member("ContinueRunOnStepFailure", Json::Bool(false)),
    ])
}

/// The type of a pipeline parameter.
pub(crate) fn parameter_type(value: Option<&ParamValue>) -> &'static str {
    match value {
        Some(ParamValue::Integer(_)) => "Int",
        Some(ParamValue::Float(_)) => "Double",
        Some(ParamValue::Bool(_)) => "Bool",
        _ => "String",
    }
}
