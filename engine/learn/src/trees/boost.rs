//! Gradient boosting: tree after tree, each fitted to what the ones before left over.

use super::bins::Bins;
use super::groups::Groups;
use super::grow::{Grower, Limits};
use super::histogram::Scale;
use super::predict::Forest;
use super::split::Rules;
use super::tree::Tree;
use crate::arithmetic::{logistic, softmax};
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::random::Random;
use crate::watch::{Pace, Watch, checkpoint};
use serde::{Deserialize, Serialize};

/// What is being predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// A number; squared loss.
    Regression,
    /// Labels 0 and 1; logistic loss.
    TwoClass,
    /// Labels 0 up to, not including, this number of classes; softmax loss, a tree for each class in each round.
    Multiclass(u32),
}

impl Objective {
    /// Scores of a row: one for each class of many, else one.
    pub fn scores(self) -> usize {
        match self {
            Objective::Regression | Objective::TwoClass => 1,
            Objective::Multiclass(classes) => classes as usize,
        }
    }
}

/// How to boost. The defaults are those of Studio (classic), and beyond its parameters those of LightGBM.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boosting {
    /// Rounds of boosting.
    pub trees: usize,
    /// Leaves of a tree, at most.
    pub leaves: usize,
    /// Questions on a path, at most; 0 for no limit.
    pub depth: usize,
    /// Training rows in a leaf, at least.
    pub leaf_rows: usize,
    /// Share of each tree's values that is added to the scores.
    pub learning_rate: f64,
    /// Bins of a number, at most: 2 to 255.
    pub bins: usize,
    /// L2 penalty on leaf values.
    pub l2: f64,
    /// Sum of second derivatives in a leaf, at least.
    pub leaf_curvature: f64,
    /// What a split must take off the loss, at least.
    pub gain: f64,
    /// Share of the features drawn for each tree.
    pub feature_share: f64,
    /// Share of the rows drawn for each tree.
    pub row_share: f64,
    /// Decides the draws.
    pub seed: u64,
}

impl Default for Boosting {
    fn default() -> Boosting {
        Boosting {
            trees: 100,
            leaves: 20,
            depth: 0,
            leaf_rows: 10,
            learning_rate: 0.2,
            bins: 255,
            l2: 0.0,
            leaf_curvature: 1e-3,
            gain: 0.0,
            feature_share: 1.0,
            row_share: 1.0,
            seed: 0,
        }
    }
}

impl Boosting {
    fn check(&self) -> Result<(), LearnError> {
        let check = LearnError::check_setting;
        check(self.leaves >= 2, "the number of leaves", self.leaves as f64, "at least 2")?;
        let rate = self.learning_rate;
        check(rate > 0.0 && rate.is_finite(), "the learning rate", rate, "above 0")?;
        check((2..=255).contains(&self.bins), "the number of bins", self.bins as f64, "from 2 to 255")?;
        check(self.l2 >= 0.0 && self.l2.is_finite(), "the L2 weight", self.l2, "at least 0")?;
        let share = |share: f64| share > 0.0 && share <= 1.0;
        check(
            share(self.feature_share),
            "the share of features",
            self.feature_share,
            "above 0 and at most 1",
        )?;
        check(share(self.row_share), "the share of rows", self.row_share, "above 0 and at most 1")
    }
}

/// Trees whose values add up to scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoostedTrees {
    /// What is predicted.
    pub objective: Objective,
    /// Features of a row.
    pub features: usize,
    /// The scores before the first tree: one, or one for each class.
    pub start: Vec<f64>,
    /// The trees, round by round; within a round, class by class.
    pub trees: Vec<Tree>,
    /// Features that stand for several; those learned here have none.
    #[serde(default, skip_serializing_if = "Groups::is_empty")]
    pub groups: Groups,
}

