//! From scores to probabilities.

use super::part_reader::PartReader;
use super::{Refused, Scores, kinds};
use crate::blob::Blob;
use ml_learn::Calibration;

/// Reads any of the calibrations.
pub(super) fn read(blob: &Blob<'_>) -> Result<Calibration, Refused> {
    if kinds::kind_of(blob)?.scores != Scores::Calibration {
        return Err(Refused::Unknown(format!("its scores are calibrated by {}", blob.loader)));
    }
    match blob.loader.as_str() {
        "PlattCaliExec" => platt(blob),
        "PAVCaliExec" => pieces(blob),
        _ => bins(blob),
    }
}

/// A slope and an offset.
fn platt(blob: &Blob<'_>) -> Result<Calibration, Refused> {
    let mut cursor = blob.cursor();
    let (slope, offset) = (cursor.f64()?, cursor.f64()?);
    if !slope.is_finite() || !offset.is_finite() {
        return Err(cursor.damaged("its calibration is no number").into());
    }
    Ok(Calibration::Platt { slope, offset })
}

/// From where, to where, which probability.
fn pieces(blob: &Blob<'_>) -> Result<Calibration, Refused> {
    let mut cursor = PartReader::begin(blob)?.cursor;
    let count = cursor.count(12)?;
    let mut pieces = Vec::with_capacity(count);
    let (mut last, mut value) = (f32::NEG_INFINITY, 0.0);
    for _ in 0..count {
        let piece = (cursor.f32()?, cursor.f32()?, cursor.f32()?);
        let ascends = piece.0 > last && piece.1 >= piece.0 && piece.2 >= value && piece.2 <= 1.0;
        if !ascends {
            return Err(cursor.damaged("its calibration does not ascend").into());
        }
        (last, value) = (piece.1, piece.2);
        pieces.push([f64::from(piece.0), f64::from(piece.1), f64::from(piece.2)]);
    }
    Ok(Calibration::Pieces { pieces })
}

/// A width, a beginning, the probability in each bin.
fn bins(blob: &Blob<'_>) -> Result<Calibration, Refused> {
    let mut cursor = PartReader::begin(blob)?.cursor;
    let (width, start) = (cursor.f32()?, cursor.f32()?);
    let count = cursor.count(4)?;
    let probabilities = cursor.f32s(count)?;
    let sound = width > 0.0 && start.is_finite() && count > 0;
    if !sound || !probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)) {
        return Err(cursor.damaged("its calibration is no probability").into());
    }
    Ok(Calibration::Bins {
        start: start.into(),
        width: width.into(),
        probabilities: probabilities.into_iter().map(f64::from).collect(),
    })
}
