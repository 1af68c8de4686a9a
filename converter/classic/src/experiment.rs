//! The experiment as the Studio's service gave it out, member by member.

use crate::layout::Layout;
use crate::limits::Limits;
use crate::listing::{self, ListedAsset};
use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// Members of an object that no field describes, in source order.
pub type Other = Vec<(String, Json)>;

/// One experiment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Experiment {
    /// `<workspace>.f-id.<hex>` for drafts, `<workspace>.s-id.<hex>.<reversed time>` for snapshots.
    pub id: Option<String>,
    /// `Description` in the source: the name people know.
    pub name: Option<String>,
    /// `Summary` in the source.
    pub summary: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Version stamp.
    pub etag: Option<String>,
    /// Modules and wires.
    pub graph: Graph,
    /// Web service ports and parameters.
    pub web_service: Option<WebService>,
    /// Datasets with their names, when the file brings the list along.
    pub data_sources: Vec<ListedAsset>,
    /// Everything else.
    pub other: Other,
}

/// Modules and wires.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Modules.
    pub nodes: Vec<ModuleNode>,
    /// Wires between modules; assets hang on input ports instead.
    pub edges: Vec<SourceEdge>,
    /// The canvas.
    pub layout: Option<Layout>,
    /// Everything else.
    pub other: Other,
}

/// A module on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModuleNode {
    /// `<guid>-<number>`.
    pub id: String,
    /// `<workspace>.<family>.<instance>`.
    pub module_id: String,
    /// The user's note.
    pub comment: Option<String>,
    /// Parameters.
    pub parameters: Vec<Parameter>,
    /// Inputs.
    pub inputs: Vec<InputPort>,
    /// Outputs.
    pub outputs: Vec<OutputPort>,
    /// Everything else.
    pub other: Other,
}

impl ModuleNode {
    /// The workspace part of the module id.
    pub fn workspace(&self) -> Option<&str> {
        self.module_id.split('.').next().filter(|part| !part.is_empty())
    }

    /// The family part of the module id: this decides what the module is.
    pub fn family(&self) -> Option<&str> {
        self.module_id.split('.').nth(1).filter(|part| !part.is_empty())
    }
}

/// A parameter of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameter {
    /// Internal name.
    pub name: String,
    /// Usually a text, even for numbers.
    pub value: Json,
    /// `Literal`, `PlaceHolder` for a removed credential, `GraphParameterName`.
    pub value_type: Option<String>,
    /// The web service parameter that sets it.
    pub linked: Option<String>,
    /// Everything else.
    pub other: Other,
}

/// An input of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputPort {
    /// Internal name.
    pub name: String,
    /// A dataset that feeds it.
    pub data_source: Option<String>,
    /// A trained model that feeds it.
    pub trained_model: Option<String>,
    /// A transform that feeds it.
    pub transform: Option<String>,
    /// Everything else.
    pub other: Other,
}

/// An output of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputPort {
    /// Internal name.
    pub name: String,
    /// Everything else.
    pub other: Other,
}

/// A wire; both ends are `<node>:<port>`, split at the first colon.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceEdge {
    /// Output.
    pub source: String,
    /// Input.
    pub destination: String,
    /// Everything else.
    pub other: Other,
}

/// How the experiment is, or could be, a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WebService {
    /// Inputs.
    pub inputs: Vec<ServicePort>,
    /// Outputs.
    pub outputs: Vec<ServicePort>,
    /// Parameters that a caller may set.
    pub parameters: Vec<ServiceParameter>,
    /// Where the ports stand on the canvas.
    pub layout: Option<Layout>,
    /// Everything else.
    pub other: Other,
}

/// A service input or output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServicePort {
    /// Its id, also on the canvas.
    pub id: String,
    /// `<node>:<port>`.
    pub port: String,
    /// The name callers use.
    pub name: String,
    /// Everything else.
    pub other: Other,
}

