//! What differs between two drafts: what a run would do, and with it what people see; not ids, and positions only beside the rest.
//!
//! Ids change when a pipeline is drawn again or travels through another tool, so modules are [matched](matching) by what they are and what
//! they are wired to. A parameter that is not set counts as its default. Everything is told in the first draft's ids; what is new keeps its
//! own.

mod matching;

use crate::{
    Asset, Catalogue, ComponentSpec, Edge, Interface, InterfacePort, Json, Node, ParamValue, ParameterTarget,
    PipelineDraft, PipelineParameter, Position,
};
use matching::{Matched, matched};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Something that was one thing and is another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change<T> {
    /// In the first draft.
    pub from: T,
    /// In the second.
    pub to: T,
}

/// All that differs; see [`difference()`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Change<String>>,
    /// The description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Change<String>>,
    /// Labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Change<Vec<String>>>,
    /// Modules.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub nodes: Changes<Node, NodeChange>,
    /// Datasets, models and transformations.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub assets: Changes<Asset, AssetChange>,
    /// Wires.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub edges: Changes<Edge, ()>,
    /// Parameters of the pipeline.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub parameters: Changes<PipelineParameter, ParameterChange>,
    /// Service inputs.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub inputs: Changes<InterfacePort, ()>,
    /// Service outputs.
    #[serde(skip_serializing_if = "Changes::is_empty")]
    pub outputs: Changes<InterfacePort, ()>,
    /// What stands elsewhere on the canvas: no difference by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
}

/// What came, what went, and what changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changes<T, C> {
    /// Only in the second draft.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<T>,
    /// Only in the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<T>,
    /// In both, with a difference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<C>,
}

impl<T, C> Default for Changes<T, C> {
    fn default() -> Self {
        Changes { added: Vec::new(), removed: Vec::new(), changed: Vec::new() }
    }
}

impl<T, C> Changes<T, C> {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len()
    }
}

/// A module in both drafts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeChange {
    /// Its id in the first draft.
    pub id: String,
    /// Its id in the second.
    pub other_id: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<Change<String>>,
    /// What the user called it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Change<String>>,
    /// The user's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Change<String>>,
    /// Parameters by name; none where a side has neither a value nor a default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, Change<Option<ParamValue>>>,
    /// Parameters that were not understood, by their name in the source.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub source_params: BTreeMap<String, Change<Option<Json>>>,
}

impl NodeChange {
    fn is_empty(&self) -> bool {
        self.component.is_none()
            && self.title.is_none()
            && self.comment.is_none()
            && self.params.is_empty()
            && self.source_params.is_empty()
    }
}

/// An asset in both drafts; what is the same on both sides is not compared again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssetChange {
    /// Its id in the first draft.
    pub id: String,
    /// As it was and as it is, the second with the first one's id.
    pub asset: Change<Asset>,
}

/// A parameter of the pipeline in both drafts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterChange {
    /// Its name.
    pub name: String,
    /// Its default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Change<Option<ParamValue>>>,
    /// What it sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub targets: Option<Change<Vec<ParameterTarget>>>,
}

/// Something that stands elsewhere on the canvas.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moved {
    /// The module, asset or service port.
    pub id: String,
    /// Where it stood and stands.
    pub position: Change<Option<Position>>,
}

impl Difference {
    /// Whether the drafts are the same pipeline; positions do not count.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many differences there are; positions do not count.
    pub fn len(&self) -> usize {
        [self.name.is_some(), self.description.is_some(), self.tags.is_some()]
            .into_iter()
            .filter(|is| *is)
            .count()
            + self.nodes.len()
            + self.assets.len()
            + self.edges.len()
            + self.parameters.len()
            + self.inputs.len()
            + self.outputs.len()
    }
}

