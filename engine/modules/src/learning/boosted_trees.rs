//! What the boosted tree modules share.

use super::{FeatureNames, FeatureSettings, MissingFeatures, Scaling, Training};
use crate::framework::{Failure, RunContext};
use crate::params::Seed;
use ml_learn::Matrix;
use ml_learn::trees::{BoostedTrees, Boosting, Child, Objective, Tree};
use ml_protocol::{ModelView, TreeNodeView, TreeView};

/// Nodes shown of all trees together: more than anybody reads.
const NODES_SHOWN: usize = 20_000;

/// Features named as the most important ones.
const FEATURES_NAMED: usize = 5;

/// Parameters by the names of the arrays' side.
pub(crate) struct Parameters {
    pub(crate) leaves: u32,
    pub(crate) leaf_rows: u32,
    pub(crate) learning_rate: f64,
    pub(crate) trees: u32,
    pub(crate) seed: Seed,
}

/// Trees take numbers as they are and know missing values.
pub(crate) fn features(allow_unknown_levels: bool) -> FeatureSettings {
    FeatureSettings { scaling: Scaling::None, missing: MissingFeatures::Keep, allow_unknown_levels }
}

impl Parameters {
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
        .map(|&feature| format!("{} ({:.1} %)", names.name(feature), 100.0 * gains[feature] / total))
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
        view.trees.push(tree_view(tree, names));
    }
}

/// The tree with its leaves behind its nodes.
fn tree_view(tree: &Tree, names: &FeatureNames) -> TreeView {
    let place = |child: Child| match child {
        Child::Node(node) => node as usize,
        Child::Leaf(leaf) => tree.nodes.len() + leaf as usize,
    };
    let splits = tree.nodes.iter().map(|node| TreeNodeView::Split {
        feature: names.name(node.feature as usize),
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
