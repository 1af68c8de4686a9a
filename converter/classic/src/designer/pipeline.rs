//! A pipeline of the designer, member by member: who it is, its graph, its interface, its canvas.

use super::{WRAPPERS, holds_graph, is_graph, names_graph};
use crate::experiment::{Other, each};
use crate::limits::Limits;
use crate::shape::{Members, ReadError, name_of, scalar_text};
use ml_graph::Json;

/// A pipeline draft or published pipeline with its graph, or a graph alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerPipeline {
    /// Its id.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Version stamp.
    pub etag: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// Labels, each with a text that is mostly empty.
    pub tags: Vec<(String, Json)>,
    /// Modules.
    pub nodes: Vec<DesignerNode>,
    /// Datasets, models and transformations.
    pub datasets: Vec<DesignerDataset>,
    /// Wires.
    pub edges: Vec<DesignerEdge>,
    /// Parameters and ports of the whole.
    pub interface: DesignerInterface,
    /// Where things stand.
    pub places: Vec<DesignerPlace>,
    /// What the service noted when it made the draft of an experiment of Studio (classic).
    pub migration: Option<StudioMigration>,
    /// Other members of the canvas.
    pub layout_other: Other,
    /// Other members of the graph.
    pub graph_other: Other,
    /// Everything else.
    pub other: Other,
}

/// A module in a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerNode {
    /// Unique in the graph.
    pub id: String,
    /// Id of the module in its workspace.
    pub module_id: String,
    /// The name shown, when the graph brings it along.
    pub name: Option<String>,
    /// The user's note.
    pub comment: Option<String>,
    /// Parameters.
    pub parameters: Vec<DesignerAssignment>,
    /// Outputs that are outputs of the service: port and name.
    pub service_outputs: Vec<(String, String)>,
    /// Everything else.
    pub other: Other,
}

/// The value of a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerAssignment {
    /// Internal name.
    pub name: String,
    /// A text, or the name of a parameter of the pipeline.
    pub value: Json,
    /// `Literal`, `GraphParameterName` or `Concatenate`.
    pub value_type: Option<String>,
    /// What a concatenation is made of.
    pub parts: Vec<DesignerAssignment>,
    /// Everything else, the parts as they stood among it.
    pub other: Other,
}

/// A dataset, model or transformation in a graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerDataset {
    /// Unique in the graph.
    pub id: String,
    /// Id of the dataset in its workspace.
    pub dataset_id: Option<String>,
    /// Its name, when the graph says it.
    pub name: Option<String>,
    /// For example `DataFrameDirectory` or `ModelDirectory`.
    pub data_type: Option<String>,
    /// Where it lies: store and path.
    pub path: Option<String>,
    /// Everything else, the definition as it stood among it.
    pub other: Other,
}

/// A wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerEdge {
    /// Where it starts.
    pub from: DesignerEnd,
    /// Where it ends.
    pub to: DesignerEnd,
    /// Everything else.
    pub other: Other,
}

/// An end of a wire: a port of a node, or of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerEnd {
    /// Node or dataset.
    pub node: Option<String>,
    /// Its port.
    pub port: Option<String>,
    /// The port of the whole.
    pub graph_port: Option<String>,
}

/// Parameters and ports of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerInterface {
    /// Parameters: name, default, and all other members.
    pub parameters: Vec<(String, Json, Other)>,
    /// Inputs: name and all other members.
    pub inputs: Vec<(String, Other)>,
    /// Outputs: name and all other members.
    pub outputs: Vec<(String, Other)>,
    /// Everything else.
    pub other: Other,
}

/// Where a node stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignerPlace {
    /// The node.
    pub id: String,
    /// x, y, width, height; none when a coordinate is missing.
    pub rectangle: Option<[f64; 4]>,
    /// As it stood.
    pub json: Json,
}

/// The experiment of Studio (classic) that a draft was made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudioMigration {
    /// Its workspace.
    pub workspace: Option<String>,
    /// Its id.
    pub experiment: Option<String>,
    /// Everything else.
    pub other: Other,
}

