use crate::learning::boosted_trees::{self, BoostedTreesParams};
use crate::prelude::*;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Objective};

/// Boosted decision trees that tell several labels apart.
#[derive(Clone, Debug, Params)]
pub struct MultiClassBoostedDecisionTree {
    #[param(flatten)]
    boosting: BoostedTreesParams,
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
        self.boosting.features()
    }

    async fn fit(&self, training: &Training, run: &RunContext<'_>) -> Result<BoostedTrees, Failure> {
        let (codes, classes) = training.target.classes()?;
        let labels: Vec<f64> = codes.iter().map(|&code| code.into()).collect();
        self.boosting.fit(training, &labels, Objective::Multiclass(classes as u32), run).await
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
