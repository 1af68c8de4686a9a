//! What callers meet: service inputs and outputs, and the parameters they may set.

use super::{Names, Parameter, Service};
use crate::emit::azureml::values::{Literal, Way, declare, is_blank, literal, way};
use ml_graph::{Catalogue, Diagnostic, Interface, Node, ParamSpec, PipelineDraft};
use std::collections::BTreeMap;

pub(super) fn service(interface: &Interface, names: &mut Names) -> Service {
    // One input of the service may feed several modules.
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let inputs = interface
        .inputs
        .iter()
        .map(|input| {
            let name = known.entry(&input.name).or_insert_with(|| names.next(&input.name, "input"));
            (name.clone(), input.name.clone())
        })
        .collect();
    let mut outputs = Names::default();
    let outputs = interface
        .outputs
        .iter()
        .map(|output| (outputs.next(&output.name, "output"), output.name.clone()))
        .collect();
    Service { inputs, outputs }
}

/// Pipeline parameters whose targets agree on a value; without a value a pipeline cannot be submitted.
pub(super) fn parameters<'a>(
    draft: &'a PipelineDraft,
    catalogue: &'a Catalogue,
    names: &mut Names,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Parameter<'a>> {
    // Of two nodes of one id, the first counts.
    let nodes: BTreeMap<&str, &Node> =
        draft.nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect();
    let mut parameters = Vec::new();
    for (place, parameter) in draft.parameters.iter().enumerate() {
        let mut values: Vec<(&ParamSpec, Literal)> = Vec::new();
        let mut whole = !parameter.targets.is_empty();
        for target in &parameter.targets {
            let found = nodes.get(target.node.as_str()).and_then(|node| {
                let param = catalogue.get(&node.component)?.param(&target.param)?;
                if matches!(way(&param.kind), Way::File(_) | Way::Never) {
                    return None;
                }
                let value =
                    node.params.get(&target.param).or(parameter.value.as_ref()).or(param.default.as_ref())?;
                Some((param, literal(param, value).filter(|_| !is_blank(value))?))
            });
            match found {
                Some(found) if values.first().is_none_or(|(_, value)| *value == found.1) => {
                    values.push(found)
                }
                _ => whole = false,
            }
        }
        match values.into_iter().next() {
            Some((param, value)) if whole => parameters.push(Parameter {
                name: names.next(&parameter.name, "parameter"),
                place,
                title: &parameter.name,
                declaration: declare(param),
                value,
            }),
            _ => diagnostics.push(
                Diagnostic::warning(
                    "export/parameter",
                    format!("The parameter “{}” has no one value that all of its modules take.", parameter.name),
                )
                .help("It is no input of the pipeline; its modules keep their own values. Set them in pipeline.yml."),
            ),
        }
    }
    parameters
}