impl DesignerPipeline {
    /// Reads a pipeline in any of its wrappings. `pointer` is where it stands in its file.
    ///
    /// # Errors
    /// When a member has a shape that the service never gave, or there are more nodes than `limits` allows; the error points at it.
    pub fn from_json(value: Json, pointer: &str, limits: &Limits) -> Result<DesignerPipeline, ReadError> {
        let Unwrapped { graph, layout, interface, mut entity } = unwrap(value, pointer)?;
        let mut graph = Members::of(graph, pointer, "The graph")?;
        let nodes = graph.list("ModuleNodes", pointer)?;
        let datasets = graph.list("DatasetNodes", pointer)?;
        if nodes.len() + datasets.len() > limits.nodes {
            return Err(ReadError::new(
                format!(
                    "The pipeline has {} modules and datasets; at most {} are read.",
                    nodes.len() + datasets.len(),
                    limits.nodes
                ),
                "Split the pipeline, or raise the limit.",
            )
            .at(pointer));
        }
        let edges = graph.list("Edges", pointer)?;
        let layout = graph.take("GraphLayout").filter(|layout| !layout.is_null()).or(layout);
        let interface = graph.take("EntityInterface").filter(|interface| !interface.is_null()).or(interface);
        let (places, layout_other) = places(layout, pointer)?;
        // A graph alone says by itself who it is; within an entity these are the graph's own.
        let alone = entity.is_empty();
        let mut own = |name: &str, entity: &mut Members| match entity.text(name) {
            None if alone => graph.text(name),
            found => found,
        };
        let [id, name, description, etag, created] =
            ["Id", "Name", "Description", "Etag", "CreatedDate"].map(|name| own(name, &mut entity));
        let tags = match entity.take("tags") {
            Some(Json::Object(members)) => members,
            None | Some(Json::Null) => Vec::new(),
            Some(other) => {
                entity.put_back("tags", other);
                Vec::new()
            }
        };
        let migration = match entity.take("studioMigrationInfo") {
            Some(info @ Json::Object(_)) => {
                let mut info = Members::of(info, pointer, "The migration info")?;
                Some(StudioMigration {
                    workspace: info.text("sourceWorkspaceId"),
                    experiment: info.text("sourceExperimentId"),
                    other: info.rest(),
                })
            }
            None | Some(Json::Null) => None,
            Some(other) => {
                entity.put_back("studioMigrationInfo", other);
                None
            }
        };
        Ok(DesignerPipeline {
            id,
            name,
            description,
            etag,
            created,
            tags,
            nodes: each(nodes, &format!("{pointer}/ModuleNodes"), node)?,
            datasets: each(datasets, &format!("{pointer}/DatasetNodes"), dataset)?,
            edges: each(edges, &format!("{pointer}/Edges"), edge)?,
            interface: match interface {
                Some(interface) => DesignerInterface::from_json(interface, pointer)?,
                None => DesignerInterface::default(),
            },
            places,
            migration,
            layout_other,
            graph_other: graph.rest(),
            other: entity.rest(),
        })
    }
}

/// A pipeline out of its wrappings.
struct Unwrapped {
    graph: Json,
    layout: Option<Json>,
    interface: Option<Json>,
    entity: Members,
}

/// Takes the graph out of whatever is around it: the entity itself, a visual graph, what a run was created from.
fn unwrap(value: Json, pointer: &str) -> Result<Unwrapped, ReadError> {
    let mut found =
        Unwrapped { graph: Json::Null, layout: None, interface: None, entity: Members::default() };
    let mut around = Vec::new();
    let mut current = value;
    for _ in 0..=WRAPPERS {
        if is_graph(&current) {
            found.graph = current;
            break;
        }
        let Json::Object(members) = current else { break };
        current = Json::Null;
        for (key, inner) in members {
            let is = |name: &str| key.eq_ignore_ascii_case(name);
            if current.is_null() && holds_graph(&inner, WRAPPERS) {
                current = inner;
            } else if (is("Layout") || is("GraphLayout")) && found.layout.is_none() && !inner.is_null() {
                found.layout = Some(inner);
            } else if (is("Interface") || is("GraphInterface") || is("EntityInterface"))
                && found.interface.is_none()
                && !inner.is_null()
            {
                found.interface = Some(inner);
            } else if (names_graph(&inner) || is("CreationInfo")) && matches!(inner, Json::Object(_)) {
                // The entity, wrapped beside its graph.
                let Json::Object(inner) = inner else { continue };
                around.extend(inner);
            } else {
                around.push((key, inner));
            }
        }
    }
    if found.graph.is_null() {
        return Err(ReadError::new(
            "The pipeline comes without its graph.",
            "Export it again with its graph: the modules and wires are there.",
        )
        .at(pointer));
    }
    found.entity = Members::new(around);
    Ok(found)
}

