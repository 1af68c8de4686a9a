use crate::learning::boosted_trees::{self, BoostedTreesParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Objective};

/// Many small decision trees, each correcting the ones before, that tell two labels apart.
#[derive(Clone, Debug, Params)]
pub struct TwoClassBoostedDecisionTree {
    #[param(flatten)]
    boosting: BoostedTreesParams,
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
        self.boosting.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<BoostedTrees, Failure> {
        let labels: Vec<f64> = training.target.positives()?.iter().map(|&label| f64::from(label)).collect();
        self.boosting.fit(training, &labels, Objective::TwoClass, run).await
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
