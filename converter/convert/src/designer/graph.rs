//! From a pipeline of the designer to a draft.

use super::EXTENSION;
use super::form::{self, key};
use super::modules::{Known, Modules};
use super::ports;
use crate::extras::{Extras, member};
use crate::index::Index;
use crate::lift::{self, Lift};
use crate::names::AssetNames;
use crate::params;
use ml_classic::{
    BUILT_IN_WORKSPACE, DesignerAssignment, DesignerDataset, DesignerEdge, DesignerEnd, DesignerNode,
    DesignerPipeline, Experiment, Graph, InputPort, ModuleNode, OutputPort, Parameter, StudioMigration,
};
use ml_graph::{
    Asset, ComponentSpec, Diagnostic, Edge, InterfacePort, Json, PipelineDraft, PipelineParameter, PortRef,
    PortSpec, Position, Source,
};
use std::collections::{BTreeMap, BTreeSet};

/// Turns a pipeline, free of credentials, into a draft.
pub(crate) fn lift<'a>(
    mut pipeline: DesignerPipeline,
    format: &str,
    modules: &Modules,
    index: &'a Index<'_>,
    names: &'a AssetNames<'a>,
) -> Lift {
    let ports = ports::take(&mut pipeline, modules);
    let defaults: BTreeMap<String, Json> =
        pipeline.interface.parameters.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
    let known: Vec<Known<'a, '_>> = pipeline.nodes.iter().map(|node| modules.of(node, index)).collect();
    let mut wired: BTreeMap<String, [Vec<String>; 2]> = BTreeMap::new();
    let mut met = BTreeSet::new();
    for edge in &pipeline.edges {
        for (end, side) in [(&edge.to, 0), (&edge.from, 1)] {
            if let (Some(node), Some(port)) = (&end.node, &end.port)
                && met.insert((node.as_str(), port.as_str(), side))
            {
                wired.entry(node.clone()).or_default()[side].push(port.clone());
            }
        }
    }
    let nodes = std::mem::take(&mut pipeline.nodes);
    let experiment = Experiment {
        name: pipeline.name.take(),
        summary: pipeline.description.take(),
        tags: pipeline.tags.iter().map(|(name, _)| name.clone()).collect(),
        graph: Graph {
            nodes: nodes
                .iter()
                .zip(&known)
                .map(|(node, known)| module(node, known, wired.get(&node.id), &defaults))
                .collect(),
            ..Graph::default()
        },
        ..Experiment::default()
    };
    let lift = lift::lift(experiment, format, index, names);
    let mut finisher =
        Finisher { draft: lift.draft, diagnostics: lift.diagnostics, extras: Extras::default() };
    finisher.modules(&nodes, &known);
    finisher.pipeline(pipeline, &nodes, &known, names, format);
    let Finisher { mut draft, diagnostics, mut extras } = finisher;
    let interface = &mut draft.interface;
    extras.add(key::PORT_NODES, ports::place(ports, &mut interface.inputs, &mut interface.outputs));
    let kept = extras.into_members();
    if !kept.is_empty() {
        draft.extensions.insert(EXTENSION.to_owned(), Json::Object(kept));
    }
    Lift { draft, diagnostics }
}

/// A node in the shape of Studio (classic), whose family decides what it is.
fn module(
    node: &DesignerNode,
    known: &Known<'_, '_>,
    wired: Option<&[Vec<String>; 2]>,
    defaults: &BTreeMap<String, Json>,
) -> ModuleNode {
    let family = known.spec.and_then(|spec| spec.classic.family_ids.first());
    let ports = |side: usize, specs: fn(&ComponentSpec) -> &[PortSpec]| -> Vec<String> {
        if let Some(spec) = known.spec {
            return specs(spec).iter().map(|port| port.classic_name.clone()).collect();
        }
        let listed = known.listed.map(|module| if side == 0 { &module.inputs } else { &module.outputs });
        let mut ports: Vec<String> = listed.cloned().unwrap_or_default();
        for port in wired.map_or(&[][..], |wired| &wired[side]) {
            if !ports.contains(port) {
                ports.push(port.clone());
            }
        }
        ports
    };
    let inputs = ports(0, |spec| &spec.inputs).into_iter();
    let outputs = ports(1, |spec| &spec.outputs).into_iter();
    ModuleNode {
        id: node.id.clone(),
        module_id: family.map(|family| format!("{BUILT_IN_WORKSPACE}.{family}.v1")).unwrap_or_default(),
        comment: node.comment.clone(),
        parameters: node.parameters.iter().map(|assigned| parameter(assigned, defaults)).collect(),
        inputs: inputs.map(|name| InputPort { name, ..InputPort::default() }).collect(),
        outputs: outputs.map(|name| OutputPort { name, ..OutputPort::default() }).collect(),
        other: node.other.iter().filter(|(name, value)| !form::is_default(name, value)).cloned().collect(),
    }
}

