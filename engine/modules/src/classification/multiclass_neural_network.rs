use crate::learning::neural_network::{self, NeuralNetworkParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::neural_network::NeuralNetwork;

/// A neural network that tells several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MulticlassNeuralNetwork {
    #[param(flatten)]
    network: NeuralNetworkParams,
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
        self.network.check(check);
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
