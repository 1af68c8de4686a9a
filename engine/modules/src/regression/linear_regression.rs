use crate::learning::TrainerMode;
use crate::learning::linear_models;
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::linear::{GradientDescent, LeastSquares, LinearModel};

/// A weighted sum of the features that predicts a number.
#[derive(Clone, Debug, Params)]
pub struct LinearRegression {
    /// How the weights are found: all rows at once, or one row after the other.
    #[param("Solution method", default = Solution::OrdinaryLeastSquares)]
    solution: Solution,
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param(
        "Create trainer mode",
        default = TrainerMode::SingleParameter,
        when = "solution == online-gradient-descent"
    )]
    trainer_mode: TrainerMode,
    /// Whether numbers are scaled to 0 … 1. Gradient descent works better when they are.
    #[param(
        "Should input instances be normalized",
        title = "Normalize features",
        default = true,
        when = "solution == online-gradient-descent"
    )]
    normalise: bool,
    /// Whether the model is the mean of the models after each row; it is steadier than the last one alone.
    #[param(
        "Final hypothesis is averaged",
        title = "Average final hypothesis",
        default = true,
        when = "solution == online-gradient-descent"
    )]
    average: bool,
    /// How far the first row moves the weights.
    #[param(
        "Learning rate",
        default = 0.1,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == single-parameter"
    )]
    learning_rate: f64,
    /// How often training goes through all rows.
    #[param(
        "Number of epochs over which algorithm iterates through examples",
        title = "Number of training epochs",
        default = 10,
        min = 0,
        when = "trainer_mode == single-parameter"
    )]
    epochs: u32,
    /// Penalty on the squared weights.
    #[param(
        "L2 regularization term weight",
        title = "L2 regularization weight",
        default = 0.001,
        min = 0.0,
        when = "trainer_mode == single-parameter"
    )]
    descent_l2: f64,
    /// Learning rates to try.
    #[param(
        "Range for learning rate",
        title = "Learning rates",
        default = "0.025; 0.05; 0.1; 0.2",
        logarithmic,
        min = f64::MIN_POSITIVE,
        when = "trainer_mode == parameter-range"
    )]
    learning_rates: SweepRange,
    /// Numbers of epochs to try.
    #[param(
        "Range for number of epochs over which algorithm iterates through examples",
        title = "Numbers of training epochs",
        default = "1; 10; 100",
        integer,
        min = 0,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    epochs_range: SweepRange,
    /// L2 weights to try.
    #[param(
        "Range for L2 regularization term weight",
        title = "L2 regularization weights",
        default = "0.001; 0.01; 0.1",
        min = 0.0,
        when = "trainer_mode == parameter-range"
    )]
    descent_l2_range: SweepRange,
    /// Whether the rate falls with the square root of the rows seen, so that the weights come to rest.
    #[param(
        "Decrease learning rate as iterations progress",
        title = "Decrease learning rate",
        default = true,
        when = "solution == online-gradient-descent"
    )]
    decrease: bool,
    /// Penalty on the squared weights. It keeps the weights of features that depend on each other small.
    #[param(
        "L2 regularization weight",
        default = 0.001,
        min = 0.0,
        when = "solution == ordinary-least-squares"
    )]
    l2: f64,
    /// Whether a constant is added to the weighted sum. Without one, all features 0 means the prediction 0.
    #[param("Include intercept term", default = true, when = "solution == ordinary-least-squares")]
    intercept: bool,
    /// Seed of the order in which rows are visited; blank takes the run's. Least squares leave nothing to chance.
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

/// How the weights are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Solution {
    /// One row after the other.
    #[choice("Online Gradient Descent")]
    OnlineGradientDescent,
    /// All rows at once.
    #[choice("Ordinary Least Squares")]
    OrdinaryLeastSquares,
}

impl Component for LinearRegression {
    const IDENTITY: Identity = Identity {
        id: "linear-regression",
        title: "Linear Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["31960a6f789b4cf788d62e1152c0bd1a"],
        designer: Some("Linear Regression"),
        keywords: &["least squares", "ols", "ridge", "sgd", "gradient descent"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("linear_regression.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for LinearRegression {
    const TASK: Task = Task::Regression;
    type Model = LinearModel;

    fn features(&self) -> FeatureSettings {
        let scaling = match self.solution {
            Solution::OnlineGradientDescent if self.normalise => Scaling::MinMax,
            _ => Scaling::None,
        };
        linear_models::features(scaling, self.allow_unknown_levels)
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<LinearModel, Failure> {
        let (features, numbers) = (&training.features, training.target.numbers()?);
        let weights = training.weights.as_deref();
        let fitted = match self.solution {
            Solution::OrdinaryLeastSquares => {
                let solver = LeastSquares { l2: self.l2, intercept: self.intercept };
                solver.fit(features, numbers, weights, run.watch).await
            }
            Solution::OnlineGradientDescent => {
                let solver = GradientDescent {
                    learning_rate: self.learning_rate,
                    epochs: self.epochs as usize,
                    l2: self.descent_l2,
                    decrease: self.decrease,
                    average: self.average,
                    seed: run.seed(self.seed),
                };
                solver.fit(features, numbers, weights, run.watch).await
            }
        };
        Ok(fitted?)
    }

    async fn predict(
        model: &LinearModel,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        Ok(Scores::Numbers(model.predict(features, run.watch).await?))
    }

    fn summary(model: &LinearModel) -> String {
        linear_models::summary(model)
    }

    fn describe(model: &LinearModel, names: &FeatureNames, view: &mut ModelView) {
        linear_models::describe(model, names, view);
    }
}
