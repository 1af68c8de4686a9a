//! The definition of a service of the resource manager, in every dialect that tools and people wrote it in.

use crate::experiment::Other;
use crate::limits::Limits;
use crate::shape::{Members, ReadError, content_of, is_cut_off, scalar_text, truth, unexpected};
use ml_graph::Json;
use std::collections::BTreeSet;

/// A service with its graph and settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceDefinition {
    /// The resource's id.
    pub id: Option<String>,
    /// The resource's name.
    pub name: Option<String>,
    /// The region.
    pub location: Option<String>,
    /// Labels, by name.
    pub tags: Other,
    /// The name people gave it.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// When it was changed.
    pub modified: Option<String>,
    /// Whether it refuses changes.
    pub read_only: Option<bool>,
    /// Whether sample data shows.
    pub expose_sample_data: Option<bool>,
    /// Where its description was served.
    pub swagger_location: Option<String>,
    /// `realtimeConfiguration.maxConcurrentCalls`.
    pub max_concurrent_calls: Option<u32>,
    /// `diagnostics.level`.
    pub diagnostics_level: Option<String>,
    /// `diagnostics.expiry`.
    pub diagnostics_expiry: Option<String>,
    /// `storageAccount.name`.
    pub storage_name: Option<String>,
    /// `storageAccount.key`.
    pub storage_key: Option<String>,
    /// `keys`, by name.
    pub keys: Vec<(String, String)>,
    /// `machineLearningWorkspace.id`.
    pub workspace: Option<String>,
    /// `commitmentPlan.id`.
    pub commitment_plan: Option<String>,
    /// What it takes.
    pub input: Vec<ServiceSchema>,
    /// What it gives.
    pub output: Vec<ServiceSchema>,
    /// `exampleRequest`.
    pub example_request: Option<Json>,
    /// Modules and resources that nodes are made of.
    pub assets: Vec<ServiceAsset>,
    /// Values of its global parameters.
    pub parameters: Vec<ServiceValue>,
    /// Its graph, or why there is none.
    pub payload: ServicePayload,
    /// Members of the resource that no field describes.
    pub other: Other,
    /// Members of its properties that no field describes; settings with only a part understood keep the rest under their name.
    pub properties: Other,
}

/// What is inside the package.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ServicePayload {
    /// A graph of modules.
    Graph {
        /// Modules, resources and ports.
        nodes: Vec<ServiceNode>,
        /// Wires.
        edges: Vec<ServiceEdge>,
        /// Global parameters and what they set.
        parameters: Vec<GraphParameter>,
        /// Everything else.
        other: Other,
    },
    /// It lies in a storage account.
    Elsewhere {
        /// `payloadsLocation`.
        location: Json,
    },
    /// A package of another type, for example `Code`.
    Other {
        /// Its type.
        kind: String,
        /// The package.
        package: Json,
    },
    /// There is none.
    #[default]
    Missing,
}

/// A node of the graph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceNode {
    /// Its key.
    pub id: String,
    /// The asset it is made of.
    pub asset: Option<String>,
    /// The service input it stands for.
    pub input: Option<String>,
    /// The service output it stands for.
    pub output: Option<String>,
    /// Its parameters.
    pub parameters: Vec<ServiceValue>,
    /// Everything else.
    pub other: Other,
}

/// A wire. Ports are missing at service inputs and outputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceEdge {
    /// Where it starts.
    pub source: String,
    /// The output there.
    pub source_port: Option<String>,
    /// Where it ends.
    pub target: String,
    /// The input there.
    pub target_port: Option<String>,
    /// Everything else.
    pub other: Other,
}

/// A named value: plain, or with the certificate that it is encrypted for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceValue {
    /// Its name.
    pub name: String,
    /// The value, usually a text.
    pub value: Json,
    /// The certificate, when the value is encrypted.
    pub certificate: Option<String>,
    /// Everything else.
    pub other: Other,
}

/// A global parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphParameter {
    /// Its name.
    pub name: String,
    /// Node and parameter that it sets.
    pub links: Vec<(String, String)>,
    /// Description and type, verbatim.
    pub definition: Other,
}

/// What a node is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceAsset {
    /// Its key.
    pub id: String,
    /// The name of the module, model or file.
    pub name: Option<String>,
    /// `Module` or `Resource`.
    pub kind: Option<String>,
    /// `aml://module/…`, or the address of a file.
    pub uri: Option<String>,
    /// Names of its inputs, when it says.
    pub inputs: Vec<String>,
    /// Names of its outputs, when it says.
    pub outputs: Vec<String>,
    /// Everything else, ports with their types included.
    pub other: Other,
}

