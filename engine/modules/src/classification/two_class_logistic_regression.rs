use crate::learning::TrainerMode;
use crate::learning::linear_models::{self, Logistic};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::linear::LogisticModel;

/// A weighted sum of the features that tells two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassLogisticRegression {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// Training stops when the loss falls by less than this share a step. Smaller is more exact and takes longer.
    #[param(
        "Optimization Tolerance",
        title = "Optimization tolerance",
        default = 1e-7,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == single-parameter"
    )]
    tolerance: f64,
    /// Penalty on the absolute weights: the larger, the more weights become exactly 0.
    #[param(
        "L1 Regularization weight",
        title = "L1 regularization weight",
        aliases("L1 regularization weight"),
        default = 1.0,
        min = 0.0,
        when = "trainer_mode == single-parameter"
    )]
    l1: f64,
    /// Penalty on the squared weights: the larger, the smaller all weights, and the less single features matter.
    #[param(
        "L2 Regularizaton weight",
        title = "L2 regularization weight",
        aliases("L2 Regularization weight", "L2 regularization weight"),
        default = 1.0,
        min = 0.0,
        when = "trainer_mode == single-parameter"
    )]
    l2: f64,
    /// How many past steps the optimiser remembers. More make fewer, dearer steps.
    #[param(
        "Memory Size",
        title = "Memory size for L-BFGS",
        default = 20,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    memory: u32,
    /// Tolerances to try.
    #[param(
        "Range for optimization tolerance",
        title = "Optimization tolerances",
        default = "0.00001; 0.00000001",
        logarithmic,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == parameter-range"
    )]
    tolerances: SweepRange,
    /// L1 weights to try.
    #[param(
        "Range for L1 regularization weight",
        title = "L1 regularization weights",
        default = "0.0; 0.01; 0.1; 1.0",
        logarithmic,
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    l1_range: SweepRange,
    /// L2 weights to try.
    #[param(
        "Range for L2 regularization weight",
        title = "L2 regularization weights",
        default = "0.01; 0.1; 1.0",
        logarithmic,
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    l2_range: SweepRange,
    /// Memory sizes to try.
    #[param(
        "Range for memory size for L-BFGS the lower the value the faster and less accurate the training",
        title = "Memory sizes for L-BFGS",
        default = "5; 20; 50",
        integer,
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    memories: SweepRange,
    /// Kept for reruns of exports; training begins at weights of 0 and leaves nothing to chance.
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
        linear_models::features(Scaling::MinMax, self.allow_unknown_levels)
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<LogisticModel, Failure> {
        let Self { tolerance, l1, l2, memory, .. } = *self;
        let parameters = Logistic { tolerance, l1, l2, memory };
        let labels: Vec<u32> = training.target.positives()?.iter().map(|&label| label.into()).collect();
        parameters.fit(training, &labels, 2, run).await
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
