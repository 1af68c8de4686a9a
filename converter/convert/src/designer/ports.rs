//! Ports of the service that stand on the designer's canvas as modules of their own: “Web Service Input” and “Web Service Output”.
//!
//! In a draft they are the interface, as they are for pipelines that name ports beside their graph.

use super::modules::Modules;
use crate::extras::member;
use crate::index::letters;
use ml_classic::{DesignerEnd, DesignerNode, DesignerPipeline};
use ml_graph::{InterfacePort, Json, Position};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of such a port beside its wires.
#[derive(Debug)]
pub(super) struct PortNode {
    output: bool,
    name: String,
    position: Option<Position>,
    /// As it stood, without wires.
    node: Json,
}

/// Takes such modules out of a pipeline; their wires end at ports of the whole from then on.
pub(super) fn take(pipeline: &mut DesignerPipeline, modules: &Modules) -> Vec<PortNode> {
    let side = |node: &DesignerNode| {
        let name = node.name.as_deref().or_else(|| modules.name_of(&node.module_id))?;
        match letters(name).as_str() {
            "webserviceinput" => Some(false),
            "webserviceoutput" => Some(true),
            _ => None,
        }
    };
    let (found, rest): (Vec<_>, Vec<_>) =
        std::mem::take(&mut pipeline.nodes).into_iter().partition(|node| side(node).is_some());
    pipeline.nodes = rest;
    let listed =
        |ports: &[(String, _)]| ports.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<String>>();
    let mut taken = [listed(&pipeline.interface.inputs), listed(&pipeline.interface.outputs)];
    let mut numbers = [0usize; 2];
    let mut ports = Vec::new();
    let mut by_node: BTreeMap<String, (bool, String)> = BTreeMap::new();
    for node in found {
        let output = side(&node) == Some(true);
        let number = &mut numbers[usize::from(output)];
        let usual = if output { "WebServiceOutput" } else { "WebServiceInput" };
        let given = node.parameters.iter().find(|parameter| letters(&parameter.name).ends_with("name"));
        let given =
            given.and_then(|given| given.value.as_str()).map(str::trim).filter(|name| !name.is_empty());
        let first = given.map_or_else(|| format!("{usual}{number}"), str::to_owned);
        *number += 1;
        let mut name = first.clone();
        let mut again = 1;
        while !taken[usize::from(output)].insert(name.clone()) {
            again += 1;
            name = format!("{first} ({again})");
        }
        by_node.insert(node.id.clone(), (output, name.clone()));
        let list = if output { &mut pipeline.interface.outputs } else { &mut pipeline.interface.inputs };
        list.push((name.clone(), Vec::new()));
        let node = as_json(node, &name);
        ports.push(PortNode { output, name, position: None, node });
    }
    if ports.is_empty() {
        return ports;
    }
    for edge in &mut pipeline.edges {
        for (end, output) in [(&mut edge.from, false), (&mut edge.to, true)] {
            let port = end.node.as_ref().and_then(|node| by_node.get(node));
            if let Some((_, name)) = port.filter(|(side, _)| *side == output) {
                *end = DesignerEnd { graph_port: Some(name.clone()), ..DesignerEnd::default() };
            }
        }
    }
    pipeline.places.retain(|place| {
        let Some((output, name)) = by_node.get(&place.id) else { return true };
        let port = ports.iter_mut().find(|port| port.output == *output && port.name == *name);
        if let (Some(port), Some([x, y, width, height])) = (port, place.rectangle) {
            port.position = Some(Position { x, y, width, height });
        }
        false
    });
    ports
}

/// Puts the ports of a draft where they stood, and gives what else there is to keep of them.
pub(super) fn place(
    nodes: Vec<PortNode>,
    inputs: &mut [InterfacePort],
    outputs: &mut [InterfacePort],
) -> Json {
    let mut kept = Vec::new();
    for node in nodes {
        let ports = if node.output { &mut *outputs } else { &mut *inputs };
        for port in ports.iter_mut().filter(|port| port.name == node.name) {
            port.position = node.position;
        }
        kept.push(node.node);
    }
    Json::Array(kept)
}

fn as_json(node: DesignerNode, name: &str) -> Json {
    let mut members = vec![
        member("port", name),
        member("Id", node.id.as_str()),
        member("ModuleId", node.module_id.as_str()),
    ];
    members.extend(
        node.comment.filter(|comment| !comment.is_empty()).map(|text| member("Comment", text.as_str())),
    );
    members.extend(node.other.into_iter().filter(|(_, value)| !value.is_null()));
    Json::Object(members)
}
