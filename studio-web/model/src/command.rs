//! Everything the user can do to a pipeline.

use crate::change::Editor;
use crate::item::{self, ItemRef, Wire};
use crate::{Clip, DataFile, Point, Refusal, connect, layout};
use ml_graph::{
    Asset, AssetKind, Catalogue, DataFormat, Edge, Node, ParamValue, PipelineDraft, PipelineParameter,
    PortRef, Position,
};
use std::collections::BTreeSet;

/// An edit. Each is one step of the undo history.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Puts a module on the canvas, wired to `wire` when one is given.
    AddModule {
        /// Component id.
        component: String,
        /// Upper left corner.
        at: Point,
        /// A port to connect the new module to: an output feeds its first fitting free input, an input is fed by its first fitting
        /// output.
        wire: Option<WireEnd>,
    },
    /// Puts a dataset, a trained model or a transformation on the canvas.
    AddAsset {
        /// Dataset, trained model or transformation.
        kind: AssetKind,
        /// Name people know it by.
        name: String,
        /// Format of its file.
        format: Option<DataFormat>,
        /// The file.
        file: Option<DataFile>,
        /// Upper left corner.
        at: Point,
    },
    /// Removes items, with their wires and bindings, and wires.
    Delete {
        /// Item ids.
        items: BTreeSet<String>,
        /// Wires.
        wires: BTreeSet<Wire>,
    },
    /// Puts items elsewhere.
    Move {
        /// Item ids with their new upper left corners.
        items: Vec<(String, Point)>,
    },
    /// Draws a wire; one that is in the input already gives way.
    Connect {
        /// Output.
        from: PortRef,
        /// Input.
        to: PortRef,
    },
    /// Names a module, asset or service port; an empty title gives a module its component's title back.
    Rename {
        /// Item id.
        item: String,
        /// New title.
        title: String,
    },
    /// Sets the user's note on a module.
    Comment {
        /// Node id.
        node: String,
        /// New text.
        text: String,
    },
    /// Sets a parameter; none gives it its default back.
    SetParam {
        /// Node id.
        node: String,
        /// Parameter id.
        param: String,
        /// New value.
        value: Option<ParamValue>,
    },
    /// Sets the pipeline's name.
    SetName(String),
    /// Sets the pipeline's description.
    SetDescription(String),
    /// Replaces the pipeline's parameters.
    SetParameters(Vec<PipelineParameter>),
    /// Puts copied items on the canvas.
    Paste {
        /// What was copied.
        clip: Clip,
        /// Middle of the pasted group; none puts it beside the original.
        at: Option<Point>,
    },
    /// Copies items beside themselves, with the wires that feed them.
    Duplicate {
        /// Item ids.
        items: BTreeSet<String>,
    },
    /// Arranges the whole pipeline, or the given items among themselves.
    AutoLayout {
        /// Item ids; empty means all.
        items: BTreeSet<String>,
    },
    /// Attaches a file to a dataset, or takes it away.
    AttachData {
        /// Asset id.
        asset: String,
        /// The file.
        file: Option<DataFile>,
    },
    /// Says how a dataset's file is to be read; none lets the file name decide.
    SetFormat {
        /// Asset id.
        asset: String,
        /// Its format.
        format: Option<DataFormat>,
    },
}

/// An end that a new module is wired to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WireEnd {
    /// An output that will feed the module.
    Output(PortRef),
    /// An input that the module will feed.
    Input(PortRef),
}

/// What a command brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Ids of new items; the document selects them.
    pub created: Vec<String>,
}

/// Why a command was refused; the text is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The wire is not possible.
    #[error(transparent)]
    Wire(#[from] Refusal),
    /// The id is not on the canvas.
    #[error("“{0}” is no longer on the canvas.")]
    NoItem(String),
    /// The component is not in the catalogue.
    #[error("There is no module “{0}”.")]
    NoComponent(String),
    /// Assets and service ports need a name.
    #[error("A name cannot be empty.")]
    EmptyName,
}

