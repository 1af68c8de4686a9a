//! The graph that answers: everything before the answer, with saved models and transformations in place of what fits them.

use super::choose::Answer;
use super::{PredictiveError, SUFFIX, SavedOutput, title};
use ml_graph::{
    Asset, AssetKind, Catalogue, ComponentSpec, Diagnostic, Edge, Node, PipelineDraft, PortKind, PortRef,
    Position, Role, Source, Structure,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What became of a training experiment.
pub(super) struct Rewritten {
    pub(super) draft: PipelineDraft,
    pub(super) saved: Vec<SavedOutput>,
    pub(super) left_out: Vec<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where the answer comes out, in the new draft.
    pub(super) answer: PortRef,
    /// Modules that became others.
    pub(super) replaced: BTreeSet<String>,
    /// The trainer whose label callers do not know.
    pub(super) trainers: BTreeSet<String>,
}

/// Height of a module and of the space below it.
const STEP: f64 = 110.0;

/// Rewrites.
pub(super) fn rewrite(
    training: &PipelineDraft,
    catalogue: &Catalogue,
    answer: &Answer<'_>,
) -> Result<Rewritten, PredictiveError> {
    let mut work = Work::new(training, catalogue);
    let out = match answer {
        Answer::Of(port) => work.resolve(port)?,
        Answer::Trainer(trainer) => work.added(trainer)?,
    };
    while let Some(id) = work.waiting.pop_front() {
        work.connect(id)?;
    }
    Ok(work.finish(out))
}

/// A module of the new draft.
enum Becomes<'a> {
    /// Itself.
    Same,
    /// A module that applies what this one fitted at `fitted`; its rows come in at `rows`.
    Applied { applier: &'a ComponentSpec, fitted: String, rows: String },
}

struct Work<'a> {
    training: &'a PipelineDraft,
    catalogue: &'a Catalogue,
    structure: Structure<'a>,
    nodes: BTreeMap<&'a str, &'a Node>,
    ids: BTreeSet<String>,
    kept: BTreeMap<&'a str, Becomes<'a>>,
    /// Kept modules whose inputs are still to be connected.
    waiting: VecDeque<&'a str>,
    edges: Vec<Edge>,
    /// Saved outputs, each once.
    saved: BTreeMap<PortRef, SavedOutput>,
    /// A module that training did not have.
    extra: Option<Node>,
}

