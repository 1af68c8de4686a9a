//! The shape of a draft: what feeds what, in which order nodes can run, and what is wrong with the wiring.

use crate::{Asset, AssetKind, Catalogue, Diagnostic, Edge, Node, PipelineDraft, PortKind, PortRef};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// The draft's wiring, indexed once; linear in nodes and edges.
#[derive(Debug)]
pub struct Structure<'a> {
    draft: &'a PipelineDraft,
    nodes: BTreeMap<&'a str, &'a Node>,
    assets: BTreeMap<&'a str, &'a Asset>,
    incoming: BTreeMap<&'a str, Vec<&'a Edge>>,
    outgoing: BTreeMap<&'a str, Vec<&'a Edge>>,
}

/// The nodes of a cycle cannot be put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureError {
    /// Nodes on or behind a cycle.
    pub cycle: Vec<String>,
}

impl fmt::Display for StructureError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "these modules feed each other in a circle: {}", self.told())
    }
}

impl StructureError {
    /// Nodes that a sentence names.
    const NAMED: usize = 8;

    /// The first of the nodes, and how many more there are.
    fn told(&self) -> String {
        let named = self.cycle.iter().take(Self::NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        match self.cycle.len().saturating_sub(Self::NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

impl std::error::Error for StructureError {}

impl<'a> Structure<'a> {
    /// Indexes the edges of `draft`.
    pub fn of(draft: &'a PipelineDraft) -> Structure<'a> {
        let mut incoming: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        let mut outgoing: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
        for edge in &draft.edges {
            incoming.entry(&edge.to.node).or_default().push(edge);
            outgoing.entry(&edge.from.node).or_default().push(edge);
        }
        Structure {
            draft,
            nodes: draft.nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect(),
            assets: draft.assets.iter().rev().map(|asset| (asset.id.as_str(), asset)).collect(),
            incoming,
            outgoing,
        }
    }

    /// Edges into a node.
    pub fn incoming(&self, node: &str) -> &[&'a Edge] {
        self.incoming.get(node).map_or(&[], Vec::as_slice)
    }

    /// Edges out of a node or asset.
    pub fn outgoing(&self, node: &str) -> &[&'a Edge] {
        self.outgoing.get(node).map_or(&[], Vec::as_slice)
    }

    /// Node ids in an order in which each comes after what feeds it; ties keep the draft's order.
    pub fn order(&self) -> Result<Vec<&'a str>, StructureError> {
        let ids: BTreeSet<&str> = self.draft.nodes.iter().map(|node| node.id.as_str()).collect();
        let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
        for node in &self.draft.nodes {
            let feeding =
                self.incoming(&node.id).iter().filter(|edge| ids.contains(edge.from.node.as_str())).count();
            waiting.insert(&node.id, feeding);
        }
        let mut ready: VecDeque<&str> = VecDeque::new();
        let mut listed: BTreeSet<&str> = BTreeSet::new();
        for node in &self.draft.nodes {
            if waiting[node.id.as_str()] == 0 && listed.insert(&node.id) {
                ready.push_back(&node.id);
            }
        }
        let mut order = Vec::with_capacity(ids.len());
        while let Some(id) = ready.pop_front() {
            order.push(id);
            for edge in self.outgoing(id) {
                if let Some(count) = waiting.get_mut(edge.to.node.as_str()) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push_back(&edge.to.node);
                    }
                }
            }
        }
        if order.len() == waiting.len() {
            return Ok(order);
        }
        let done: BTreeSet<&str> = order.into_iter().collect();
        Err(StructureError {
            cycle: ids.into_iter().filter(|id| !done.contains(id)).map(str::to_owned).collect(),
        })
    }

    /// `nodes` and everything upstream of them.
    pub fn upstream_of<'n>(&self, nodes: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
        self.closure(nodes, |id| self.incoming(id).iter().map(|edge| edge.from.node.as_str()).collect())
    }

    /// `nodes` and everything downstream of them.
    pub fn downstream_of<'n>(&self, nodes: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
        self.closure(nodes, |id| self.outgoing(id).iter().map(|edge| edge.to.node.as_str()).collect())
    }