fn is_kind(assigned: &DesignerAssignment, kind: &str) -> bool {
    assigned.value_type.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(kind))
}

fn parameter(assigned: &DesignerAssignment, defaults: &BTreeMap<String, Json>) -> Parameter {
    let name = assigned.name.clone();
    if is_kind(assigned, "GraphParameterName")
        && let Some(linked) = assigned.value.as_str().filter(|linked| !linked.is_empty())
    {
        let value = defaults.get(linked).cloned().unwrap_or_default();
        let other = assigned.other.clone();
        return Parameter { name, value, value_type: None, linked: Some(linked.to_owned()), other };
    }
    let value = match is_kind(assigned, "Concatenate") && !assigned.parts.is_empty() {
        true => resolved(assigned, defaults).map_or_else(|| assigned.value.clone(), Json::String),
        false => assigned.value.clone(),
    };
    let spelled = assigned.other.iter().map(|(name, value)| match name.eq_ignore_ascii_case(form::PARTS) {
        true => (form::PARTS.to_owned(), value.clone()),
        false => (name.clone(), value.clone()),
    });
    Parameter {
        name,
        value,
        value_type: assigned.value_type.clone().filter(|kind| !kind.eq_ignore_ascii_case("Literal")),
        linked: None,
        other: spelled.collect(),
    }
}

/// The text that an assignment comes to with the defaults of the pipeline's parameters; none when one has no default.
pub(crate) fn resolved(assigned: &DesignerAssignment, defaults: &BTreeMap<String, Json>) -> Option<String> {
    if is_kind(assigned, "Concatenate") {
        return assigned.parts.iter().map(|part| resolved(part, defaults)).collect();
    }
    if is_kind(assigned, "GraphParameterName") {
        return crate::value::raw_text(defaults.get(assigned.value.as_str()?)?);
    }
    crate::value::raw_text(&assigned.value)
}

/// The port that the designer calls `name`: as Studio (classic) did, or in another spelling.
fn port<'a>(ports: &'a [PortSpec], name: &str) -> Option<&'a PortSpec> {
    let letters = crate::index::letters;
    crate::index::port(ports, name).or_else(|| {
        let name = letters(name);
        ports.iter().find(|port| {
            [&port.classic_name, &port.title, &port.id].into_iter().any(|known| letters(known) == name)
        })
    })
}

struct Finisher {
    draft: PipelineDraft,
    diagnostics: Vec<Diagnostic>,
    extras: Extras,
}

impl Finisher {
    /// What the designer says of modules beyond what Studio (classic) did.
    fn modules(&mut self, nodes: &[DesignerNode], known: &[Known<'_, '_>]) {
        self.diagnostics.retain(|found| found.code != "convert/no-module");
        for ((node, source), known) in self.draft.nodes.iter_mut().zip(nodes).zip(known) {
            let name = source.name.clone().or_else(|| known.listed.map(|module| module.name.clone()));
            match (known.spec, name) {
                (Some(spec), Some(name)) if !is_called(spec, &name) => node.title = name,
                (Some(_), _) => {}
                (None, Some(name)) => node.title = name,
                (None, None) => {
                    let id: String = source.module_id.chars().take(8).collect();
                    node.title = if id.is_empty() { "Module".to_owned() } else { format!("Module {id}") };
                }
            }
            if let Some(origin) = &mut node.origin {
                origin.module_id = Some(source.module_id.clone()).filter(|id| !id.is_empty());
            }
            if known.spec.is_none() {
                self.diagnostics.push(unknown(source, &node.title, known).at_node(&node.id));
            }
        }
    }

