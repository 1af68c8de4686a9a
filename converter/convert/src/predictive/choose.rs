//! Which model the service answers with, and at which module the answer comes out.

use super::{ModelChoice, PredictiveError, title};
use ml_graph::{Catalogue, ComponentSpec, Edge, Node, PipelineDraft, PortRef, Role, Structure};
use std::collections::{BTreeMap, BTreeSet};

/// Where the answer comes out.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// At an output of a module of the training experiment.
    Of(PortRef),
    /// Of the module that applies this trainer's model, which is still to be added.
    Trainer(&'a Node),
}

/// Finds it.
pub(super) fn answer<'a>(
    draft: &'a PipelineDraft,
    catalogue: &'a Catalogue,
    node: Option<&str>,
) -> Result<Answer<'a>, PredictiveError> {
    let models = Models::of(draft, catalogue);
    match node {
        Some(id) => models.named(id),
        None => match models.served() {
            Some(port) => Ok(Answer::Of(port)),
            None => models.only(),
        },
    }
}

/// The modules of a draft that train and apply models.
struct Models<'a> {
    draft: &'a PipelineDraft,
    catalogue: &'a Catalogue,
    structure: Structure<'a>,
    nodes: BTreeMap<&'a str, &'a Node>,
    /// Trainers in the order of the pipeline.
    trainers: Vec<&'a Node>,
    /// Modules that apply a model trained here, with the trainer, in the order of the pipeline.
    scorers: Vec<(&'a Node, &'a str)>,
    /// One that applies a saved model.
    saved: Option<&'a Node>,
}

impl<'a> Models<'a> {
    fn of(draft: &'a PipelineDraft, catalogue: &'a Catalogue) -> Models<'a> {
        let structure = Structure::of(draft);
        let nodes: BTreeMap<&str, &Node> =
            draft.nodes.iter().rev().map(|node| (node.id.as_str(), node)).collect();
        let order = structure.order();
        let order = order.unwrap_or_else(|_| draft.nodes.iter().map(|node| node.id.as_str()).collect());
        let mut models = Models {
            draft,
            catalogue,
            structure,
            nodes,
            trainers: Vec::new(),
            scorers: Vec::new(),
            saved: None,
        };
        for id in order {
            let Some(node) = models.nodes.get(id).copied() else { continue };
            let Some(spec) = models.spec(id) else { continue };
            if spec.fitted_model().is_some() {
                models.trainers.push(node);
            }
            if spec.role != Role::Scorer {
                continue;
            }
            match models.model_of(node, spec).map(|edge| edge.from.node.as_str()) {
                Some(from) if models.is_trainer(from) => models.scorers.push((node, from)),
                Some(_) => models.saved = models.saved.or(Some(node)),
                None => {}
            }
        }
        models
    }

    fn spec(&self, id: &str) -> Option<&'a ComponentSpec> {
        self.catalogue.get(&self.nodes.get(id)?.component)
    }

    fn is_trainer(&self, id: &str) -> bool {
        self.spec(id).is_some_and(|spec| spec.fitted_model().is_some())
    }

    /// The wire that brings a scorer its model.
    fn model_of(&self, node: &Node, spec: &ComponentSpec) -> Option<&'a Edge> {
        let port = spec.inputs.iter().find(|port| port.kind.is_model())?;
        self.structure.incoming(&node.id).iter().find(|edge| edge.to.port == port.id).copied()
    }

    /// The module that was asked for.
    fn named(&self, id: &str) -> Result<Answer<'a>, PredictiveError> {
        let Some(node) = self.nodes.get(id).copied() else {
            return Err(PredictiveError::NoSuchNode { node: id.to_owned() });
        };
        let title = || title(node, self.catalogue);
        let Some(spec) = self.spec(id) else { return Err(PredictiveError::NoScores { title: title() }) };
        if spec.fitted_model().is_some() {
            return Ok(self.of_trainer(node));
        }
        if spec.role == Role::Scorer && self.model_of(node, spec).is_none() {
            return Err(PredictiveError::NoModelConnected { title: title() });
        }
        let upstream = self.structure.upstream_of([id]);
        let scores = self.scorers.iter().any(|(scorer, _)| upstream.contains(&scorer.id));
        match spec.rows_out() {
            Some(rows) if scores && spec.role != Role::Evaluator => {
                Ok(Answer::Of(PortRef::new(id, &rows.id)))
            }
            _ if spec.role == Role::Scorer => Err(PredictiveError::AlreadyPredictive { title: title() }),
            _ => Err(PredictiveError::NoScores { title: title() }),
        }
    }

    /// The first module that applies a trainer's model, or one to be added.
    fn of_trainer(&self, trainer: &'a Node) -> Answer<'a> {
        match self.scorers.iter().find(|(_, by)| *by == trainer.id) {
            Some((scorer, _)) => self.scores(scorer),
            None => Answer::Trainer(trainer),
        }
    }

    fn scores(&self, scorer: &Node) -> Answer<'a> {
        let rows = self.spec(&scorer.id).and_then(ComponentSpec::rows_out);
        Answer::Of(PortRef::new(&scorer.id, rows.map_or("", |port| port.id.as_str())))
    }

    /// The one output that the experiment already serves and that comes of scores.
    fn served(&self) -> Option<PortRef> {
        let outputs = self.draft.interface.outputs.iter().map(|output| &output.port);
        let found: BTreeSet<&PortRef> = outputs
            .filter(|port| {
                let Some(spec) = self.spec(&port.node) else { return false };
                let upstream = self.structure.upstream_of([port.node.as_str()]);
                spec.role != Role::Evaluator
                    && spec.rows_out().is_some_and(|rows| rows.id == port.port)
                    && self.scorers.iter().any(|(scorer, _)| upstream.contains(&scorer.id))
            })
            .collect();
        match Vec::from_iter(found)[..] {
            [port] => Some(port.clone()),
            _ => None,
        }
    }

    /// The one model there is. A model that others are trained on the scores of is part of theirs.
    fn only(&self) -> Result<Answer<'a>, PredictiveError> {
        let feeding = self.trainers.iter().flat_map(|trainer| self.structure.incoming(&trainer.id));
        let below = self.structure.upstream_of(feeding.map(|edge| edge.from.node.as_str()));
        let last: Vec<&'a Node> =
            self.trainers.iter().copied().filter(|trainer| !below.contains(&trainer.id)).collect();
        match last[..] {
            [trainer] => Ok(self.of_trainer(trainer)),
            [] => Err(match self.saved {
                Some(scorer) => PredictiveError::AlreadyPredictive { title: title(scorer, self.catalogue) },
                None => PredictiveError::NoModel,
            }),
            _ => {
                let choice = |trainer: &&Node| {
                    let applied = self.scorers.iter().find(|(_, by)| *by == trainer.id);
                    let node = applied.map_or(*trainer, |(scorer, _)| *scorer);
                    let learner = self.learner(trainer);
                    let title = title(node, self.catalogue);
                    let title = learner.map_or(title.clone(), |learner| format!("{title}, {learner}"));
                    ModelChoice { node: node.id.clone(), title }
                };
                Err(PredictiveError::Several { choices: last.iter().map(choice).collect() })
            }
        }
    }

    /// What a trainer trains.
    fn learner(&self, trainer: &Node) -> Option<String> {
        let mut fed = self.structure.incoming(&trainer.id).iter().map(|edge| edge.from.node.as_str());
        let learner = fed.find(|id| self.spec(id).is_some_and(|spec| spec.role == Role::Learner))?;
        Some(title(self.nodes[learner], self.catalogue))
    }
}