    fn closure<'n>(
        &self,
        nodes: impl IntoIterator<Item = &'n str>,
        next: impl Fn(&str) -> Vec<&'a str>,
    ) -> BTreeSet<String> {
        let mut seen: BTreeSet<String> = nodes.into_iter().map(str::to_owned).collect();
        let mut stack: Vec<String> = seen.iter().cloned().collect();
        while let Some(id) = stack.pop() {
            for other in next(&id) {
                if seen.insert(other.to_owned()) {
                    stack.push(other.to_owned());
                }
            }
        }
        seen
    }

    /// What flows out of a port, as far as the catalogue knows.
    pub fn output_kind(&self, port: &PortRef, catalogue: &Catalogue) -> Option<PortKind> {
        if let Some(asset) = self.assets.get(port.node.as_str()) {
            return (port.port == Asset::OUTPUT).then_some(match asset.kind {
                AssetKind::Dataset => PortKind::Dataset,
                // A saved model may be a clustering; the scorer finds out.
                AssetKind::TrainedModel => PortKind::Any,
                AssetKind::Transform => PortKind::Transform,
            });
        }
        let node = self.nodes.get(port.node.as_str())?;
        match catalogue.get(&node.component) {
            Some(spec) => spec.output(&port.port).map(|port| port.kind),
            None => Some(PortKind::Any),
        }
    }

    /// What a port takes, as far as the catalogue knows.
    pub fn input_kind(&self, port: &PortRef, catalogue: &Catalogue) -> Option<PortKind> {
        let node = self.nodes.get(port.node.as_str())?;
        match catalogue.get(&node.component) {
            Some(spec) => spec.input(&port.port).map(|port| port.kind),
            None => Some(PortKind::Any),
        }
    }

    /// All wiring faults: duplicate ids, ends that do not exist, two wires into one input, mismatched kinds, required inputs left
    /// open, cycles.
    pub fn check(&self, catalogue: &Catalogue) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut ids = BTreeSet::new();
        for id in self
            .draft
            .nodes
            .iter()
            .map(|node| &node.id)
            .chain(self.draft.assets.iter().map(|asset| &asset.id))
        {
            if !ids.insert(id.as_str()) {
                found.push(
                    Diagnostic::error("draft/duplicate-id", format!("Two modules have the id “{id}”."))
                        .help("Give each module its own id.")
                        .at_node(id),
                );
            }
        }
        let mut taken: BTreeMap<&PortRef, usize> = BTreeMap::new();
        for edge in &self.draft.edges {
            self.check_edge(edge, catalogue, &mut found);
            *taken.entry(&edge.to).or_default() += 1;
        }
        for (port, count) in &taken {
            if *count > 1 {
                found.push(
                    Diagnostic::error(
                        "draft/two-wires",
                        format!("{count} wires end in the same input “{}”.", port.port),
                    )
                    .help("Keep one of them; an input takes one wire.")
                    .at_node(&port.node)
                    .at_port(&port.port),
                );
            }
        }
        let served: BTreeSet<&PortRef> =
            self.draft.interface.inputs.iter().map(|bound| &bound.port).collect();
        for node in &self.draft.nodes {
            let Some(spec) = catalogue.get(&node.component) else { continue };
            for input in spec.inputs.iter().filter(|input| !input.optional) {
                let port = PortRef::new(&node.id, &input.id);
                if !taken.contains_key(&port) && !served.contains(&port) {
                    found.push(
                        Diagnostic::error(
                            "draft/open-input",
                            format!("“{}” has nothing connected to its input “{}”.", spec.title, input.title),
                        )
                        .help("Connect it, or remove the module.")
                        .at_node(&node.id)
                        .at_port(&input.id),
                    );
                }
            }
        }
        if let Err(error) = self.order() {
            found.push(
                Diagnostic::error(
                    "draft/cycle",
                    format!("These modules feed each other in a circle: {}.", error.told()),
                )
                .help("Remove one wire of the circle.")
                .at_node(error.cycle[0].clone()),
            );
        }
        found
    }

    fn check_edge(&self, edge: &Edge, catalogue: &Catalogue, found: &mut Vec<Diagnostic>) {
        let from = self.output_kind(&edge.from, catalogue);
        let to = self.input_kind(&edge.to, catalogue);
        match (from, to) {
            (None, _) => found.push(
                Diagnostic::error(
                    "draft/loose-wire",
                    format!(
                        "A wire starts at “{}:{}”, which does not exist.",
                        edge.from.node, edge.from.port
                    ),
                )
                .help("Remove the wire or draw it again.")
                .at_node(&edge.to.node)
                .at_port(&edge.to.port),
            ),
            (_, None) => found.push(
                Diagnostic::error(
                    "draft/loose-wire",
                    format!("A wire ends at “{}:{}”, which does not exist.", edge.to.node, edge.to.port),
                )
                .help("Remove the wire or draw it again.")
                .at_node(&edge.from.node)
                .at_port(&edge.from.port),
            ),
            (Some(from), Some(to)) if !from.feeds(to) => found.push(
                Diagnostic::error(
                    "draft/kind-mismatch",
                    format!("This wire brings {} to an input that takes {}.", from.describe(), to.describe()),
                )
                .help("Connect an output of the kind that the input takes.")
                .at_node(&edge.to.node)
                .at_port(&edge.to.port),
            ),
            _ => {}
        }
    }
}

impl PortKind {
    /// For sentences: “a dataset”, “a trained model”.
    pub fn describe(self) -> &'static str {
        match self {
            PortKind::Dataset => "a dataset",
            PortKind::UntrainedModel => "an untrained model",
            PortKind::TrainedModel => "a trained model",
            PortKind::UntrainedClustering => "an untrained clustering model",
            PortKind::TrainedClustering => "a trained clustering model",
            PortKind::Transform => "a transformation",
            PortKind::Filter => "a filter",
            PortKind::Bundle => "a script bundle",
            PortKind::Recommender => "a recommender",
            PortKind::Any => "anything",
        }
    }
}
