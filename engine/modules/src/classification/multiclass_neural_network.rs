use crate::learning::TrainerMode;
use crate::learning::neural_network::{self, HiddenLayers, Normaliser, Parameters};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::neural_network::NeuralNetwork;

/// A neural network that tells several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MulticlassNeuralNetwork {
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

impl MulticlassNeuralNetwork {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            hidden_nodes: &self.hidden_nodes,
            initial_weights_diameter: self.initial_weights_diameter,
            learning_rate: self.learning_rate,
            iterations: self.iterations,
            momentum: self.momentum,
            normaliser: self.normaliser,
            shuffle: self.shuffle,
            seed: self.seed,
        }
    }
}

impl Component for MulticlassNeuralNetwork {
    const IDENTITY: Identity = Identity {
        id: "multiclass-neural-network",
        title: "Multiclass Neural Network",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["e8b401fb230a4b21bd11d1fda0d57c1f"],
        designer: Some("Multiclass Neural Network"),
        keywords: &["deep learning", "perceptron", "mlp", "softmax"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("multiclass_neural_network.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());

    fn check(&self, check: &mut Check<'_>) {
        self.parameters().check(check);
        check.output(
            "untrained_model",
            Known::Untrained { component: Self::IDENTITY.id.to_owned(), task: Self::TASK },
        );
    }
}

impl Learner for MulticlassNeuralNetwork {
    const TASK: Task = Task::Multiclass;
    type Model = NeuralNetwork;

    fn features(&self) -> FeatureSettings {
        neural_network::features(self.allow_unknown_levels)
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<NeuralNetwork, Failure> {
        self.parameters().fit(training, run).await
    }

    async fn predict(
        model: &NeuralNetwork,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        let outputs = neural_network::predict(model, features, run).await?;
        let classes = model.outputs();
        let of_class =
            |class: usize| outputs.iter().skip(class).step_by(classes).map(|p| f64::from(*p)).collect();
        Ok(Scores::Classes((0..classes).map(of_class).collect()))
    }

    fn summary(model: &NeuralNetwork) -> String {
        neural_network::summary(model)
    }

    fn describe(model: &NeuralNetwork, names: &FeatureNames, view: &mut ModelView) {
        neural_network::describe(model, names, view);
    }
}
