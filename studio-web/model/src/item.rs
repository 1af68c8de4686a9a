//! What stands on the canvas, ready to draw: modules, assets and service ports as cards with ports, and the wires between them.

use crate::geometry::Point;
use ml_graph::{
    AssetKind, Catalogue, ComponentSpec, Node, ParamKind, ParamValue, PipelineDraft, PortKind, PortRef,
    Position, Role, Status,
};

/// The one port of a service input or output card.
pub const SERVICE_PORT: &str = "service";
const SERVICE_INPUT: &str = "service-input:";
const SERVICE_OUTPUT: &str = "service-output:";

/// A card on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Node or asset id; service ports have a prefix.
    pub id: String,
    /// What it is.
    pub kind: ItemKind,
    /// First line.
    pub title: String,
    /// Second line: the user's comment, or the settings that matter.
    pub subtitle: String,
    /// Upper left corner.
    pub position: Point,
    /// Input ports from left to right.
    pub inputs: Vec<PortView>,
    /// Output ports from left to right.
    pub outputs: Vec<PortView>,
    /// Why it does not run; none when it does.
    pub cannot_run: Option<String>,
}

/// The kinds of [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A module and the part it plays.
    Module(Role),
    /// A module that the catalogue does not know.
    Unknown,
    /// A dataset, model or transformation.
    Asset(AssetKind),
    /// An input of the web service.
    ServiceInput,
    /// An output of the web service.
    ServiceOutput,
}

/// A port of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct PortView {
    /// Port id.
    pub id: String,
    /// Shown on hover.
    pub title: String,
    /// Says its shape and what it connects to.
    pub kind: PortKind,
    /// For inputs: may stay open.
    pub optional: bool,
}

/// A wire on the canvas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wire {
    /// Output end.
    pub from: PortRef,
    /// Input end.
    pub to: PortRef,
    /// Whether it binds a service port rather than carrying data between modules.
    pub service: bool,
}

/// The item id of a service input.
pub(crate) fn service_input_id(id: &str) -> String {
    format!("{SERVICE_INPUT}{id}")
}

/// The item id of a service output.
pub(crate) fn service_output_id(id: &str) -> String {
    format!("{SERVICE_OUTPUT}{id}")
}

/// Which element of a draft an item id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemRef {
    /// Index into `nodes`.
    Node(usize),
    /// Index into `assets`.
    Asset(usize),
    /// Index into `interface.inputs`.
    ServiceInput(usize),
    /// Index into `interface.outputs`.
    ServiceOutput(usize),
}

/// Finds what an item id names.
pub fn find(draft: &PipelineDraft, id: &str) -> Option<ItemRef> {
    if let Some(index) = draft.nodes.iter().position(|node| node.id == id) {
        return Some(ItemRef::Node(index));
    }
    if let Some(index) = draft.assets.iter().position(|asset| asset.id == id) {
        return Some(ItemRef::Asset(index));
    }
    if let Some(id) = id.strip_prefix(SERVICE_INPUT) {
        return draft.interface.inputs.iter().position(|port| port.id == id).map(ItemRef::ServiceInput);
    }
    let id = id.strip_prefix(SERVICE_OUTPUT)?;
    draft.interface.outputs.iter().position(|port| port.id == id).map(ItemRef::ServiceOutput)
}

/// The position an item has in the draft.
pub fn position(draft: &PipelineDraft, item: ItemRef) -> Option<Position> {
    match item {
        ItemRef::Node(index) => draft.nodes[index].position,
        ItemRef::Asset(index) => draft.assets[index].position,
        ItemRef::ServiceInput(index) => draft.interface.inputs[index].position,
        ItemRef::ServiceOutput(index) => draft.interface.outputs[index].position,
    }
}

/// All item ids in drawing order.
pub fn ids(draft: &PipelineDraft) -> Vec<String> {
    let mut ids: Vec<String> = draft.assets.iter().map(|asset| asset.id.clone()).collect();
    ids.extend(draft.nodes.iter().map(|node| node.id.clone()));
    ids.extend(draft.interface.inputs.iter().map(|port| service_input_id(&port.id)));
    ids.extend(draft.interface.outputs.iter().map(|port| service_output_id(&port.id)));
    ids
}

/// The title of a node or asset: the user's own, else the component's, else its id.
pub fn title_of(draft: &PipelineDraft, catalogue: &Catalogue, id: &str) -> String {
    match find(draft, id) {
        Some(ItemRef::Node(index)) => node_title(&draft.nodes[index], catalogue),
        Some(ItemRef::Asset(index)) => draft.assets[index].name.clone(),
        Some(ItemRef::ServiceInput(index)) => draft.interface.inputs[index].name.clone(),
        Some(ItemRef::ServiceOutput(index)) => draft.interface.outputs[index].name.clone(),
        None => id.to_owned(),
    }
}