impl Command {
    /// What the history calls it.
    pub fn label(&self) -> String {
        let of = |count: usize, one: &str, many: &str| {
            if count == 1 { one.to_owned() } else { format!("{count} {many}") }
        };
        match self {
            Command::AddModule { .. } => "add module".to_owned(),
            Command::AddAsset { kind: AssetKind::Dataset, .. } => "add dataset".to_owned(),
            Command::AddAsset { .. } => "add model".to_owned(),
            Command::Delete { items, wires } if items.is_empty() => {
                format!("delete {}", of(wires.len(), "wire", "wires"))
            }
            Command::Delete { items, .. } => format!("delete {}", of(items.len(), "module", "modules")),
            Command::Move { items } => format!("move {}", of(items.len(), "module", "modules")),
            Command::Connect { .. } => "connect".to_owned(),
            Command::Rename { .. } => "rename".to_owned(),
            Command::Comment { .. } => "comment".to_owned(),
            Command::SetParam { .. } => "change setting".to_owned(),
            Command::SetName(_) => "rename pipeline".to_owned(),
            Command::SetDescription(_) => "describe pipeline".to_owned(),
            Command::SetParameters(_) => "change pipeline parameters".to_owned(),
            Command::Paste { .. } => "paste".to_owned(),
            Command::Duplicate { .. } => "duplicate".to_owned(),
            Command::AutoLayout { .. } => "arrange".to_owned(),
            Command::AttachData { file: Some(_), .. } => "attach data".to_owned(),
            Command::AttachData { file: None, .. } => "remove data".to_owned(),
            Command::SetFormat { .. } => "change data format".to_owned(),
        }
    }

    /// Typing into one field is one step; so is nudging with the arrow keys.
    pub(crate) fn merge_key(&self) -> Option<String> {
        match self {
            Command::Rename { item, .. } => Some(format!("title\n{item}")),
            Command::Comment { node, .. } => Some(format!("comment\n{node}")),
            Command::SetParam { node, param, .. } => Some(format!("param\n{node}\n{param}")),
            Command::SetName(_) => Some("name".to_owned()),
            Command::SetDescription(_) => Some("description".to_owned()),
            _ => None,
        }
    }
}

/// Performs `command`; on an error the caller takes the changes back.
pub(crate) fn perform(
    command: Command,
    editor: &mut Editor<'_>,
    catalogue: &Catalogue,
) -> Result<Outcome, EditError> {
    let mut outcome = Outcome::default();
    match command {
        Command::AddModule { component, at, wire } => {
            outcome.created.push(add_module(editor, catalogue, component, at, wire)?);
        }
        Command::AddAsset { kind, name, format, file, at } => {
            if name.trim().is_empty() {
                return Err(EditError::EmptyName);
            }
            let id = free_id(editor.draft(), &slug(&name));
            editor.add_asset(Asset {
                id: id.clone(),
                kind,
                name,
                format,
                location: None,
                source_id: None,
                position: Some(place(at, None)),
            });
            editor.set_data(&id, file);
            outcome.created.push(id);
        }
        Command::Delete { items, wires } => delete(editor, &items, &wires),
        Command::Move { items } => {
            for (id, corner) in items {
                move_item(editor, &id, corner)?;
            }
        }
        Command::Connect { from, to } => connect_ports(editor, catalogue, from, to)?,
        Command::Rename { item, title } => rename(editor, &item, title)?,
        Command::Comment { node, text } => {
            let (index, mut changed) = node_copy(editor, &node)?;
            changed.comment = text;
            editor.replace_node(index, changed);
        }
        Command::SetParam { node, param, value } => {
            let (index, mut changed) = node_copy(editor, &node)?;
            match value {
                Some(value) => drop(changed.params.insert(param, value)),
                None => drop(changed.params.remove(&param)),
            }
            editor.replace_node(index, changed);
        }
        Command::SetName(name) => editor.set_name(name),
        Command::SetDescription(description) => editor.set_description(description),
        Command::SetParameters(parameters) => {
            for index in (0..editor.draft().parameters.len()).rev() {
                editor.remove_parameter(index);
            }
            for parameter in parameters {
                editor.add_parameter(parameter);
            }
        }
        Command::Paste { clip, at } => outcome.created = clip.paste(editor, at),
        Command::Duplicate { items } => {
            let clip = Clip::duplicate_of(editor.draft(), editor.data(), &items);
            outcome.created = clip.paste(editor, None);
        }
        Command::AutoLayout { items } => {
            for (id, corner) in layout::arrange(editor.draft(), &items) {
                move_item(editor, &id, corner)?;
            }
        }
        Command::AttachData { asset, file } => {
            asset_copy(editor, &asset)?;
            editor.set_data(&asset, file);
        }
        Command::SetFormat { asset, format } => {
            let (index, mut changed) = asset_copy(editor, &asset)?;
            changed.format = format;
            editor.replace_asset(index, changed);
        }
    }
    Ok(outcome)
}