    fn pipeline(
        &mut self,
        mut pipeline: DesignerPipeline,
        nodes: &[DesignerNode],
        known: &[Known<'_, '_>],
        names: &AssetNames<'_>,
        format: &str,
    ) {
        let specs: BTreeMap<&str, Option<&ComponentSpec>> =
            nodes.iter().zip(known).rev().map(|(node, known)| (node.id.as_str(), known.spec)).collect();
        if pipeline.tags.iter().any(|(_, value)| !(value.is_null() || value.as_str() == Some(""))) {
            self.extras.add(key::TAGS, Json::Object(std::mem::take(&mut pipeline.tags)));
        }
        let migration = pipeline.migration.take();
        let given = migration.as_ref().and_then(|migration| {
            migration.other.iter().find(|(name, _)| name == "datasets").map(|(_, list)| list.clone())
        });
        let assets = self.assets(std::mem::take(&mut pipeline.datasets), given, &specs, names);
        self.places(std::mem::take(&mut pipeline.places), &assets);
        let edges = std::mem::take(&mut pipeline.edges);
        self.interface(&mut pipeline, &edges, nodes, &specs);
        self.edges(edges, &specs, &assets);
        self.extras.add(key::LAYOUT, not_null(pipeline.layout_other));
        self.extras.add(key::GRAPH, not_null(pipeline.graph_other));
        self.extras.add(key::INTERFACE, telling(pipeline.interface.other));
        let mut entity = pipeline.other;
        let usual = form::submission(&self.draft.name, &self.draft.description);
        entity.retain(|(name, value)| {
            !(name.eq_ignore_ascii_case("PipelineSubmissionInfo") && *value == usual)
        });
        self.extras.add(key::ENTITY, telling(entity));
        let from_us = pipeline.id.is_none();
        let Some(StudioMigration { workspace, experiment, other }) = migration else {
            self.draft.source = Some(source(format, pipeline.id, pipeline.etag, pipeline.created));
            return;
        };
        let mut own = source(format, pipeline.id, pipeline.etag, pipeline.created);
        if from_us {
            // Never in a workspace of Azure ML: what it was made of is all there is.
            own.workspace_id = workspace;
            own.experiment_id = experiment;
            let other = other.into_iter().filter(|(name, _)| !form::MIGRATION_NOTES.contains(&name.as_str()));
            self.extras.add(key::MIGRATION, not_null(other.collect()));
        } else {
            let mut members: Vec<(String, Json)> = Vec::new();
            members.extend(workspace.map(|id| member("sourceWorkspaceId", id.as_str())));
            members.extend(experiment.map(|id| member("sourceExperimentId", id.as_str())));
            members.extend(other);
            self.extras.add(key::MIGRATION, Json::Object(members));
        }
        self.draft.source = Some(own);
    }

    /// Assets of the draft; by the id of their node, the id in the draft. `given` is what we wrote beside the graph.
    fn assets(
        &mut self,
        datasets: Vec<DesignerDataset>,
        given: Option<Json>,
        specs: &BTreeMap<&str, Option<&ComponentSpec>>,
        names: &AssetNames<'_>,
    ) -> BTreeMap<String, String> {
        let mut assets: BTreeMap<String, String> = BTreeMap::new();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut kept = Vec::new();
        let notes: BTreeMap<&str, &Json> = given
            .as_ref()
            .map_or(&[][..], Json::items)
            .iter()
            .filter_map(|note| Some((note.get("id")?.as_str()?, note)))
            .collect();
        for dataset in datasets {
            let (kind, format) = form::kind_of(dataset.data_type.as_deref());
            let (listed, listed_format) =
                names.of(dataset.dataset_id.as_deref().unwrap_or(&dataset.id), kind);
            let mut id = dataset.id.clone();
            let mut number = 1;
            while specs.contains_key(id.as_str()) || !taken.insert(id.clone()) {
                number += 1;
                id = format!("{}#{number}", dataset.id);
            }
            let mut asset = Asset {
                id: id.clone(),
                kind,
                name: dataset.name.unwrap_or(listed),
                format: format.or(listed_format),
                location: dataset.path,
                source_id: dataset.dataset_id,
                position: None,
            };
            if let Some(note) = notes.get(id.as_str()) {
                restore(&mut asset, note);
            }
            let mut other = dataset.other;
            other.retain(|(name, value)| {
                !(value.is_null()
                    || name.eq_ignore_ascii_case("DataSetDefinition") && *value == form::definition(&asset))
            });
            if !other.is_empty() {
                kept.push((id.clone(), Json::Object(other)));
            }
            assets.entry(dataset.id).or_insert(id);
            self.draft.assets.push(asset);
        }
        self.extras.add(key::DATASETS, Json::Object(kept));
        assets
    }

