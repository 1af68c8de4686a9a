//! What the three neural network modules share: parameters, training, scoring, description.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, Target, TrainerMode, Training, device};
use crate::framework::{Check, Failure, RunContext};
use crate::params::Seed;
use ml_graph::{Diagnostic, SweepRange};
use ml_learn::Matrix;
use ml_learn::neural_network::{self, Labels, NeuralNetwork, Settings};
use ml_macros::{Choice, Params};
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

/// Parameters of neural networks.
#[derive(Clone, Debug, Params)]
pub(crate) struct NeuralNetworkParams {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// Whether the hidden layers are given by their numbers of nodes or by a Net# script.
    #[param("Hidden layer specification", default = HiddenLayers::FullyConnected, when = "trainer_mode == single-parameter")]
    hidden_layers: HiddenLayers,
    /// The same for a sweep.
    #[param(
        "Hidden layer specification1",
        title = "Hidden layer specification",
        default = HiddenLayers::FullyConnected,
        when = "trainer_mode == parameter-range"
    )]
    hidden_layers_for_sweep: HiddenLayers,
    /// A Net# script that defines the network.
    #[param("Neural network definition", script = "netsharp", when = "hidden_layers == custom-script")]
    definition: String,
    /// How many nodes the hidden layer has; several layers are written 100, 50.
    #[param("Number of hidden nodes", default = "100", when = "hidden_layers == fully-connected")]
    hidden_nodes: String,
    /// The same for a sweep.
    #[param(
        "Number of hidden nodes1",
        title = "Number of hidden nodes",
        default = "100",
        when = "hidden_layers_for_sweep == fully-connected"
    )]
    hidden_nodes_for_sweep: String,
    /// Width of the interval around 0 from which the first weights are drawn.
    #[param("The initial learning weights diameter", default = 0.1, min = 2.220446049250313e-16)]
    initial_weights_diameter: f64,
    /// How far one row moves the weights. Larger learns faster, too large never settles.
    #[param(
        "The learning rate",
        title = "Learning rate",
        aliases("Learning rate"),
        default = 0.1,
        min = 2.220446049250313e-16,
        max = 2.0,
        when = "trainer_mode == single-parameter"
    )]
    learning_rate: f64,
    /// Learning rates to try.
    #[param(
        "Range for learning rate",
        title = "Learning rates",
        default = "0.1; 0.2; 0.4",
        logarithmic,
        min = 2.220446049250313e-16,
        max = 2.0,
        when = "trainer_mode == parameter-range"
    )]
    learning_rates: SweepRange,
    /// How often training goes through all rows.
    #[param(
        "Number of learning iterations",
        default = 100,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    iterations: u32,
    /// Numbers of iterations to try.
    #[param(
        "Range for number of learning iterations",
        title = "Numbers of learning iterations",
        default = "20; 40; 80; 160",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    iterations_range: SweepRange,
    /// Share of the last step that is taken once more; 0 is none.
    #[param("The momentum", default = 0.0, min = 0.0, max = 1.0)]
    momentum: f64,
    /// How numbers are brought to one scale before they enter the network.
    #[param("The type of normalizer", default = Normaliser::MinMax)]
    normaliser: Normaliser,
    /// Whether each iteration visits the rows in another order.
    #[param("Shuffle examples", default = true)]
    shuffle: bool,
    /// Seed for the first weights and the orders; blank takes the run's.
    #[param("Random number seed")]
    seed: Seed,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param(
        "Allow unknown levels in categorical features",
        title = "Allow unknown categorical levels",
        aliases("Allow unknown categorical levels"),
        default = true
    )]
    allow_unknown_levels: bool,
}

impl NeuralNetworkParams {
    /// How columns become features: the network scales by itself.
    pub(crate) fn features(&self) -> FeatureSettings {
        FeatureSettings {
            scaling: Scaling::None,
            missing: MissingFeatures::Mean,
            allow_unknown_levels: self.allow_unknown_levels,
        }
    }

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
