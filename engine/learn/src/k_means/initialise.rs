//! Where the centres start.

use super::Initialisation;
use super::lloyd::Points;
use crate::watch::Pace;
use crate::{LearnError, Random};

/// Rows a centre that the fast way looks at.
const SAMPLE_PER_CENTRE: usize = 100;

/// The first centres.
pub(super) async fn centres(
    points: &Points,
    random: &mut Random,
    pace: &mut Pace<'_>,
) -> Result<Vec<Vec<f64>>, LearnError> {
    let (rows, count) = (points.rows.rows(), points.settings.centres as usize);
    match points.settings.initialisation {
        Initialisation::First => Ok((0..count).map(|row| points.centre_at(row)).collect()),
        Initialisation::Evenly => Ok((0..count).map(|at| points.centre_at(at * rows / count)).collect()),
        Initialisation::Random => Ok(random_means(points, random)),
        Initialisation::PlusPlus => plus_plus(points, (0..rows).collect(), random, pace).await,
        Initialisation::PlusPlusFast => {
            let sample = random.sample(rows, (count * SAMPLE_PER_CENTRE).max(count));
            plus_plus(points, sample, random, pace).await
        }
    }
}

/// The means of a random division of the rows into parts of equal size, so that no part is empty.
fn random_means(points: &Points, random: &mut Random) -> Vec<Vec<f64>> {
    let (rows, count) = (points.rows.rows(), points.settings.centres as usize);
    let mut order: Vec<usize> = (0..rows).collect();
    random.shuffle(&mut order);
    let mut sums = vec![vec![0.0; points.rows.width()]; count];
    for (at, &row) in order.iter().enumerate() {
        points.add_to(row, &mut sums[at % count]);
    }
    for (part, sum) in sums.iter_mut().enumerate() {
        let size = (rows - part).div_ceil(count);
        sum.iter_mut().for_each(|value| *value /= size as f64);
    }
    sums
}

/// Rows drawn with a probability in proportion to the squared distance to the nearest centre so far.
async fn plus_plus(
    points: &Points,
    sample: Vec<usize>,
    random: &mut Random,
    pace: &mut Pace<'_>,
) -> Result<Vec<Vec<f64>>, LearnError> {
    let count = points.settings.centres as usize;
    let first = points.centre_at(sample[random.below(sample.len())]);
    let mut distances = vec![f64::INFINITY; sample.len()];
    let mut centres = vec![first];
    while centres.len() < count {
        let newest = &centres[centres.len() - 1];
        for (distance, &row) in distances.iter_mut().zip(&sample) {
            *distance = distance.min(points.distance(row, newest));
            pace.spend(2 * points.rows.width(), 0.0, || "placing the first centres".to_owned()).await?;
        }
        let total: f64 = distances.iter().sum();
        let mut left = random.uniform() * total;
        // Rounding may leave a rest: the last row with a chance takes it. Without any chance (all rows are centres) any row will do.
        let mut drawn = random.below(sample.len());
        for (at, distance) in distances.iter().enumerate().filter(|(_, distance)| **distance > 0.0) {
            drawn = at;
            left -= distance;
            if left < 0.0 {
                break;
            }
        }
        centres.push(points.centre_at(sample[drawn]));
    }
    Ok(centres)
}
