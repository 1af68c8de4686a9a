use crate::learning::boosted_trees::{self, BoostedTreesParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Objective};

/// Many small decision trees, each correcting the ones before, that predict a number.
#[derive(Clone, Debug, Params)]
pub struct BoostedDecisionTreeRegression {
    #[param(flatten, trees.title = "Total number of trees constructed", trees_range.title = "Total numbers of trees constructed")]
    boosting: BoostedTreesParams,
}

impl Component for BoostedDecisionTreeRegression {
    const IDENTITY: Identity = Identity {
        id: "boosted-decision-tree-regression",
        title: "Boosted Decision Tree Regression",
        category: "Machine Learning / Initialize Model / Regression",
        families: &["0207d2526c414c7784c373bdf1ac5960"],
        designer: Some("Boosted Decision Tree Regression"),
        keywords: &["gradient boosting", "gbdt", "fasttree", "lightgbm", "xgboost", "ensemble"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("boosted_decision_tree_regression.md");
    const LEARNER: Option<Learning<Self>> = Some(Learning::of());
}

impl Learner for BoostedDecisionTreeRegression {
    const TASK: Task = Task::Regression;
    type Model = BoostedTrees;

    fn features(&self) -> FeatureSettings {
        self.boosting.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<BoostedTrees, Failure> {
        self.boosting.fit(training, training.target.numbers()?, Objective::Regression, run).await
    }

    async fn predict(
        model: &BoostedTrees,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> Result<Scores, Failure> {
        Ok(Scores::Numbers(boosted_trees::predict(model, features, run).await?))
    }

    fn summary(model: &BoostedTrees) -> String {
        boosted_trees::summary(model)
    }

    fn describe(model: &BoostedTrees, names: &FeatureNames, view: &mut ModelView) {
        boosted_trees::describe(model, names, view);
    }
}