fn no_id(what: &str, pointer: &str) -> ReadError {
    ReadError::new(
        format!("{what} has no “Id”, so nothing can be connected to it."),
        "Export the pipeline again.",
    )
    .at(pointer)
}

fn node(value: Json, pointer: &str) -> Result<DesignerNode, ReadError> {
    let mut members = Members::of(value, pointer, "A module")?;
    let id = members.text("Id").filter(|id| !id.is_empty()).ok_or_else(|| no_id("A module", pointer))?;
    let settings = members.peek("ModuleOutputSettings").map_or(&[][..], Json::items);
    let service_outputs = settings
        .iter()
        .filter_map(|setting| {
            let text = |key: &str| setting.get_ignoring_case(key).and_then(Json::as_str);
            let name = text("WebServicePort").filter(|name| !name.is_empty())?;
            Some((text("Name")?.to_owned(), name.to_owned()))
        })
        .collect();
    Ok(DesignerNode {
        id,
        module_id: members.text("ModuleId").unwrap_or_default(),
        name: members.text("Name").filter(|name| !name.is_empty()),
        comment: members.text("Comment"),
        parameters: each(
            members.list("ModuleParameters", pointer)?,
            &format!("{pointer}/ModuleParameters"),
            |value, pointer| assignment(value, pointer, 0),
        )?,
        service_outputs,
        other: members.rest(),
    })
}

/// How deep concatenations may be made of concatenations.
const PARTS: usize = 16;

fn assignment(value: Json, pointer: &str, depth: usize) -> Result<DesignerAssignment, ReadError> {
    let mut members = Members::of(value, pointer, "A parameter")?;
    if depth > PARTS {
        return Err(ReadError::new(
            format!("A parameter is put together of parts within parts, more than {PARTS} deep."),
            "Export the pipeline again; no pipeline does this.",
        )
        .at(pointer));
    }
    let listed = members.peek("AssignmentsToConcatenate").map_or(&[][..], Json::items);
    let parts = listed
        .iter()
        .map(|part| assignment(part.clone(), pointer, depth + 1))
        .collect::<Result<Vec<_>, ReadError>>()?;
    if parts.is_empty() {
        members.take("AssignmentsToConcatenate");
    }
    Ok(DesignerAssignment {
        name: members.text("Name").unwrap_or_default(),
        value: members.take("Value").unwrap_or_default(),
        value_type: members.text("ValueType"),
        parts,
        other: members.rest(),
    })
}

