//! Anomaly detection by principal components.
//!
//! The layout: the numbers of features and of directions, whether the data was centred, its mean if so, the directions.

use super::part_reader::PartReader;
use super::{Refused, Surroundings};
use crate::blob::Blob;
use ml_learn::imported::Subspace;

pub(super) fn read(blob: &Blob<'_>, around: &Surroundings) -> Result<Subspace, Refused> {
    let mut reader = PartReader::begin(blob)?;
    let features = reader.features(around)?;
    let rank = reader.cursor.i32()?;
    let mean = if reader.flag()? { reader.floats(features)? } else { vec![0.0; features] };
    let most = reader.cursor.left() / 4 / features;
    let Some(rank) = usize::try_from(rank).ok().filter(|rank| *rank <= most) else {
        return Err(reader.cursor.damaged("it has no possible number of directions").into());
    };
    let directions = (0..rank).map(|_| reader.floats(features)).collect::<Result<_, _>>()?;
    Ok(Subspace { mean, directions })
}