impl ServiceAsset {
    /// The whole module id, when this is a module.
    pub fn module_id(&self) -> Option<&str> {
        let uri = self.uri.as_deref()?.trim();
        let scheme = "aml://module/";
        uri.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|_| &uri[scheme.len()..])
            .filter(|id| !id.is_empty())
    }

    /// Whether this is a file rather than a module.
    pub fn is_resource(&self) -> bool {
        match &self.kind {
            Some(kind) => kind.eq_ignore_ascii_case("Resource"),
            None => self.module_id().is_none(),
        }
    }
}

/// The columns of one input or output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceSchema {
    /// Its name.
    pub name: String,
    /// Its description, or its title.
    pub description: Option<String>,
    /// Its columns in order.
    pub columns: Vec<SchemaColumn>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchemaColumn {
    /// Its name.
    pub name: String,
    /// `Boolean`, `Integer`, `Number`, `String` in any case.
    pub kind: Option<String>,
    /// `Int32`, `Double`, `Date-time` … in any case.
    pub format: Option<String>,
    /// Whether a value may be missing, when it says.
    pub nullable: Option<bool>,
    /// The only values.
    pub levels: Vec<String>,
}

impl ServiceDefinition {
    /// Reads a definition: a resource, or its properties alone.
    pub fn from_json(value: Json, pointer: &str, limits: &Limits) -> Result<ServiceDefinition, ReadError> {
        let mut resource = Members::of(value, pointer, "The service")?;
        let whole = resource.take("properties");
        let inner = format!("{pointer}/properties");
        let (mut properties, pointer, mut resource) = match whole {
            Some(properties @ Json::Object(_)) => {
                (Members::of(properties, &inner, "The service's properties")?, inner.as_str(), resource)
            }
            Some(other) if is_cut_off(&other) => {
                return Err(unexpected("The service’s “properties” should be an object", &other).at(inner));
            }
            other => {
                if let Some(other) = other.filter(|other| !other.is_null()) {
                    resource.put_back("properties", other);
                }
                // What Studio gave out for an experiment is the properties alone.
                (resource, pointer, Members::default())
            }
        };
        let mut service = ServiceDefinition {
            id: resource.text("id"),
            name: resource.text("name"),
            location: resource.text("location"),
            tags: object(&mut resource, "tags"),
            title: properties.text("title"),
            description: properties.text("description"),
            created: properties.text("createdOn"),
            modified: properties.text("modifiedOn"),
            read_only: properties.flag("readOnly"),
            expose_sample_data: properties.flag("exposeSampleData"),
            swagger_location: properties.text("swaggerLocation"),
            workspace: part(&mut properties, "machineLearningWorkspace", |part| part.text("id")),
            commitment_plan: part(&mut properties, "commitmentPlan", |part| part.text("id")),
            max_concurrent_calls: part(&mut properties, "realtimeConfiguration", |part| {
                part.text("maxConcurrentCalls").and_then(|calls| calls.trim().parse().ok())
            }),
            ..ServiceDefinition::default()
        };
        (service.diagnostics_level, service.diagnostics_expiry) =
            part(&mut properties, "diagnostics", |part| Some((part.text("level"), part.text("expiry"))))
                .unwrap_or_default();
        (service.storage_name, service.storage_key) =
            part(&mut properties, "storageAccount", |part| Some((part.text("name"), part.text("key"))))
                .unwrap_or_default();
        service.keys = object(&mut properties, "keys")
            .into_iter()
            .filter_map(|(name, key)| key.as_str().map(|key| (name, key.to_owned())))
            .collect();
        service.input = ports_of(&mut properties, "input");
        service.output = ports_of(&mut properties, "output");
        service.example_request =
            properties.take("exampleRequest").filter(|request| !without_content(request));
        let assets = format!("{pointer}/assets");
        service.assets = object(&mut properties, "assets")
            .into_iter()
            .map(|(id, asset)| ServiceAsset::from_json(id, asset, &assets))
            .collect::<Result<_, _>>()?;
        service.parameters =
            object(&mut properties, "parameters").into_iter().map(ServiceValue::from_member).collect();
        service.payload = payload(&mut properties, pointer, limits)?;
        service.properties =
            properties.rest().into_iter().filter(|(_, value)| !without_content(value)).collect();
        service.other = resource.rest().into_iter().filter(|(_, value)| !without_content(value)).collect();
        nothing_cut_off(&service.properties, pointer)?;
        Ok(service)
    }
}

