//! Logistic and softmax regression on the device that gains from the work.

use super::logistic::LogisticRegression;
use super::model::LogisticModel;
use crate::device::{self, DeviceChoice, Ran, WorkSize};
use crate::error::LearnError;
use crate::matrix::Matrix;
use crate::watch::Watch;

/// Evaluations that a fit usually takes.
const USUAL_EVALUATIONS: f64 = 50.0;

impl LogisticRegression {
    /// Like [`LogisticRegression::fit`], on the chosen device.
    #[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "there is only the CPU"))]
    pub async fn fit_on(
        &self,
        choice: DeviceChoice,
        matrix: &Matrix,
        labels: &[u32],
        classes: usize,
        weights: Option<&[f32]>,
        watch: &dyn Watch,
    ) -> Result<Ran<LogisticModel>, LearnError> {
        let outputs = if classes == 2 { 1 } else { classes };
        let size = matrix.rows().saturating_mul(matrix.width());
        let step = 4.0 * size as f64 * outputs as f64;
        let work = WorkSize { total: step * USUAL_EVALUATIONS, step };
        let device = device::resolve_for(choice, work, size).await;
        device::with_fallback(&device, watch, async |session, watch| {
            #[cfg(feature = "gpu")]
            if session.is_gpu() {
                return self.fit_on_tensors(session, matrix, labels, classes, weights, watch).await;
            }
            self.fit(matrix, labels, classes, weights, watch).await
        })
        .await
    }
}
