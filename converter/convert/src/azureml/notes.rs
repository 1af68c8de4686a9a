//! `ml-migrate.json`: what a draft has and its YAML has no place for.
//!
//! Notes are made against what the YAML says, by the reader that will read it. Where the YAML can say something as well, a note holds
//! what it said then, and gives way when it says something else now.

use super::lift::lift;
use crate::index::Index;
use ml_classic::PipelineJob;
use ml_graph::{
    AssetKind, DataFormat, Edge, Interface, Json, Node, Origin, ParamValue, ParameterTarget, PipelineDraft,
    PipelineParameter, PortRef, Position, Source,
};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The value of the notes' `schema` member.
const SCHEMA: &str = "ml-migrate-notes/1";
/// For whoever opens the file.
const ABOUT: &str = "What the pipeline has and its YAML has no place for, so that ml-migrate reads it back whole. Edit the YAML: where it \
                     differs from what it said when this was written, the YAML counts. Without this file it reads back as well, with new \
                     ids and no positions.";

/// The whole file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Notes {
    schema: String,
    about: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Instead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Instead>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Source>,
    /// By input of the pipeline: the asset it stands for; null for an example that no asset stands behind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    inputs: BTreeMap<String, Option<AssetNote>>,
    /// All parameters of the pipeline in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<ParameterNote>,
    /// By step.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    steps: BTreeMap<String, StepNote>,
    /// Modules that are no steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more_modules: Vec<Node>,
    /// Ids of all modules in order, where that of the steps is another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    order: Vec<String>,
    /// All wires in order, where that of the steps' inputs is another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wires: Vec<Wire>,
    #[serde(skip_serializing_if = "Interface::is_empty")]
    interface: Interface,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Json>,
}