impl ServiceAsset {
    fn from_json(id: String, value: Json, pointer: &str) -> Result<ServiceAsset, ReadError> {
        let mut members = Members::of(value, &format!("{pointer}/{id}"), "An asset")?;
        let names = |ports: Option<&Json>| {
            ports.map(Json::members).unwrap_or_default().iter().map(|(name, _)| name.clone()).collect()
        };
        // An early version calls it location.
        let uri = part(&mut members, "locationInfo", |part| part.text("uri"))
            .or_else(|| part(&mut members, "location", |part| part.text("uri")));
        let (name, kind) = (members.text("name"), members.text("type"));
        let other: Other = members.rest().into_iter().filter(|(_, value)| !without_content(value)).collect();
        let of = |key: &str| {
            names(other.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
        };
        let (inputs, outputs) = (of("inputPorts"), of("outputPorts"));
        Ok(ServiceAsset { id, name, kind, uri, inputs, outputs, other })
    }
}

impl ServiceValue {
    fn from_member((name, value): (String, Json)) -> ServiceValue {
        let wrapped = value.get_ignoring_case("value").is_some()
            || value.get_ignoring_case("certificateThumbprint").is_some();
        let mut members = match value {
            Json::Object(members) if wrapped => Members::new(members),
            value => return ServiceValue { name, value, ..ServiceValue::default() },
        };
        ServiceValue {
            name,
            value: members.take("value").unwrap_or_default(),
            certificate: members.text("certificateThumbprint").filter(|thumbprint| !thumbprint.is_empty()),
            other: members.rest(),
        }
    }
}

fn payload(properties: &mut Members, pointer: &str, limits: &Limits) -> Result<ServicePayload, ReadError> {
    let kind = properties.text("packageType");
    let elsewhere = properties.flag("payloadsInBlobStorage").unwrap_or(false);
    let location = properties.take("payloadsLocation").filter(|location| !location.is_null());
    let package = properties.take("package").filter(|package| !package.is_null());
    let Some(package) = package else {
        if elsewhere || location.is_some() {
            return Ok(ServicePayload::Elsewhere { location: location.unwrap_or_default() });
        }
        return Ok(match kind {
            Some(kind) if !kind.eq_ignore_ascii_case("Graph") => {
                ServicePayload::Other { kind, package: Json::Null }
            }
            _ => ServicePayload::Missing,
        });
    };
    if let Some(location) = location {
        properties.put_back("payloadsLocation", location);
    }
    if let Some(kind) = kind.filter(|kind| !kind.eq_ignore_ascii_case("Graph")) {
        return Ok(ServicePayload::Other { kind, package });
    }
    let pointer = format!("{pointer}/package");
    let mut package = Members::of(package, &pointer, "The package")?;
    let nodes = object(&mut package, "nodes");
    if nodes.len() > limits.nodes {
        return Err(ReadError::new(
            format!("The service has {} nodes; at most {} are read.", nodes.len(), limits.nodes),
            "Raise the limit.",
        )
        .at(format!("{pointer}/nodes")));
    }
    let nodes =
        nodes.into_iter().map(|(id, node)| node_from(id, node, &pointer)).collect::<Result<_, _>>()?;
    let edges = package
        .list("edges", &pointer)?
        .into_iter()
        .enumerate()
        .map(|(index, edge)| edge_from(edge, &format!("{pointer}/edges/{index}")))
        .collect::<Result<_, _>>()?;
    let parameters = object(&mut package, "graphParameters")
        .into_iter()
        .map(|(name, parameter)| graph_parameter(name, parameter, &pointer))
        .collect::<Result<_, _>>()?;
    let other = package.rest().into_iter().filter(|(_, value)| !without_content(value)).collect();
    nothing_cut_off(&other, &pointer)?;
    Ok(ServicePayload::Graph { nodes, edges, parameters, other })
}

fn node_from(id: String, value: Json, pointer: &str) -> Result<ServiceNode, ReadError> {
    let mut members = Members::of(value, &format!("{pointer}/nodes/{id}"), "A node")?;
    let mut name = |key: &str| members.text(key).filter(|name| !name.is_empty());
    let (asset, input, output) = (name("assetId"), name("inputId"), name("outputId"));
    let parameters = object(&mut members, "parameters").into_iter().map(ServiceValue::from_member).collect();
    let other = members.rest().into_iter().filter(|(_, value)| !value.is_null()).collect();
    nothing_cut_off(&other, &format!("{pointer}/nodes/{id}"))?;
    Ok(ServiceNode { id, asset, input, output, parameters, other })
}

/// Whether everything is there that a definition needs; what PowerShell cut off is not.
fn nothing_cut_off(members: &Other, pointer: &str) -> Result<(), ReadError> {
    match members.iter().find(|(_, value)| is_cut_off(value)) {
        Some((name, value)) => {
            Err(unexpected(&format!("“{name}” should be an object"), value).at(format!("{pointer}/{name}")))
        }
        None => Ok(()),
    }
}

fn edge_from(value: Json, pointer: &str) -> Result<ServiceEdge, ReadError> {
    let mut members = Members::of(value, pointer, "A wire")?;
    Ok(ServiceEdge {
        source: members.text("sourceNodeId").unwrap_or_default(),
        source_port: members.text("sourcePortId").filter(|port| !port.is_empty()),
        target: members.text("targetNodeId").unwrap_or_default(),
        target_port: members.text("targetPortId").filter(|port| !port.is_empty()),
        other: members.rest().into_iter().filter(|(_, value)| !value.is_null()).collect(),
    })
}

fn graph_parameter(name: String, value: Json, pointer: &str) -> Result<GraphParameter, ReadError> {
    let place = format!("{pointer}/graphParameters/{name}");
    let mut members = Members::of(value, &place, "A global parameter")?;
    let mut links = Vec::new();
    for (index, link) in members.list("links", &place)?.into_iter().enumerate() {
        let mut link = Members::of(link, &format!("{place}/links/{index}"), "A link")?;
        links.push((link.text("nodeId").unwrap_or_default(), link.text("parameterKey").unwrap_or_default()));
    }
    Ok(GraphParameter { name, links, definition: members.rest() })
}

/// The members of an object member; anything else stays where it is.
fn object(members: &mut Members, name: &str) -> Other {
    match members.take(name) {
        Some(Json::Object(inner)) => inner,
        None | Some(Json::Null) => Vec::new(),
        Some(other) => {
            members.put_back(name, other);
            Vec::new()
        }
    }
}

/// Reads some of an object member and puts back what is left of it.
fn part<T>(members: &mut Members, name: &str, read: impl FnOnce(&mut Members) -> Option<T>) -> Option<T> {
    let mut inner = match members.take(name)? {
        Json::Object(inner) => Members::new(inner),
        Json::Null => return None,
        other => {
            members.put_back(name, other);
            return None;
        }
    };
    let value = read(&mut inner);
    let rest: Other = inner.rest().into_iter().filter(|(_, value)| !without_content(value)).collect();
    if !rest.is_empty() {
        members.put_back(name, Json::Object(rest));
    }
    value
}

/// Null, an empty text, or an object of such: exports of deployed services spell out all that they lack.
fn without_content(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Object(members) => members.iter().all(|(_, value)| without_content(value)),
        _ => false,
    }
}