fn add_module(
    editor: &mut Editor<'_>,
    catalogue: &Catalogue,
    component: String,
    at: Point,
    wire: Option<WireEnd>,
) -> Result<String, EditError> {
    let Some(spec) = catalogue.get(&component) else { return Err(EditError::NoComponent(component)) };
    let id = free_id(editor.draft(), &component);
    editor.add_node(Node { id: id.clone(), component, position: Some(place(at, None)), ..Node::default() });
    let pairs: Vec<(PortRef, PortRef)> = match wire {
        None => Vec::new(),
        Some(WireEnd::Output(from)) => {
            spec.inputs.iter().map(|port| (from.clone(), PortRef::new(&id, &port.id))).collect()
        }
        Some(WireEnd::Input(to)) => {
            spec.outputs.iter().map(|port| (PortRef::new(&id, &port.id), to.clone())).collect()
        }
    };
    let fitting =
        pairs.into_iter().find(|(from, to)| connect::check(editor.draft(), catalogue, from, to).is_ok());
    if let Some((from, to)) = fitting {
        connect_ports(editor, catalogue, from, to)?;
    }
    Ok(id)
}

fn connect_ports(
    editor: &mut Editor<'_>,
    catalogue: &Catalogue,
    from: PortRef,
    to: PortRef,
) -> Result<(), EditError> {
    connect::check(editor.draft(), catalogue, &from, &to)?;
    let taken: Vec<usize> =
        (0..editor.draft().edges.len()).rev().filter(|&index| editor.draft().edges[index].to == to).collect();
    for index in taken {
        editor.remove_edge(index);
    }
    editor.add_edge(Edge { from, to });
    Ok(())
}

fn rename(editor: &mut Editor<'_>, id: &str, title: String) -> Result<(), EditError> {
    let found = item::find(editor.draft(), id).ok_or_else(|| EditError::NoItem(id.to_owned()))?;
    if title.trim().is_empty() && !matches!(found, ItemRef::Node(_)) {
        return Err(EditError::EmptyName);
    }
    match found {
        ItemRef::Node(index) => {
            let mut node = editor.draft().nodes[index].clone();
            node.title = title;
            editor.replace_node(index, node);
        }
        ItemRef::Asset(index) => {
            let mut asset = editor.draft().assets[index].clone();
            asset.name = title;
            editor.replace_asset(index, asset);
        }
        ItemRef::ServiceInput(index) => {
            let mut port = editor.draft().interface.inputs[index].clone();
            port.name = title;
            editor.replace_service_input(index, port);
        }
        ItemRef::ServiceOutput(index) => {
            let mut port = editor.draft().interface.outputs[index].clone();
            port.name = title;
            editor.replace_service_output(index, port);
        }
    }
    Ok(())
}

fn move_item(editor: &mut Editor<'_>, id: &str, corner: Point) -> Result<(), EditError> {
    let found = item::find(editor.draft(), id).ok_or_else(|| EditError::NoItem(id.to_owned()))?;
    let position = Some(place(corner, item::position(editor.draft(), found)));
    match found {
        ItemRef::Node(index) => {
            let node = editor.draft().nodes[index].clone();
            editor.replace_node(index, Node { position, ..node });
        }
        ItemRef::Asset(index) => {
            let asset = editor.draft().assets[index].clone();
            editor.replace_asset(index, Asset { position, ..asset });
        }
        ItemRef::ServiceInput(index) => {
            let mut port = editor.draft().interface.inputs[index].clone();
            port.position = position;
            editor.replace_service_input(index, port);
        }
        ItemRef::ServiceOutput(index) => {
            let mut port = editor.draft().interface.outputs[index].clone();
            port.position = position;
            editor.replace_service_output(index, port);
        }
    }
    Ok(())
}