fn dataset(value: Json, pointer: &str) -> Result<DesignerDataset, ReadError> {
    let mut members = Members::of(value, pointer, "A dataset")?;
    let id = members.text("Id").filter(|id| !id.is_empty()).ok_or_else(|| no_id("A dataset", pointer))?;
    let definition = members.peek("DataSetDefinition").cloned().unwrap_or_default();
    let text = |value: &Json, key: &str| {
        value.get_ignoring_case(key).and_then(scalar_text).filter(|text| !text.is_empty())
    };
    let value = definition.get_ignoring_case("Value").cloned().unwrap_or_default();
    let inner = |key: &str| value.get_ignoring_case(key).cloned().unwrap_or_default();
    let (registered, saved, literal) =
        (inner("DataSetReference"), inner("SavedDataSetReference"), inner("LiteralValue"));
    let path = text(&literal, "RelativePath").map(|path| match text(&literal, "DataStoreName") {
        Some(store) => format!("azureml://datastores/{store}/paths/{}", path.trim_start_matches('/')),
        None => path,
    });
    let name = members.text("Name").filter(|name| !name.is_empty());
    Ok(DesignerDataset {
        id,
        dataset_id: members
            .text("DatasetId")
            .filter(|id| !id.is_empty())
            .or_else(|| text(&registered, "Id"))
            .or_else(|| text(&saved, "Id")),
        name: name
            .or_else(|| text(&registered, "Name"))
            .or_else(|| text(&definition, "ParameterName"))
            .or_else(|| path.as_ref().and_then(|path| path.rsplit('/').next().map(str::to_owned))),
        data_type: text(&definition, "DataTypeShortName"),
        path,
        other: members.rest(),
    })
}

fn edge(value: Json, pointer: &str) -> Result<DesignerEdge, ReadError> {
    let mut members = Members::of(value, pointer, "A wire")?;
    let mut end = |name: &str| {
        let end = members.take(name).unwrap_or_default();
        let text =
            |key: &str| end.get_ignoring_case(key).and_then(scalar_text).filter(|text| !text.is_empty());
        DesignerEnd { node: text("NodeId"), port: text("PortName"), graph_port: text("GraphPortName") }
    };
    Ok(DesignerEdge { from: end("SourceOutputPort"), to: end("DestinationInputPort"), other: members.rest() })
}

impl DesignerInterface {
    fn from_json(value: Json, pointer: &str) -> Result<DesignerInterface, ReadError> {
        let mut members = Members::of(value, pointer, "The interface")?;
        let named = |value: Json, what: &str| {
            let mut members = Members::of(value, pointer, what)?;
            Ok::<_, ReadError>((members.text("Name").unwrap_or_default(), members))
        };
        let mut parameters = Vec::new();
        for parameter in members.list("Parameters", pointer)? {
            let (name, mut members) = named(parameter, "A parameter of the pipeline")?;
            let default = members.take("DefaultValue").unwrap_or_default();
            parameters.push((name, default, members.rest()));
        }
        let mut ports = match members.take("Ports") {
            None | Some(Json::Null) => Members::default(),
            Some(ports) => Members::of(ports, pointer, "The list of ports")?,
        };
        let mut side = |side: &str| {
            let ports = ports.list(side, pointer)?.into_iter();
            ports
                .map(|port| {
                    named(port, "A port of the pipeline").map(|(name, members)| (name, members.rest()))
                })
                .collect::<Result<Vec<_>, ReadError>>()
        };
        let (inputs, outputs) = (side("Inputs")?, side("Outputs")?);
        Ok(DesignerInterface { parameters, inputs, outputs, other: members.rest() })
    }
}

/// The places of a canvas, and what else it says.
fn places(layout: Option<Json>, pointer: &str) -> Result<(Vec<DesignerPlace>, Other), ReadError> {
    let Some(layout) = layout else { return Ok((Vec::new(), Vec::new())) };
    let mut members = Members::of(layout, pointer, "The layout")?;
    let places = match members.take("NodeLayouts") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Object(places)) => places,
        Some(other) => {
            return Err(ReadError::new(
                format!("“NodeLayouts” should be an object, but it is {}.", name_of(&other)),
                "Export the pipeline again; it was changed after the export.",
            )
            .at(pointer));
        }
    };
    let places = places
        .into_iter()
        .map(|(id, json)| {
            let number = |key: &str| {
                let value = json.get_ignoring_case(key)?;
                value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
            };
            let size = |key: &str| number(key).unwrap_or(0.0);
            let rectangle = match (number("X"), number("Y")) {
                (Some(x), Some(y)) if x.is_finite() && y.is_finite() => {
                    Some([x, y, size("Width"), size("Height")])
                }
                _ => None,
            };
            DesignerPlace { id, rectangle, json }
        })
        .collect();
    Ok((places, members.rest()))
}
