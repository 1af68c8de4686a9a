//! Predictors of the ML.NET family: which parts a package has, and the numbers of those that are understood.

use crate::blob::Blob;
use crate::cursor::Cursor;
use crate::error::ImportError;
use crate::trees;
use ml_learn::linear::LinearModel;
use ml_learn::{Calibration, Outcome, Scorer, ScorerModel};
use std::collections::BTreeMap;

/// More features than any model has; a sparse one could ask for any room with a few bytes.
pub(crate) const MOST_FEATURES: usize = 10_000_000;

/// A part of a predictor, as its header describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it lies in the package.
    pub path: String,
    /// What it holds, for example `LINEAR2C`.
    pub signature: String,
    /// What reads it, for example `Linear2CExec`.
    pub loader: String,
    /// Version of its layout, such as 0x20001.
    pub version: u32,
    /// Bytes of its numbers.
    pub bytes: usize,
}

/// A decoded predictor.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictor {
    /// The features are scaled by this first.
    pub normaliser: Option<Affine>,
    /// The model and what becomes of its score.
    pub scorer: Scorer,
}

/// `(feature - offset) * scale`, feature by feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Affine {
    /// Factors.
    pub scales: Vec<f32>,
    /// Subtracted before; as many.
    pub offsets: Vec<f32>,
}

/// The parts of a package. Other files in it, such as texts for people, are none.
pub(crate) fn parts(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<(Part, Blob<'_>)>, ImportError> {
    let mut parts = Vec::new();
    for (path, bytes) in files {
        if let Ok(blob) = Blob::read(bytes) {
            let part = Part {
                path: path.clone(),
                signature: blob.signature.clone(),
                loader: blob.loader.clone(),
                version: blob.version,
                bytes: blob.model.len(),
            };
            parts.push((part, blob));
        } else if path.ends_with("Model.key") || path.ends_with("Model.bin") {
            Blob::read(bytes)?;
        }
    }
    Ok(parts)
}

/// Decodes the predictor of a package. None when it is of a kind that is not understood; the parts still say which.
pub(crate) fn decode(parts: &[(Part, Blob<'_>)]) -> Result<Option<Predictor>, ImportError> {
    let Some(main) = main(parts) else { return Ok(None) };
    let output = match main.1.loader.as_str() {
        "Linear2CExec" | "FastTreeBinaryExec" => match beside(parts, &main.0.path, "Calibrator") {
            Some(calibrator) => match calibration(calibrator)? {
                Some(calibration) => Outcome::Probability(calibration),
                None => return Ok(None),
            },
            // Scores without probabilities are not what Score Model gives.
            None => return Ok(None),
        },
        "LinearRegressionExec" | "FastTreeRegressionExec" => Outcome::Number,
        "PoissonRegressionExec" => Outcome::Exponential,
        _ => return Ok(None),
    };
    let model = match main.1.loader.as_str() {
        "FastTreeBinaryExec" | "FastTreeRegressionExec" => match trees::ensemble(&main.1)? {
            Some(trees) => ScorerModel::Trees(trees),
            None => return Ok(None),
        },
        _ => ScorerModel::Linear(linear(&main.1)?),
    };
    let scorer = Scorer { model, output };
    let normaliser = match beside(parts, &main.0.path, "Normalizer") {
        Some(blob) if blob.loader == "AffineNormExec" => Some(affine(blob)?),
        Some(_) => return Ok(None),
        None => None,
    };
    if let Some(normaliser) = &normaliser
        && normaliser.scales.len() != scorer.features()
    {
        return Err(ImportError::Unsound(format!(
            "its scaling is of {} features, its model of {}",
            normaliser.scales.len(),
            scorer.features()
        )));
    }
    Ok(Some(Predictor { normaliser, scorer }))
}

/// The part that predicts: the outermost one that neither scales nor calibrates.
fn main<'p, 'a>(parts: &'p [(Part, Blob<'a>)]) -> Option<&'p (Part, Blob<'a>)> {
    let helper =
        |part: &Part| part.path.split('/').any(|folder| folder == "Calibrator" || folder == "Normalizer");
    parts.iter().filter(|(part, _)| !helper(part)).min_by_key(|(part, _)| part.path.matches('/').count())
}

/// The part in a folder of this name beside the main one.
fn beside<'p, 'a>(parts: &'p [(Part, Blob<'a>)], main: &str, folder: &str) -> Option<&'p Blob<'a>> {
    let parent = main.rsplit_once('/').map_or("", |(parent, _)| parent);
    parts
        .iter()
        .find(|(part, _)| {
            let inside =
                if parent.is_empty() { Some(part.path.as_str()) } else { part.path.strip_prefix(parent) };
            inside.is_some_and(|path| {
                path.trim_start_matches('/').split_once('/').is_some_and(|(first, _)| first == folder)
            })
        })
        .map(|(_, blob)| blob)
}

/// Numbers are of 32 bits everywhere; each part says so first.
pub(crate) fn begin<'a>(blob: &Blob<'a>) -> Result<Cursor<'a>, ImportError> {
    let mut cursor = blob.cursor();
    match cursor.i32()? {
        4 => Ok(cursor),
        _ => Err(cursor.damaged("its numbers are not of 32 bits")),
    }
}

