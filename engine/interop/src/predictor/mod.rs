//! Predictors of the ML.NET family: which parts a package has, and the numbers of those that are understood.
//!
//! Each kind of part has a layout of its own, told apart by a version; [`KINDS`] lists what is known. A layout that is not known is
//! refused with its version, never guessed.

mod affine;
mod calibration;
mod kinds;
mod linear;
mod locally_deep;
mod part_reader;
mod parts;
mod subspace;
mod trees;

pub use affine::Affine;
pub use kinds::{KINDS, Kind, LEARNERS, SavedLearner, Scores};
pub(crate) use kinds::{learner, version};
pub use parts::Part;
pub(crate) use parts::Parts;

use crate::blob::Blob;
use crate::error::ImportError;
use ml_learn::Calibration;
use ml_learn::imported::{Foreign, OneVersusAll, Outcome, Scorer, ScorerModel};
use part_reader::PartReader;
use std::cell::Cell;

/// A decoded predictor.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictor {
    /// The features are scaled by this first.
    pub normaliser: Option<Affine>,
    /// The model and what becomes of its scores.
    pub model: Foreign,
}

impl Predictor {
    /// Whether it tells what is usual from what is not, of which training had no examples.
    pub fn finds_anomalies(&self) -> bool {
        matches!(&self.model, Foreign::Scorer(Scorer { model: ScorerModel::Subspace(_), .. }))
    }
}

/// What is known of a model beside the parts of its predictor.
#[derive(Debug)]
pub(crate) struct Surroundings {
    /// Features that its columns make.
    pub(crate) columns: usize,
    /// The quantiles that it is to predict.
    pub(crate) quantiles: Vec<f64>,
    /// How many numbers that no byte of the file stands for may still be made.
    room: Cell<usize>,
}

/// Weights of 0 that a sparse model leaves out are made anew; few bytes could ask for any number of them.
const MOST_MADE: usize = 10_000_000;

impl Surroundings {
    pub(crate) fn new(columns: usize, quantiles: Vec<f64>) -> Surroundings {
        Surroundings { columns, quantiles, room: Cell::new(MOST_MADE) }
    }

    /// Counts numbers that are made.
    fn make(&self, numbers: usize) -> Result<(), ImportError> {
        match self.room.get().checked_sub(numbers) {
            Some(left) => self.room.set(left),
            None => {
                return Err(ImportError::TooLarge {
                    what: "The predictor",
                    why: "its sparse weights stand for more than ten million numbers",
                });
            }
        }
        Ok(())
    }
}

/// Why a part gives no model.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It breaks its format.
    Damaged(ImportError),
    /// It holds something that is not understood here; as the end of a sentence that begins with the model.
    Unknown(String),
}

impl From<ImportError> for Refused {
    fn from(error: ImportError) -> Refused {
        Refused::Damaged(error)
    }
}

/// Decodes the predictor of a package.
pub(crate) fn decode(parts: &Parts<'_>, around: &Surroundings) -> Result<Predictor, Refused> {
    let Some(main) = parts.main() else {
        return Err(Refused::Unknown("its package has no part that predicts".to_owned()));
    };
    let kind = kinds::kind_of(&main.1)?;
    let folder = parts::folder(&main.0.path);
    let outer = normaliser(parts, folder)?;
    let (inner, model) = match kind.scores {
        Scores::Classes => (None, Foreign::Softmax(linear::softmax(&main.1, around)?)),
        Scores::OneVersusAll => one_versus_all(parts, main, around)?,
        Scores::Quantiles => (None, Foreign::Quantiles(trees::quantile_forest(&main.1, around)?)),
        _ => {
            let (inner, scorer) = scorer(parts, folder, &main.1, around)?;
            (inner, Foreign::Scorer(scorer))
        }
    };
    let normaliser = one(outer, inner)?;
    if let Some(normaliser) = &normaliser
        && normaliser.scales.len() != around.columns
    {
        let (scales, features) = (normaliser.scales.len(), around.columns);
        let why = format!("its scaling is of {scales} features, its model of {features}");
        return Err(ImportError::Unsound(why).into());
    }
    Ok(Predictor { normaliser, model })
}

