//! A service's graph in the shape of the experiment it came from, so that one lift serves both.

use crate::extras::{key, member};
use crate::index::{self, Index};
use crate::lift::Lift;
use ml_classic::{
    Experiment, Graph, GraphParameter, InputPort, ModuleNode, Other, OutputPort, Parameter, ServiceAsset,
    ServiceDefinition, ServiceEdge, ServiceNode, ServiceParameter, ServicePayload, ServicePort, ServiceValue,
    SourceEdge, WebService,
};
use ml_graph::{
    Asset, AssetKind, ComponentSpec, DataFormat, Diagnostic, Json, PortKind, PortSpec, UNKNOWN_COMPONENT,
};
use std::collections::{BTreeMap, BTreeSet};

/// The member of a draft's extensions that holds what only services have.
pub(crate) const EXTENSION: &str = "service";

/// A package on its way to a draft.
pub(crate) struct GraphSource {
    /// For the lift.
    pub(crate) experiment: Experiment,
    /// What the lift does not know of.
    rest: Rest,
}

struct Rest {
    /// Assets that are files, by the node that stands for them.
    files: BTreeMap<String, ServiceAsset>,
    /// Names of modules, by node.
    titles: BTreeMap<String, String>,
    /// For the draft's extensions.
    kept: Other,
    diagnostics: Vec<Diagnostic>,
}

