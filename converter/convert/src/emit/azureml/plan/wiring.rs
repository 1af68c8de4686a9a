//! What is bound to what: wires, service inputs, pipeline parameters.

use super::{Binding, Component, Plan};
use ml_graph::{Node, PortRef};
use std::collections::BTreeMap;

/// What feeds inputs and sets parameters.
pub(super) struct Wiring<'p> {
    /// The binding of every fed input.
    fed: BTreeMap<(&'p str, &'p str), Binding>,
    /// The service input bound to an input.
    served: BTreeMap<(&'p str, &'p str), String>,
    /// The pipeline parameter that sets a parameter of a node.
    pub(super) set: BTreeMap<(&'p str, &'p str), String>,
    /// The place of the service output that an output is.
    pub(super) answers: BTreeMap<&'p PortRef, usize>,
}

impl<'p> Wiring<'p> {
    pub(super) fn of(plan: &Plan<'p>, ordered: &'p [(&'p Node, String, usize)]) -> Wiring<'p> {
        let draft = plan.draft;
        let steps: BTreeMap<&str, (&str, usize)> =
            ordered.iter().map(|(node, name, place)| (node.id.as_str(), (name.as_str(), *place))).collect();
        let data: BTreeMap<&str, &str> =
            plan.data.iter().map(|data| (data.asset.id.as_str(), data.name.as_str())).collect();
        let mut fed = BTreeMap::new();
        for edge in &draft.edges {
            let from = &edge.from;
            let binding = if let Some((step, place)) = steps.get(from.node.as_str()) {
                let ports = &plan.components[*place].outputs;
                ports
                    .iter()
                    .find(|port| port.id == from.port)
                    .map(|port| Binding::Step { step: (*step).to_owned(), output: port.name.clone() })
            } else {
                data.get(from.node.as_str()).map(|name| Binding::Pipeline((*name).to_owned()))
            };
            if let Some(binding) = binding {
                fed.entry((edge.to.node.as_str(), edge.to.port.as_str())).or_insert(binding);
            }
        }
        let mut served = BTreeMap::new();
        for (input, (name, _)) in draft.interface.inputs.iter().zip(&plan.service.inputs) {
            served.entry((input.port.node.as_str(), input.port.port.as_str())).or_insert(name.clone());
        }
        // The first counts, here and below.
        let titles: BTreeMap<&str, &str> =
            plan.parameters.iter().rev().map(|known| (known.title, known.name.as_str())).collect();
        let mut set = BTreeMap::new();
        for parameter in &draft.parameters {
            let Some(known) = titles.get(parameter.name.as_str()) else { continue };
            for target in &parameter.targets {
                set.entry((target.node.as_str(), target.param.as_str())).or_insert((*known).to_owned());
            }
        }
        let outputs = draft.interface.outputs.iter().enumerate().rev();
        let answers = outputs.map(|(place, output)| (&output.port, place)).collect();
        Wiring { fed, served, set, answers }
    }

    pub(super) fn inputs(&self, node: &Node, component: &Component<'_>) -> Vec<(String, Binding)> {
        let mut inputs = Vec::new();
        for port in &component.inputs {
            let here = (node.id.as_str(), port.id.as_str());
            let drawn = self.fed.get(&here).cloned();
            let binding = match self.served.get(&here) {
                Some(input) => Some(Binding::Service { input: input.clone(), drawn: drawn.map(Box::new) }),
                None => drawn,
            };
            if let Some(binding) = binding {
                inputs.push((port.name.clone(), binding));
            }
        }
        inputs
    }
}
