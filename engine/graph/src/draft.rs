//! The pipeline draft: our own lossless form of an experiment, readable and diffable as JSON.

use crate::{CustomComponent, Json, ParamValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of a draft's `schema` member.
pub const SCHEMA: &str = "ml-pipeline-draft/1";

/// The component id of a node whose module the catalogue does not know; its `origin` says what it was.
pub const UNKNOWN_COMPONENT: &str = "unknown";

/// A pipeline: nodes, edges, the assets they use, its parameters and its interface as a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineDraft {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// The name people know it by.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Labels for finding it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The modules on the canvas.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// Modules of the customer's own among the nodes, as far as more is known of them than their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<CustomComponent>,
    /// Datasets, trained models and transforms on the canvas. Their one output port is `output`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// Columns that the source says a dataset has, by asset id; a run compares the files with them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stated_columns: BTreeMap<String, Vec<StatedColumn>>,
    /// Wires.
    #[serde(default)]
    pub edges: Vec<Edge>,
    /// Values that a caller may set for a run (classic: web service parameters).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<PipelineParameter>,
    /// Ports that a service exposes.
    #[serde(default, skip_serializing_if = "Interface::is_empty")]
    pub interface: Interface,
    /// Anything else of the source, verbatim except for secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Json>,
}

/// What a draft was read from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Source {
    /// Format id, for example `classic-experiment` or `mlclassic-report`.
    pub format: String,
    /// The tool that wrote the file, as far as it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// The workspace it lived in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Its experiment id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment_id: Option<String>,
    /// The version stamp of the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// When it was made, ISO 8601 in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Other identifying members of the source, verbatim.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, Json>,
}

/// A module on the canvas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique among nodes and assets of the draft.
    pub id: String,
    /// Component id in the catalogue or among the draft's own components, or [`UNKNOWN_COMPONENT`].
    pub component: String,
    /// Shown instead of the component's title when the user renamed it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The user's note on the module.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Parameter values by the component's parameter name; absent means default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, ParamValue>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// What it was in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// A rectangle on the canvas, in pixels at 100 %; `x` and `y` are the upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    #[serde(default)]
    pub width: f64,
    /// Height.
    #[serde(default)]
    pub height: f64,
}

/// What a node was in the source; enough to write the source form again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// The whole module id, `<workspace>.<family>.<instance>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module_id: Option<String>,
    /// Its family part: this decides what the module is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_id: Option<String>,
    /// Input port names of an unknown module, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// Output port names of an unknown module, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<String>,
    /// Parameters that were not understood, by their source name, verbatim except for secrets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, Json>,
    /// Other members of the source node, verbatim except for secrets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, Json>,
}

/// A dataset, trained model or transform that the pipeline uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// Unique among nodes and assets of the draft.
    pub id: String,
    /// What it is.
    pub kind: AssetKind,
    /// The name people know it by, and under which its file is looked up.
    pub name: String,
    /// The format of its file, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<DataFormat>,
    /// Where its content is: a path relative to the draft, or an address. Never holds credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The id it had in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// A column as a source states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedColumn {
    /// Its name.
    pub name: String,
    /// The type of its values: `String`, `Integer`, `Double`, `Boolean`, `DateTime`, `TimeSpan`, or `Numeric` for any number. None when
    /// the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// Whether it has a closed set of levels.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub categorical: bool,
}

/// The kinds of [`Asset`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// A table, or a file that a module reads.
    Dataset,
    /// A model.
    TrainedModel,
    /// A fitted transformation.
    Transform,
}

/// File formats of datasets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataFormat {
    /// Comma separated, first row names the columns.
    Csv,
    /// Comma separated, no header.
    CsvHeaderless,
    /// Tab separated, first row names the columns.
    Tsv,
    /// Tab separated, no header.
    TsvHeaderless,
    /// Weka's attribute-relation format.
    Arff,
    /// SVMLight / libsvm sparse rows.
    SvmLight,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC file.
    Arrow,
    /// Excel workbook.
    Excel,
    /// A zip package (scripts, several files).
    Zip,
    /// Text without columns.
    PlainText,
}

impl DataFormat {
    /// As people call it; files with and without a header have one title.
    pub fn title(self) -> &'static str {
        match self {
            DataFormat::Csv | DataFormat::CsvHeaderless => "CSV",
            DataFormat::Tsv | DataFormat::TsvHeaderless => "TSV",
            DataFormat::Arff => "ARFF",
            DataFormat::SvmLight => "SVMLight",
            DataFormat::Parquet => "Parquet",
            DataFormat::Arrow => "Arrow",
            DataFormat::Excel => "Excel",
            DataFormat::Zip => "zip",
            DataFormat::PlainText => "plain text",
        }
    }
}

/// A port of a node or asset.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PortRef {
    /// Node or asset id.
    pub node: String,
    /// Port id of the component; `output` for an asset.
    pub port: String,
}

impl PortRef {
    /// The port `port` of `node`.
    pub fn new(node: impl Into<String>, port: impl Into<String>) -> PortRef {
        PortRef { node: node.into(), port: port.into() }
    }
}

/// A wire from an output to an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edge {
    /// Output port.
    pub from: PortRef,
    /// Input port.
    pub to: PortRef,
}

/// A value the caller of a run or service may set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineParameter {
    /// Its name.
    pub name: String,
    /// Its default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ParamValue>,
    /// The node parameters it sets.
    #[serde(default)]
    pub targets: Vec<ParameterTarget>,
    /// The definition in the source, verbatim except for secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<Json>,
}

/// A parameter of a node that a [`PipelineParameter`] sets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParameterTarget {
    /// Node id.
    pub node: String,
    /// Parameter name of its component.
    pub param: String,
}

/// The ports a service exposes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Interface {
    /// Service inputs: at run time each takes the place of what is wired to its port.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<InterfacePort>,
    /// Service outputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<InterfacePort>,
}

impl Interface {
    /// Whether the draft is no service.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.outputs.is_empty()
    }
}

/// A service input or output and the port it is bound to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InterfacePort {
    /// Its id in the source, unique in the interface.
    pub id: String,
    /// The name callers use, for example `input1`.
    pub name: String,
    /// The port it is bound to.
    pub port: PortRef,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

impl PipelineDraft {
    /// An empty draft called `name`.
    pub fn new(name: impl Into<String>) -> PipelineDraft {
        PipelineDraft {
            schema: SCHEMA.to_owned(),
            name: name.into(),
            description: String::new(),
            tags: Vec::new(),
            source: None,
            nodes: Vec::new(),
            components: Vec::new(),
            assets: Vec::new(),
            stated_columns: BTreeMap::new(),
            edges: Vec::new(),
            parameters: Vec::new(),
            interface: Interface::default(),
            extensions: BTreeMap::new(),
        }
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The asset with this id.
    pub fn asset(&self, id: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == id)
    }
}

impl Asset {
    /// The name of every asset's one output port.
    pub const OUTPUT: &'static str = "output";
}
