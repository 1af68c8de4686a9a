//! Weighted sums: one of a two-class model or a regression, or one for each of several labels.
//!
//! The layout of one: the constant, the number of features, the places of the weights that are not 0, those weights; no places mean
//! all of them. A least squares model goes on with how well it fitted. Of several: the numbers of features and of labels, the
//! constants, where each label's weights begin, their places, the weights; no beginnings mean all weights.

use super::part_reader::PartReader;
use super::{Refused, Surroundings};
use crate::blob::Blob;
use ml_learn::imported::Softmax;
use ml_learn::linear::LinearModel;

/// One weighted sum.
pub(super) fn weighted_sum(blob: &Blob<'_>, around: &Surroundings) -> Result<LinearModel, Refused> {
    let mut reader = PartReader::begin(blob)?;
    let bias = reader.float()?;
    let features = reader.features(around)?;
    let count = reader.cursor.count(4)?;
    let places = reader.places(count, features)?;
    let count = reader.cursor.count(4)?;
    let values = reader.floats(count)?;
    let weights = if places.is_empty() && count == features {
        values.into_iter().map(f64::from).collect()
    } else if places.len() == count {
        around.make(features)?;
        spread(features, places.into_iter().zip(values))
    } else {
        return Err(reader.cursor.damaged("there are not as many weights as features").into());
    };
    Ok(LinearModel { features, weights, biases: vec![f64::from(bias)] })
}

/// A weighted sum for each label.
pub(super) fn softmax(blob: &Blob<'_>, around: &Surroundings) -> Result<Softmax, Refused> {
    let mut reader = PartReader::begin(blob)?;
    let features = reader.features(around)?;
    let classes = reader.cursor.count(4)?;
    let biases = reader.floats(classes)?.into_iter().map(f64::from).collect();
    let starts = reader.cursor.count(4)?;
    let all = features.checked_mul(classes);
    let weights = match starts {
        0 => {
            let (places, count) = (reader.cursor.i32()?, reader.cursor.count(4)?);
            if places != 0 || Some(count) != all {
                return Err(reader.cursor.damaged("there are not as many weights as features").into());
            }
            reader.floats(count)?.into_iter().map(f64::from).collect()
        }
        _ if starts == classes + 1 => {
            let starts = starts_of_labels(&mut reader, starts)?;
            let rows = starts.windows(2).map(|pair| pair[1] - pair[0]);
            let mut places = Vec::new();
            for (class, count) in rows.enumerate() {
                places.extend(
                    reader.places(count, features)?.into_iter().map(|place| class * features + place),
                );
            }
            let count = reader.cursor.count(4)?;
            if count != places.len() {
                return Err(reader.cursor.damaged("there are not as many weights as places for them").into());
            }
            let values = reader.floats(count)?;
            around.make(all.unwrap_or(usize::MAX))?;
            spread(features * classes, places.into_iter().zip(values))
        }
        _ => return Err(reader.cursor.damaged("its labels do not all have weights").into()),
    };
    if classes < 2 {
        return Err(reader.cursor.damaged("it tells no labels apart").into());
    }
    Ok(Softmax { classes: LinearModel { features, weights, biases } })
}

/// Where the weights of each label begin among all of them, and where the last end.
fn starts_of_labels(reader: &mut PartReader<'_>, count: usize) -> Result<Vec<usize>, Refused> {
    let starts = reader.cursor.i32s(count)?;
    let total = reader.cursor.count(4)?;
    let ascend = starts.is_sorted() && starts.first() == Some(&0);
    if !ascend || starts.last().copied().and_then(|last| usize::try_from(last).ok()) != Some(total) {
        return Err(reader.cursor.damaged("its labels' weights overlap").into());
    }
    Ok(starts.into_iter().map(|start| start as usize).collect())
}

/// All weights, of which most are 0.
fn spread(all: usize, some: impl Iterator<Item = (usize, f32)>) -> Vec<f64> {
    let mut weights = vec![0.0; all];
    for (place, value) in some {
        weights[place] = f64::from(value);
    }
    weights
}