fn node_title(node: &Node, catalogue: &Catalogue) -> String {
    if !node.title.is_empty() {
        return node.title.clone();
    }
    match catalogue.get(&node.component) {
        Some(spec) => spec.title.clone(),
        None if node.component == ml_graph::UNKNOWN_COMPONENT => "Unknown module".to_owned(),
        None => words(&node.component),
    }
}

/// `split-data` → `Split Data`, for the moment before the catalogue is there.
fn words(id: &str) -> String {
    let mut text = String::with_capacity(id.len());
    for (index, word) in id.split('-').filter(|word| !word.is_empty()).enumerate() {
        if index > 0 {
            text.push(' ');
        }
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            text.extend(first.to_uppercase());
            text.push_str(letters.as_str());
        }
    }
    text
}

/// The inputs of a node: the component's, then any other that a wire or the source names.
pub fn inputs_of(draft: &PipelineDraft, catalogue: &Catalogue, node: &Node) -> Vec<PortView> {
    let spec = catalogue.get(&node.component);
    let mut ports: Vec<PortView> =
        spec.map_or_else(Vec::new, |spec| spec.inputs.iter().map(PortView::of).collect());
    let named = node.origin.iter().flat_map(|origin| origin.inputs.iter().map(String::as_str));
    let wired = draft.edges.iter().filter(|edge| edge.to.node == node.id).map(|edge| edge.to.port.as_str());
    let served = draft.interface.inputs.iter().map(|port| &port.port).filter(|port| port.node == node.id);
    add_missing(&mut ports, spec, named, wired.chain(served.map(|port| port.port.as_str())));
    ports
}

/// The outputs of a node: the component's, then any other that a wire or the source names.
pub fn outputs_of(draft: &PipelineDraft, catalogue: &Catalogue, node: &Node) -> Vec<PortView> {
    let spec = catalogue.get(&node.component);
    let mut ports: Vec<PortView> =
        spec.map_or_else(Vec::new, |spec| spec.outputs.iter().map(PortView::of).collect());
    let named = node.origin.iter().flat_map(|origin| origin.outputs.iter().map(String::as_str));
    let wired =
        draft.edges.iter().filter(|edge| edge.from.node == node.id).map(|edge| edge.from.port.as_str());
    let served = draft.interface.outputs.iter().map(|port| &port.port).filter(|port| port.node == node.id);
    add_missing(&mut ports, spec, named, wired.chain(served.map(|port| port.port.as_str())));
    ports
}

fn add_missing<'a>(
    ports: &mut Vec<PortView>,
    spec: Option<&ComponentSpec>,
    named: impl Iterator<Item = &'a str>,
    wired: impl Iterator<Item = &'a str>,
) {
    let named: Vec<&str> = if spec.is_none() { named.collect() } else { Vec::new() };
    for id in named.into_iter().chain(wired) {
        if !ports.iter().any(|port| port.id == id) {
            ports.push(PortView {
                id: id.to_owned(),
                title: id.to_owned(),
                kind: PortKind::Any,
                optional: true,
            });
        }
    }
}

impl PortView {
    fn of(port: &ml_graph::PortSpec) -> PortView {
        PortView { id: port.id.clone(), title: port.title.clone(), kind: port.kind, optional: port.optional }
    }

    fn only(id: &str, title: &str, kind: PortKind) -> PortView {
        PortView { id: id.to_owned(), title: title.to_owned(), kind, optional: false }
    }
}

