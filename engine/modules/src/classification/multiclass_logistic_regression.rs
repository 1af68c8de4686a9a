use crate::learning::linear_models::{self, LogisticParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::linear::LogisticModel;

/// Weighted sums of the features, one for each label, that tell several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MulticlassLogisticRegression {
    #[param(flatten)]
    logistic: LogisticParams,
}

impl Component for MulticlassLogisticRegression {
    const IDENTITY: Identity = Identity {
        id: "multiclass-logistic-regression",
        title: "Multiclass Logistic Regression",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["1d195fe598cd4e1aa1c8076aaa3e02c3"],
        designer: Some("Multiclass Logistic Regression"),
        keywords: &["linear", "softmax", "multinomial", "lbfgs"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("multiclass_logistic_regression.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for MulticlassLogisticRegression {
    const TASK: Task = Task::Multiclass;
    type Model = LogisticModel;

    fn features(&self) -> FeatureSettings {
        self.logistic.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<LogisticModel, Failure> {
        let (labels, classes) = training.target.classes()?;
        self.logistic.fit(training, labels, classes, run).await
    }

    async fn predict(
        model: &LogisticModel,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        let probabilities = model.predict(features, run.watch).await?;
        Ok(Scores::Classes(linear_models::by_class(model, probabilities)))
    }

    fn summary(model: &LogisticModel) -> String {
        linear_models::summary(&model.linear)
    }

    fn describe(model: &LogisticModel, names: &FeatureNames, view: &mut ModelView) {
        linear_models::describe(&model.linear, names, view);
    }
}
