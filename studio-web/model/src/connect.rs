//! Which ports may be wired together, and in a sentence why not.

use crate::item::{self, SERVICE_PORT};
use ml_graph::{Catalogue, PipelineDraft, PortKind, PortRef, Structure};
use std::collections::BTreeMap;

/// Why a wire is refused; the text is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Both ends on one module.
    #[error("A module cannot feed itself.")]
    SameModule,
    /// The kinds do not fit.
    #[error("This output gives {}, but the input “{input}” takes {}.", given.describe(), taken.describe())]
    Kind {
        /// What the output gives.
        given: PortKind,
        /// What the input takes.
        taken: PortKind,
        /// The input's title.
        input: String,
    },
    /// It would close a circle.
    #[error("This would close a circle: “{module}” already comes before the output.")]
    Circle {
        /// The module at the input end.
        module: String,
    },
    /// The wire exists.
    #[error("These two are connected already.")]
    Exists,
    /// An end does not exist, or is no end for a wire.
    #[error("There is no such port.")]
    NoPort,
}

/// Whether an output may be wired to an input. A wire that is in the input already would be replaced.
pub fn check(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    from: &PortRef,
    to: &PortRef,
) -> Result<(), Refusal> {
    let structure = Structure::of(draft);
    let upstream = structure.upstream_of([from.node.as_str()]);
    check_with(draft, catalogue, &structure, &upstream, from, to)
}

fn check_with(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    structure: &Structure<'_>,
    upstream: &std::collections::BTreeSet<String>,
    from: &PortRef,
    to: &PortRef,
) -> Result<(), Refusal> {
    if from.node == to.node {
        return Err(Refusal::SameModule);
    }
    let given = structure.output_kind(from, catalogue).ok_or(Refusal::NoPort)?;
    let taken = structure.input_kind(to, catalogue).ok_or(Refusal::NoPort)?;
    if !given.feeds(taken) {
        let input = draft
            .node(&to.node)
            .and_then(|node| catalogue.get(&node.component))
            .and_then(|spec| spec.input(&to.port))
            .map_or_else(|| to.port.clone(), |port| port.title.clone());
        return Err(Refusal::Kind { given, taken, input });
    }
    if upstream.contains(&to.node) {
        return Err(Refusal::Circle { module: item::title_of(draft, catalogue, &to.node) });
    }
    if draft.edges.iter().any(|edge| edge.from == *from && edge.to == *to) {
        return Err(Refusal::Exists);
    }
    Ok(())
}

/// For a wire being drawn from the output `from`: every input of other modules, and whether it takes the wire.
pub fn targets(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    from: &PortRef,
) -> BTreeMap<PortRef, Result<(), Refusal>> {
    let structure = Structure::of(draft);
    let upstream = structure.upstream_of([from.node.as_str()]);
    let mut found = BTreeMap::new();
    for node in draft.nodes.iter().filter(|node| node.id != from.node) {
        for port in item::inputs_of(draft, catalogue, node) {
            let to = PortRef::new(&node.id, &port.id);
            let verdict = check_with(draft, catalogue, &structure, &upstream, from, &to);
            found.insert(to, verdict);
        }
    }
    found
}

/// For a wire being drawn backwards from the input `to`: every output of other modules, and whether it may feed the input.
pub fn sources(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    to: &PortRef,
) -> BTreeMap<PortRef, Result<(), Refusal>> {
    let structure = Structure::of(draft);
    let downstream = structure.downstream_of([to.node.as_str()]);
    let none = std::collections::BTreeSet::new();
    let mut found = BTreeMap::new();
    for item in item::items(draft, catalogue) {
        for port in item.outputs.iter().filter(|port| port.id != SERVICE_PORT) {
            let from = PortRef::new(&item.id, &port.id);
            let mut verdict = check_with(draft, catalogue, &structure, &none, &from, to);
            if verdict.is_ok() && downstream.contains(&item.id) {
                verdict = Err(Refusal::Circle { module: item::title_of(draft, catalogue, &to.node) });
            }
            found.insert(from, verdict);
        }
    }
    found
}
