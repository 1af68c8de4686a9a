//! What is served: the predictive experiment of each model that the experiment trains, or the experiment itself.

use super::DOWNLOADED;
use crate::emit::azureml::names::Names;
use crate::emit::azureml::{self, Folder};
use crate::emit::folder::{Material, Samples};
use crate::predictive::{KnownData, ModelChoice, Predictive, PredictiveError, predictive};
use ml_graph::{
    Catalogue, Diagnostic, EndpointDefinition, Node, PipelineDraft, PortKind, PortRef, Role, Structure,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A service.
pub(super) struct Service {
    /// What tells it from the others; nothing when it is the only one.
    pub(super) name: Option<String>,
    /// What people call its model.
    pub(super) title: String,
    /// Its files for Azure ML.
    pub(super) folder: Folder,
    /// Results of a training run that it is made of: name of the result, and of the data asset of the batch service.
    pub(super) saved: Vec<(String, String)>,
    /// The result that says how good the model is, and the row of it that is about the model.
    pub(super) evaluation: Option<(String, usize)>,
}

impl Service {
    /// Where its files are.
    pub(super) fn place(&self) -> String {
        match &self.name {
            Some(name) => format!("{DEPLOY}/{name}"),
            None => DEPLOY.to_owned(),
        }
    }

    /// Where the target `azureml` puts its files, and where they belong here. Its components are not those of the training pipeline, though
    /// some have the same names.
    pub(super) fn places(&self) -> Vec<(&'static str, String)> {
        let own = |folder: &str| format!("{}/{folder}", self.place());
        vec![
            ("endpoints", self.place()),
            ("monitor.yml", own("monitor.yml")),
            ("components", own("components")),
            ("settings", own("src")),
            ("modules", own("modules")),
            ("datastores", "mlops/azureml/datastores".to_owned()),
            ("clients", "clients".to_owned()),
            ("data", "data".to_owned()),
        ]
    }
}

/// The folder of deployments.
const DEPLOY: &str = "mlops/azureml/deploy";

/// A service before anything is written.
pub(super) struct Plan<'a> {
    name: Option<String>,
    title: String,
    draft: Cow<'a, PipelineDraft>,
    /// Of a model that a run trains.
    made: Option<Predictive>,
    evaluation: Option<(PortRef, usize)>,
}

/// One a model that the experiment trains, else one of the experiment itself when it is a service.
pub(super) fn plans<'a>(
    material: &Material<'a>,
    catalogue: &Catalogue,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Plan<'a>> {
    let Material { draft, samples, endpoints, .. } = *material;
    let known = KnownData { rows: samples.clone(), ..KnownData::default() };
    let choices = match predictive(draft, catalogue, None, &known) {
        Err(PredictiveError::Several { choices }) => choices,
        Ok(made) => {
            diagnostics.extend(made.diagnostics.iter().cloned());
            return vec![plan(draft, catalogue, None, String::new(), made)];
        }
        Err(error) => {
            if !matches!(error, PredictiveError::NoModel | PredictiveError::AlreadyPredictive { .. }) {
                diagnostics.push(as_warning(&error));
            }
            let served = !draft.interface.is_empty() || !endpoints.is_empty();
            let itself = Plan {
                name: None,
                title: String::new(),
                draft: Cow::Borrowed(draft),
                made: None,
                evaluation: None,
            };
            return if served { vec![itself] } else { Vec::new() };
        }
    };
    let mut names = Names::default();
    let mut plans = Vec::new();
    for (place, ModelChoice { node, title }) in choices.into_iter().enumerate() {
        // Names of endpoints, models and data come from that of the experiment, and are cut at their ends.
        let mut named = draft.clone();
        if place > 0 {
            named.name = format!("Model {} of {}", place + 1, draft.name);
        }
        match predictive(&named, catalogue, Some(&node), &known) {
            Ok(made) => {
                diagnostics.extend(made.diagnostics.iter().cloned());
                plans.push(plan(draft, catalogue, Some(names.next(&title, "model")), title, made));
            }
            Err(error) => diagnostics.push(as_warning(&error)),
        }
    }
    if let [one] = plans.as_mut_slice() {
        one.name = None;
    }
    plans
}

fn plan<'a>(
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    name: Option<String>,
    title: String,
    made: Predictive,
) -> Plan<'a> {
    let evaluation = evaluation(draft, catalogue, &made);
    Plan { name, title, draft: Cow::Owned(made.draft.clone()), made: Some(made), evaluation }
}

fn as_warning(error: &PredictiveError) -> Diagnostic {
    let mut diagnostic = error.to_diagnostic();
    diagnostic.severity = ml_graph::Severity::Warning;
    diagnostic
}