/// Compares two drafts. The catalogue says what a parameter is that is not set.
pub fn difference(first: &PipelineDraft, second: &PipelineDraft, catalogue: &Catalogue) -> Difference {
    let matched = matched(first, second, catalogue);
    let mut second = second.clone();
    let others: Vec<String> = second.nodes.iter().map(|node| node.id.clone()).collect();
    rename(first, &mut second, &matched);
    let mut found = Difference {
        name: change(&first.name, &second.name),
        description: change(&first.description, &second.description),
        tags: change(&first.tags, &second.tags),
        ..Difference::default()
    };
    for (place, node) in first.nodes.iter().enumerate() {
        match matched.nodes[place] {
            Some(other) => {
                let changed = of_node(node, &second.nodes[other], &others[other], catalogue);
                found.nodes.changed.extend(Some(changed).filter(|change| !change.is_empty()));
                moved(&node.id, node.position, second.nodes[other].position, &mut found.moved);
            }
            None => found.nodes.removed.push(node.clone()),
        }
    }
    for (place, asset) in first.assets.iter().enumerate() {
        match matched.assets[place] {
            Some(other) => {
                let other = &second.assets[other];
                moved(&asset.id, asset.position, other.position, &mut found.moved);
                if same_asset(asset) != same_asset(other) {
                    let asset = Change { from: asset.clone(), to: other.clone() };
                    found.assets.changed.push(AssetChange { id: asset.from.id.clone(), asset });
                }
            }
            None => found.assets.removed.push(asset.clone()),
        }
    }
    found.nodes.added = left(&second.nodes, &matched.nodes);
    found.assets.added = left(&second.assets, &matched.assets);
    (found.edges.removed, found.edges.added) = apart(&first.edges, &second.edges, Edge::clone);
    parameters(first, &second, &mut found.parameters);
    let bound = |port: &InterfacePort| (port.name.clone(), port.port.clone());
    let sides =
        |of: fn(&Interface) -> &Vec<InterfacePort>| apart(of(&first.interface), of(&second.interface), bound);
    (found.inputs.removed, found.inputs.added) = sides(|interface| &interface.inputs);
    (found.outputs.removed, found.outputs.added) = sides(|interface| &interface.outputs);
    found
}

fn change<T: PartialEq + Clone>(from: &T, to: &T) -> Option<Change<T>> {
    (from != to).then(|| Change { from: from.clone(), to: to.clone() })
}

fn moved(id: &str, from: Option<Position>, to: Option<Position>, all: &mut Vec<Moved>) {
    all.extend(change(&from, &to).map(|position| Moved { id: id.to_owned(), position }));
}

/// Items of the second draft that nothing was matched with.
fn left<T: Clone>(items: &[T], matched: &[Option<usize>]) -> Vec<T> {
    let taken: BTreeSet<usize> = matched.iter().flatten().copied().collect();
    items
        .iter()
        .enumerate()
        .filter(|(place, _)| !taken.contains(place))
        .map(|(_, item)| item.clone())
        .collect()
}

