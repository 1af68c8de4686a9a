use crate::learning::linear_models::{self, LogisticParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::linear::LogisticModel;

/// A weighted sum of the features that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassLogisticRegression {
    #[param(flatten)]
    logistic: LogisticParams,
}

impl Component for TwoClassLogisticRegression {
    const IDENTITY: Identity = Identity {
        id: "two-class-logistic-regression",
        title: "Two-Class Logistic Regression",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["b0fd7660eeed43c5948720d9cc79ed5d"],
        designer: Some("Two-Class Logistic Regression"),
        keywords: &["linear", "logit", "lbfgs", "probability"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_logistic_regression.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for TwoClassLogisticRegression {
    const TASK: Task = Task::Binary;
    type Model = LogisticModel;

    fn features(&self) -> FeatureSettings {
        self.logistic.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<LogisticModel, Failure> {
        let labels: Vec<u32> = training.target.positives()?.iter().map(|&label| label.into()).collect();
        self.logistic.fit(training, &labels, 2, run).await
    }

    async fn predict(
        model: &LogisticModel,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        let probabilities = model.predict(features, run.watch).await?;
        Ok(Scores::Probabilities(probabilities))
    }

    fn summary(model: &LogisticModel) -> String {
        linear_models::summary(&model.linear)
    }

    fn describe(model: &LogisticModel, names: &FeatureNames, view: &mut ModelView) {
        linear_models::describe(&model.linear, names, view);
    }
}