/// Every card of a draft, in drawing order. Linear in nodes times their wires.
pub fn items(draft: &PipelineDraft, catalogue: &Catalogue) -> Vec<Item> {
    let place = |position: Option<Position>| {
        position.map_or_else(Point::default, |position| Point::new(position.x, position.y))
    };
    let mut items = Vec::with_capacity(draft.assets.len() + draft.nodes.len());
    for asset in &draft.assets {
        let (kind, subtitle) = match asset.kind {
            AssetKind::Dataset => (PortKind::Dataset, "Dataset"),
            AssetKind::TrainedModel => (PortKind::Any, "Trained model"),
            AssetKind::Transform => (PortKind::Transform, "Transformation"),
        };
        items.push(Item {
            id: asset.id.clone(),
            kind: ItemKind::Asset(asset.kind),
            title: asset.name.clone(),
            subtitle: subtitle.to_owned(),
            position: place(asset.position),
            inputs: Vec::new(),
            outputs: vec![PortView::only(ml_graph::Asset::OUTPUT, subtitle, kind)],
            cannot_run: None,
        });
    }
    for node in &draft.nodes {
        let spec = catalogue.get(&node.component);
        items.push(Item {
            id: node.id.clone(),
            kind: spec.map_or(ItemKind::Unknown, |spec| ItemKind::Module(spec.role)),
            title: node_title(node, catalogue),
            subtitle: subtitle(node, spec),
            position: place(node.position),
            inputs: inputs_of(draft, catalogue, node),
            outputs: outputs_of(draft, catalogue, node),
            cannot_run: match spec.map(|spec| &spec.status) {
                Some(Status::DoesNotRun { reason }) => Some(reason.clone()),
                _ => None,
            },
        });
    }
    for port in &draft.interface.inputs {
        items.push(Item {
            id: service_input_id(&port.id),
            kind: ItemKind::ServiceInput,
            title: port.name.clone(),
            subtitle: "Web service input".to_owned(),
            position: place(port.position),
            inputs: Vec::new(),
            outputs: vec![PortView::only(SERVICE_PORT, "Web service input", PortKind::Dataset)],
            cannot_run: None,
        });
    }
    for port in &draft.interface.outputs {
        items.push(Item {
            id: service_output_id(&port.id),
            kind: ItemKind::ServiceOutput,
            title: port.name.clone(),
            subtitle: "Web service output".to_owned(),
            position: place(port.position),
            inputs: vec![PortView::only(SERVICE_PORT, "Web service output", PortKind::Dataset)],
            outputs: Vec::new(),
            cannot_run: None,
        });
    }
    items
}

/// Every wire of a draft, service bindings included, without repetition.
pub fn wires(draft: &PipelineDraft) -> Vec<Wire> {
    let edges =
        draft.edges.iter().map(|edge| Wire { from: edge.from.clone(), to: edge.to.clone(), service: false });
    let inputs = draft.interface.inputs.iter().map(|port| Wire {
        from: PortRef::new(service_input_id(&port.id), SERVICE_PORT),
        to: port.port.clone(),
        service: true,
    });
    let outputs = draft.interface.outputs.iter().map(|port| Wire {
        from: port.port.clone(),
        to: PortRef::new(service_output_id(&port.id), SERVICE_PORT),
        service: true,
    });
    let mut seen = std::collections::BTreeSet::new();
    edges.chain(inputs).chain(outputs).filter(|wire| seen.insert(wire.clone())).collect()
}

/// The user's comment, else the first settings that differ from their defaults.
fn subtitle(node: &Node, spec: Option<&ComponentSpec>) -> String {
    if let Some(line) = node.comment.lines().find(|line| !line.trim().is_empty()) {
        return line.trim().to_owned();
    }
    let Some(spec) = spec else {
        return if node.component == ml_graph::UNKNOWN_COMPONENT {
            "Not in the catalogue".to_owned()
        } else {
            String::new()
        };
    };
    let mut parts = Vec::new();
    for param in &spec.params {
        let Some(value) = node.params.get(&param.id) else { continue };
        if Some(value) == param.default.as_ref() || !spec.is_visible(param, &node.params) {
            continue;
        }
        if let Some(text) = brief(value, &param.kind) {
            parts.push(format!("{}: {text}", param.title));
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() && !node.title.is_empty() && node.title != spec.title {
        return spec.title.clone();
    }
    parts.join(" · ")
}

/// A value in a few words; none for what does not fit in a few.
fn brief(value: &ParamValue, kind: &ParamKind) -> Option<String> {
    match (value, kind) {
        (ParamValue::Text(id), ParamKind::Choice { options }) => Some(
            options.iter().find(|option| option.id == *id).map_or_else(|| id.clone(), |o| o.title.clone()),
        ),
        (ParamValue::Text(_), ParamKind::Script { .. } | ParamKind::Text { multiline: true }) => None,
        (ParamValue::Text(text), _) => (!text.is_empty()).then(|| text.clone()),
        (ParamValue::Bool(value), _) => Some(if *value { "yes" } else { "no" }.to_owned()),
        (ParamValue::Integer(value), _) => Some(value.to_string()),
        (ParamValue::Float(value), _) => Some(value.to_string()),
        (ParamValue::Columns(selection), _) => columns_in_words(selection),
        (ParamValue::Null | ParamValue::Range(_) | ParamValue::Secret(_), _) => None,
    }
}

fn columns_in_words(selection: &ml_graph::ColumnSelection) -> Option<String> {
    use ml_graph::ColumnSelect;
    let first = selection.rules.first()?;
    let text = match &first.select {
        ColumnSelect::All {} => "all columns".to_owned(),
        ColumnSelect::Names(names) if names.len() <= 2 => names.join(", "),
        ColumnSelect::Names(names) => format!("{} columns", names.len()),
        ColumnSelect::Indexes(indexes) => format!("columns {}", indexes.join(", ")),
        ColumnSelect::Types { .. } => "by type".to_owned(),
    };
    Some(if selection.rules.len() > 1 { format!("{text} …") } else { text })
}
