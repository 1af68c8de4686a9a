//! Scaling of features.

use super::part_reader::PartReader;
use crate::blob::Blob;
use crate::error::ImportError;

/// More features than any model has; a sparse scaling could ask for any room with a few bytes.
const MOST_FEATURES: usize = 10_000_000;

/// `(feature - offset) * scale`, feature by feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    /// Factors.
    pub scales: Vec<f32>,
    /// Subtracted before; as many.
    pub offsets: Vec<f32>,
}

/// Reads a scaling: the number of features, the places of those that are scaled, their factors, their offsets.
pub(super) fn read(blob: &Blob<'_>) -> Result<Affine, ImportError> {
    let mut reader = PartReader::begin(blob)?;
    let all = match usize::try_from(reader.cursor.i32()?) {
        Ok(features @ 1..=MOST_FEATURES) => features,
        _ => return Err(reader.cursor.damaged("it has no possible number of features")),
    };
    // No list of places, which −1 says, means all features.
    let places = match reader.cursor.clone().i32()? {
        -1 => {
            reader.cursor.i32()?;
            None
        }
        _ => {
            let count = reader.cursor.count(4)?;
            Some(reader.places(count, all)?)
        }
    };
    let count = reader.cursor.count(4)?;
    let scales = reader.floats(count)?;
    let offset_count = reader.cursor.count(4)?;
    let offsets = reader.floats(offset_count)?;
    let expected = places.as_ref().map_or(all, Vec::len);
    if count != expected || (offset_count != 0 && offset_count != expected) {
        return Err(reader.cursor.damaged("there are not as many scales as features"));
    }
    let offset = |place: usize| offsets.get(place).copied().unwrap_or(0.0);
    let mut whole = Affine { scales: vec![1.0; all], offsets: vec![0.0; all] };
    for (place, &scale) in scales.iter().enumerate() {
        let feature = places.as_ref().map_or(place, |places| places[place]);
        whole.scales[feature] = scale;
        whole.offsets[feature] = if scale == 0.0 { 0.0 } else { offset(place) };
    }
    Ok(whole)
}