/// What a node stands for.
enum Part<'a> {
    Module(Option<&'a ServiceAsset>, Option<&'a ComponentSpec>),
    File(&'a ServiceAsset),
    Input(&'a str),
    Output(&'a str),
}

/// The service's graph as an experiment; none when the definition holds no graph. Assets and parameters stay in the definition.
pub(crate) fn of_package(service: &mut ServiceDefinition, index: &Index<'_>) -> Option<GraphSource> {
    let (nodes, edges, parameters, other) = match std::mem::take(&mut service.payload) {
        ServicePayload::Graph { nodes, edges, parameters, other } => (nodes, edges, parameters, other),
        other => {
            service.payload = other;
            return None;
        }
    };
    let assets: BTreeMap<&str, &ServiceAsset> =
        service.assets.iter().map(|asset| (asset.id.as_str(), asset)).collect();
    let parts: BTreeMap<&str, Part<'_>> =
        nodes.iter().map(|node| (node.id.as_str(), part(node, &assets, index))).collect();
    let mut rest =
        Rest { files: BTreeMap::new(), titles: BTreeMap::new(), kept: other, diagnostics: Vec::new() };
    let mut web = WebService::default();
    let wires = wire(&edges, &parts, &mut web);
    let links = links(&parameters, &parts, &mut rest);
    let mut graph = Graph { edges: wires.edges, ..Graph::default() };
    for node in &nodes {
        match &parts[node.id.as_str()] {
            Part::Module(asset, spec) => {
                if let Some(name) = asset.and_then(|asset| asset.name.as_ref()) {
                    rest.titles.insert(node.id.clone(), name.clone());
                }
                graph.nodes.push(module(node, *asset, *spec, &wires.ports, &links));
            }
            Part::File(asset) => {
                rest.files.insert(node.id.clone(), (*asset).clone());
                leftover(node, &mut rest.kept);
            }
            Part::Input(_) | Part::Output(_) => leftover(node, &mut rest.kept),
        }
    }
    attach(&mut graph.nodes, wires.fed, &rest.files, &parts);
    let used: BTreeSet<&str> = nodes.iter().filter_map(|node| node.asset.as_deref()).collect();
    let unused = service.assets.iter().filter(|asset| !used.contains(asset.id.as_str()));
    let unused: Vec<Json> = unused.map(asset_json).collect();
    if !unused.is_empty() {
        rest.kept.push(("assets".to_owned(), Json::Array(unused)));
    }
    web.parameters = globals(parameters, &service.parameters);
    // The service port nodes had nothing but their names, so the lift finds nothing to keep.
    let experiment = Experiment {
        name: service.title.clone().filter(|title| !title.is_empty()).or_else(|| service.name.clone()),
        summary: service.description.clone(),
        graph,
        web_service: Some(web),
        ..Experiment::default()
    };
    Some(GraphSource { experiment, rest })
}

impl GraphSource {
    /// Takes the experiment out for the lift, and gives what finishes its draft.
    pub(crate) fn split(self) -> (Experiment, impl FnOnce(&mut Lift)) {
        let rest = self.rest;
        (self.experiment, move |lift: &mut Lift| rest.finish(lift))
    }
}

impl Rest {
    fn finish(mut self, lift: &mut Lift) {
        for node in &mut lift.draft.nodes {
            if node.component == UNKNOWN_COMPONENT
                && let Some(name) = self.titles.remove(&node.id)
            {
                node.title = name;
            }
        }
        for (node, file) in self.files {
            let format = format_of(&file);
            let (name, location) = (file.name.clone(), file.uri.clone());
            let drawn = lift.draft.assets.iter_mut().find(|asset| asset.source_id.as_ref() == Some(&node));
            match drawn {
                Some(asset) => {
                    asset.name = name.unwrap_or_else(|| asset.name.clone());
                    asset.format = format;
                    asset.location = location;
                }
                // Nothing takes it.
                None => lift.draft.assets.push(Asset {
                    id: node.clone(),
                    kind: kind_by_address(&file).unwrap_or(AssetKind::Dataset),
                    name: name.unwrap_or_else(|| node.clone()),
                    format,
                    location,
                    source_id: Some(node.clone()),
                    position: None,
                }),
            }
            let more: Other = file.other.iter().filter(|(_, value)| !value.is_null()).cloned().collect();
            let mut members = vec![member("id", file.id.as_str())];
            members.extend(more);
            self.kept.push((node, Json::Object(vec![("asset".to_owned(), Json::Object(members))])));
        }
        if !self.kept.is_empty() {
            lift.draft.extensions.insert(EXTENSION.to_owned(), Json::Object(self.kept));
        }
        lift.diagnostics.extend(self.diagnostics);
    }
}

fn part<'a>(
    node: &'a ServiceNode,
    assets: &BTreeMap<&str, &'a ServiceAsset>,
    index: &'a Index<'_>,
) -> Part<'a> {
    if let Some(asset) = &node.asset {
        return match assets.get(asset.as_str()) {
            Some(asset) if asset.is_resource() => Part::File(asset),
            Some(asset) => {
                let family = asset.module_id().and_then(|id| id.split('.').nth(1));
                Part::Module(Some(asset), family.and_then(|family| index.family(family)))
            }
            None => Part::Module(None, None),
        };
    }
    match (&node.input, &node.output) {
        (Some(input), _) => Part::Input(input),
        (None, Some(output)) => Part::Output(output),
        (None, None) => Part::Module(None, None),
    }
}

/// Members of a node that is no module, and parameters, which only modules have.
fn leftover(node: &ServiceNode, kept: &mut Other) {
    let mut members = node.other.clone();
    if !node.parameters.is_empty() {
        let parameters = node.parameters.iter().map(|value| (value.name.clone(), value.value.clone()));
        members.push(("parameters".to_owned(), Json::Object(parameters.collect())));
    }
    if !members.is_empty() {
        kept.push((node.id.clone(), Json::Object(members)));
    }
}

#[derive(Default)]
struct Wires {
    edges: Vec<SourceEdge>,
    /// File nodes and the module ports they feed.
    fed: Vec<(String, String, String)>,
    /// Names of ports that wires mention: of inputs and of outputs, by node.
    ports: BTreeMap<String, [Vec<String>; 2]>,
}

