//! From a training experiment to the predictive one, as “Set up web service” made it.
//!
//! What the training fitted – the model and the transformations on the way to it – become saved assets; what only training needs is left
//! out; rows that callers send come in where the data came from, and scores go out. Which part a module plays is read from its ports, its
//! role and its flags in the catalogue: no module is known by name.
//!
//! [`choose`] finds the model to serve, [`rewrite`] builds the graph that answers with it, [`service`] gives it its interface.

mod choose;
mod rewrite;
mod service;

use crate::emit::Samples;
use ml_graph::{
    AssetKind, Catalogue, Diagnostic, EndpointColumn, EndpointDefinition, Node, PipelineDraft, PortRef,
};
use std::collections::BTreeMap;

/// A predictive experiment and what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictive {
    /// The experiment that answers callers.
    pub draft: PipelineDraft,
    /// How it is served.
    pub endpoint: EndpointDefinition,
    /// The outputs of a training run that its saved models and transformations are, in the order of its assets.
    pub saved: Vec<SavedOutput>,
    /// Ids of the modules that only training needs.
    pub left_out: Vec<String>,
    /// What is worth knowing.
    pub diagnostics: Vec<Diagnostic>,
}

/// An output of the training experiment that an asset of the predictive one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedOutput {
    /// Id of the asset.
    pub asset: String,
    /// Name of the asset.
    pub name: String,
    /// What it is.
    pub kind: AssetKind,
    /// The output in the training experiment.
    pub output: PortRef,
}

/// What is known of the training experiment's data without running it.
#[derive(Clone, Debug, Default)]
pub struct KnownData {
    /// Columns by the output port that gives them.
    pub columns: BTreeMap<PortRef, Vec<EndpointColumn>>,
    /// First rows by the output port that gives them.
    pub rows: Samples,
}

/// A model that could be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    /// Id of the module that trains or applies it.
    pub node: String,
    /// The module's title.
    pub title: String,
}

/// Why there is no predictive experiment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredictiveError {
    /// Nothing is trained.
    #[error("The experiment trains no model, so there is none to serve.")]
    NoModel,
    /// Models are applied, but none is trained.
    #[error(
        "“{title}” applies a saved model and nothing is trained: the experiment is a predictive one already."
    )]
    AlreadyPredictive {
        /// Title of the module that applies it.
        title: String,
    },
    /// Several models were trained.
    #[error("The experiment trains several models; a service answers with one of them.")]
    Several {
        /// One a model.
        choices: Vec<ModelChoice>,
    },
    /// There is no such module.
    #[error("The experiment has no module “{node}”.")]
    NoSuchNode {
        /// The id that was asked for.
        node: String,
    },
    /// The module has nothing to do with a trained model.
    #[error("“{title}” neither trains nor applies a model, and works on no scores.")]
    NoScores {
        /// Title of the module that was asked for.
        title: String,
    },
    /// The module's model comes from nowhere.
    #[error("“{title}” has no model connected.")]
    NoModelConnected {
        /// Title of the module.
        title: String,
    },
    /// The module has no rows to apply the model to.
    #[error("“{title}” has no data connected, so there is no place for the rows of callers.")]
    NoData {
        /// Title of the module.
        title: String,
    },
    /// The catalogue has nothing that applies what was fitted.
    #[error("No module applies what “{title}” fits.")]
    NoApplier {
        /// Title of the module.
        title: String,
    },
}

impl PredictiveError {
    /// The error with what to do about it.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let (code, help) = match self {
            PredictiveError::NoModel => {
                ("predictive/no-model", "Connect a learner and its data to Train Model, or choose another experiment.".to_owned())
            }
            PredictiveError::AlreadyPredictive { .. } => {
                ("predictive/already", "Serve it as it is; give it web service ports in the studio if it has none.".to_owned())
            }
            PredictiveError::Several { choices } => {
                let choices: Vec<String> =
                    choices.iter().map(|choice| format!("{} (“{}”)", choice.node, choice.title)).collect();
                ("predictive/several", format!("Name the module whose model shall answer: {}.", choices.join(", ")))
            }
            PredictiveError::NoSuchNode { .. } => {
                ("predictive/no-node", "Name a module that trains or applies the model, by its id.".to_owned())
            }
            PredictiveError::NoScores { .. } => (
                "predictive/no-scores",
                "Name a module that trains or applies a model, or one that works on what such a module gives.".to_owned(),
            ),
            PredictiveError::NoModelConnected { .. } => {
                ("predictive/no-model-connected", "Connect a trained model to it.".to_owned())
            }
            PredictiveError::NoData { .. } => ("predictive/no-data", "Connect a dataset to it.".to_owned()),
            PredictiveError::NoApplier { .. } => (
                "predictive/no-applier",
                "Add the module that applies it to the training experiment, and name that one.".to_owned(),
            ),
        };
        Diagnostic::error(code, self.to_string()).help(help)
    }
}

/// The ending of a predictive experiment's name.
const SUFFIX: &str = " [Predictive Exp.]";

/// Builds the predictive experiment of `training` and its endpoint.
///
/// `node` names, by its id, the module that trains or applies the model, or one that works on the scores and whose output shall be the
/// answer; without it the experiment must train one model. `known` is what is known of the data, for the endpoint's columns and its
/// example request.
///
/// # Errors
/// When no model can be served, or several could.
pub fn predictive(
    training: &PipelineDraft,
    catalogue: &Catalogue,
    node: Option<&str>,
    known: &KnownData,
) -> Result<Predictive, PredictiveError> {
    let answer = choose::answer(training, catalogue, node)?;
    let mut rewritten = rewrite::rewrite(training, catalogue, &answer)?;
    let entry = service::entry(training, &rewritten, catalogue)?;
    let endpoint = service::serve(training, catalogue, &mut rewritten, &entry, known);
    let rewrite::Rewritten { draft, saved, left_out, diagnostics, .. } = rewritten;
    Ok(Predictive { draft, endpoint, saved, left_out, diagnostics })
}

/// What people call a node.
fn title(node: &Node, catalogue: &Catalogue) -> String {
    if !node.title.is_empty() {
        return node.title.clone();
    }
    catalogue.get(&node.component).map_or_else(|| node.component.clone(), |spec| spec.title.clone())
}