impl BoostedTrees {
    /// Learns from rows with a label each, and a weight each if given. Missing feature values are fine. Rows of weight 0 count for
    /// nothing but the rows in a leaf.
    pub async fn fit(
        matrix: &Matrix,
        labels: &[f64],
        weights: Option<&[f32]>,
        objective: Objective,
        settings: &Boosting,
        watch: &dyn Watch,
    ) -> Result<BoostedTrees, LearnError> {
        settings.check()?;
        check_labels(matrix, labels, weights, objective)?;
        let mut pace = Pace::new(watch);
        checkpoint(watch, 0.0, "sorting the features into bins").await?;
        let bins = Bins::new(matrix, settings.bins, &mut pace).await?;
        let rules = Rules {
            rows: u32::try_from(settings.leaf_rows.max(1)).unwrap_or(u32::MAX),
            curvature: settings.leaf_curvature,
            l2: settings.l2,
            gain: settings.gain,
        };
        let limits = Limits { leaves: settings.leaves, depth: settings.depth };
        let mut grower = Grower::new(&bins, rules, limits);
        let mut random = Random::new(settings.seed);
        let classes = objective.scores();
        let rows = matrix.rows();
        let start = starting_scores(labels, weights, objective);
        let mut scores: Vec<f64> = start.iter().flat_map(|&score| vec![score; rows]).collect();
        let mut gradients = vec![[0f32; 2]; rows * classes];
        let mut used = vec![true; bins.columns().len()];
        let mut aside = vec![false; if settings.row_share < 1.0 { rows } else { 0 }];
        let (features, trees, groups) = (matrix.width(), Vec::new(), Groups::default());
        let mut model = BoostedTrees { objective, features, start, trees, groups };

        for round in 0..settings.trees {
            let message = format!("tree {} of {}", round + 1, settings.trees);
            let fraction = round as f32 / settings.trees as f32;
            checkpoint(watch, fraction, &message).await?;
            fill_gradients(objective, labels, weights, &scores, &mut gradients);
            if settings.row_share < 1.0 {
                aside.fill(true);
                let drawn = (rows as f64 * settings.row_share).round().max(1.0) as usize;
                random.sample(rows, drawn).into_iter().for_each(|row| aside[row] = false);
            }
            let mut grew = false;
            for class in 0..classes {
                if settings.feature_share < 1.0 {
                    used.fill(false);
                    let drawn = (used.len() as f64 * settings.feature_share).round().max(1.0) as usize;
                    random.sample(used.len(), drawn).into_iter().for_each(|column| used[column] = true);
                }
                let part = class * rows..(class + 1) * rows;
                let gradients = &gradients[part.clone()];
                let set_aside = (!aside.is_empty()).then_some(aside.as_slice());
                let report = (fraction, message.as_str());
                let mut tree = grower.grow(gradients, set_aside, &used, &mut pace, report).await?;
                for (leaf, of_leaf) in tree.leaves.iter_mut().zip(grower.leaf_rows()) {
                    let drawn = |row: &&u32| set_aside.is_none_or(|aside| !aside[**row as usize]);
                    let [mut gradient, mut curvature] = [0f64; 2];
                    for &row in of_leaf.iter().filter(drawn) {
                        gradient += f64::from(gradients[row as usize][0]);
                        curvature += f64::from(gradients[row as usize][1]);
                    }
                    let value = -settings.learning_rate * gradient / (curvature + settings.l2);
                    leaf.value = if value.is_finite() { value as f32 } else { 0.0 };
                }
                grew |= !tree.nodes.is_empty();
                let scores = &mut scores[part];
                for (leaf, of_leaf) in tree.leaves.iter().zip(grower.leaf_rows()) {
                    for &row in of_leaf {
                        scores[row as usize] += f64::from(leaf.value);
                    }
                }
                model.trees.push(tree);
            }
            // Without a split, and without chance, every further tree would be the same lone leaf.
            if !grew && settings.row_share == 1.0 && settings.feature_share == 1.0 {
                model.trees.truncate(round * classes);
                break;
            }
        }
        checkpoint(watch, 1.0, "trained").await?;
        Ok(model)
    }

    /// The scores of each row, class by class: a number for regression, log-odds for two classes, logits for more.
    pub async fn scores(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        if matrix.width() != self.features {
            return Err(LearnError::Width { expected: self.features, found: matrix.width() });
        }
        let classes = self.objective.scores();
        let mut scores = Vec::with_capacity(classes * matrix.rows());
        for class in 0..classes {
            let trees: Vec<&Tree> = self.trees.iter().skip(class).step_by(classes).collect();
            let start = self.start.get(class).copied().unwrap_or_default();
            scores
                .extend(Forest::new(&trees, self.features, &self.groups)?.sums(matrix, start, watch).await?);
        }
        Ok(scores)
    }