/// Sorts the wires: between modules, from files, and to or from the service's ports.
fn wire(edges: &[ServiceEdge], parts: &BTreeMap<&str, Part<'_>>, web: &mut WebService) -> Wires {
    let mut wires = Wires::default();
    let mut bound: BTreeMap<&str, usize> = BTreeMap::new();
    for edge in edges {
        let from = end(&edge.source, edge.source_port.as_deref(), parts, true);
        let to = end(&edge.target, edge.target_port.as_deref(), parts, false);
        for (end, port, side) in [(&edge.source, &from, 1), (&edge.target, &to, 0)] {
            let ports = wires.ports.entry(end.clone()).or_default();
            if let Some(port) = port
                && !ports[side].contains(port)
            {
                ports[side].push(port.clone());
            }
        }
        let address = |node: &str, port: Option<String>| match port {
            Some(port) => format!("{node}:{port}"),
            None => node.to_owned(),
        };
        // One port of a service may feed several modules; each binding has an id of its own.
        let port = |node: &str, name: &str, bound_to: String, count: usize| ServicePort {
            id: if count == 0 { node.to_owned() } else { format!("{node}#{}", count + 1) },
            port: bound_to,
            name: name.to_owned(),
            other: edge.other.clone(),
        };
        match (parts.get(edge.source.as_str()), parts.get(edge.target.as_str())) {
            (Some(Part::Input(name)), Some(Part::Module(..))) => {
                let count = bound.entry(edge.source.as_str()).or_default();
                web.inputs.push(port(&edge.source, name, address(&edge.target, to), *count));
                *count += 1;
            }
            (Some(Part::Module(..)), Some(Part::Output(name))) => {
                let count = bound.entry(edge.target.as_str()).or_default();
                web.outputs.push(port(&edge.target, name, address(&edge.source, from), *count));
                *count += 1;
            }
            (Some(Part::File(_)), Some(Part::Module(..))) if to.is_some() => {
                wires.fed.push((edge.source.clone(), edge.target.clone(), to.unwrap_or_default()));
            }
            _ => wires.edges.push(SourceEdge {
                source: address(&edge.source, from),
                destination: address(&edge.target, to),
                other: edge.other.clone(),
            }),
        }
    }
    // A port that nothing is wired to is part of the interface all the same.
    for (node, part) in parts {
        let (ports, name) = match part {
            Part::Input(name) => (&mut web.inputs, name),
            Part::Output(name) => (&mut web.outputs, name),
            _ => continue,
        };
        if !bound.contains_key(node) {
            ports.push(ServicePort {
                id: (*node).to_owned(),
                name: (*name).to_owned(),
                ..ServicePort::default()
            });
        }
    }
    wires
}

/// The port a wire ends at: the one it names, or the only one there is.
fn end(node: &str, port: Option<&str>, parts: &BTreeMap<&str, Part<'_>>, output: bool) -> Option<String> {
    if let Some(port) = port {
        return Some(port.to_owned());
    }
    let Some(Part::Module(_, Some(spec))) = parts.get(node) else { return None };
    match if output { &spec.outputs[..] } else { &spec.inputs[..] } {
        [only] => Some(only.classic_name.clone()),
        _ => None,
    }
}

/// Global parameters by the node and, in lower case, the parameter that they set.
type Links = BTreeMap<(String, String), String>;

fn links(parameters: &[GraphParameter], parts: &BTreeMap<&str, Part<'_>>, rest: &mut Rest) -> Links {
    let mut links = Links::new();
    let mut loose = Vec::new();
    for parameter in parameters {
        for (node, name) in &parameter.links {
            let place = (node.clone(), name.to_lowercase());
            if matches!(parts.get(node.as_str()), Some(Part::Module(..))) && !links.contains_key(&place) {
                links.insert(place, parameter.name.clone());
                continue;
            }
            rest.diagnostics.push(
                Diagnostic::warning(
                    "convert/loose-parameter",
                    format!(
                        "The parameter “{}” of the service should set “{name}” of node “{node}”, which is not there or set already.",
                        parameter.name
                    ),
                )
                .help("Link it again in the studio, or remove it."),
            );
            let members = vec![
                member("parameter", parameter.name.as_str()),
                member("nodeId", node.as_str()),
                member("parameterKey", name.as_str()),
            ];
            loose.push(Json::Object(members));
        }
    }
    if !loose.is_empty() {
        rest.kept.push(("links".to_owned(), Json::Array(loose)));
    }
    links
}

