//! What the three neural network modules share: choices, settings, training, scoring, description.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, Target, Training, device};
use crate::framework::{Check, Failure, RunContext};
use crate::params::Seed;
use ml_graph::Diagnostic;
use ml_learn::Matrix;
use ml_learn::neural_network::{self, Labels, NeuralNetwork, Settings};
use ml_macros::Choice;
use ml_protocol::ModelView;

/// Where the layers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum HiddenLayers {
    /// By the number of nodes.
    #[choice("Fully-connected case", id = "fully-connected")]
    FullyConnected,
    /// From a Net# script.
    #[choice(
        "Custom definition script",
        id = "custom-script",
        not_yet = "Networks defined by a Net# script do not run yet. Use the fully-connected case with the numbers of hidden nodes instead."
    )]
    CustomScript,
}

/// What happens to numbers first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub(crate) enum Normaliser {
    /// Bins of equal size.
    #[choice("Binning normalizer", id = "binning")]
    Binning,
    /// Mean 0, deviation 1.
    #[choice("Gaussian normalizer", id = "gaussian")]
    Gaussian,
    /// From 0 to 1.
    #[choice("Min-Max normalizer", id = "min-max")]
    MinMax,
    /// Nothing.
    #[choice("Do not normalize", id = "none")]
    None,
}

impl From<Normaliser> for neural_network::Normaliser {
    fn from(normaliser: Normaliser) -> neural_network::Normaliser {
        match normaliser {
            Normaliser::Binning => neural_network::Normaliser::Binning,
            Normaliser::Gaussian => neural_network::Normaliser::Gaussian,
            Normaliser::MinMax => neural_network::Normaliser::MinMax,
            Normaliser::None => neural_network::Normaliser::None,
        }
    }
}

/// The parameters of a network, as its module has them.
pub(crate) struct Parameters<'a> {
    pub(crate) hidden_nodes: &'a str,
    pub(crate) initial_weights_diameter: f64,
    pub(crate) learning_rate: f64,
    pub(crate) iterations: u32,
    pub(crate) momentum: f64,
    pub(crate) normaliser: Normaliser,
    pub(crate) shuffle: bool,
    pub(crate) seed: Seed,
}

impl Parameters<'_> {
    /// Reports what will not work.
    pub(crate) fn check(&self, check: &mut Check<'_>) {
        if let Err(diagnostic) = self.hidden() {
            check.report(diagnostic);
        }
        if let Err(diagnostic) = self.momentum() {
            check.report(diagnostic);
        }
    }

    /// Trains a network.
    pub(crate) async fn fit(
        &self,
        training: &Training,
        run: &RunContext<'_>,
    ) -> Result<NeuralNetwork, Failure> {
        let settings = Settings {
            hidden: self.hidden()?,
            learning_rate: self.learning_rate,
            iterations: self.iterations,
            initial_weights_diameter: self.initial_weights_diameter,
            momentum: self.momentum()?,
            normaliser: self.normaliser.into(),
            shuffle: self.shuffle,
            seed: run.seed(self.seed),
        };
        let numbers: Vec<f32>;
        let labels = match &training.target {
            Target::Binary(labels) => Labels::TwoClass(labels),
            Target::Classes { codes, classes } => Labels::MultiClass { codes, classes: *classes as u32 },
            Target::Numbers(labels) => {
                numbers = labels.iter().map(|label| *label as f32).collect();
                Labels::Numbers(&numbers)
            }
            Target::None => {
                return Err(Failure::new(
                    "error-0024",
                    "A neural network needs a label column.",
                    "Choose the column to predict.",
                ));
            }
        };
        let weights = training.weights.as_deref();
        let fit = neural_network::fit(
            &training.features,
            labels,
            weights,
            &settings,
            device::choice(run),
            run.watch,
        );
        Ok(device::report(fit.await?, run))
    }

    /// Numbers of hidden nodes, layer by layer.
    fn hidden(&self) -> Result<Vec<u32>, Diagnostic> {
        let count = |text: &str| text.trim().parse::<u32>().ok().filter(|count| (1..=65_536).contains(count));
        let layers: Option<Vec<u32>> = self.hidden_nodes.split([',', ';']).map(count).collect();
        layers.ok_or_else(|| {
            Diagnostic::error("error-0002", format!("“{}” is no number of hidden nodes.", self.hidden_nodes))
                .help("Write a whole number such as 100, or one for each hidden layer such as 100, 50.")
                .at_param("hidden_nodes")
        })
    }

    fn momentum(&self) -> Result<f64, Diagnostic> {
        if self.momentum < 1.0 {
            return Ok(self.momentum);
        }
        Err(Diagnostic::error("error-0002", "With a momentum of 1 a neural network never comes to rest.")
            .help("Choose a momentum below 1, for example 0.9.")
            .at_param("momentum"))
    }
}

/// How columns become features: the network scales by itself.
pub(crate) fn features(allow_unknown_levels: bool) -> FeatureSettings {
    FeatureSettings { scaling: Scaling::None, missing: MissingFeatures::Mean, allow_unknown_levels }
}

/// The outputs of each row.
pub(crate) async fn predict(
    model: &NeuralNetwork,
    features: &Matrix,
    run: &RunContext<'_>,
) -> Result<Vec<f32>, Failure> {
    Ok(model.predict(features, run.watch).await?)
}

/// One line on a network.
pub(crate) fn summary(model: &NeuralNetwork) -> String {
    let hidden: Vec<String> =
        model.layers.iter().rev().skip(1).rev().map(|layer| layer.outputs.to_string()).collect();
    format!("{} hidden nodes", hidden.join(" and "))
}

/// Adds facts to what people see of a network.
pub(crate) fn describe(model: &NeuralNetwork, names: &FeatureNames, view: &mut ModelView) {
    let weights: usize = model.layers.iter().map(|layer| layer.weights.len() + layer.biases.len()).sum();
    let mut layers = vec![names.all().len().to_string()];
    layers.extend(model.layers.iter().map(|layer| layer.outputs.to_string()));
    view.facts.push(("Nodes, from inputs to outputs".to_owned(), layers.join(", ")));
    view.facts.push(("Weights".to_owned(), weights.to_string()));
}
