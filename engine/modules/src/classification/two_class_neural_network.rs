use crate::learning::neural_network::{self, NeuralNetworkParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::neural_network::NeuralNetwork;

/// A neural network that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassNeuralNetwork {
    #[param(flatten)]
    network: NeuralNetworkParams,
}

impl Component for TwoClassNeuralNetwork {
    const IDENTITY: Identity = Identity {
        id: "two-class-neural-network",
        title: "Two-Class Neural Network",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["ebc29f52719d4d0fb66a2ce85f527c7d"],
        designer: Some("Two-Class Neural Network"),
        keywords: &["deep learning", "perceptron", "mlp"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_neural_network.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());

    fn check(&self, check: &mut Check<'_>) {
        self.network.check(check);
        check.output(
            "untrained_model",
            Known::Untrained { component: Self::IDENTITY.id.to_owned(), task: Self::TASK },
        );
    }
}

impl Learner for TwoClassNeuralNetwork {
    const TASK: Task = Task::Binary;
    type Model = NeuralNetwork;

    fn features(&self) -> FeatureSettings {
        self.network.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<NeuralNetwork, Failure> {
        self.network.fit(training, run).await
    }

    async fn predict(
        model: &NeuralNetwork,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        let outputs = neural_network::predict(model, features, run).await?;
        Ok(Scores::Probabilities(outputs.into_iter().map(f64::from).collect()))
    }

    fn summary(model: &NeuralNetwork) -> String {
        neural_network::summary(model)
    }

    fn describe(model: &NeuralNetwork, names: &FeatureNames, view: &mut ModelView) {
        neural_network::describe(model, names, view);
    }
}
