//! Lloyd's iteration: rows to their nearest centres, centres to the means of their rows, until nothing changes.

use super::assign::Assign;
use super::initialise;
use super::model::KMeans;
use super::{Metric, Settings};
use crate::rows::Rows;
use crate::watch::Pace;
use crate::{Column, LearnError, Matrix, Random, Watch, checkpoint};

/// The rows as the iteration sees them.
pub(super) struct Points {
    pub(super) rows: Rows,
    pub(super) settings: Settings,
    /// Mean of each feature, taken off before: single precision then suffices far from the origin too.
    shift: Vec<f64>,
    /// What each row is multiplied by: one over its length for cosines, else none.
    scale: Option<Vec<f64>>,
    /// Squared length of each row, times its scale.
    pub(super) squares: Vec<f64>,
    widths: Vec<u32>,
}

impl Points {
    pub(super) fn new(features: &Matrix, settings: &Settings) -> Result<Points, LearnError> {
        let check = LearnError::check_setting;
        check(settings.centres >= 1, "the number of centroids", f64::from(settings.centres), "at least 1")?;
        check(
            settings.iterations >= 1,
            "the number of iterations",
            f64::from(settings.iterations),
            "at least 1",
        )?;
        if features.width() == 0 {
            return Err(LearnError::NoFeatures);
        }
        if features.rows() < settings.centres as usize {
            return Err(LearnError::TooFewRows { rows: features.rows(), needed: settings.centres as usize });
        }
        let mut shift = vec![0.0; features.width()];
        for (index, column) in features.columns().iter().enumerate() {
            if let Column::Numbers(values) = column {
                if let Some(row) = values.iter().position(|value| !value.is_finite()) {
                    return Err(LearnError::Missing { row });
                }
                if settings.metric == Metric::Euclidean {
                    let sum: f64 = values.iter().map(|value| f64::from(*value)).sum();
                    shift[features.offset(index)] = sum / values.len() as f64;
                }
            }
        }
        let off = |index: usize, value: f32| (f64::from(value) - shift[features.offset(index)]) as f32;
        let rows = Rows::new(features, off);
        let mut squares: Vec<f64> = (0..rows.rows()).map(|row| square(&rows, row)).collect();
        let scale = (settings.metric == Metric::Cosine).then(|| {
            let scale: Vec<f64> =
                squares.iter().map(|square| if *square > 0.0 { 1.0 / square.sqrt() } else { 0.0 }).collect();
            squares.iter_mut().for_each(|square| *square = if *square > 0.0 { 1.0 } else { 0.0 });
            scale
        });
        let widths = features.columns().iter().map(|column| column.width() as u32).collect();
        Ok(Points { rows, settings: *settings, shift, scale, squares, widths })
    }

    pub(super) fn scale(&self, row: usize) -> f64 {
        self.scale.as_ref().map_or(1.0, |scale| scale[row])
    }

    /// The squared distance of a row to a centre.
    pub(super) fn distance(&self, row: usize, centre: &[f64]) -> f64 {
        let mut product = 0.0;
        for (feature, value) in self.rows.number_features().iter().zip(self.rows.numbers(row)) {
            product += f64::from(*value) * centre[*feature as usize];
        }
        product += self.rows.levels(row).map(|level| centre[level]).sum::<f64>();
        let length: f64 = centre.iter().map(|value| value * value).sum();
        (self.squares[row] - 2.0 * self.scale(row) * product + length).max(0.0)
    }

    /// Adds a row to a sum of rows.
    pub(super) fn add_to(&self, row: usize, sum: &mut [f64]) {
        let scale = self.scale(row);
        for (feature, value) in self.rows.number_features().iter().zip(self.rows.numbers(row)) {
            sum[*feature as usize] += scale * f64::from(*value);
        }
        for level in self.rows.levels(row) {
            sum[level] += scale;
        }
    }

    /// A row as a centre.
    pub(super) fn centre_at(&self, row: usize) -> Vec<f64> {
        let mut centre = vec![0.0; self.rows.width()];
        self.add_to(row, &mut centre);
        centre
    }