fn module(
    node: &ServiceNode,
    asset: Option<&ServiceAsset>,
    spec: Option<&ComponentSpec>,
    ports: &BTreeMap<String, [Vec<String>; 2]>,
    links: &Links,
) -> ModuleNode {
    let mut parameters: Vec<Parameter> =
        node.parameters.iter().map(|value| parameter(node, value, links)).collect();
    // A link may set what the node does not spell out.
    let own: BTreeSet<String> = node.parameters.iter().map(|value| value.name.to_lowercase()).collect();
    for ((_, name), global) in
        links.range((node.id.clone(), String::new())..).take_while(|((id, _), _)| *id == node.id)
    {
        if !own.contains(name) {
            let known = spec.and_then(|spec| index::param(spec, name));
            parameters.push(Parameter {
                name: known.map_or_else(|| name.clone(), |param| param.classic.name.clone()),
                linked: Some(global.clone()),
                ..Parameter::default()
            });
        }
    }
    let met = ports.get(&node.id);
    let names = |specs: Option<&[PortSpec]>, listed: &[String], side: usize| -> Vec<String> {
        if let Some(specs) = specs {
            return specs.iter().map(|port| port.classic_name.clone()).collect();
        }
        let mut names = listed.to_vec();
        let met = met.map_or(&[][..], |met| &met[side]);
        names.extend(met.iter().filter(|name| !listed.contains(name)).cloned());
        names
    };
    let inputs = names(spec.map(|spec| &spec.inputs[..]), asset.map_or(&[], |asset| &asset.inputs), 0);
    let outputs = names(spec.map(|spec| &spec.outputs[..]), asset.map_or(&[], |asset| &asset.outputs), 1);
    let mut other = node.other.clone();
    other.push((
        key::ASSET.to_owned(),
        match (asset, &node.asset) {
            (Some(asset), _) => asset_json(asset),
            (None, Some(missing)) => Json::Object(vec![member("id", missing.as_str())]),
            (None, None) => Json::Null,
        },
    ));
    other.retain(|(_, value)| !value.is_null());
    ModuleNode {
        id: node.id.clone(),
        module_id: asset.and_then(ServiceAsset::module_id).unwrap_or_default().to_owned(),
        comment: None,
        parameters,
        inputs: inputs.into_iter().map(|name| InputPort { name, ..InputPort::default() }).collect(),
        outputs: outputs.into_iter().map(|name| OutputPort { name, ..OutputPort::default() }).collect(),
        other,
    }
}

fn parameter(node: &ServiceNode, value: &ServiceValue, links: &Links) -> Parameter {
    let mut other = value.other.clone();
    if let Some(certificate) = &value.certificate {
        other.push(member("certificateThumbprint", certificate.as_str()));
    }
    Parameter {
        name: value.name.clone(),
        value: value.value.clone(),
        value_type: None,
        linked: links.get(&(node.id.clone(), value.name.to_lowercase())).cloned(),
        other,
    }
}