    fn places(&mut self, places: Vec<ml_classic::DesignerPlace>, assets: &BTreeMap<String, String>) {
        let mut nodes: BTreeMap<String, usize> = BTreeMap::new();
        for (place, node) in self.draft.nodes.iter().enumerate() {
            nodes.entry(node.id.clone()).or_insert(place);
        }
        let mut of_assets: BTreeMap<String, usize> = BTreeMap::new();
        for (place, asset) in self.draft.assets.iter().enumerate() {
            of_assets.entry(asset.id.clone()).or_insert(place);
        }
        let mut stray = Vec::new();
        for place in places {
            let target = match (nodes.get(&place.id), assets.get(&place.id)) {
                (Some(node), _) => Some(&mut self.draft.nodes[*node].position),
                (None, Some(asset)) => {
                    of_assets.get(asset).map(|asset| &mut self.draft.assets[*asset].position)
                }
                (None, None) => None,
            };
            let plain = place.json.members().iter().all(|(name, value)| {
                value.is_null()
                    || ["X", "Y", "Width", "Height"].iter().any(|known| name.eq_ignore_ascii_case(known))
            });
            match (target, place.rectangle) {
                (Some(target), Some([x, y, width, height])) if target.is_none() => {
                    *target = Some(Position { x, y, width, height });
                    if !plain {
                        stray.push((place.id, place.json));
                    }
                }
                _ => stray.push((place.id, place.json)),
            }
        }
        self.extras.add(key::PLACES, Json::Object(stray));
    }

