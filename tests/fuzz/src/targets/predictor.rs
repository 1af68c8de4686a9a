//! The parts of a predictor, each a blob of numbers. A blob inside of a zip inside of a stream of objects, with lengths and checksums
//! around it, is seldom changed well: here an input is the numbers themselves.
//!
//! An input is the number of features, the number of labels, then parts: which reader, low byte of its version, length in two bytes,
//! numbers.

use super::saved_model::limits;
use crate::{Files, Target};
use ml_interop::testing::{Sample, affine, blob, linear};
use ml_learn::{Matrix, Unwatched};

pub(crate) const TARGET: Target = Target {
    name: "predictor",
    about: "parts of predictors of the ML.NET family",
    longest: 8 << 10,
    memory_a_byte: 20_000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/objects.dict"),
};

/// Readers: where their part lies, what it is called, who reads it, and the rest of its version.
const READERS: [(&str, &str, &str, u32); 8] = [
    ("Predictor\\Model.key", "LINEAR2C", "Linear2CExec", 0x20000),
    ("Predictor\\Model.key", "LIN RGRS", "LinearRegressionExec", 0x20000),
    ("Predictor\\Model.key", "POI RGRS", "PoissonRegressionExec", 0x20000),
    ("Predictor\\Normalizer\\Model.bin", "AFF NORM", "AffineNormExec", 0x10000),
    ("Predictor\\Calibrator\\Model.bin", "PAV  CAL", "PAVCaliExec", 0x10000),
    ("Predictor\\Calibrator\\Model.bin", "NAIVECAL", "NaiveCaliExec", 0x10000),
    ("Predictor\\Model.key", "FTREE BC", "FastTreeBinaryExec", 0x10000),
    ("Predictor\\Model.key", "FTREE RE", "FastTreeRegressionExec", 0x10000),
];

fn run(bytes: &[u8]) {
    let [features, labels, rest @ ..] = bytes else { return };
    let sample = Sample {
        class: "Classifier".to_owned(),
        features: (0..*features).map(|number| format!("f{number}")).collect(),
        label: "label".to_owned(),
        labels: (0..labels % 8).map(|number| number.to_string()).collect(),
        parts: parts(rest),
    };
    let Ok(model) = ml_interop::read(&sample.bytes(), &limits()) else { return };
    let Some(predictor) = model.predictor else { return };
    let columns = (0..*features).map(|number| vec![f32::from(number), f32::NAN, f32::MAX]).collect();
    let Ok(rows) = Matrix::from_numbers(3, columns) else { return };
    let predicted = pollster::block_on(predictor.scorer.predict(&rows, &Unwatched));
    assert!(predicted.is_ok_and(|predicted| predicted.len() == 3), "a prediction a row");
}

fn parts(mut bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts = Vec::new();
    while let [reader, version, low, high, rest @ ..] = bytes {
        let (path, signature, loader, base) = READERS[usize::from(*reader) % READERS.len()];
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (numbers, rest) = rest.split_at(length);
        // One part a place, as in every package.
        parts.retain(|(known, _): &(String, Vec<u8>)| known != path);
        parts.push((path.to_owned(), blob(signature, loader, base + u32::from(*version), numbers)));
        bytes = rest;
    }
    parts
}

fn seeds(_: &Files) -> Vec<Vec<u8>> {
    // What stands between the header of 256 bytes and the tail of 8.
    let part = |reader: u8, version: u8, blob: &[u8]| {
        let numbers = &blob[256..blob.len() - 8];
        let length = (numbers.len() as u16).to_le_bytes();
        [&[reader, version, length[0], length[1]], numbers].concat()
    };
    let weights = linear("LINEAR2C", "Linear2CExec", 0.5, &[1.0, -2.0, 0.25]);
    let scaling = affine(&[1.0, 0.5, 2.0], &[0.0, 1.0, 0.0]);
    let pieces =
        blob("", "", 0, &[4u32, 1, 0, 1.0f32.to_bits(), 0.5f32.to_bits()].map(u32::to_le_bytes).concat());
    let bins =
        blob("", "", 0, &[4u32, 1.0f32.to_bits(), 0, 1, 0.5f32.to_bits()].map(u32::to_le_bytes).concat());
    // One tree of one question: two leaves, at most 0.5 goes left.
    let one = |bits: u32| [1, bits];
    let words = [vec![4u32, 1], vec![2, 0, 0, 0, (1.0f64.to_bits() >> 32) as u32]].concat();
    let tail = [
        one(u32::MAX).to_vec(),
        one(u32::MAX - 1).to_vec(),
        one(0).to_vec(),
        vec![0],
        one(7).to_vec(),
        one(0.5f32.to_bits()).to_vec(),
        vec![0],
        vec![2, 0, 1 << 30, 0, 1 << 29, 0, 0, 0],
        vec![0, 0, u32::MAX, u32::MAX, 3],
    ]
    .concat();
    let bytes = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    // The kind of the tree is a single byte before its numbers.
    let numbers = [&bytes(&words[..2])[..], &[0], &bytes(&words[2..]), &bytes(&tail)].concat();
    let trees = blob("", "", 0, &numbers);
    vec![
        [&[3, 2], &part(6, 5, &trees)[..], &part(5, 1, &bins)].concat(),
        [&[3, 0], &part(7, 5, &trees)[..], &part(3, 3, &scaling)].concat(),
        [&[3, 2], &part(0, 1, &weights)[..], &part(3, 3, &scaling), &part(4, 1, &pieces)].concat(),
        [&[3, 2], &part(0, 1, &weights)[..], &part(5, 1, &bins)].concat(),
        [&[3, 0], &part(1, 1, &weights)[..], &part(3, 3, &scaling)].concat(),
        [&[3, 0], &part(2, 1, &weights)[..]].concat(),
    ]
}