    /// What the scores mean: the number itself; the probability of class 1; or the probability of each class, class by class.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<f64>, LearnError> {
        let mut scores = self.scores(matrix, watch).await?;
        match self.objective {
            Objective::Regression => {}
            Objective::TwoClass => scores.iter_mut().for_each(|score| *score = logistic(*score)),
            Objective::Multiclass(classes) => softmax(&mut scores, classes as usize),
        }
        Ok(scores)
    }

    /// What each feature's splits took off the loss, all trees together; those of groups stand after the features.
    pub fn gains(&self) -> Vec<f64> {
        let mut gains = vec![0.0; self.groups.end(self.features)];
        for node in self.trees.iter().flat_map(|tree| &tree.nodes) {
            if let Some(gain) = gains.get_mut(node.feature as usize) {
                *gain += f64::from(node.gain);
            }
        }
        gains
    }
}

fn check_labels(
    matrix: &Matrix,
    labels: &[f64],
    weights: Option<&[f32]>,
    objective: Objective,
) -> Result<(), LearnError> {
    if matrix.rows() == 0 {
        return Err(LearnError::NoRows);
    }
    if matrix.rows() > Scale::MOST_ROWS {
        return Err(LearnError::TooManyRows { rows: matrix.rows(), most: Scale::MOST_ROWS });
    }
    LearnError::check_length("labels", matrix.rows(), labels.len())?;
    let (allowed, rule): (&dyn Fn(f64) -> bool, _) = match objective {
        Objective::Regression => (&f64::is_finite, "a finite number"),
        Objective::TwoClass => (&|label| label == 0.0 || label == 1.0, "0 or 1"),
        Objective::Multiclass(classes) => (
            &move |label| label >= 0.0 && label < f64::from(classes) && label.fract() == 0.0,
            "a class number",
        ),
    };
    if let Some(row) = labels.iter().position(|&label| !allowed(label)) {
        return Err(LearnError::Label { row, found: labels[row], rule });
    }
    matrix.check_weights(weights)
}

fn starting_scores(labels: &[f64], weights: Option<&[f32]>, objective: Objective) -> Vec<f64> {
    let weight = |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
    let total: f64 = (0..labels.len()).map(weight).sum();
    let share = |of: &dyn Fn(f64) -> f64| {
        let sum: f64 = labels.iter().enumerate().map(|(row, &label)| weight(row) * of(label)).sum();
        if total > 0.0 { sum / total } else { 0.0 }
    };
    // A class that every row or no row has keeps finite log-odds.
    let inside = |share: f64| share.clamp(1e-9, 1.0 - 1e-9);
    match objective {
        Objective::Regression => vec![share(&|label| label)],
        Objective::TwoClass => {
            let positive = inside(share(&|label| label));
            vec![libm::log(positive / (1.0 - positive))]
        }
        Objective::Multiclass(classes) => (0..classes)
            .map(|class| libm::log(inside(share(&|label| f64::from(label == f64::from(class))))))
            .collect(),
    }
}

/// First and second derivatives of the loss by the scores, class by class.
fn fill_gradients(
    objective: Objective,
    labels: &[f64],
    weights: Option<&[f32]>,
    scores: &[f64],
    gradients: &mut [[f32; 2]],
) {
    match objective {
        Objective::Regression => {
            for ((place, &score), &label) in gradients.iter_mut().zip(scores).zip(labels) {
                *place = [(score - label) as f32, 1.0];
            }
        }
        Objective::TwoClass => {
            for ((place, &score), &label) in gradients.iter_mut().zip(scores).zip(labels) {
                let positive = logistic(score);
                *place = [(positive - label) as f32, (positive * (1.0 - positive)) as f32];
            }
        }
        Objective::Multiclass(classes) => {
            let mut probabilities = scores.to_vec();
            softmax(&mut probabilities, classes as usize);
            // The curvature of softmax scaled up as LightGBM does, for the diagonal alone understates the step.
            let factor = f64::from(classes) / f64::from(classes.max(2) - 1);
            let rows = labels.len();
            for (index, (place, &probability)) in gradients.iter_mut().zip(&probabilities).enumerate() {
                let hit = f64::from(labels[index % rows] == (index / rows) as f64);
                let curvature = factor * probability * (1.0 - probability);
                *place = [(probability - hit) as f32, curvature as f32];
            }
        }
    }
    if let Some(weights) = weights {
        for (place, weight) in gradients.iter_mut().zip(weights.iter().cycle()) {
            *place = place.map(|value| value * weight);
        }
    }
}
