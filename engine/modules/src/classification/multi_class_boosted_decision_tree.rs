use crate::learning::TrainerMode;
use crate::learning::boosted_trees::{self, Parameters};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Objective};

/// Boosted decision trees that tell several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MultiClassBoostedDecisionTree {
    /// Whether one set of values is used, or ranges that Tune Model Hyperparameters sweeps over.
    #[param("Create trainer mode", default = TrainerMode::SingleParameter)]
    trainer_mode: TrainerMode,
    /// The most leaves of one tree. More fit finer detail.
    #[param(
        "Maximum number of leaves per tree",
        default = 20,
        min = 2,
        max = 131072,
        when = "trainer_mode == single-parameter"
    )]
    maximum_number_of_leaves_per_tree: u32,
    /// The fewest rows that a leaf may have. More make smoother models.
    #[param(
        "Minimum number of training instances required to form a leaf",
        title = "Minimum number of samples per leaf node",
        default = 10,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    minimum_leaf_instances: u32,
    /// How far each step goes. Small values need more steps.
    #[param("The learning rate", title = "Learning rate", default = 0.2, min = f64::MIN_POSITIVE, max = 1.0, when = "trainer_mode == single-parameter")]
    the_learning_rate: f64,
    /// How many rounds there are; each grows a tree a label.
    #[param(
        "Total number of trees constructed",
        title = "Number of trees constructed",
        default = 100,
        min = 1,
        when = "trainer_mode == single-parameter"
    )]
    total_number_of_trees_constructed: u32,
    /// Values to try in a sweep: maximum number of leaves per tree.
    #[param(
        "Range for maximum number of leaves per tree",
        title = "Maximum number of leaves per tree",
        integer,
        logarithmic,
        default = "2; 8; 32; 128",
        min = 2,
        max = 131072,
        when = "trainer_mode == parameter-range"
    )]
    range_maximum_number_of_leaves_per_tree: SweepRange,
    /// Values to try in a sweep: minimum number of samples per leaf node.
    #[param(
        "Range for minimum number of training instances required to form a leaf",
        title = "Minimum number of samples per leaf node",
        integer,
        logarithmic,
        default = "1; 10; 50",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_minimum_leaf_instances: SweepRange,
    /// Values to try in a sweep: learning rate.
    #[param("Range for learning rate", title = "Learning rate", logarithmic, default = "0.025; 0.05; 0.1; 0.2; 0.4", min = f64::MIN_POSITIVE, max = 1.0, when = "trainer_mode == parameter-range")]
    range_learning_rate: SweepRange,
    /// Values to try in a sweep: number of trees constructed.
    #[param(
        "Range for total number of trees constructed",
        title = "Number of trees constructed",
        integer,
        logarithmic,
        default = "20; 100; 500",
        min = 1,
        max = 2147483647,
        when = "trainer_mode == parameter-range"
    )]
    range_total_number_of_trees_constructed: SweepRange,
    /// Seed for random numbers; blank takes the run's, so that reruns agree.
    #[param("Random number seed")]
    seed: Seed,
    /// Whether a level that training did not know counts as no level; otherwise it is an error.
    #[param(
        "Allow unknown levels in categorical features",
        title = "Allow unknown categorical levels",
        default = true
    )]
    allow_unknown_levels: bool,
}

impl Component for MultiClassBoostedDecisionTree {
    const IDENTITY: Identity = Identity {
        id: "multi-class-boosted-decision-tree",
        title: "MultiClass Boosted Decision Tree",
        category: "Machine Learning / Initialize Model / Classification",
        families: &["1d67b73134d74adbbc2aa8844cd1bd2d"],
        designer: Some("MultiClass Boosted Decision Tree"),
        designer_only: true,
        keywords: &["gradient boosting", "gbdt", "lightgbm", "ensemble"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("multi_class_boosted_decision_tree.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for MultiClassBoostedDecisionTree {
    const TASK: Task = Task::Multiclass;
    type Model = BoostedTrees;

    fn features(&self) -> FeatureSettings {
        boosted_trees::features(self.allow_unknown_levels)
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<BoostedTrees, Failure> {
        let parameters = Parameters {
            leaves: self.maximum_number_of_leaves_per_tree,
            leaf_rows: self.minimum_leaf_instances,
            learning_rate: self.the_learning_rate,
            trees: self.total_number_of_trees_constructed,
            seed: self.seed,
        };
        let (codes, classes) = training.target.classes()?;
        let labels: Vec<f64> = codes.iter().map(|&code| code.into()).collect();
        parameters.fit(training, &labels, Objective::Multiclass(classes as u32), run).await
    }

    async fn predict(
        model: &BoostedTrees,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        let probabilities = boosted_trees::predict(model, features, run).await?;
        let classes = model.objective.scores();
        let rows = features.rows();
        Ok(Scores::Classes(
            (0..classes).map(|class| probabilities[class * rows..(class + 1) * rows].to_vec()).collect(),
        ))
    }

    fn summary(model: &BoostedTrees) -> String {
        boosted_trees::summary(model)
    }

    fn describe(model: &BoostedTrees, names: &FeatureNames, view: &mut ModelView) {
        boosted_trees::describe(model, names, view);
    }
}
