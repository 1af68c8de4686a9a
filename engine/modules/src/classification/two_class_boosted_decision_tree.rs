use crate::learning::TrainerMode;
use crate::learning::boosted_trees::{self, Parameters};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Objective};

/// Many small decision trees, each correcting the ones before, that tell two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassBoostedDecisionTree {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// How many leaves a tree may have. More leaves follow finer relations, and need more rows to be right about them.
    #[param(
        "Maximum number of leaves per tree",
        default = 20,
        min = 2,
        max = 131072,
        when = "trainer_mode == single-parameter"
    )]
    leaves: u32,
    /// How many training rows a leaf must have. Raise it when the model does well in training and badly elsewhere.
    #[param(
        "Minimum number of training instances required to form a leaf",
        title = "Minimum number of samples per leaf node",
        default = 10,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    leaf_rows: u32,
    /// How much of each tree counts. Smaller rates are more careful and need more trees.
    #[param(
        "The learning rate",
        title = "Learning rate",
        default = 0.2,
        min = f64::MIN_POSITIVE,
        max = 1.0,
        when = "trainer_mode == single-parameter"
    )]
    learning_rate: f64,
    /// How many trees are grown. Training time grows with it.
    #[param(
        "Total number of trees constructed",
        title = "Number of trees constructed",
        default = 100,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    trees: u32,
    /// Numbers of leaves to try.
    #[param(
        "Range for maximum number of leaves per tree",
        title = "Maximum numbers of leaves per tree",
        default = "2; 8; 32; 128",
        integer,
        logarithmic,
        min = 2,
        max = 131072,
        when = "trainer_mode == parameter-range"
    )]
    leaves_range: SweepRange,
    /// Numbers of rows in a leaf to try.
    #[param(
        "Range for minimum number of training instances required to form a leaf",
        title = "Minimum numbers of samples per leaf node",
        default = "1; 10; 50",
        integer,
        logarithmic,
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    leaf_rows_range: SweepRange,
    /// Learning rates to try.
    #[param(
        "Range for learning rate",
        title = "Learning rates",
        default = "0.025; 0.05; 0.1; 0.2; 0.4",
        logarithmic,
        min = f64::MIN_POSITIVE,
        max = 1.0,
        when = "trainer_mode == parameter-range"
    )]
    learning_rates: SweepRange,
    /// Numbers of trees to try.
    #[param(
        "Range for total number of trees constructed",
        title = "Numbers of trees constructed",
        default = "20; 100; 500",
        integer,
        logarithmic,
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    trees_range: SweepRange,
    /// Seed of the random choices; blank takes the run's. As long as every tree sees all rows and columns, there are none.
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

impl Component for TwoClassBoostedDecisionTree {
    const IDENTITY: Identity = Identity {
        id: "two-class-boosted-decision-tree",
        title: "Two-Class Boosted Decision Tree",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["e3c522f853d948298ea45c6a6b75330c"],
        designer: Some("Two-Class Boosted Decision Tree"),
        keywords: &["gradient boosting", "gbdt", "fasttree", "lightgbm", "xgboost", "ensemble"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("two_class_boosted_decision_tree.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for TwoClassBoostedDecisionTree {
    const TASK: Task = Task::Binary;
    type Model = BoostedTrees;

    fn features(&self) -> FeatureSettings {
        boosted_trees::features(self.allow_unknown_levels)
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<BoostedTrees, Failure> {
        let parameters = Parameters {
            leaves: self.leaves,
            leaf_rows: self.leaf_rows,
            learning_rate: self.learning_rate,
            trees: self.trees,
            seed: self.seed,
        };
        let labels: Vec<f64> = training.target.positives()?.iter().map(|&label| f64::from(label)).collect();
        parameters.fit(training, &labels, Objective::TwoClass, run).await
    }

    async fn predict(
        model: &BoostedTrees,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        Ok(Scores::Probabilities(boosted_trees::predict(model, features, run).await?))
    }

    fn summary(model: &BoostedTrees) -> String {
        boosted_trees::summary(model)
    }

    fn describe(model: &BoostedTrees, names: &FeatureNames, view: &mut ModelView) {
        boosted_trees::describe(model, names, view);
    }
}
