//! Quantile regression forests: each leaf keeps a sample of the labels that came to it in training, and a row's distribution is the
//! samples of all leaves that it comes to.

use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::trees::{Groups, Tree};
use crate::watch::{Pace, Watch};
use serde::{Deserialize, Serialize};

/// Trees with samples of labels in their leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantileForest {
    /// Features of a row.
    pub features: usize,
    /// Which quantiles are predicted, from 0 to 1.
    pub quantiles: Vec<f64>,
    /// Labels in each leaf.
    pub sample: usize,
    /// The trees.
    pub trees: Vec<SampledTree>,
    /// Features that stand for several.
    #[serde(default, skip_serializing_if = "Groups::is_empty")]
    pub groups: Groups,
}

/// A tree, and the labels in its leaves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SampledTree {
    /// The tree; the values of its leaves are not asked for.
    pub tree: Tree,
    /// The labels, leaf by leaf.
    pub labels: Vec<f32>,
    /// How much each label counts; none when all count the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<f32>,
}

impl QuantileForest {
    /// Whether rows can be led through it.
    pub fn is_sound(&self) -> bool {
        let features = self.groups.end(self.features);
        let weighted = self.trees.first().is_some_and(|tree| !tree.weights.is_empty());
        self.groups.is_sound(self.features)
            && self.trees.iter().all(|tree| {
                let labels = tree.tree.leaves.len().checked_mul(self.sample);
                tree.tree.is_sound(features)
                    && labels == Some(tree.labels.len())
                    && tree.weights.len() == if weighted { tree.labels.len() } else { 0 }
            })
    }

    /// One vector a quantile: its value in each row.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<Vec<f64>>, LearnError> {
        if matrix.width() != self.features {
            return Err(LearnError::Width { expected: self.features, found: matrix.width() });
        }
        if !self.is_sound() {
            return Err(LearnError::Unsound);
        }
        let mut pace = Pace::new(watch);
        let mut features = vec![0.0; matrix.width()];
        let mut quantiles = vec![Vec::with_capacity(matrix.rows()); self.quantiles.len()];
        let (mut labels, mut weights) = (Vec::new(), Vec::new());
        for row in 0..matrix.rows() {
            matrix.write_row(row, &mut features);
            labels.clear();
            weights.clear();
            for tree in &self.trees {
                let leaf = tree.tree.leaf(|feature| self.groups.value(feature, &features));
                let place = leaf * self.sample..(leaf + 1) * self.sample;
                labels.extend_from_slice(&tree.labels[place.clone()]);
                weights.extend(tree.weights.get(place).unwrap_or_default());
            }
            labels.sort_by(f32::total_cmp);
            for (of_quantile, &share) in quantiles.iter_mut().zip(&self.quantiles) {
                of_quantile.push(quantile(&labels, &weights, share as f32));
            }
            let fraction = row as f32 / matrix.rows() as f32;
            pace.spend(16 * labels.len() + features.len() + 1, fraction, || format!("row {row}")).await?;
        }
        Ok(quantiles)
    }
}

/// A quantile of sorted labels: the eighth of Hyndman's and Fan's definitions, in single precision as the engine of Studio (classic)
/// computes it. There, weights decide the rank as if they had been sorted with the labels, which they are not.
fn quantile(labels: &[f32], weights: &[f32], share: f32) -> f64 {
    let (Some(&least), Some(&most)) = (labels.first(), labels.last()) else { return f64::NAN };
    if share <= 0.0 {
        return least.into();
    }
    if share >= 1.0 {
        return most.into();
    }
    let rank = if weights.is_empty() {
        const THIRD: f32 = 1.0 / 3.0;
        (labels.len() as f32 + THIRD) * share + THIRD
    } else {
        rank_by_weight(weights, share)
    };
    let below = rank as usize;
    if rank <= 1.0 {
        least.into()
    } else if below >= labels.len() {
        most.into()
    } else {
        let (low, high) = (labels[below - 1], labels[below]);
        (low + (rank - below as f32) * (high - low)).into()
    }
}

/// The first place up to which the weights add up to a share of them all.
fn rank_by_weight(weights: &[f32], share: f32) -> f32 {
    let sums = || {
        weights.iter().scan(0.0f32, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
    };
    let wanted = share * sums().last().unwrap_or_default();
    sums().position(|sum| sum >= wanted).unwrap_or(weights.len()) as f32
}