/// A service parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceParameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Json,
    /// Type, rules, description; none when absent.
    pub definition: Option<Json>,
    /// Everything else.
    pub other: Other,
}

impl Experiment {
    /// Reads an experiment, the body of a submission, or a bare graph. `pointer` is where it stands in its file.
    ///
    /// # Errors
    /// When a member has a shape that no export has, or there are more modules than `limits` allows; the error points at it.
    pub fn from_json(value: Json, pointer: &str, limits: &Limits) -> Result<Experiment, ReadError> {
        let mut members = Members::of(value, pointer, "The experiment")?;
        let graph_name = ["Graph", "ExperimentGraph"]
            .into_iter()
            .find_map(|name| members.take(name).filter(|value| !value.is_null()).map(|value| (name, value)));
        let graph = match graph_name {
            Some((name, value)) => Graph::from_json(value, &format!("{pointer}/{name}"), limits)?,
            None => {
                let mut bare = Vec::new();
                for name in
                    ["ModuleNodes", "EdgesInternal", "SerializedClientData", "PublishInfo", "Parameters"]
                {
                    if let Some(value) = members.take(name) {
                        bare.push((name.to_owned(), value));
                    }
                }
                if bare.is_empty() {
                    return Err(ReadError::new(
                        "The experiment has no “Graph”: its modules are missing.",
                        "Export the experiment with its graph; a list of experiments holds only their names.",
                    )
                    .at(pointer));
                }
                Graph::from_json(Json::Object(bare), pointer, limits)?
            }
        };
        let web_service = match members.take("WebService") {
            None | Some(Json::Null) => None,
            Some(value) => Some(WebService::from_json(value, &format!("{pointer}/WebService"))?),
        };
        let data_sources = members.list("DataSources", pointer)?;
        let tags = match members.take("Tags") {
            Some(Json::Array(items)) if items.iter().all(|item| item.as_str().is_some()) => {
                items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
            }
            Some(Json::String(tag)) => vec![tag],
            None | Some(Json::Null) => Vec::new(),
            Some(other) => {
                members.put_back("Tags", other);
                Vec::new()
            }
        };
        Ok(Experiment {
            id: members.text("ExperimentId"),
            name: members.text("Description"),
            summary: members.text("Summary"),
            tags,
            etag: members.text("Etag"),
            graph,
            web_service,
            data_sources: listing::entries(data_sources, &format!("{pointer}/DataSources"))?,
            other: members.rest(),
        })
    }
}

impl Graph {
    fn from_json(value: Json, pointer: &str, limits: &Limits) -> Result<Graph, ReadError> {
        let mut members = Members::of(value, pointer, "The graph")?;
        let nodes = members.list("ModuleNodes", pointer)?;
        if nodes.len() > limits.nodes {
            return Err(ReadError::new(
                format!("The experiment has {} modules; at most {} are read.", nodes.len(), limits.nodes),
                "Split the experiment, or raise the limit.",
            )
            .at(format!("{pointer}/ModuleNodes")));
        }
        Ok(Graph {
            nodes: each(nodes, &format!("{pointer}/ModuleNodes"), ModuleNode::from_json)?,
            edges: each(members.list("EdgesInternal", pointer)?, &format!("{pointer}/EdgesInternal"), edge)?,
            layout: members.text("SerializedClientData").map(|xml| Layout::parse(&xml)),
            other: members.rest(),
        })
    }
}

impl ModuleNode {
    fn from_json(value: Json, pointer: &str) -> Result<ModuleNode, ReadError> {
        let mut members = Members::of(value, pointer, "A module")?;
        let id = members.text("Id").filter(|id| !id.is_empty()).ok_or_else(|| {
            ReadError::new(
                "A module has no “Id”, so nothing can be connected to it.",
                "Export the experiment again.",
            )
            .at(pointer)
        })?;
        Ok(ModuleNode {
            id,
            module_id: members.text("ModuleId").unwrap_or_default(),
            comment: members.text("Comment"),
            parameters: each(members.list("ModuleParameters", pointer)?, pointer, parameter)?,
            inputs: each(members.list("InputPortsInternal", pointer)?, pointer, input)?,
            outputs: each(members.list("OutputPortsInternal", pointer)?, pointer, output)?,
            other: members.rest(),
        })
    }
}

