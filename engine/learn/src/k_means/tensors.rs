//! The nearest centre of every row as a product of burn tensors.

use super::assign::Assign;
use super::lloyd::{Centres, Points};
use crate::LearnError;
use crate::device::Session;
use crate::watch::Pace;
use burn::tensor::Tensor;

/// On burn tensors.
pub(super) struct TensorNearest<'a> {
    session: &'a Session,
    rows: Tensor<2>,
}

impl<'a> TensorNearest<'a> {
    pub(super) fn new(points: &Points, session: &'a Session) -> TensorNearest<'a> {
        let rows = session.matrix(points.rows.dense(), points.rows.rows(), points.rows.width());
        TensorNearest { session, rows }
    }
}

impl Assign for TensorNearest<'_> {
    async fn assign(
        &mut self,
        points: &Points,
        centres: &Centres,
        nearest: &mut [u32],
        pace: &mut Pace<'_>,
        fraction: f32,
    ) -> Result<(), LearnError> {
        let (count, width) = (centres.count(), points.rows.width());
        let by_feature = self.session.matrix(centres.by_feature(), width, count);
        let products = self.rows.clone().matmul(by_feature)
            + self.session.matrix(centres.offsets(points.settings.metric), 1, count);
        // Numbers of centres are small enough to be exact in f32.
        let found = self.session.read(products.argmax(1).float()).await?;
        for (place, found) in nearest.iter_mut().zip(found) {
            *place = (found as u32).min(count as u32 - 1);
        }
        pace.spend(usize::MAX, fraction, || "assigning rows".to_owned()).await?;
        Ok(())
    }
}
