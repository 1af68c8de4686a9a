//! Groups of rows around centres.

use super::{check_finite, ratio};
use crate::error::LearnError;

/// How tight one cluster is, or all of them together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClusterFigures {
    /// Rows assigned to it.
    pub rows: u64,
    /// Mean distance of its rows to its centre.
    pub mean_distance_to_own: Option<f64>,
    /// Mean distance of its rows to the other centres.
    pub mean_distance_to_others: Option<f64>,
    /// Largest distance of a row to its centre.
    pub largest_distance: Option<f64>,
}

/// The figures of each cluster and of all rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusteringMetrics {
    /// One entry a cluster.
    pub clusters: Vec<ClusterFigures>,
    /// All rows together.
    pub combined: ClusterFigures,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    rows: u64,
    own: f64,
    others: f64,
    largest: f64,
}

impl Tally {
    fn figures(self, clusters: usize) -> ClusterFigures {
        let rows = self.rows as f64;
        ClusterFigures {
            rows: self.rows,
            mean_distance_to_own: ratio(self.own, rows),
            mean_distance_to_others: ratio(self.others, rows * clusters.saturating_sub(1) as f64),
            largest_distance: (self.rows > 0).then_some(self.largest),
        }
    }
}

impl ClusteringMetrics {
    /// From each row's cluster and, for each centre, every row's distance to it.
    pub fn new(assignments: &[u32], distances: &[Vec<f64>]) -> Result<ClusteringMetrics, LearnError> {
        for of_centre in distances {
            LearnError::check_length("distances", assignments.len(), of_centre.len())?;
            check_finite(of_centre, "a finite distance")?;
        }
        let mut tallies = vec![Tally::default(); distances.len()];
        let mut all = Tally::default();
        for (row, &cluster) in assignments.iter().enumerate() {
            let Some(tally) = tallies.get_mut(cluster as usize) else {
                return Err(LearnError::Label { row, found: cluster.into(), rule: "a cluster number" });
            };
            let own = distances[cluster as usize][row];
            let others = distances.iter().map(|of_centre| of_centre[row]).sum::<f64>() - own;
            for tally in [tally, &mut all] {
                tally.rows += 1;
                tally.own += own;
                tally.others += others;
                tally.largest = tally.largest.max(own);
            }
        }
        let clusters = tallies.iter().map(|tally| tally.figures(distances.len())).collect();
        Ok(ClusteringMetrics { clusters, combined: all.figures(distances.len()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_averaged_by_cluster() {
        let distances = [vec![1.0, 3.0, 8.0], vec![9.0, 7.0, 2.0], vec![5.0, 5.0, 6.0]];
        let metrics = ClusteringMetrics::new(&[0, 0, 1], &distances).unwrap();
        let first = &metrics.clusters[0];
        assert_eq!(
            (first.rows, first.mean_distance_to_own, first.largest_distance),
            (2, Some(2.0), Some(3.0))
        );
        assert_eq!(first.mean_distance_to_others, Some(26.0 / 4.0));
        assert_eq!(metrics.clusters[2], ClusterFigures::default());
        assert_eq!((metrics.combined.rows, metrics.combined.mean_distance_to_own), (3, Some(2.0)));
        assert!(ClusteringMetrics::new(&[3], &[vec![1.0]]).is_err());
        assert_eq!(
            ClusteringMetrics::new(&[0], &[vec![1.0]]).unwrap().combined.mean_distance_to_others,
            None
        );
    }
}
