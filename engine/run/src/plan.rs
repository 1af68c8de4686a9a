//! What a submission comes to: the draft with its parameters set and its service inputs filled, and the nodes to run in order.

use ml_graph::{Asset, AssetKind, Diagnostic, Edge, ParamValue, PipelineDraft, PortRef, Structure};
use ml_protocol::DataBinding;
use std::collections::{BTreeMap, BTreeSet};

/// A draft ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The draft with the values of pipeline parameters set, and an asset in place of each service input.
    pub(crate) draft: PipelineDraft,
    /// The nodes to run, each after what feeds it. With a circle in the draft: its nodes in the draft's order.
    pub(crate) nodes: Vec<String>,
    /// The assets that these nodes read.
    pub(crate) assets: Vec<Asset>,
}

impl Plan {
    /// Plans; what does not fit the draft is reported.
    pub(crate) fn new(
        draft: &PipelineDraft,
        data: &BTreeMap<String, DataBinding>,
        parameters: &BTreeMap<String, ParamValue>,
        until: &[String],
        found: &mut Vec<Diagnostic>,
    ) -> Plan {
        let mut draft = draft.clone();
        set_parameters(&mut draft, parameters, found);
        fill_service_inputs(&mut draft, data);
        let structure = Structure::of(&draft);
        for id in until.iter().filter(|id| draft.node(id).is_none()) {
            found.push(
                Diagnostic::error("run/until", format!("There is no module “{id}” to run until."))
                    .help("Name a module of the draft by its id."),
            );
        }
        let chosen: BTreeSet<String> = if until.is_empty() {
            draft.nodes.iter().map(|node| node.id.clone()).collect()
        } else {
            structure.upstream_of(until.iter().map(String::as_str))
        };
        let order = match structure.order() {
            Ok(order) => order.into_iter().map(str::to_owned).collect(),
            Err(_) => draft.nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>(),
        };
        let nodes: Vec<String> = order.into_iter().filter(|id| chosen.contains(id)).collect();
        let read: BTreeSet<&str> = nodes
            .iter()
            .flat_map(|node| structure.incoming(node))
            .map(|edge| edge.from.node.as_str())
            .collect();
        let assets = draft.assets.iter().filter(|asset| read.contains(asset.id.as_str())).cloned().collect();
        Plan { draft, nodes, assets }
    }
}

/// The data of an asset: bound by its id, or by its name.
pub(crate) fn binding<'a>(asset: &Asset, data: &'a BTreeMap<String, DataBinding>) -> Option<&'a DataBinding> {
    data.get(&asset.id).or_else(|| data.get(&asset.name))
}

fn set_parameters(
    draft: &mut PipelineDraft,
    given: &BTreeMap<String, ParamValue>,
    found: &mut Vec<Diagnostic>,
) {
    for name in given.keys().filter(|name| !draft.parameters.iter().any(|known| known.name == **name)) {
        let known: Vec<&str> = draft.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let help = if known.is_empty() {
            "The draft has no parameters.".to_owned()
        } else {
            format!("It has {}.", known.join(", "))
        };
        found.push(
            Diagnostic::error("run/parameter", format!("The draft has no parameter “{name}”.")).help(help),
        );
    }
    for parameter in std::mem::take(&mut draft.parameters) {
        for target in &parameter.targets {
            let Some(node) = draft.nodes.iter_mut().find(|node| node.id == target.node) else { continue };
            match (given.get(&parameter.name), &parameter.value) {
                (Some(value), _) => {
                    let value = as_kind_of(value, node.params.get(&target.param));
                    node.params.insert(target.param.clone(), value);
                }
                // The module's own value is what its author saw; the default fills a gap.
                (None, Some(value)) => {
                    node.params.entry(target.param.clone()).or_insert_with(|| value.clone());
                }
                (None, None) => {}
            }
        }
        draft.parameters.push(parameter);
    }
}

/// A caller may write every value as text, as classic's services did; the value it replaces says what it is meant to be.
fn as_kind_of(value: &ParamValue, replaced: Option<&ParamValue>) -> ParamValue {
    // The other way round: digits that a caller means as text.
    if let Some(ParamValue::Text(_)) = replaced {
        return match value {
            ParamValue::Integer(number) => ParamValue::Text(number.to_string()),
            ParamValue::Float(number) => ParamValue::Text(number.to_string()),
            ParamValue::Bool(truth) => ParamValue::Text(truth.to_string()),
            other => other.clone(),
        };
    }
    let (ParamValue::Text(text), Some(replaced)) = (value, replaced) else { return value.clone() };
    let read = match replaced {
        ParamValue::Bool(_) => match text.to_ascii_lowercase().as_str() {
            "true" => Some(ParamValue::Bool(true)),
            "false" => Some(ParamValue::Bool(false)),
            _ => None,
        },
        ParamValue::Integer(_) => text.trim().parse().ok().map(ParamValue::Integer),
        ParamValue::Float(_) => text.trim().parse().ok().map(ParamValue::Float),
        ParamValue::Columns(_) => {
            Some(ParamValue::Columns(ml_graph::ColumnSelection::names(text.split(',').map(str::trim))))
        }
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

/// A service input takes the place of what is wired to its port, when data is given for it or nothing else is wired.
fn fill_service_inputs(draft: &mut PipelineDraft, data: &BTreeMap<String, DataBinding>) {
    for input in std::mem::take(&mut draft.interface.inputs) {
        let wired = draft.edges.iter().any(|edge| edge.to == input.port);
        let given = data.contains_key(&input.id) || data.contains_key(&input.name);
        if given || !wired {
            draft.edges.retain(|edge| edge.to != input.port);
            draft.edges.push(Edge { from: PortRef::new(&input.id, Asset::OUTPUT), to: input.port.clone() });
            draft.assets.push(Asset {
                id: input.id.clone(),
                kind: AssetKind::Dataset,
                name: input.name.clone(),
                format: None,
                location: None,
                source_id: None,
                position: None,
            });
        }
        draft.interface.inputs.push(input);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_callers_become_what_they_replace() {
        let text = |text: &str| ParamValue::Text(text.to_owned());
        assert_eq!(as_kind_of(&text("7"), Some(&ParamValue::Integer(1))), ParamValue::Integer(7));
        assert_eq!(as_kind_of(&ParamValue::Integer(0), Some(&text("x"))), text("0"));
        assert_eq!(as_kind_of(&ParamValue::Bool(true), Some(&text(""))), text("true"));
        assert_eq!(as_kind_of(&ParamValue::Integer(0), None), ParamValue::Integer(0));
    }
}