impl WebService {
    fn from_json(value: Json, pointer: &str) -> Result<WebService, ReadError> {
        let mut members = Members::of(value, pointer, "The web service")?;
        Ok(WebService {
            inputs: each(members.list("Inputs", pointer)?, &format!("{pointer}/Inputs"), service_port)?,
            outputs: each(members.list("Outputs", pointer)?, &format!("{pointer}/Outputs"), service_port)?,
            parameters: each(
                members.list("Parameters", pointer)?,
                &format!("{pointer}/Parameters"),
                service_parameter,
            )?,
            layout: members.text("SerializedClientData").map(|xml| Layout::parse(&xml)),
            other: members.rest(),
        })
    }
}

/// Reads each item; an error points at the item.
pub(crate) fn each<T>(
    items: Vec<Json>,
    pointer: &str,
    read: impl Fn(Json, &str) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            // The pointer is only spelled out when something is wrong.
            read(item, "").map_err(|error| {
                let inner = error.pointer.clone().unwrap_or_default();
                error.at(format!("{pointer}/{index}{inner}"))
            })
        })
        .collect()
}

fn parameter(value: Json, pointer: &str) -> Result<Parameter, ReadError> {
    let mut members = Members::of(value, pointer, "A parameter")?;
    Ok(Parameter {
        name: members.text("Name").unwrap_or_default(),
        value: members.take("Value").unwrap_or_default(),
        value_type: members.text("ValueType"),
        linked: members.text("LinkedGlobalParameter").filter(|name| !name.is_empty()),
        other: members.rest(),
    })
}

fn input(value: Json, pointer: &str) -> Result<InputPort, ReadError> {
    let mut members = Members::of(value, pointer, "An input port")?;
    let mut id = |name: &str| members.text(name).filter(|id| !id.is_empty());
    Ok(InputPort {
        data_source: id("DataSourceId"),
        trained_model: id("TrainedModelId"),
        transform: id("TransformModuleId"),
        name: members.text("Name").unwrap_or_default(),
        other: members.rest(),
    })
}

fn output(value: Json, pointer: &str) -> Result<OutputPort, ReadError> {
    let mut members = Members::of(value, pointer, "An output port")?;
    Ok(OutputPort { name: members.text("Name").unwrap_or_default(), other: members.rest() })
}

fn edge(value: Json, pointer: &str) -> Result<SourceEdge, ReadError> {
    let mut members = Members::of(value, pointer, "A wire")?;
    Ok(SourceEdge {
        source: members.text("SourceOutputPortId").unwrap_or_default(),
        destination: members.text("DestinationInputPortId").unwrap_or_default(),
        other: members.rest(),
    })
}

fn service_port(value: Json, pointer: &str) -> Result<ServicePort, ReadError> {
    let mut members = Members::of(value, pointer, "A web service port")?;
    Ok(ServicePort {
        id: members.text("Id").unwrap_or_default(),
        port: members.text("PortId").unwrap_or_default(),
        name: members.text("Name").unwrap_or_default(),
        other: members.rest(),
    })
}

fn service_parameter(value: Json, pointer: &str) -> Result<ServiceParameter, ReadError> {
    let mut members = Members::of(value, pointer, "A web service parameter")?;
    Ok(ServiceParameter {
        name: members.text("Name").unwrap_or_default(),
        value: members.take("Value").unwrap_or_default(),
        definition: members.take("ParameterDefinition").filter(|definition| !definition.is_null()),
        other: members.rest(),
    })
}