impl<'a> Work<'a> {
    fn new(training: &'a PipelineDraft, catalogue: &'a Catalogue) -> Work<'a> {
        let ids = training.nodes.iter().map(|node| node.id.clone());
        let ids = ids.chain(training.assets.iter().map(|asset| asset.id.clone())).collect();
        Work {
            training,
            catalogue,
            structure: Structure::of(training),
            nodes: training.nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect(),
            ids,
            kept: BTreeMap::new(),
            waiting: VecDeque::new(),
            edges: Vec::new(),
            saved: BTreeMap::new(),
            extra: None,
        }
    }

    fn spec(&self, node: &Node) -> Option<&'a ComponentSpec> {
        self.catalogue.get(&node.component)
    }

    /// The wire into an input.
    fn wire_into(&self, node: &str, port: &str) -> Option<&'a Edge> {
        self.structure.incoming(node).iter().find(|edge| edge.to.port == port).copied()
    }

    /// Where the new draft gives what an output gives in the old one.
    fn resolve(&mut self, port: &PortRef) -> Result<PortRef, PredictiveError> {
        let mut port = port.clone();
        let mut passed = BTreeSet::new();
        loop {
            let Some((id, node)) = self.nodes.get_key_value(port.node.as_str()) else { return Ok(port) };
            let (id, node) = (*id, *node);
            let Some(spec) = self.spec(node) else {
                self.keep(id, Becomes::Same);
                return Ok(port);
            };
            if spec.flags.passes_rows_through_when_scoring
                && let Some(edge) = spec.rows_in().and_then(|rows| self.wire_into(id, &rows.id))
                && passed.insert(id)
            {
                port = edge.from.clone();
                continue;
            }
            let kind = spec.output(&port.port).map(|port| port.kind);
            let fits = kind.is_some_and(|kind| kind.is_model() || kind == PortKind::Transform);
            if fits && spec.role != Role::Source {
                return Ok(self.save(node, spec, &port.port));
            }
            let is_rows = spec.rows_out().is_some_and(|rows| rows.id == port.port);
            // A clustering trainer says which cluster its rows are in, as the module does that applies the clustering.
            let model = spec.fitted_model().filter(|model| model.kind == PortKind::TrainedClustering);
            return match spec.fitted_transform().or(model).filter(|_| is_rows) {
                Some(fitted) => self.applied(id, node, spec, fitted.id.clone(), fitted.kind),
                None => {
                    self.keep(id, Becomes::Same);
                    Ok(port)
                }
            };
        }
    }

    fn keep(&mut self, id: &'a str, becomes: Becomes<'a>) {
        if !self.kept.contains_key(id) {
            self.kept.insert(id, becomes);
            self.waiting.push_back(id);
        }
    }

    /// The module that applies what a module fitted, in its place.
    fn applied(
        &mut self,
        id: &'a str,
        node: &Node,
        spec: &ComponentSpec,
        fitted: String,
        kind: PortKind,
    ) -> Result<PortRef, PredictiveError> {
        let no_applier = || PredictiveError::NoApplier { title: title(node, self.catalogue) };
        let applier = self.catalogue.applier(kind).ok_or_else(no_applier)?;
        let (Some(rows), Some(out)) = (spec.rows_in(), applier.rows_out()) else { return Err(no_applier()) };
        self.keep(id, Becomes::Applied { applier, fitted, rows: rows.id.clone() });
        Ok(PortRef::new(id, &out.id))
    }

    /// The module that applies a trainer's model where training had none.
    fn added(&mut self, trainer: &'a Node) -> Result<PortRef, PredictiveError> {
        let no_applier = || PredictiveError::NoApplier { title: title(trainer, self.catalogue) };
        let spec = self.spec(trainer).ok_or_else(no_applier)?;
        let model = spec.fitted_model().ok_or_else(no_applier)?;
        let applier = self.catalogue.applier(model.kind).ok_or_else(no_applier)?;
        let rows = spec.rows_in().and_then(|rows| self.wire_into(&trainer.id, &rows.id));
        let rows = rows.ok_or_else(|| PredictiveError::NoData { title: title(trainer, self.catalogue) })?;
        let (Some(out), Some(rows_in)) = (applier.rows_out(), applier.rows_in()) else {
            return Err(no_applier());
        };
        let id = self.unused(&applier.id);
        let from = self.resolve(&rows.from)?;
        self.edges.push(Edge { from, to: PortRef::new(&id, &rows_in.id) });
        let from = self.save(trainer, spec, &model.id);
        self.feed(from, &id, applier, model.kind);
        let below = |place: Position| Position { y: place.y + STEP, ..place };
        let params = same_params(trainer, applier);
        let component = applier.id.clone();
        let position = trainer.position.map(below);
        self.extra = Some(Node { id: id.clone(), component, params, position, ..Node::default() });
        Ok(PortRef::new(id, &out.id))
    }

    /// Wires a saved value to the input that takes it.
    fn feed(&mut self, from: PortRef, id: &str, applier: &ComponentSpec, kind: PortKind) {
        if let Some(port) = applier.inputs.iter().find(|port| port.kind == kind) {
            self.edges.push(Edge { from, to: PortRef::new(id, &port.id) });
        }
    }

    /// The asset that an output is saved as.
    fn save(&mut self, node: &Node, spec: &ComponentSpec, port: &str) -> PortRef {
        let output = PortRef::new(&node.id, port);
        if let Some(known) = self.saved.get(&output) {
            return PortRef::new(&known.asset, Asset::OUTPUT);
        }
        let is_transform = spec.output(port).is_some_and(|port| port.kind == PortKind::Transform);
        let (kind, word) = if is_transform {
            (AssetKind::Transform, format!("{} transform", title(node, self.catalogue)))
        } else {
            (AssetKind::TrainedModel, "trained model".to_owned())
        };
        let name = format!("{} [{word}]", plain(&self.training.name)).trim_start().to_owned();
        let asset = self.unused(&format!("{}-{port}", node.id));
        self.saved.insert(output.clone(), SavedOutput { asset: asset.clone(), name, kind, output });
        PortRef::new(asset, Asset::OUTPUT)
    }

    /// An id that nothing has yet.
    fn unused(&mut self, wish: &str) -> String {
        let mut id = wish.to_owned();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{wish}-{number}");
        }
        id
    }

    /// Connects the inputs of a kept module.
    fn connect(&mut self, id: &'a str) -> Result<(), PredictiveError> {
        match &self.kept[id] {
            Becomes::Same => {
                for edge in self.structure.incoming(id).to_vec() {
                    let from = self.resolve(&edge.from)?;
                    self.edges.push(Edge { from, to: edge.to.clone() });
                }
            }
            Becomes::Applied { applier, fitted, rows } => {
                let (applier, fitted, rows) = (*applier, fitted.clone(), rows.clone());
                let node = self.nodes[id];
                let Some(spec) = self.spec(node) else { return Ok(()) };
                let kind = spec.output(&fitted).map_or(PortKind::Transform, |port| port.kind);
                let from = self.save(node, spec, &fitted);
                self.feed(from, id, applier, kind);
                if let (Some(edge), Some(rows_in)) = (self.wire_into(id, &rows), applier.rows_in()) {
                    let from = self.resolve(&edge.from)?;
                    self.edges.push(Edge { from, to: PortRef::new(id, &rows_in.id) });
                }
            }
        }
        Ok(())
    }

    fn finish(self, answer: PortRef) -> Rewritten {
        let training = self.training;
        let mut draft = PipelineDraft::new(format!("{}{SUFFIX}", plain(&training.name)));
        draft.description.clone_from(&training.description);
        draft.tags.clone_from(&training.tags);
        draft.source = training.source.as_ref().map(|source| Source {
            format: "training-experiment".to_owned(),
            workspace_id: source.workspace_id.clone(),
            experiment_id: source.experiment_id.clone(),
            ..Source::default()
        });
        let mut replaced = BTreeSet::new();
        let mut left_out = Vec::new();
        for node in &training.nodes {
            match self.kept.get(node.id.as_str()) {
                Some(Becomes::Same) => draft.nodes.push(node.clone()),
                Some(Becomes::Applied { applier, .. }) => {
                    replaced.insert(node.id.clone());
                    draft.nodes.push(Node {
                        id: node.id.clone(),
                        component: applier.id.clone(),
                        comment: node.comment.clone(),
                        params: same_params(node, applier),
                        position: node.position,
                        ..Node::default()
                    });
                }
                None => left_out.push(node.id.clone()),
            }
        }
        draft.nodes.extend(self.extra);
        let used: BTreeSet<&str> = self.edges.iter().map(|edge| edge.from.node.as_str()).collect();
        draft.assets =
            training.assets.iter().filter(|asset| used.contains(asset.id.as_str())).cloned().collect();
        let mut trainers = BTreeSet::new();
        let order: BTreeMap<&str, usize> =
            training.nodes.iter().enumerate().map(|(place, node)| (node.id.as_str(), place)).collect();
        let mut saved: Vec<SavedOutput> = self.saved.into_values().collect();
        saved.sort_by_key(|output| {
            (order.get(output.output.node.as_str()).copied(), output.output.port.clone())
        });
        number(&mut saved);
        for output in &saved {
            if output.kind == AssetKind::TrainedModel {
                trainers.insert(output.output.node.clone());
            }
            let place = self.nodes.get(output.output.node.as_str()).and_then(|node| node.position);
            draft.assets.push(Asset {
                id: output.asset.clone(),
                kind: output.kind,
                name: output.name.clone(),
                format: None,
                location: None,
                source_id: None,
                // Beside what stands in the trainer's place, if anything does.
                position: place.map(|place| match replaced.contains(&output.output.node) {
                    true => Position { x: place.x - place.width - STEP, ..place },
                    false => place,
                }),
            });
        }
        draft.edges = self.edges;
        let place = |edge: &Edge| order.get(edge.to.node.as_str()).copied().unwrap_or(order.len());
        draft.edges.sort_by_key(place);
        Rewritten { draft, saved, left_out, diagnostics: Vec::new(), answer, replaced, trainers }
    }
}

/// Numbers equal names from the second on.
fn number(saved: &mut [SavedOutput]) {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for output in saved {
        let count = names.entry(output.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            output.name = format!("{} {count}", output.name);
        }
    }
}

/// The name of a training experiment without what only its kind of experiment has.
fn plain(name: &str) -> &str {
    let name = name.trim();
    ["[Predictive Exp.]", "[Training Exp.]"]
        .iter()
        .fold(name, |name, ending| name.strip_suffix(ending).map_or(name, str::trim_end))
}

/// Values of parameters that both modules have.
fn same_params(node: &Node, other: &ComponentSpec) -> BTreeMap<String, ml_graph::ParamValue> {
    let known = node.params.iter().filter(|(id, _)| other.param(id).is_some());
    known.map(|(id, value)| (id.clone(), value.clone())).collect()
}