    /// The fitted model.
    pub(super) async fn cluster(
        &self,
        assign: &mut impl Assign,
        watch: &dyn Watch,
    ) -> Result<KMeans, LearnError> {
        let mut pace = Pace::new(watch);
        let mut random = Random::new(self.settings.seed);
        checkpoint(watch, 0.0, "placing the first centres").await?;
        let mut centres = Centres { values: initialise::centres(self, &mut random, &mut pace).await? };
        let mut nearest = vec![u32::MAX; self.rows.rows()];
        let mut before = nearest.clone();
        for iteration in 0..self.settings.iterations {
            let fraction = iteration as f32 / self.settings.iterations as f32;
            self.prepare(&mut centres);
            assign.assign(self, &centres, &mut nearest, &mut pace, fraction).await?;
            if nearest == before {
                break;
            }
            self.fill_empty(&centres, &mut nearest);
            centres = self.means(&nearest);
            before.copy_from_slice(&nearest);
            checkpoint(watch, fraction, &format!("iteration {}", iteration + 1)).await?;
        }
        self.prepare(&mut centres);
        checkpoint(watch, 1.0, "clustered").await?;
        let moved = |centre: &Vec<f64>| -> Vec<f32> {
            centre.iter().zip(&self.shift).map(|(value, shift)| (value + shift) as f32).collect()
        };
        Ok(KMeans {
            metric: self.settings.metric,
            widths: self.widths.clone(),
            centres: centres.values.iter().map(moved).collect(),
        })
    }

    /// Brings the centres to length 1 for cosines.
    fn prepare(&self, centres: &mut Centres) {
        if self.settings.metric == Metric::Cosine {
            for centre in &mut centres.values {
                let length = centre.iter().map(|value| value * value).sum::<f64>().sqrt();
                if length > 0.0 {
                    centre.iter_mut().for_each(|value| *value /= length);
                }
            }
        }
    }

    /// Gives each centre without rows the row that is farthest from its own.
    fn fill_empty(&self, centres: &Centres, nearest: &mut [u32]) {
        let mut counts = vec![0usize; centres.count()];
        nearest.iter().for_each(|centre| counts[*centre as usize] += 1);
        for empty in 0..counts.len() {
            if counts[empty] > 0 {
                continue;
            }
            let mut farthest: Option<(f64, usize)> = None;
            for (row, centre) in nearest.iter().enumerate() {
                let distance = self.distance(row, &centres.values[*centre as usize]);
                if counts[*centre as usize] > 1 && farthest.is_none_or(|(most, _)| distance > most) {
                    farthest = Some((distance, row));
                }
            }
            if let Some((_, row)) = farthest {
                counts[nearest[row] as usize] -= 1;
                counts[empty] += 1;
                nearest[row] = empty as u32;
            }
        }
    }

    pub(super) fn means(&self, nearest: &[u32]) -> Centres {
        let count = self.settings.centres as usize;
        let mut sums = vec![vec![0.0; self.rows.width()]; count];
        let mut counts = vec![0usize; count];
        for (row, centre) in nearest.iter().enumerate() {
            self.add_to(row, &mut sums[*centre as usize]);
            counts[*centre as usize] += 1;
        }
        for (sum, count) in sums.iter_mut().zip(counts) {
            sum.iter_mut().for_each(|value| *value /= count.max(1) as f64);
        }
        Centres { values: sums }
    }
}

fn square(rows: &Rows, row: usize) -> f64 {
    let numbers: f64 = rows.numbers(row).iter().map(|value| f64::from(*value).powi(2)).sum();
    numbers + rows.levels(row).count() as f64
}

/// The centres, off the mean of the data.
pub(super) struct Centres {
    values: Vec<Vec<f64>>,
}

impl Centres {
    pub(super) fn count(&self) -> usize {
        self.values.len()
    }

    /// The first feature of every centre, then the second …
    pub(super) fn by_feature(&self) -> Vec<f32> {
        let width = self.values.first().map_or(0, Vec::len);
        (0..width).flat_map(|feature| self.values.iter().map(move |centre| centre[feature] as f32)).collect()
    }

    /// What each product starts from: minus half the square of the centre's length; nothing for cosines.
    pub(super) fn offsets(&self, metric: Metric) -> Vec<f32> {
        if metric == Metric::Cosine {
            return vec![0.0; self.count()];
        }
        let half = |centre: &Vec<f64>| (-0.5 * centre.iter().map(|value| value * value).sum::<f64>()) as f32;
        self.values.iter().map(half).collect()
    }
}
