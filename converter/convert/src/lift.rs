//! From an experiment to a draft: family ids decide components, names decide parameters and ports, nothing is lost.

use crate::extras::{self, EXTENSION, Extras, key, member};
use crate::index::{self, Index};
use crate::names::{self, AssetNames};
use crate::params::{self, Lifted};
use ml_classic::{BUILT_IN_WORKSPACE, Experiment, InputPort, Layout, ModuleNode, WebService};
use ml_graph::{
    Asset, AssetKind, ComponentSpec, Diagnostic, Edge, InterfacePort, Json, Node, Origin, ParameterTarget,
    PipelineDraft, PipelineParameter, PortRef, Position, Source, UNKNOWN_COMPONENT,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Colons of a wire's end at which a module's id may end.
const COLONS: usize = 64;

/// A draft and what there is to say about it.
pub(crate) struct Lift {
    pub(crate) draft: PipelineDraft,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Turns an experiment, free of credentials, into a draft.
pub(crate) fn lift<'a>(
    mut source: Experiment,
    format: &str,
    index: &'a Index<'_>,
    names: &'a AssetNames<'a>,
) -> Lift {
    let mut names = names.within();
    names.learn(&source.data_sources);
    let mut lifter = Lifter {
        draft: PipelineDraft::new(source.name.take().unwrap_or_default()),
        diagnostics: Vec::new(),
        extras: Extras::default(),
        nodes: HashMap::new(),
        repeated: HashMap::new(),
        assets: HashMap::new(),
        names,
    };
    lifter.experiment(source, format, index);
    let Lifter { mut draft, diagnostics, extras, .. } = lifter;
    let kept = extras.into_members();
    if !kept.is_empty() {
        draft.extensions.insert(EXTENSION.to_owned(), Json::Object(kept));
    }
    Lift { draft, diagnostics }
}

struct Lifter<'a> {
    draft: PipelineDraft,
    diagnostics: Vec<Diagnostic>,
    extras: Extras,
    /// Source node id → place in the draft and component.
    nodes: HashMap<String, (usize, Option<&'a ComponentSpec>)>,
    /// Ids that several modules have, each with the number that the next of them tries first.
    repeated: HashMap<String, usize>,
    /// Source asset id and kind → place in the draft.
    assets: HashMap<(String, AssetKind), usize>,
    names: AssetNames<'a>,
}

impl<'a> Lifter<'a> {
    fn experiment(&mut self, mut source: Experiment, format: &str, index: &'a Index<'_>) {
        self.draft.description = source.summary.take().unwrap_or_default();
        self.draft.tags = std::mem::take(&mut source.tags);
        self.draft.source = Some(origin(&mut source, format));
        let mut asset_edges = Vec::new();
        let mut targets: Vec<(String, ParameterTarget)> = Vec::new();
        for node in std::mem::take(&mut source.graph.nodes) {
            self.node(node, index, &mut asset_edges, &mut targets);
        }
        self.edges(&mut source, asset_edges);
        self.places(source.graph.layout.take());
        match source.web_service.take() {
            Some(service) => self.service(service, targets),
            None => self.parameters(Vec::new(), targets),
        }
        self.data_sources(&mut source);
        source.graph.other.retain(|(name, value)| {
            !(value.is_null() && ["PublishInfo", "Parameters"].contains(&name.as_str()))
        });
        self.extras.add(key::GRAPH, Json::Object(source.graph.other));
        self.extras.add(key::EXPERIMENT, Json::Object(source.other));
        if self.draft.name.is_empty() {
            self.diagnostics.push(
                Diagnostic::info("convert/no-name", "The experiment has no name.")
                    .help("Give it one in the studio."),
            );
        }
    }

    fn node(
        &mut self,
        source: ModuleNode,
        index: &'a Index<'_>,
        asset_edges: &mut Vec<Edge>,
        targets: &mut Vec<(String, ParameterTarget)>,
    ) {
        let spec = index.module(&source);
        let mut id = source.id.clone();
        let mut other = Extras::default();
        if self.nodes.contains_key(&id) {
            // The search goes on where the last one for this id ended: a file of nothing but one id would take for ever.
            let mut number = self.repeated.get(&source.id).copied().unwrap_or(2);
            while self.nodes.contains_key(&format!("{}#{number}", source.id)) {
                number += 1;
            }
            self.repeated.insert(source.id.clone(), number + 1);
            id = format!("{}#{number}", source.id);
            other.add(key::SOURCE_ID, Json::from(source.id.as_str()));
            self.diagnostics.push(
                Diagnostic::warning(
                    "convert/duplicate-id",
                    format!("Two modules have the id “{}”.", source.id),
                )
                .help("Wires go to the first of them; check those of the second.")
                .at_node(&id),
            );
        }
        match spec {
            None => self.unknown_module(&source, &id),
            Some(spec) => {
                if let Some(own) = index.customs.get(&spec.id)
                    && !self.draft.components.iter().any(|known| known.spec.id == own.spec.id)
                {
                    self.draft.components.push(own.clone());
                }
            }
        }
        for input in &source.inputs {
            self.asset_edges_of(input, &id, spec, asset_edges);
        }
        let inputs: Vec<String> = source.inputs.iter().map(|port| port.name.clone()).collect();
        let outputs: Vec<String> = source.outputs.iter().map(|port| port.name.clone()).collect();
        let same = |names: &[String], specs: &[ml_graph::PortSpec]| {
            names.len() == specs.len()
                && names.iter().zip(specs).all(|(name, port)| *name == port.classic_name)
        };
        let mut own = |names: Vec<String>, specs: Option<&[ml_graph::PortSpec]>, none: &str| match specs {
            Some(specs) if same(&names, specs) => Vec::new(),
            Some(specs) if names.is_empty() && !specs.is_empty() => {
                other.add(none, Json::Bool(true));
                names
            }
            _ => names,
        };
        let mut origin = Origin {
            module_id: Some(source.module_id.clone()).filter(|id| !id.is_empty()),
            family_id: source.family().map(str::to_owned),
            inputs: own(inputs, spec.map(|spec| &spec.inputs[..]), key::NO_INPUTS),
            outputs: own(outputs, spec.map(|spec| &spec.outputs[..]), key::NO_OUTPUTS),
            ..Origin::default()
        };
        let ports = |ports: Vec<(String, Vec<(String, Json)>)>| {
            let kept = ports.into_iter().filter_map(|(name, other)| {
                let other = params::without_port_defaults(other, &source.id);
                (!other.is_empty()).then_some((name, Json::Object(other)))
            });
            Json::Object(kept.collect())
        };
        other
            .add(key::INPUTS, ports(source.inputs.into_iter().map(|port| (port.name, port.other)).collect()));
        other.add(
            key::OUTPUTS,
            ports(source.outputs.into_iter().map(|port| (port.name, port.other)).collect()),
        );
        let Lifted { params, not_understood, notes, linked, order, diagnostics } =
            params::lift(source.parameters, spec, &id, &mut other);
        origin.params = not_understood;
        self.diagnostics.extend(diagnostics);
        targets.extend(
            linked.into_iter().map(|(global, param)| (global, ParameterTarget { node: id.clone(), param })),
        );
        other.add(key::PARAMETERS, Json::Object(notes));
        let title = match (spec, source.module_id.split('.').next()) {
            (Some(_), _) => String::new(),
            (None, workspace) => {
                let family: String = origin.family_id.as_deref().unwrap_or("?").chars().take(8).collect();
                let what = if workspace == Some(BUILT_IN_WORKSPACE) { "Module" } else { "Custom module" };
                format!("{what} {family}")
            }
        };
        let mut node = Node {
            id: id.clone(),
            component: spec.map_or(UNKNOWN_COMPONENT, |spec| &spec.id).to_owned(),
            title,
            comment: source.comment.unwrap_or_default(),
            params,
            position: None,
            origin: None,
        };
        origin.other = other.into_members().into_iter().collect();
        origin.other.extend(params::without_node_defaults(source.other));
        node.origin = Some(origin);
        let usual = params::usual_order(&node, spec);
        if usual != order
            && let Some(origin) = &mut node.origin
        {
            let order = order.into_iter().map(Json::String).collect();
            origin.other.insert(key::PARAMETER_ORDER.to_owned(), Json::Array(order));
        }
        self.nodes.insert(id, (self.draft.nodes.len(), spec));
        self.draft.nodes.push(node);
    }

    fn unknown_module(&mut self, source: &ModuleNode, id: &str) {
        let diagnostic = if source.module_id.is_empty() {
            Diagnostic::warning("convert/no-module", "A module does not say what it is.").help(
                "It is kept with its parameters and wires; replace it with a module that does its work.",
            )
        } else if source.workspace() == Some(BUILT_IN_WORKSPACE) {
            Diagnostic::warning(
                "convert/unknown-module",
                format!(
                    "The module with the family id {} is not in the catalogue.",
                    source.family().unwrap_or("?")
                ),
            )
            .help("It is kept with its parameters and wires; replace it with a module that does its work.")
        } else {
            Diagnostic::warning(
                "convert/custom-module",
                format!(
                    "This is a custom module of workspace {}; its code is not part of the export.",
                    source.workspace().unwrap_or("?")
                ),
            )
            .help("It is kept with its parameters and wires. Convert it together with a listing of the workspace's modules, or with the zip that it was made from; or replace it with Execute R Script or Execute Python Script holding its code.")
        };
        self.diagnostics.push(diagnostic.at_node(id));
    }

    fn asset_edges_of(
        &mut self,
        input: &InputPort,
        node: &str,
        spec: Option<&ComponentSpec>,
        edges: &mut Vec<Edge>,
    ) {
        let port = spec
            .and_then(|spec| index::port(&spec.inputs, &input.name))
            .map_or_else(|| input.name.clone(), |port| port.id.clone());
        let references = [
            (&input.data_source, AssetKind::Dataset),
            (&input.trained_model, AssetKind::TrainedModel),
            (&input.transform, AssetKind::Transform),
        ];
        for (source, kind) in references {
            if let Some(source) = source {
                let asset = self.asset(source, kind);
                edges.push(Edge {
                    from: PortRef::new(self.draft.assets[asset].id.clone(), Asset::OUTPUT),
                    to: PortRef::new(node, &port),
                });
            }
        }
    }

    /// The asset of the draft that stands for a source id; made when it is new.
    fn asset(&mut self, source: &str, kind: AssetKind) -> usize {
        if let Some(place) = self.assets.get(&(source.to_owned(), kind)) {
            return *place;
        }
        let taken = [AssetKind::Dataset, AssetKind::TrainedModel, AssetKind::Transform]
            .into_iter()
            .any(|other| self.assets.contains_key(&(source.to_owned(), other)));
        let (name, format) = self.names.of(source, kind);
        let what = match kind {
            AssetKind::Dataset => "dataset",
            AssetKind::TrainedModel => "trained-model",
            AssetKind::Transform => "transform",
        };
        let place = self.draft.assets.len();
        let id = if taken { format!("{source}#{what}") } else { source.to_owned() };
        if let Some(columns) = self.names.columns(source).filter(|_| kind == AssetKind::Dataset) {
            self.draft.stated_columns.insert(id.clone(), columns.to_vec());
        }
        self.draft.assets.push(Asset {
            id,
            kind,
            name,
            format,
            location: None,
            source_id: Some(source.to_owned()),
            position: None,
        });
        self.assets.insert((source.to_owned(), kind), place);
        place
    }

    /// The port of the draft that `<node>:<port>` names.
    fn port(&self, text: &str, output: bool) -> Option<PortRef> {
        // Ids of services may hold colons, but not many; what is no module is split at the first one.
        let (node, port) = text
            .match_indices(':')
            .take(COLONS)
            .map(|(at, _)| (&text[..at], &text[at + 1..]))
            .filter(|(node, _)| self.nodes.contains_key(*node))
            .last()
            .or_else(|| text.split_once(':'))?;
        let spec = self.nodes.get(node).and_then(|(_, spec)| *spec);
        let known =
            spec.and_then(|spec| index::port(if output { &spec.outputs } else { &spec.inputs }, port));
        Some(PortRef::new(node, known.map_or(port, |port| &port.id)))
    }

    fn edges(&mut self, source: &mut Experiment, asset_edges: Vec<Edge>) {
        let mut kept = Vec::new();
        let mut loose = Vec::new();
        for edge in std::mem::take(&mut source.graph.edges) {
            let mut other = edge.other;
            other.retain(|(name, value)| !(name == "DestinationInputPortIndex" && value.is_null()));
            match (self.port(&edge.source, true), self.port(&edge.destination, false)) {
                (Some(from), Some(to)) => {
                    for end in [&from, &to] {
                        if !self.nodes.contains_key(&end.node) {
                            self.diagnostics.push(
                                Diagnostic::warning(
                                    "convert/loose-wire",
                                    format!(
                                        "A wire ends at module “{}”, which is not in the experiment.",
                                        end.node
                                    ),
                                )
                                .help("Draw the wire again, or remove it."),
                            );
                        }
                    }
                    if !other.is_empty() {
                        other.insert(0, member("to", edge.destination.as_str()));
                        other.insert(0, member("from", edge.source.as_str()));
                        kept.push(Json::Object(other));
                    }
                    self.draft.edges.push(Edge { from, to });
                }
                _ => {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "convert/loose-wire",
                            "A wire does not say which ports it connects; it is kept aside.",
                        )
                        .help("Draw the wire again in the studio."),
                    );
                    other.insert(0, member("DestinationInputPortId", edge.destination.as_str()));
                    other.insert(0, member("SourceOutputPortId", edge.source.as_str()));
                    loose.push(Json::Object(other));
                }
            }
        }
        self.draft.edges.extend(asset_edges);
        self.extras.add(key::EDGES, Json::Array(kept));
        self.extras.add(key::LOOSE_EDGES, Json::Array(loose));
    }

    /// Puts everything where it stood.
    fn places(&mut self, layout: Option<Layout>) {
        let Some(layout) = layout else { return };
        self.frame(&layout, key::LAYOUT);
        let mut stray = Vec::new();
        for place in layout.places {
            let position = place.rectangle.map(position);
            if position.is_none() {
                stray.push(Json::Array(vec![place.id.as_str().into(), place.text.as_str().into()]));
                continue;
            }
            let target = match self.nodes.get(&place.id) {
                Some((node, _)) => &mut self.draft.nodes[*node].position,
                None => {
                    let known = [AssetKind::Dataset, AssetKind::TrainedModel, AssetKind::Transform]
                        .into_iter()
                        .find_map(|kind| self.assets.get(&(place.id.clone(), kind)).copied());
                    let asset = match known {
                        Some(asset) => asset,
                        // Three parts: a dataset on the canvas that nothing uses.
                        None if place.id.split('.').count() == 3 => self.asset(&place.id, AssetKind::Dataset),
                        None => {
                            stray.push(Json::Array(vec![
                                place.id.as_str().into(),
                                place.text.as_str().into(),
                            ]));
                            continue;
                        }
                    };
                    &mut self.draft.assets[asset].position
                }
            };
            if target.is_none() {
                *target = position;
            } else {
                stray.push(Json::Array(vec![place.id.as_str().into(), place.text.as_str().into()]));
            }
        }
        self.extras.add(key::STRAY_PLACES, Json::Array(stray));
    }

    fn frame(&mut self, layout: &Layout, key: &str) {
        if layout.broken {
            self.diagnostics.push(
                Diagnostic::warning(
                    "convert/layout",
                    "The layout of the canvas is damaged; the modules are laid out anew.",
                )
                .help("Nothing else is affected. The damaged text is kept."),
            );
        }
        if !layout.is_plain() {
            self.extras.add(key, extras::text_or_null(layout.frame.as_deref()));
        }
    }

    fn service(&mut self, mut service: WebService, targets: Vec<(String, ParameterTarget)>) {
        let mut positions: BTreeMap<String, Position> = BTreeMap::new();
        let mut stray = Vec::new();
        if let Some(layout) = service.layout.take() {
            self.frame(&layout, key::WEB_SERVICE_LAYOUT);
            let ports: BTreeSet<&str> =
                service.inputs.iter().chain(&service.outputs).map(|port| port.id.as_str()).collect();
            for place in layout.places {
                match place.rectangle.map(position) {
                    Some(position)
                        if ports.contains(place.id.as_str()) && !positions.contains_key(&place.id) =>
                    {
                        positions.insert(place.id, position);
                    }
                    _ => stray.push(Json::Array(vec![place.id.into_json(), place.text.into_json()])),
                }
            }
        }
        let mut kept = Vec::new();
        let lists =
            [(std::mem::take(&mut service.inputs), false), (std::mem::take(&mut service.outputs), true)];
        for (ports, output) in lists {
            for port in ports {
                if !port.other.is_empty() {
                    kept.push((port.id.clone(), Json::Object(port.other)));
                }
                let bound =
                    self.port(&port.port, output).unwrap_or_else(|| PortRef::new("", port.port.clone()));
                if !self.nodes.contains_key(&bound.node) {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "convert/loose-service-port",
                            format!("The web service port “{}” is bound to a module that is not in the experiment.", port.name),
                        )
                        .help("Bind it again in the studio, or remove it."),
                    );
                }
                let position = positions.get(&port.id).copied();
                let bound = InterfacePort { id: port.id, name: port.name, port: bound, position };
                if output {
                    self.draft.interface.outputs.push(bound);
                } else {
                    self.draft.interface.inputs.push(bound);
                }
            }
        }
        self.extras.add(key::SERVICE_PORTS, Json::Object(kept));
        self.extras.add(key::WEB_SERVICE_STRAY_PLACES, Json::Array(stray));
        let parameters = std::mem::take(&mut service.parameters);
        self.parameters(parameters, targets);
        // Even when empty: it says that there was one.
        self.extras.add_even_empty(key::WEB_SERVICE, Json::Object(service.other));
    }

    fn parameters(
        &mut self,
        parameters: Vec<ml_classic::ServiceParameter>,
        targets: Vec<(String, ParameterTarget)>,
    ) {
        let mut kept = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for parameter in parameters {
            if !parameter.other.is_empty() {
                kept.push((parameter.name.clone(), Json::Object(parameter.other)));
            }
            places.entry(parameter.name.clone()).or_insert(self.draft.parameters.len());
            self.draft.parameters.push(PipelineParameter {
                value: params::global_value(parameter.value, parameter.definition.as_ref()),
                name: parameter.name,
                targets: Vec::new(),
                // An empty object says: it is in the list, without a definition.
                definition: Some(parameter.definition.unwrap_or(Json::Object(Vec::new()))),
            });
        }
        for (name, target) in targets {
            let place = *places.entry(name.clone()).or_insert_with(|| {
                self.draft.parameters.push(PipelineParameter {
                    name,
                    value: None,
                    targets: Vec::new(),
                    definition: None,
                });
                self.draft.parameters.len() - 1
            });
            self.draft.parameters[place].targets.push(target);
        }
        self.extras.add(key::SERVICE_PARAMETERS, Json::Object(kept));
    }

    /// Keeps what the embedded asset list says beyond names and formats.
    fn data_sources(&mut self, source: &mut Experiment) {
        let mut kept = Vec::new();
        let known: BTreeSet<&str> =
            self.draft.assets.iter().filter_map(|asset| asset.source_id.as_deref()).collect();
        for asset in std::mem::take(&mut source.data_sources) {
            let used = known.contains(asset.id.as_str());
            let mut members = vec![member("Id", asset.id.as_str())];
            let named = asset.name.is_some() && used;
            if !named && let Some(name) = &asset.name {
                members.push(member("Name", name.as_str()));
            }
            let understood = asset
                .data_type
                .as_deref()
                .is_some_and(|id| names::format_of(id).and_then(names::data_type_of) == Some(id));
            if !(named && understood)
                && let Some(data_type) = &asset.data_type
            {
                members.push(member("DataTypeId", data_type.as_str()));
            }
            members.extend(asset.other);
            if members.len() > 1 || !used {
                kept.push(Json::Object(members));
            }
        }
        self.extras.add(key::DATA_SOURCES, Json::Array(kept));
    }
}

/// A text as JSON without a copy.
trait IntoJson {
    fn into_json(self) -> Json;
}

impl IntoJson for String {
    fn into_json(self) -> Json {
        Json::String(self)
    }
}

fn position([x, y, width, height]: [f64; 4]) -> Position {
    Position { x, y, width, height }
}

fn origin(source: &mut Experiment, format: &str) -> Source {
    let id = source.id.take();
    let created = source
        .other
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("Status"))
        .and_then(|(_, status)| status.get_ignoring_case("CreationTime"))
        .and_then(Json::as_str)
        .and_then(crate::date::iso);
    Source {
        format: format.to_owned(),
        tool: Some("Azure Machine Learning Studio (classic)".to_owned()),
        workspace_id: id
            .as_deref()
            .and_then(|id| id.split_once('.'))
            .map(|(workspace, _)| workspace.to_owned()),
        experiment_id: id,
        etag: source.etag.take(),
        created,
        other: BTreeMap::new(),
    }
}