    /// Parameters and ports of the whole.
    fn interface(
        &mut self,
        pipeline: &mut DesignerPipeline,
        edges: &[DesignerEdge],
        nodes: &[DesignerNode],
        specs: &BTreeMap<&str, Option<&ComponentSpec>>,
    ) {
        // The lift made a parameter of each that a module names; the interface has their order and values.
        let mut named: BTreeMap<String, PipelineParameter> = BTreeMap::new();
        let mut order = Vec::new();
        for parameter in std::mem::take(&mut self.draft.parameters) {
            order.push(parameter.name.clone());
            named.insert(parameter.name.clone(), parameter);
        }
        for (name, value, other) in std::mem::take(&mut pipeline.interface.parameters) {
            let targets = named.remove(&name).map(|known| known.targets).unwrap_or_default();
            let definition = not_null(other);
            let value = params::global_value(value, Some(&definition));
            self.draft.parameters.push(PipelineParameter {
                name,
                value,
                targets,
                definition: Some(definition),
            });
        }
        self.draft.parameters.extend(order.into_iter().filter_map(|name| named.remove(&name)));

        let mut bound: [BTreeMap<&str, Vec<PortRef>>; 2] = [BTreeMap::new(), BTreeMap::new()];
        let mut met: [Vec<&str>; 2] = [Vec::new(), Vec::new()];
        for edge in edges {
            for (side, outer, inner) in [(0, &edge.from, &edge.to), (1, &edge.to, &edge.from)] {
                let (None, Some(name)) = (&outer.node, &outer.graph_port) else { continue };
                let Some(port) = of_module(inner, side == 1, specs) else { continue };
                bound[side].entry(name).or_default().push(port);
                met[side].push(name);
            }
        }
        for node in nodes {
            for (port, name) in &node.service_outputs {
                let end =
                    DesignerEnd { node: Some(node.id.clone()), port: Some(port.clone()), graph_port: None };
                let Some(port) = of_module(&end, true, specs) else { continue };
                let ports = bound[1].entry(name).or_default();
                if !ports.contains(&port) {
                    ports.push(port);
                    met[1].push(name);
                }
            }
        }
        let mut kept = Vec::new();
        let listed =
            [std::mem::take(&mut pipeline.interface.inputs), std::mem::take(&mut pipeline.interface.outputs)];
        for (side, listed) in listed.into_iter().enumerate() {
            let mut names: Vec<String> = Vec::new();
            let mut named: BTreeSet<String> = BTreeSet::new();
            for (name, other) in listed {
                let Json::Object(other) = not_null(other) else { continue };
                if !is_plain_port(&other) {
                    kept.push((name.clone(), Json::Object(other)));
                }
                named.insert(name.clone());
                names.push(name);
            }
            for name in &met[side] {
                if named.insert((*name).to_owned()) {
                    names.push((*name).to_owned());
                }
            }
            for name in names {
                let ports = bound[side].remove(name.as_str()).unwrap_or_default();
                if ports.is_empty() {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "convert/loose-service-port",
                            format!("The port “{name}” of the pipeline is bound to no module."),
                        )
                        .help("Bind it again in the studio, or remove it."),
                    );
                }
                let unbound = ports.is_empty().then(|| PortRef::new("", ""));
                for (number, port) in ports.into_iter().chain(unbound).enumerate() {
                    let id = if number == 0 { name.clone() } else { format!("{name}#{}", number + 1) };
                    let port = InterfacePort { id, name: name.clone(), port, position: None };
                    let interface = &mut self.draft.interface;
                    if side == 0 { interface.inputs.push(port) } else { interface.outputs.push(port) }
                }
            }
        }
        self.extras.add(key::PORTS, Json::Object(kept));
    }

    fn edges(
        &mut self,
        edges: Vec<DesignerEdge>,
        specs: &BTreeMap<&str, Option<&ComponentSpec>>,
        assets: &BTreeMap<String, String>,
    ) {
        let mut kept = Vec::new();
        let mut loose = Vec::new();
        for edge in edges {
            let of_interface = |end: &DesignerEnd| end.node.is_none() && end.graph_port.is_some();
            let to = of_module(&edge.to, false, specs);
            let asset = edge.from.node.as_ref().filter(|node| !specs.contains_key(node.as_str()));
            let asset = asset.and_then(|node| assets.get(node));
            let from = match asset {
                Some(asset) => Some(PortRef::new(asset, Asset::OUTPUT)),
                None => of_module(&edge.from, true, specs),
            };
            let other: Vec<(String, Json)> =
                edge.other.into_iter().filter(|(_, value)| !value.is_null()).collect();
            let own_port = asset.and(edge.from.port.as_deref()).filter(|port| *port != form::DATASET_PORT);
            match (from, to) {
                (Some(from), Some(to)) => {
                    for end in [&from.node, &to.node] {
                        if !specs.contains_key(end.as_str()) && asset != Some(end) {
                            self.diagnostics.push(
                                Diagnostic::warning(
                                    "convert/loose-wire",
                                    format!("A wire ends at module “{end}”, which is not in the pipeline."),
                                )
                                .help("Draw the wire again, or remove it."),
                            );
                        }
                    }
                    if !other.is_empty() || own_port.is_some() {
                        let mut members = ends(&from, &to);
                        members.extend(own_port.map(|port| member("port", port)));
                        members.extend(other);
                        kept.push(Json::Object(members));
                    }
                    self.draft.edges.push(Edge { from, to });
                }
                (None, Some(_)) if of_interface(&edge.from) && other.is_empty() => {}
                (Some(_), None) if of_interface(&edge.to) && other.is_empty() => {}
                _ => {
                    self.diagnostics.push(
                        Diagnostic::warning(
                            "convert/loose-wire",
                            "A wire does not say which ports it connects; it is kept aside.",
                        )
                        .help("Draw the wire again in the studio."),
                    );
                    let mut members = vec![
                        ("SourceOutputPort".to_owned(), end_json(&edge.from)),
                        ("DestinationInputPort".to_owned(), end_json(&edge.to)),
                    ];
                    members.extend(other);
                    loose.push(Json::Object(members));
                }
            }
        }
        self.extras.add(key::EDGES, Json::Array(kept));
        self.extras.add(key::LOOSE_EDGES, Json::Array(loose));
    }
}