impl Plan<'_> {
    /// Outputs of the training that must be results for it.
    pub(super) fn wanted(&self) -> impl Iterator<Item = PortRef> {
        let saved = self.made.iter().flat_map(|made| made.saved.iter().map(|saved| saved.output.clone()));
        saved.chain(self.evaluation.iter().map(|(port, _)| port.clone()))
    }

    /// Writes it, once the training pipeline is written. `given` describes the endpoints that it takes the place of.
    pub(super) fn write(
        mut self,
        training: &Folder,
        material: &Material<'_>,
        catalogue: &Catalogue,
        given: &[EndpointDefinition],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Service {
        let rows = match &mut self.made {
            Some(made) => {
                place_saved(made, training);
                self.draft = Cow::Owned(made.draft.clone());
                sample_rows(&self.draft, material.samples)
            }
            None => material.samples.clone(),
        };
        let own = self.made.as_ref().map(|made| made.endpoint.clone()).filter(|_| given.is_empty());
        let endpoints: Vec<EndpointDefinition> = given.iter().cloned().chain(own).collect();
        if rows.is_empty()
            && !self.draft.interface.inputs.is_empty()
            && endpoints.iter().all(|endpoint| endpoint.sample_request.is_none())
        {
            diagnostics.push(
                Diagnostic::warning("export/no-sample", "There are no rows at hand for the example request of the service.")
                    .help("Put some into sample-request.json beside each deployment: a deployment is tried with them before any caller meets it."),
            );
        }
        let folder = azureml::folder(
            &Material { draft: &self.draft, catalogue, samples: &rows, endpoints: &endpoints },
            &BTreeSet::new(),
        );
        let saved = self.made.iter().flat_map(|made| &made.saved);
        let saved = saved.filter_map(|output| {
            let data = folder.of_assets.get(&output.asset)?;
            Some((training.results.get(&output.output)?.clone(), data.clone()))
        });
        Service {
            saved: saved.collect(),
            evaluation: self
                .evaluation
                .and_then(|(port, row)| Some((training.results.get(&port)?.clone(), row))),
            name: self.name,
            title: self.title,
            folder,
        }
    }
}

/// The output that judges the served model, and its row there: a judge compares one model a connected input.
fn evaluation(draft: &PipelineDraft, catalogue: &Catalogue, made: &Predictive) -> Option<(PortRef, usize)> {
    let structure = Structure::of(draft);
    let nodes: BTreeMap<&str, &Node> = draft.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let spec = |id: &str| catalogue.get(&nodes.get(id)?.component);
    // The scorer of training has the id that it has in the service.
    let scorers = made.draft.nodes.iter().filter(|node| {
        catalogue.get(&node.component).is_some_and(|spec| spec.role == Role::Scorer)
            && nodes.contains_key(node.id.as_str())
    });
    let ids: Vec<&str> = scorers.map(|node| node.id.as_str()).collect();
    // The last of them answers.
    for id in ids.iter().rev() {
        for edge in structure.outgoing(id) {
            let Some(judge) = spec(&edge.to.node).filter(|spec| spec.role == Role::Evaluator) else {
                continue;
            };
            let Some(out) = judge.rows_out() else { continue };
            let wired: BTreeSet<&str> =
                structure.incoming(&edge.to.node).iter().map(|edge| edge.to.port.as_str()).collect();
            let tables = judge.inputs.iter().filter(|port| port.kind == PortKind::Dataset);
            let row = tables
                .filter(|port| wired.contains(port.id.as_str()))
                .position(|port| port.id == edge.to.port);
            return row.map(|row| (PortRef::new(&edge.to.node, &out.id), row));
        }
    }
    None
}

/// Says where the saved models and transformations lie once a run's outputs were downloaded beside the served draft.
fn place_saved(made: &mut Predictive, training: &Folder) {
    for saved in &made.saved {
        let Some(result) = training.results.get(&saved.output) else { continue };
        let file = match saved.kind {
            ml_graph::AssetKind::Transform => "transform.json",
            _ => "trained-model.json",
        };
        if let Some(asset) = made.draft.assets.iter_mut().find(|asset| asset.id == saved.asset) {
            asset.location = Some(format!("{DOWNLOADED}/{result}/{file}"));
        }
    }
}

/// Rows for the inputs of the service, of the data that stands there.
fn sample_rows(draft: &PipelineDraft, samples: &Samples) -> Samples {
    let of_input = |input: &ml_graph::InterfacePort| {
        let edge = draft.edges.iter().find(|edge| edge.to == input.port)?;
        Some((input.port.clone(), samples.get(&edge.from).or_else(|| samples.get(&input.port))?.clone()))
    };
    draft.interface.inputs.iter().filter_map(of_input).collect()
}