/// A model of one score, with the scaling in its folder when it stands in one of its own.
fn scorer(
    parts: &Parts<'_>,
    folder: &str,
    blob: &Blob<'_>,
    around: &Surroundings,
) -> Result<(Option<Affine>, Scorer), Refused> {
    let kind = kinds::kind_of(blob)?;
    if kind.scores == Scores::Wrapped {
        let inside = parts::within(folder, "Predictor");
        let Some((_, inner)) = parts.directly_in(&inside) else {
            return Err(ImportError::Lacks("part under its calibration").into());
        };
        if kinds::kind_of(inner)?.scores == Scores::Wrapped {
            return Err(Refused::Unknown("its calibrations stand one inside of the other".to_owned()));
        }
        let output = Outcome::Probability(calibration(parts, folder)?);
        let model = plain(inner, around)?;
        return Ok((normaliser(parts, &inside)?, Scorer { model, output }));
    }
    let output = match kind.scores {
        Scores::Margin => Outcome::Probability(calibration(parts, folder)?),
        Scores::Probability => Outcome::Probability(Calibration::None),
        Scores::Number => Outcome::Number,
        Scores::Exponent => Outcome::Exponential,
        _ => return Err(Refused::Unknown(format!("a part of it, {}, gives no single score", blob.loader))),
    };
    Ok((None, Scorer { model: plain(blob, around)?, output }))
}

/// What gives the score, before anything becomes of it.
fn plain(blob: &Blob<'_>, around: &Surroundings) -> Result<ScorerModel, Refused> {
    Ok(match blob.loader.as_str() {
        "FastTreeBinaryExec" | "FastTreeRegressionExec" | "FastForestBinaryExec" => {
            ScorerModel::Trees(trees::ensemble(blob, around)?)
        }
        "LDSVMBinaryPredictor" => ScorerModel::LocallyDeep(locally_deep::read(blob, around)?),
        "pcaAnomExec" => ScorerModel::Subspace(subspace::read(blob, around)?),
        _ => ScorerModel::Linear(linear::weighted_sum(blob, around)?),
    })
}

/// A two-class model for each label, each in a folder of its own.
fn one_versus_all(
    parts: &Parts<'_>,
    main: &(Part, Blob<'_>),
    around: &Surroundings,
) -> Result<(Option<Affine>, Foreign), Refused> {
    let mut reader = PartReader::begin(&main.1)?;
    let probabilities = reader.flag()?;
    let count = reader.cursor.i32()?;
    if !probabilities {
        let why = "its two-class models give scores, and no probabilities";
        return Err(Refused::Unknown(why.to_owned()));
    }
    if count < 1 || count as usize > parts.len() {
        return Err(reader.cursor.damaged("it announces more models than it has").into());
    }
    let mut members: Vec<Scorer> = Vec::new();
    let mut scaling: Option<Option<Affine>> = None;
    for number in 0..count {
        let folder = parts::within(parts::folder(&main.0.path), &format!("SubPredictor_{number:03}"));
        let Some((_, blob)) = parts.directly_in(&folder) else {
            return Err(ImportError::Lacks("two-class model of one of its labels").into());
        };
        let (inner, scorer) = scorer(parts, &folder, blob, around)?;
        if !matches!(scorer.output, Outcome::Probability(_)) {
            return Err(Refused::Unknown("a model of one of its labels gives no probability".to_owned()));
        }
        let own = one(normaliser(parts, &folder)?, inner)?;
        match &scaling {
            Some(known) if *known != own => {
                let why = "its two-class models scale the features in different ways";
                return Err(Refused::Unknown(why.to_owned()));
            }
            _ => scaling = Some(own),
        }
        members.push(scorer);
    }
    Ok((scaling.flatten(), Foreign::OneVersusAll(OneVersusAll { members })))
}

/// The scaling in the folder of a part, if there is one.
fn normaliser(parts: &Parts<'_>, folder: &str) -> Result<Option<Affine>, Refused> {
    match parts.directly_in(&parts::within(folder, "Normalizer")) {
        None => Ok(None),
        Some((_, blob)) => match kinds::kind_of(blob)?.scores {
            Scores::Scaling => Ok(Some(affine::read(blob)?)),
            _ => Err(Refused::Unknown(format!("its features are prepared by {}", blob.loader))),
        },
    }
}

/// The one scaling of two places where it may stand.
fn one(outer: Option<Affine>, inner: Option<Affine>) -> Result<Option<Affine>, Refused> {
    match (outer, inner) {
        (Some(_), Some(_)) => Err(Refused::Unknown("it scales its features twice".to_owned())),
        (outer, inner) => Ok(outer.or(inner)),
    }
}

/// What makes probabilities of scores; Score Model never gives scores without them.
fn calibration(parts: &Parts<'_>, folder: &str) -> Result<Calibration, Refused> {
    match parts.directly_in(&parts::within(folder, "Calibrator")) {
        None => {
            Err(Refused::Unknown("it has no calibration, which makes probabilities of its scores".to_owned()))
        }
        Some((_, blob)) => calibration::read(blob),
    }
}
