//! K-means clustering (Lloyd's iteration): centres such that every row is near one of them.
//!
//! Finding the nearest centre of every row is one product of matrices; on a GPU it runs on burn tensors. Moving the centres is the
//! same code everywhere, in double precision.

mod assign;
mod initialise;
mod lloyd;
mod model;
#[cfg(any(feature = "gpu", test))]
mod tensors;

pub use model::{Assignments, KMeans};

use crate::device::{self, DeviceChoice, Ran, WorkSize};
use crate::{LearnError, Matrix, Watch};
use assign::Nearest;
use lloyd::Points;
use serde::{Deserialize, Serialize};
#[cfg(any(feature = "gpu", test))]
use tensors::TensorNearest;

/// What near means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Metric {
    /// The length of the difference.
    #[default]
    Euclidean,
    /// One minus the cosine of the angle.
    Cosine,
}

/// Where the centres start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Initialisation {
    /// At rows drawn one after the other, the likelier the farther from those before (Arthur and Vassilvitskii 2007).
    #[default]
    PlusPlus,
    /// The same among a random sample of the rows.
    PlusPlusFast,
    /// At the means of a random division of the rows.
    Random,
    /// At the first rows.
    First,
    /// At rows in even distances from the first on.
    Evenly,
}

/// How to cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Number of centres: at least 1.
    pub centres: u32,
    /// What near means.
    pub metric: Metric,
    /// Where the centres start.
    pub initialisation: Initialisation,
    /// Moves of the centres, at most; fewer when no row changes its centre any more.
    pub iterations: u32,
    /// Seed of the start.
    pub seed: u64,
}

impl Default for Settings {
    /// Classic's defaults.
    fn default() -> Settings {
        Settings {
            centres: 2,
            metric: Metric::Euclidean,
            initialisation: Initialisation::PlusPlus,
            iterations: 100,
            seed: 0,
        }
    }
}

/// Fits centres to rows without missing numbers. Features should be of similar scale.
///
/// # Errors
/// Fewer rows than centres, no feature, missing numbers, a setting out of range, cancellation.
#[cfg_attr(not(feature = "gpu"), expect(unused_variables, reason = "there is only the CPU"))]
pub async fn fit(
    features: &Matrix,
    settings: &Settings,
    choice: DeviceChoice,
    watch: &dyn Watch,
) -> Result<Ran<KMeans>, LearnError> {
    let points = Points::new(features, settings)?;
    let size = features.rows().saturating_mul(features.width());
    let step = 2.0 * size as f64 * f64::from(settings.centres);
    let work = WorkSize { total: step * f64::from(settings.iterations.min(30)), step };
    let device = device::resolve_for(choice, work, size).await;
    device::with_fallback(&device, watch, async |session, watch| {
        #[cfg(feature = "gpu")]
        if session.is_gpu() {
            return points.cluster(&mut TensorNearest::new(&points, session), watch).await;
        }
        points.cluster(&mut Nearest, watch).await
    })
    .await
}

#[cfg(test)]
mod tests;
