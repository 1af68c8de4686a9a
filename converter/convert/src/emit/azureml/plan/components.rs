//! The components of a plan: one a module used.

use super::{Component, Names, Port, Setting};
use crate::emit::azureml::values::{Way, is_blank, literal, way};
use ml_graph::{Catalogue, ComponentSpec, CustomComponent, Node, PipelineDraft, PortSpec};
use std::collections::{BTreeMap, BTreeSet};

/// What tells the component of one node from that of another: its id, or for a module of a customer what it was.
pub(super) fn key(node: &Node, catalogue: &Catalogue) -> String {
    if catalogue.get(&node.component).is_some() {
        return node.component.clone();
    }
    let origin = node.origin.as_ref();
    let module = origin.and_then(|origin| origin.module_id.as_deref()).unwrap_or(&node.title);
    let ports = origin.map(|origin| format!("{:?} {:?}", origin.inputs, origin.outputs)).unwrap_or_default();
    format!("{UNKNOWN}{module} {ports}")
}

/// Begins keys of components that the catalogue does not have.
const UNKNOWN: &str = "unknown ";

pub(super) fn components<'a>(draft: &'a PipelineDraft, catalogue: &'a Catalogue) -> Vec<Component<'a>> {
    let mut first: BTreeMap<String, &Node> = BTreeMap::new();
    for node in &draft.nodes {
        first.entry(key(node, catalogue)).or_insert(node);
    }
    // Ports of an unknown module: those it had, and those that wires end at.
    let mut wired: BTreeMap<&str, [BTreeSet<&str>; 2]> = BTreeMap::new();
    for edge in &draft.edges {
        wired.entry(&edge.to.node).or_default()[0].insert(&edge.to.port);
        wired.entry(&edge.from.node).or_default()[1].insert(&edge.from.port);
    }
    let own: BTreeMap<&str, &CustomComponent> =
        draft.components.iter().rev().map(|own| (own.spec.id.as_str(), own)).collect();
    let mut names = Names::default();
    first
        .into_iter()
        .map(|(key, node)| match catalogue.get(&node.component) {
            Some(spec) => Component { own: own.get(spec.id.as_str()).copied(), ..known(spec, &mut names) },
            None => unknown(node, key, wired.get(node.id.as_str()), &mut names),
        })
        .collect()
}

fn known<'a>(spec: &'a ComponentSpec, names: &mut Names) -> Component<'a> {
    let mut inner = Names::default();
    let port = |port: &PortSpec, inner: &mut Names| Port {
        name: inner.next(&port.id, "input"),
        id: port.id.clone(),
        title: port.title.clone(),
        optional: port.optional,
    };
    let inputs = spec.inputs.iter().map(|known| port(known, &mut inner)).collect();
    let mut of_outputs = Names::default();
    let outputs = spec.outputs.iter().map(|known| port(known, &mut of_outputs)).collect();
    let settings = spec
        .params
        .iter()
        .filter(|param| way(&param.kind) != Way::Never)
        .map(|param| {
            let way = way(&param.kind);
            let default = param.default.as_ref().filter(|value| !is_blank(value));
            let default = default.and_then(|value| literal(param, value));
            Setting {
                name: inner.next(&param.id, "parameter"),
                param,
                way,
                default,
                required: true,
                file: None,
            }
        })
        .collect();
    Component {
        name: names.next(&spec.title, "module"),
        spec: Some(spec),
        own: None,
        title: spec.title.clone(),
        inputs,
        outputs,
        settings,
        attached: None,
        blank: None,
        key: spec.id.clone(),
    }
}

fn unknown<'a>(
    node: &'a Node,
    key: String,
    wired: Option<&[BTreeSet<&str>; 2]>,
    names: &mut Names,
) -> Component<'a> {
    let origin = node.origin.as_ref();
    let ports = |own: &[String], place: usize| {
        let mut inner = Names::default();
        let mut all: Vec<String> = own.to_vec();
        for name in wired.into_iter().flat_map(|wired| &wired[place]) {
            if !all.iter().any(|known| known == name) {
                all.push((*name).to_owned());
            }
        }
        all.into_iter()
            .map(|id| Port { name: inner.next(&id, "port"), title: id.clone(), id, optional: true })
            .collect()
    };
    let title = if node.title.is_empty() { "Custom module".to_owned() } else { node.title.clone() };
    Component {
        name: names.next(&title, "custom_module"),
        spec: None,
        own: None,
        inputs: ports(origin.map_or(&[], |origin| &origin.inputs), 0),
        outputs: ports(origin.map_or(&[], |origin| &origin.outputs), 1),
        title,
        settings: Vec::new(),
        attached: None,
        blank: None,
        key,
    }
}