/// Hangs files on the input ports they feed, as experiments do with saved models and datasets.
fn attach(
    nodes: &mut [ModuleNode],
    fed: Vec<(String, String, String)>,
    files: &BTreeMap<String, ServiceAsset>,
    parts: &BTreeMap<&str, Part<'_>>,
) {
    let places: BTreeMap<String, usize> =
        nodes.iter().enumerate().map(|(place, node)| (node.id.clone(), place)).collect();
    for (file, target, port) in fed {
        let Some(node) = places.get(&target).map(|place| &mut nodes[*place]) else { continue };
        let spec = match parts.get(target.as_str()) {
            Some(Part::Module(_, spec)) => *spec,
            _ => None,
        };
        let taken = spec.and_then(|spec| index::port(&spec.inputs, &port)).map(|port| port.kind);
        let by_port = match taken {
            Some(PortKind::TrainedModel | PortKind::TrainedClustering | PortKind::Recommender) => {
                Some(AssetKind::TrainedModel)
            }
            Some(PortKind::Transform) => Some(AssetKind::Transform),
            Some(PortKind::Dataset | PortKind::Bundle) => Some(AssetKind::Dataset),
            _ => None,
        };
        let kind =
            by_port.or_else(|| files.get(&file).and_then(kind_by_address)).unwrap_or(AssetKind::Dataset);
        let place = node.inputs.iter().position(|input| {
            input.name == port
                && input.data_source.is_none()
                && input.trained_model.is_none()
                && input.transform.is_none()
        });
        let place = place.unwrap_or_else(|| {
            node.inputs.push(InputPort { name: port, ..InputPort::default() });
            node.inputs.len() - 1
        });
        let input = &mut node.inputs[place];
        match kind {
            AssetKind::Dataset => input.data_source = Some(file),
            AssetKind::TrainedModel => input.trained_model = Some(file),
            AssetKind::Transform => input.transform = Some(file),
        }
    }
}

/// The ending of the file that an address leads to, in lower case.
fn ending(asset: &ServiceAsset) -> Option<String> {
    let address = asset.uri.as_deref()?;
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

fn kind_by_address(asset: &ServiceAsset) -> Option<AssetKind> {
    match ending(asset)?.as_str() {
        "ilearner" | "icluster" | "irecommender" => Some(AssetKind::TrainedModel),
        "itransform" => Some(AssetKind::Transform),
        _ => None,
    }
}

fn format_of(asset: &ServiceAsset) -> Option<DataFormat> {
    match ending(asset)?.as_str() {
        "csv" => Some(DataFormat::Csv),
        "tsv" => Some(DataFormat::Tsv),
        "arff" => Some(DataFormat::Arff),
        "svmlight" => Some(DataFormat::SvmLight),
        "xlsx" => Some(DataFormat::Excel),
        "zip" => Some(DataFormat::Zip),
        "txt" => Some(DataFormat::PlainText),
        _ => None,
    }
}

/// Global parameters with their values, which stand in a list of their own and there start with a small letter.
fn globals(parameters: Vec<GraphParameter>, values: &[ServiceValue]) -> Vec<ServiceParameter> {
    let mut left: Vec<Option<&ServiceValue>> = values.iter().map(Some).collect();
    let mut find = |name: &str| {
        let exact = left.iter().position(|value| value.is_some_and(|value| value.name == name));
        let place = exact.or_else(|| {
            left.iter()
                .position(|value| value.is_some_and(|value| value.name.to_lowercase() == name.to_lowercase()))
        })?;
        left[place].take()
    };
    let certificate = |value: Option<&ServiceValue>| -> Other {
        value
            .and_then(|value| value.certificate.as_deref())
            .map(|certificate| member("certificateThumbprint", certificate))
            .into_iter()
            .collect()
    };
    let mut all: Vec<ServiceParameter> = parameters
        .into_iter()
        .map(|parameter| {
            let value = find(&parameter.name);
            ServiceParameter {
                value: value.map(|value| value.value.clone()).unwrap_or_default(),
                definition: Some(Json::Object(parameter.definition)),
                other: certificate(value),
                name: parameter.name,
            }
        })
        .collect();
    all.extend(left.into_iter().flatten().map(|value| ServiceParameter {
        name: value.name.clone(),
        value: value.value.clone(),
        definition: None,
        other: certificate(Some(value)),
    }));
    all
}

fn asset_json(asset: &ServiceAsset) -> Json {
    let mut members = vec![member("id", asset.id.as_str())];
    let texts = [("name", &asset.name), ("type", &asset.kind)];
    members.extend(texts.into_iter().filter_map(|(name, text)| Some(member(name, text.as_deref()?))));
    // That of a module is its module id.
    if let Some(uri) = asset.uri.as_deref().filter(|_| asset.module_id().is_none()) {
        members.push(member("uri", uri));
    }
    members.extend(asset.other.iter().cloned());
    Json::Object(members)
}