/// What we wrote beside a graph about an asset.
fn restore(asset: &mut Asset, note: &Json) {
    let text = |key: &str| note.get(key).and_then(Json::as_str).map(str::to_owned);
    asset.source_id = text("sourceId").or(asset.source_id.take());
    asset.location = text("location").or(asset.location.take());
    if let Some(format) = note.get("format") {
        let text = serde_json::to_string(format).unwrap_or_default();
        asset.format = serde_json::from_str(&text).unwrap_or(asset.format);
    }
}

fn ends(from: &PortRef, to: &PortRef) -> Vec<(String, Json)> {
    vec![
        member("from", format!("{}:{}", from.node, from.port).as_str()),
        member("to", format!("{}:{}", to.node, to.port).as_str()),
    ]
}

/// An end of a wire as it stood.
pub(super) fn end_json(end: &DesignerEnd) -> Json {
    let text = crate::extras::text_or_null;
    Json::Object(vec![
        ("NodeId".to_owned(), text(end.node.as_deref())),
        ("PortName".to_owned(), text(end.port.as_deref())),
        ("GraphPortName".to_owned(), text(end.graph_port.as_deref())),
    ])
}

/// The port of a module that an end names.
fn of_module(
    end: &DesignerEnd,
    output: bool,
    specs: &BTreeMap<&str, Option<&ComponentSpec>>,
) -> Option<PortRef> {
    let (node, name) = (end.node.as_deref()?, end.port.as_deref()?);
    let spec = specs.get(node).copied().flatten();
    let known = spec.and_then(|spec| port(if output { &spec.outputs } else { &spec.inputs }, name));
    Some(PortRef::new(node, known.map_or(name, |port| &port.id)))
}

/// Whether `name` is one that the component goes by anyway.
fn is_called(spec: &ComponentSpec, name: &str) -> bool {
    let name = crate::index::letters(name);
    let own = [&spec.title].into_iter().chain(&spec.classic.names).chain(&spec.classic.designer);
    own.into_iter().any(|known| crate::index::letters(known) == name)
}

fn unknown(source: &DesignerNode, title: &str, known: &Known<'_, '_>) -> Diagnostic {
    let help = "It is kept with its parameters and wires. Replace it with a module that does its work.";
    if known.listed.is_some() || source.name.is_some() {
        return Diagnostic::warning(
            "convert/unknown-module",
            format!("“{title}” is no module of the catalogue: a component of your own, or a newer one."),
        )
        .help(help);
    }
    let what = if source.module_id.is_empty() {
        "A module does not say what it is.".to_owned()
    } else {
        format!("The module {} has an id that only its workspace knows.", source.module_id)
    };
    Diagnostic::warning("convert/unknown-module", what)
        .help(format!("{help} Or give the list of the workspace's modules along with the pipeline: it says what the id stands for."))
}

/// Whether a port says no more than its name.
fn is_plain_port(other: &[(String, Json)]) -> bool {
    let table = Json::from(form::TABLE);
    other.iter().all(|(name, value)| match name.to_ascii_lowercase().as_str() {
        "isoptional" => *value == Json::Bool(false),
        "datatypesids" => value.items() == [table.clone()],
        "datatypeid" => *value == table,
        _ => form::is_default(name, value),
    })
}

/// Members that say something.
fn telling(members: Vec<(String, Json)>) -> Json {
    Json::Object(members.into_iter().filter(|(name, value)| !form::is_default(name, value)).collect())
}

fn not_null(members: Vec<(String, Json)>) -> Json {
    Json::Object(members.into_iter().filter(|(_, value)| !value.is_null()).collect())
}

fn source(format: &str, id: Option<String>, etag: Option<String>, created: Option<String>) -> Source {
    Source {
        format: format.to_owned(),
        tool: Some("Azure Machine Learning designer (v1)".to_owned()),
        workspace_id: None,
        experiment_id: id,
        etag,
        created,
        other: BTreeMap::new(),
    }
}
