//! Several labels told apart by a two-class model for each.

use super::{Outcome, Scorer};
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::Watch;
use serde::{Deserialize, Serialize};

/// A two-class model for each label: is it this one?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OneVersusAll {
    /// The models, each giving a probability; in the order of the labels.
    pub members: Vec<Scorer>,
}

impl OneVersusAll {
    /// One vector a label: its share, in each row, of what all members together hold probable.
    pub async fn predict(&self, matrix: &Matrix, watch: &dyn Watch) -> Result<Vec<Vec<f64>>, LearnError> {
        let mut classes = Vec::with_capacity(self.members.len());
        for member in &self.members {
            if !matches!(member.output, Outcome::Probability(_)) {
                return Err(LearnError::Unsound);
            }
            classes.push(member.predict(matrix, watch).await?);
        }
        for row in 0..matrix.rows() {
            let total: f64 = classes.iter().map(|class| class[row]).sum();
            // Where no member gives anything, nothing can be shared.
            if total > 0.0 {
                classes.iter_mut().for_each(|class| class[row] /= total);
            }
        }
        Ok(classes)
    }
}
