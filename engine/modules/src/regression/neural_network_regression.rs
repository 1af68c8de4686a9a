use crate::learning::neural_network::{self, NeuralNetworkParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::neural_network::NeuralNetwork;

/// A neural network that predicts a number.
#[derive(Clone, Debug, Params)]
pub struct NeuralNetworkRegression {
    #[param(flatten, learning_rate.default = 0.005)]
    network: NeuralNetworkParams,
}

impl Component for NeuralNetworkRegression {
    const IDENTITY: Identity = Identity {
        id: "neural-network-regression",
        title: "Neural Network Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["d7ee222c669f4200a576a761a9c1a928"],
        designer: Some("Neural Network Regression"),
        keywords: &["deep learning", "perceptron", "mlp"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("neural_network_regression.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());

    fn check(&self, check: &mut Check<'_>) {
        self.network.check(check);
        check.output(
            "untrained_model",
            Known::Untrained { component: Self::IDENTITY.id.to_owned(), task: Self::TASK },
        );
    }
}

impl Learner for NeuralNetworkRegression {
    const TASK: Task = Task::Regression;
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
        Ok(Scores::Numbers(outputs.into_iter().map(f64::from).collect()))
    }

    fn summary(model: &NeuralNetwork) -> String {
        neural_network::summary(model)
    }

    fn describe(model: &NeuralNetwork, names: &FeatureNames, view: &mut ModelView) {
        neural_network::describe(model, names, view);
    }
}