/// The ports of `input` or `output`; title and description of the whole stay.
fn ports_of(properties: &mut Members, name: &str) -> Vec<ServiceSchema> {
    part(properties, name, |schema| {
        // An empty list of ports is no content, and the type of the whole is always an object.
        let ports = object(schema, "properties");
        if let Some(kind) = schema.text("type").filter(|kind| !kind.eq_ignore_ascii_case("object")) {
            schema.put_back("type", Json::String(kind));
        }
        Some(ports.into_iter().map(|(name, port)| ServiceSchema::of(name, &port)).collect())
    })
    .unwrap_or_default()
}

impl ServiceSchema {
    /// The columns that a schema of the Swagger kind describes.
    pub(crate) fn of(name: String, schema: &Json) -> ServiceSchema {
        let text = |key: &str| content_of(schema, key);
        let required: Option<BTreeSet<&str>> = schema
            .get_ignoring_case("required")
            .map(|required| required.items().iter().filter_map(Json::as_str).collect());
        let columns = schema.get_ignoring_case("properties").map(Json::members).unwrap_or_default();
        let columns = columns
            .iter()
            .map(|(name, column)| {
                let mut column = SchemaColumn::of(name.clone(), column);
                if let (None, Some(required)) = (column.nullable, &required) {
                    column.nullable = Some(!required.contains(&name.as_str()));
                }
                column
            })
            .collect();
        ServiceSchema { name, description: text("description").or_else(|| text("title")), columns }
    }
}

impl SchemaColumn {
    fn of(name: String, schema: &Json) -> SchemaColumn {
        let text = |key: &str| content_of(schema, key);
        let levels = schema.get_ignoring_case("enum").map(Json::items).unwrap_or_default();
        SchemaColumn {
            kind: text("type"),
            format: text("format"),
            nullable: schema.get_ignoring_case("x-ms-isnullable").and_then(truth),
            levels: levels.iter().filter_map(scalar_text).collect(),
            name,
        }
    }
}