/// A text, as long as the YAML says another one in its place.
#[derive(Debug, Serialize, Deserialize)]
struct Instead {
    yaml: String,
    draft: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct AssetNote {
    id: String,
    kind: AssetKind,
    name: String,
    /// What the YAML calls it, when that is something else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yaml_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<DataFormat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

#[derive(Debug, Serialize, Deserialize)]
struct ParameterNote {
    /// The input of the pipeline that it is; none when it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    input: Option<String>,
    parameter: PipelineParameter,
    /// What the YAML says instead of the value and the targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yaml: Option<ParameterSaid>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ParameterSaid {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<ParamValue>,
    targets: Vec<ParameterTarget>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StepNote {
    id: String,
    /// The component by which the YAML goes; with another one, only id, place and comment hold.
    module: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    component: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Instead>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    comment: String,
    /// Parameters that have their default and say so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    defaults: Vec<String>,
    /// Parameters whose value the YAML says in another way, or not at all.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<String, ParamNote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct ParamNote {
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    yaml: Option<ParamValue>,
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    draft: Option<ParamValue>,
}

/// A value that is there, be it null.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ParamValue>, D::Error> {
    ParamValue::deserialize(deserializer).map(Some)
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    /// The input that it feeds, `<module>:<port>`: the YAML says from where.
    To(String),
    /// One that the YAML does not say.
    Whole(Edge),
}

fn end(port: &PortRef) -> String {
    format!("{}:{}", port.node, port.port)
}

/// What the emitter knows of the pieces it wrote.
pub(crate) struct Pieces<'a> {
    /// Nodes by step, in the order of the steps.
    pub(crate) steps: Vec<&'a Node>,
    /// Inputs of the pipeline that are parameters of the draft, and their place there.
    pub(crate) parameters: BTreeMap<String, usize>,
}

/// The notes for `draft`, whose YAML says `job`.
pub(crate) fn notes(
    draft: &PipelineDraft,
    job: &PipelineJob,
    pieces: &Pieces<'_>,
    index: &Index<'_>,
) -> String {
    let (mut said, _) = lift(job, index);
    let mut notes = Notes { schema: SCHEMA.to_owned(), about: ABOUT.to_owned(), ..Notes::default() };
    notes.name = instead(&said.name, &draft.name);
    notes.description = instead(&said.description, &draft.description);
    notes.tags.clone_from(&draft.tags);
    notes.source.clone_from(&draft.source);
    notes.interface = draft.interface.clone();
    notes.extensions.clone_from(&draft.extensions);
    for (place, input) in said.assets.iter().enumerate() {
        let note = draft.assets.get(place).map(|asset| AssetNote {
            id: asset.id.clone(),
            kind: asset.kind,
            name: asset.name.clone(),
            yaml_name: Some(input.name.clone()).filter(|name| *name != asset.name),
            format: asset.format,
            location: asset.location.clone(),
            source_id: asset.source_id.clone(),
            position: asset.position,
        });
        notes.inputs.insert(input.id.clone(), note);
    }
    for (step, node) in said.nodes.iter().zip(&pieces.steps) {
        notes.steps.insert(step.id.clone(), step_note(step, node, index));
    }
    rename(&mut said, &notes);
    let steps: BTreeSet<*const Node> = pieces.steps.iter().map(|node| std::ptr::from_ref(*node)).collect();
    notes.more_modules =
        draft.nodes.iter().filter(|node| !steps.contains(&std::ptr::from_ref(*node))).cloned().collect();
    let order = |nodes: &[Node]| nodes.iter().map(|node| node.id.clone()).collect::<Vec<String>>();
    if order(&draft.nodes) != order(&said.nodes) {
        notes.order = order(&draft.nodes);
    }
    if draft.edges != said.edges {
        let known: BTreeSet<&Edge> = said.edges.iter().collect();
        let mut used = BTreeSet::new();
        notes.wires = draft
            .edges
            .iter()
            .map(|edge| match known.contains(edge) && used.insert(edge) {
                true => Wire::To(end(&edge.to)),
                false => Wire::Whole(edge.clone()),
            })
            .collect();
    }
    let inputs: BTreeMap<usize, &String> =
        pieces.parameters.iter().map(|(input, place)| (*place, input)).collect();
    for (place, parameter) in draft.parameters.iter().enumerate() {
        let input = inputs.get(&place).map(|input| (*input).clone());
        let yaml = input
            .as_ref()
            .and_then(|input| said.parameters.iter().find(|known| known.name == *input))
            .map(|known| ParameterSaid { value: known.value.clone(), targets: known.targets.clone() })
            .filter(|yaml| yaml.value != parameter.value || yaml.targets != parameter.targets);
        notes.parameters.push(ParameterNote { input, parameter: parameter.clone(), yaml });
    }
    let mut text = serde_json::to_string_pretty(&notes).unwrap_or_default();
    text.push('\n');
    text
}

fn instead(yaml: &str, draft: &str) -> Option<Instead> {
    (yaml != draft).then(|| Instead { yaml: yaml.to_owned(), draft: draft.to_owned() })
}

fn step_note(step: &Node, node: &Node, index: &Index<'_>) -> StepNote {
    let spec = index.component(step);
    let mut defaults = Vec::new();
    let mut params = BTreeMap::new();
    let names: BTreeSet<&String> = step.params.keys().chain(node.params.keys()).collect();
    for name in names {
        let (yaml, draft) = (step.params.get(name), node.params.get(name));
        if yaml == draft {
            continue;
        }
        let default = spec.and_then(|spec| spec.param(name)).and_then(|param| param.default.as_ref());
        if yaml.is_none() && draft.is_some() && draft == default {
            defaults.push(name.clone());
        } else {
            params.insert(name.clone(), ParamNote { yaml: yaml.cloned(), draft: draft.cloned() });
        }
    }
    StepNote {
        id: node.id.clone(),
        module: step.component.clone(),
        component: Some(node.component.clone()).filter(|component| *component != step.component),
        title: instead(&step.title, &node.title),
        comment: node.comment.clone(),
        defaults,
        params,
        position: node.position,
        origin: node.origin.clone(),
    }
}

/// Gives nodes and assets the ids they had; assets without one, and their wires, go.
fn rename(draft: &mut PipelineDraft, notes: &Notes) {
    let mut ids: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (step, note) in &notes.steps {
        ids.insert(step.clone(), Some(note.id.clone()));
    }
    for (input, note) in &notes.inputs {
        ids.insert(input.clone(), note.as_ref().map(|note| note.id.clone()));
    }
    // What is new keeps its name, unless something else has it for an id.
    let mut taken: BTreeSet<String> = ids.values().flatten().cloned().collect();
    let all: Vec<String> = draft
        .nodes
        .iter()
        .map(|node| &node.id)
        .chain(draft.assets.iter().map(|asset| &asset.id))
        .cloned()
        .collect();
    for id in all {
        ids.entry(id).or_insert_with_key(|id| {
            let mut free = id.clone();
            let mut number = 1;
            while !taken.insert(free.clone()) {
                number += 1;
                free = format!("{id}#{number}");
            }
            Some(free)
        });
    }
    let new = |id: &str| ids.get(id).cloned().unwrap_or_else(|| Some(id.to_owned()));
    draft.assets.retain(|asset| new(&asset.id).is_some());
    draft.edges.retain(|edge| new(&edge.from.node).is_some());
    for node in &mut draft.nodes {
        node.id = new(&node.id).unwrap_or_default();
    }
    for asset in &mut draft.assets {
        asset.id = new(&asset.id).unwrap_or_default();
    }
    for edge in &mut draft.edges {
        for port in [&mut edge.from, &mut edge.to] {
            port.node = new(&port.node).unwrap_or_default();
        }
    }
    for target in draft.parameters.iter_mut().flat_map(|parameter| &mut parameter.targets) {
        target.node = new(&target.node).unwrap_or_default();
    }
}

/// Completes a draft that was lifted from YAML; none when `json` is no notes.
pub(crate) fn apply(json: &Json, draft: &mut PipelineDraft, index: &Index<'_>) -> Option<()> {
    let text = serde_json::to_string(json).ok()?;
    let notes: Notes = serde_json::from_str(&text).ok()?;
    if notes.schema != SCHEMA {
        return None;
    }
    for node in &mut draft.nodes {
        if let Some(note) = notes.steps.get(&node.id) {
            complete(node, note, index);
        }
    }
    for asset in &mut draft.assets {
        let Some(Some(note)) = notes.inputs.get(&asset.id) else { continue };
        asset.position = note.position;
        asset.kind = note.kind;
        if asset.name == *note.yaml_name.as_ref().unwrap_or(&note.name) {
            asset.name.clone_from(&note.name);
            asset.format = note.format;
            asset.source_id.clone_from(&note.source_id);
            asset.location = asset.location.take().or_else(|| note.location.clone());
        }
    }
    rename(draft, &notes);
    let Notes { name, description, tags, source, inputs, parameters, .. } = notes;
    let Notes { steps, more_modules, order, wires, interface, extensions, .. } = notes;
    put(&mut draft.name, name);
    put(&mut draft.description, description);
    let new = std::mem::replace(&mut draft.tags, tags);
    for tag in new {
        if !draft.tags.contains(&tag) {
            draft.tags.push(tag);
        }
    }
    draft.source = source;
    draft.extensions.extend(extensions);
    draft.nodes.extend(more_modules);
    sort(&mut draft.nodes, &order);
    // What stood at a step or input that the YAML no longer has goes with it; what was loose before stays so.
    let here: BTreeSet<&String> =
        draft.nodes.iter().map(|node| &node.id).chain(draft.assets.iter().map(|asset| &asset.id)).collect();
    let before = steps.values().map(|note| &note.id).chain(inputs.values().flatten().map(|note| &note.id));
    let gone: BTreeSet<String> = before.filter(|id| !here.contains(id)).cloned().collect();
    if !wires.is_empty() {
        draft.edges = rewire(std::mem::take(&mut draft.edges), wires, &gone);
    }
    draft.parameters = merge(std::mem::take(&mut draft.parameters), parameters, &gone);
    draft.interface = interface;
    draft.interface.inputs.retain(|input| !gone.contains(&input.port.node));
    draft.interface.outputs.retain(|output| !gone.contains(&output.port.node));
    Some(())
}

fn put(text: &mut String, note: Option<Instead>) {
    if let Some(note) = note.filter(|note| note.yaml == *text) {
        *text = note.draft;
    }
}

fn complete(node: &mut Node, note: &StepNote, index: &Index<'_>) {
    node.comment.clone_from(&note.comment);
    node.position = note.position;
    if node.component != note.module {
        return;
    }
    if let Some(title) = note.title.as_ref().filter(|title| title.yaml == node.title) {
        node.title.clone_from(&title.draft);
    }
    let spec = index.component(node);
    for name in &note.defaults {
        let default = spec.and_then(|spec| spec.param(name)).and_then(|param| param.default.clone());
        if let Some(default) = default {
            node.params.entry(name.clone()).or_insert(default);
        }
    }
    for (name, note) in &note.params {
        if node.params.get(name) != note.yaml.as_ref() {
            continue;
        }
        match &note.draft {
            Some(value) => {
                node.params.insert(name.clone(), value.clone());
            }
            None => {
                node.params.remove(name);
            }
        }
    }
    if let Some(component) = &note.component {
        node.component.clone_from(component);
    }
    let own = node.origin.take();
    node.origin.clone_from(&note.origin);
    // What a person added to the step.
    if let Some(own) = own
        && let Some(added) = own.other.get(super::lift::EXTENSION)
    {
        let origin = node.origin.get_or_insert_with(Origin::default);
        origin.other.insert(super::lift::EXTENSION.to_owned(), added.clone());
    }
}

/// Nodes in the order of `order`, new ones last. An id that is there twice has its places in turn.
fn sort(nodes: &mut [Node], order: &[String]) {
    let mut places: BTreeMap<&str, VecDeque<usize>> = BTreeMap::new();
    for (place, id) in order.iter().enumerate() {
        places.entry(id).or_default().push_back(place);
    }
    if places.is_empty() {
        return;
    }
    let keys: Vec<usize> = nodes
        .iter()
        .map(|node| places.get_mut(node.id.as_str()).and_then(VecDeque::pop_front).unwrap_or(usize::MAX))
        .collect();
    let mut sorted: Vec<(usize, Node)> = keys.into_iter().zip(nodes.iter_mut().map(std::mem::take)).collect();
    sorted.sort_by_key(|(place, _)| *place);
    for (node, (_, found)) in nodes.iter_mut().zip(sorted) {
        *node = found;
    }
}

fn rewire(edges: Vec<Edge>, wires: Vec<Wire>, gone: &BTreeSet<String>) -> Vec<Edge> {
    let mut said: BTreeMap<String, Edge> = BTreeMap::new();
    let mut rest = Vec::new();
    for edge in edges {
        let to = end(&edge.to);
        rest.push(to.clone());
        said.entry(to).or_insert(edge);
    }
    let mut all = Vec::with_capacity(wires.len());
    for wire in wires {
        match wire {
            Wire::To(to) => all.extend(said.remove(&to)),
            Wire::Whole(edge) if gone.contains(&edge.from.node) || gone.contains(&edge.to.node) => {}
            Wire::Whole(edge) => all.push(edge),
        }
    }
    all.extend(rest.into_iter().filter_map(|to| said.remove(&to)));
    all
}

fn merge(
    said: Vec<PipelineParameter>,
    notes: Vec<ParameterNote>,
    gone: &BTreeSet<String>,
) -> Vec<PipelineParameter> {
    let order: Vec<String> = said.iter().map(|parameter| parameter.name.clone()).collect();
    let mut said: BTreeMap<String, PipelineParameter> =
        said.into_iter().map(|parameter| (parameter.name.clone(), parameter)).collect();
    let mut all = Vec::with_capacity(notes.len());
    for note in notes {
        let mut parameter = note.parameter;
        match note.input {
            Some(input) => {
                let Some(now) = said.remove(&input) else { continue };
                let then = note.yaml.unwrap_or_else(|| ParameterSaid {
                    value: parameter.value.clone(),
                    targets: parameter.targets.clone(),
                });
                if now.value != then.value {
                    parameter.value = now.value;
                }
                if now.targets != then.targets {
                    parameter.targets = now.targets;
                }
            }
            None => {
                let before = parameter.targets.len();
                parameter.targets.retain(|target| !gone.contains(&target.node));
                if parameter.targets.is_empty() && before > 0 {
                    continue;
                }
            }
        }
        all.push(parameter);
    }
    all.extend(order.into_iter().filter_map(|name| said.remove(&name)));
    all
}