fn linear(blob: &Blob<'_>) -> Result<LinearModel, ImportError> {
    if blob.version < 0x20001 {
        return Err(ImportError::Unsound(format!("its weights are of the old layout {:#x}", blob.version)));
    }
    let mut cursor = begin(blob)?;
    let bias = finite(&cursor, cursor.clone().f32()?)?;
    cursor.f32()?;
    let features = cursor.i32()?;
    let indices = indices(&mut cursor, features)?;
    let count = cursor.count(4)?;
    let values = cursor.f32s(count)?;
    for &value in &values {
        finite(&cursor, value)?;
    }
    let features = features as usize;
    if features > MOST_FEATURES {
        return Err(ImportError::TooLarge {
            what: "The predictor",
            why: "it has more than ten million features",
        });
    }
    let mut weights = vec![0.0; features];
    if indices.is_empty() && count == features {
        for (weight, value) in weights.iter_mut().zip(values) {
            *weight = f64::from(value);
        }
    } else if indices.len() == count {
        for (index, value) in indices.into_iter().zip(values) {
            weights[index] = f64::from(value);
        }
    } else {
        return Err(cursor.damaged("there are not as many weights as features"));
    }
    Ok(LinearModel { features, weights, biases: vec![f64::from(bias)] })
}

/// Ascending indices below `features`.
fn indices(cursor: &mut Cursor<'_>, features: i32) -> Result<Vec<usize>, ImportError> {
    if features <= 0 {
        return Err(cursor.damaged("it has no features"));
    }
    let count = cursor.count(4)?;
    let mut before = -1;
    let mut indices = Vec::with_capacity(count);
    for index in cursor.i32s(count)? {
        if index <= before || index >= features {
            return Err(cursor.damaged("its indices are out of order"));
        }
        before = index;
        indices.push(index as usize);
    }
    Ok(indices)
}

fn affine(blob: &Blob<'_>) -> Result<Affine, ImportError> {
    let mut cursor = begin(blob)?;
    let features = cursor.i32()?;
    if features <= 0 || features as usize > MOST_FEATURES {
        return Err(cursor.damaged("it has no possible number of features"));
    }
    let all = features as usize;
    // No list of indices, which −1 says, means all features.
    let places = match cursor.clone().i32()? {
        -1 => {
            cursor.i32()?;
            None
        }
        _ => Some(indices(&mut cursor, features)?),
    };
    let count = cursor.count(4)?;
    let scales = cursor.f32s(count)?;
    let offset_count = cursor.count(4)?;
    let offsets = cursor.f32s(offset_count)?;
    let expected = places.as_ref().map_or(all, Vec::len);
    if count != expected || (offset_count != 0 && offset_count != expected) {
        return Err(cursor.damaged("there are not as many scales as features"));
    }
    for &number in scales.iter().chain(&offsets) {
        finite(&cursor, number)?;
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

fn calibration(blob: &Blob<'_>) -> Result<Option<Calibration>, ImportError> {
    match blob.loader.as_str() {
        "PlattCaliExec" => {
            let mut cursor = blob.cursor();
            let (slope, offset) = (cursor.f64()?, cursor.f64()?);
            if !slope.is_finite() || !offset.is_finite() {
                return Err(cursor.damaged("its calibration is no number"));
            }
            Ok(Some(Calibration::Platt { slope, offset }))
        }
        "PAVCaliExec" => {
            let mut cursor = begin(blob)?;
            let count = cursor.count(12)?;
            let mut pieces = Vec::with_capacity(count);
            let (mut last, mut value) = (f32::NEG_INFINITY, 0.0);
            for _ in 0..count {
                let piece = (cursor.f32()?, cursor.f32()?, cursor.f32()?);
                let ascends = piece.0 > last && piece.1 >= piece.0 && piece.2 >= value && piece.2 <= 1.0;
                if !ascends {
                    return Err(cursor.damaged("its calibration does not ascend"));
                }
                (last, value) = (piece.1, piece.2);
                pieces.push([f64::from(piece.0), f64::from(piece.1), f64::from(piece.2)]);
            }
            Ok(Some(Calibration::Pieces { pieces }))
        }
        "NaiveCaliExec" => {
            let mut cursor = begin(blob)?;
            let (width, start) = (cursor.f32()?, cursor.f32()?);
            let count = cursor.count(4)?;
            let probabilities = cursor.f32s(count)?;
            let sound = width > 0.0 && start.is_finite() && count > 0;
            if !sound || !probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)) {
                return Err(cursor.damaged("its calibration is no probability"));
            }
            Ok(Some(Calibration::Bins {
                start: start.into(),
                width: width.into(),
                probabilities: probabilities.into_iter().map(f64::from).collect(),
            }))
        }
        _ => Ok(None),
    }
}

fn finite(cursor: &Cursor<'_>, number: f32) -> Result<f32, ImportError> {
    if number.is_finite() { Ok(number) } else { Err(cursor.damaged("one of its numbers is not finite")) }
}
