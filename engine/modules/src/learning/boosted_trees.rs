//! What the boosted tree modules share: parameters, training, scoring, description.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, TrainerMode, Training};
use crate::framework::{Failure, RunContext};
use crate::params::Seed;
use ml_graph::SweepRange;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Boosting, Child, Objective, Tree};
use ml_macros::Params;
use ml_protocol::{ModelView, TreeNodeView, TreeView};

/// Nodes shown of all trees together: more than anybody reads.
const NODES_SHOWN: usize = 20_000;

/// Features named as the most important ones.
const FEATURES_NAMED: usize = 5;

/// Parameters of boosted trees.
#[derive(Clone, Debug, Params)]
pub(crate) struct BoostedTreesParams {
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

impl BoostedTreesParams {
    /// How columns become features: trees take numbers as they are and know missing values.
    pub(crate) fn features(&self) -> FeatureSettings {
        FeatureSettings {
            scaling: Scaling::None,
            missing: MissingFeatures::Keep,
            allow_unknown_levels: self.allow_unknown_levels,
        }
    }

    /// Fits labels: numbers, or 0 and 1.
    pub(crate) async fn fit(
        &self,
        training: &Training,
        labels: &[f64],
        objective: Objective,
        run: &RunContext<'_>,
    ) -> Result<BoostedTrees, Failure> {
        let settings = Boosting {
            trees: self.trees as usize,
            leaves: self.leaves as usize,
            leaf_rows: self.leaf_rows as usize,
            learning_rate: self.learning_rate,
            seed: run.seed(self.seed),
            ..Boosting::default()
        };
        let weights = training.weights.as_deref();
        Ok(BoostedTrees::fit(&training.features, labels, weights, objective, &settings, run.watch).await?)
    }
}

/// The number, or the probability of the positive label, of each row.
pub(crate) async fn predict(
    model: &BoostedTrees,
    features: &Matrix,
    run: &RunContext<'_>,
) -> Result<Vec<f64>, Failure> {
    Ok(model.predict(features, run.watch).await?)
}

/// For example `100 trees, 2000 leaves`.
pub(crate) fn summary(model: &BoostedTrees) -> String {
    let leaves: usize = model.trees.iter().map(|tree| tree.leaves.len()).sum();
    let leaves = if leaves == 1 { "1 leaf".to_owned() } else { format!("{leaves} leaves") };
    format!("{}, {leaves}", ml_graph::counted(model.trees.len(), "tree"))
}

/// Adds the most important features and the trees.
pub(crate) fn describe(model: &BoostedTrees, names: &FeatureNames, view: &mut ModelView) {
    view.facts.push(("Trees".to_owned(), model.trees.len().to_string()));
    if let Some(start) = model.start.first() {
        view.facts.push(("Score before the first tree".to_owned(), format!("{start:.6}")));
    }
    let gains = model.gains();
    let total: f64 = gains.iter().sum();
    let mut order: Vec<usize> = (0..gains.len()).filter(|&feature| gains[feature] > 0.0).collect();
    order.sort_by(|&a, &b| gains[b].total_cmp(&gains[a]));
    let largest: Vec<String> = order
        .iter()
        .take(FEATURES_NAMED)
        .map(|&feature| format!("{} ({:.1} %)", asked(model, names, feature), 100.0 * gains[feature] / total))
        .collect();
    if !largest.is_empty() {
        view.facts.push(("Share of the gain".to_owned(), largest.join(", ")));
    }
    let mut nodes = 0;
    for tree in &model.trees {
        nodes += tree.nodes.len() + tree.leaves.len();
        if nodes > NODES_SHOWN {
            break;
        }
        view.trees.push(tree_view(tree, &|feature| asked(model, names, feature)));
    }
}

/// What a question is about: a feature, or any of several.
fn asked(model: &BoostedTrees, names: &FeatureNames, feature: usize) -> String {
    let members = u32::try_from(feature).ok().and_then(|feature| model.groups.of(feature, model.features));
    match members {
        Some(members) => {
            let names: Vec<String> = members.iter().map(|&member| names.name(member as usize)).collect();
            names.join(" or ")
        }
        None => names.name(feature),
    }
}

/// The tree with its leaves behind its nodes.
fn tree_view(tree: &Tree, name: &dyn Fn(usize) -> String) -> TreeView {
    let place = |child: Child| match child {
        Child::Node(node) => node as usize,
        Child::Leaf(leaf) => tree.nodes.len() + leaf as usize,
    };
    let splits = tree.nodes.iter().map(|node| TreeNodeView::Split {
        feature: name(node.feature as usize),
        threshold: node.threshold.into(),
        gain: node.gain.into(),
        left: place(node.left),
        right: place(node.right),
    });
    let leaves = tree
        .leaves
        .iter()
        .map(|leaf| TreeNodeView::Leaf { value: leaf.value.into(), count: leaf.rows.into() });
    TreeView { nodes: splits.chain(leaves).collect() }
}