/// A position at `corner` with the size it had.
fn place(corner: Point, old: Option<Position>) -> Position {
    let size = old.unwrap_or_default();
    Position { x: corner.x, y: corner.y, width: size.width, height: size.height }
}

fn delete(editor: &mut Editor<'_>, items: &BTreeSet<String>, wires: &BTreeSet<Wire>) {
    let is_gone = |id: &str| items.contains(id);
    // From the back: indexes in front stay valid.
    for index in (0..editor.draft().edges.len()).rev() {
        let edge = &editor.draft().edges[index];
        let cut = Wire { from: edge.from.clone(), to: edge.to.clone(), service: false };
        if is_gone(&edge.from.node) || is_gone(&edge.to.node) || wires.contains(&cut) {
            editor.remove_edge(index);
        }
    }
    let service: BTreeSet<&str> = wires
        .iter()
        .filter(|wire| wire.service)
        .flat_map(|wire| [&*wire.from.node, &*wire.to.node])
        .collect();
    for index in (0..editor.draft().interface.inputs.len()).rev() {
        let port = &editor.draft().interface.inputs[index];
        let id = item::service_input_id(&port.id);
        if is_gone(&port.port.node) || is_gone(&id) || service.contains(id.as_str()) {
            editor.remove_service_input(index);
        }
    }
    for index in (0..editor.draft().interface.outputs.len()).rev() {
        let port = &editor.draft().interface.outputs[index];
        let id = item::service_output_id(&port.id);
        if is_gone(&port.port.node) || is_gone(&id) || service.contains(id.as_str()) {
            editor.remove_service_output(index);
        }
    }
    for index in (0..editor.draft().parameters.len()).rev() {
        let mut parameter = editor.draft().parameters[index].clone();
        parameter.targets.retain(|target| !is_gone(&target.node));
        editor.replace_parameter(index, parameter);
    }
    for index in (0..editor.draft().nodes.len()).rev() {
        if is_gone(&editor.draft().nodes[index].id) {
            editor.remove_node(index);
        }
    }
    for index in (0..editor.draft().assets.len()).rev() {
        let id = editor.draft().assets[index].id.clone();
        if is_gone(&id) {
            editor.set_data(&id, None);
            editor.remove_asset(index);
        }
    }
}

fn node_copy(editor: &Editor<'_>, id: &str) -> Result<(usize, Node), EditError> {
    let nodes = &editor.draft().nodes;
    let index =
        nodes.iter().position(|node| node.id == id).ok_or_else(|| EditError::NoItem(id.to_owned()))?;
    Ok((index, nodes[index].clone()))
}

fn asset_copy(editor: &Editor<'_>, id: &str) -> Result<(usize, Asset), EditError> {
    let assets = &editor.draft().assets;
    let index =
        assets.iter().position(|asset| asset.id == id).ok_or_else(|| EditError::NoItem(id.to_owned()))?;
    Ok((index, assets[index].clone()))
}

/// `base`, else `base-2`, `base-3` …: the first that no node or asset has.
pub(crate) fn free_id(draft: &PipelineDraft, base: &str) -> String {
    let taken: BTreeSet<&str> = draft
        .nodes
        .iter()
        .map(|node| node.id.as_str())
        .chain(draft.assets.iter().map(|asset| asset.id.as_str()))
        .collect();
    if !taken.contains(base) {
        return base.to_owned();
    }
    let mut number = 2_u64;
    loop {
        let id = format!("{base}-{number}");
        if !taken.contains(id.as_str()) {
            return id;
        }
        number += 1;
    }
}

/// A kebab-case id for a name.
fn slug(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_alphanumeric() {
            id.extend(letter.to_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "dataset".to_owned() } else { id.to_owned() }
}