/// What only one of two lists has, each as often as it has it more.
fn apart<T: Clone, K: Ord>(first: &[T], second: &[T], key: impl Fn(&T) -> K) -> (Vec<T>, Vec<T>) {
    let only = |these: &[T], others: &[T]| {
        let mut counts: BTreeMap<K, usize> = BTreeMap::new();
        for other in others {
            *counts.entry(key(other)).or_default() += 1;
        }
        let missing = |item: &&T| match counts.get_mut(&key(item)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        these.iter().filter(missing).cloned().collect::<Vec<T>>()
    };
    (only(first, second), only(second, first))
}

/// Gives what is matched the first draft's ids, and what is new an id that the first does not have.
fn rename(first: &PipelineDraft, second: &mut PipelineDraft, matched: &Matched) {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let nodes = matched.nodes.iter().enumerate().filter_map(|(place, other)| {
        Some((second.nodes[(*other)?].id.clone(), first.nodes[place].id.clone()))
    });
    let assets = matched.assets.iter().enumerate().filter_map(|(place, other)| {
        Some((second.assets[(*other)?].id.clone(), first.assets[place].id.clone()))
    });
    for (other, id) in nodes.chain(assets) {
        ids.entry(other).or_insert(id);
    }
    let mut taken: BTreeSet<String> = ids.values().cloned().collect();
    taken.extend(first.nodes.iter().map(|node| node.id.clone()));
    taken.extend(first.assets.iter().map(|asset| asset.id.clone()));
    let all = second.nodes.iter().map(|node| &node.id).chain(second.assets.iter().map(|asset| &asset.id));
    for id in all {
        if !ids.contains_key(id) {
            let mut free = id.clone();
            let mut number = 1;
            while !taken.insert(free.clone()) {
                number += 1;
                free = format!("{id}#{number}");
            }
            ids.insert(id.clone(), free);
        }
    }
    let new = |id: &mut String| {
        if let Some(known) = ids.get(id) {
            id.clone_from(known);
        }
    };
    second.nodes.iter_mut().for_each(|node| new(&mut node.id));
    second.assets.iter_mut().for_each(|asset| new(&mut asset.id));
    for edge in &mut second.edges {
        new(&mut edge.from.node);
        new(&mut edge.to.node);
    }
    second
        .parameters
        .iter_mut()
        .flat_map(|parameter| &mut parameter.targets)
        .for_each(|target| new(&mut target.node));
    let interface = &mut second.interface;
    interface.inputs.iter_mut().chain(&mut interface.outputs).for_each(|port| new(&mut port.port.node));
}

fn of_node(node: &Node, other: &Node, other_id: &str, catalogue: &Catalogue) -> NodeChange {
    let own = |node: &'_ Node| node.origin.as_ref().map(|origin| origin.params.clone()).unwrap_or_default();
    let (kept, other_kept) = (own(node), own(other));
    let mut source_params = BTreeMap::new();
    for name in kept.keys().chain(other_kept.keys()) {
        let value = |kept: &BTreeMap<String, Json>| kept.get(name).filter(|value| !value.is_null()).cloned();
        source_params.extend(change(&value(&kept), &value(&other_kept)).map(|change| (name.clone(), change)));
    }
    let specs = [catalogue.get(&node.component), catalogue.get(&other.component)];
    let mut params = BTreeMap::new();
    let defaults = specs.iter().flatten().flat_map(|spec| &spec.params).map(|param| &param.id);
    let names: BTreeSet<&String> = match node.component == other.component {
        true => node.params.keys().chain(other.params.keys()).collect(),
        // Another module has other defaults.
        false => node.params.keys().chain(other.params.keys()).chain(defaults).collect(),
    };
    for name in names {
        let (from, to) = (effective(node, specs[0], name), effective(other, specs[1], name));
        if !same_value(from, to) {
            params.insert(name.clone(), Change { from: from.cloned(), to: to.cloned() });
        }
    }
    NodeChange {
        id: node.id.clone(),
        other_id: other_id.to_owned(),
        component: change(&node.component, &other.component),
        title: change(&node.title, &other.title),
        comment: change(&node.comment, &other.comment),
        params,
        source_params,
    }
}

/// The value that counts: the one set, or the default.
fn effective<'a>(node: &'a Node, spec: Option<&'a ComponentSpec>, name: &str) -> Option<&'a ParamValue> {
    let default = || spec?.param(name)?.default.as_ref();
    node.params.get(name).or_else(default)
}

/// Whether two values do the same: blank is blank, and a whole number may be written either way.
fn same_value(a: Option<&ParamValue>, b: Option<&ParamValue>) -> bool {
    let blank = |value: Option<&ParamValue>| value.is_none_or(|value| *value == ParamValue::Null);
    if a == b || blank(a) && blank(b) {
        return true;
    }
    match (a.and_then(ParamValue::as_f64), b.and_then(ParamValue::as_f64)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// What of an asset counts; where it came from does not.
fn same_asset(asset: &Asset) -> (crate::AssetKind, &str, Option<crate::DataFormat>, Option<&str>) {
    (asset.kind, &asset.name, asset.format, asset.location.as_deref())
}

fn parameters(
    first: &PipelineDraft,
    second: &PipelineDraft,
    found: &mut Changes<PipelineParameter, ParameterChange>,
) {
    let (removed, added) = apart(&first.parameters, &second.parameters, |parameter| parameter.name.clone());
    let mut others: BTreeMap<&str, Vec<&PipelineParameter>> = BTreeMap::new();
    for other in second.parameters.iter().rev() {
        others.entry(&other.name).or_default().push(other);
    }
    for parameter in &first.parameters {
        let Some(other) = others.get_mut(parameter.name.as_str()).and_then(Vec::pop) else { continue };
        let sorted = |parameter: &PipelineParameter| {
            let mut targets = parameter.targets.clone();
            targets.sort();
            targets
        };
        let value = !same_value(parameter.value.as_ref(), other.value.as_ref());
        let change = ParameterChange {
            name: parameter.name.clone(),
            value: value.then(|| Change { from: parameter.value.clone(), to: other.value.clone() }),
            targets: change(&sorted(parameter), &sorted(other)),
        };
        if change.value.is_some() || change.targets.is_some() {
            found.changed.push(change);
        }
    }
    (found.removed, found.added) = (removed, added);
}
