//! The parts of a predictor, each a blob of numbers. A blob inside of a zip inside of a stream of objects, with lengths and checksums
//! around it, is seldom changed well: here an input is the numbers themselves.
//!
//! An input is the number of features, the number of labels, then parts: which reader, low byte of its version, length in two bytes,
//! numbers.

use super::saved_model::limits;
use crate::{Files, Target};
use ml_interop::testing::{Numbers, Sample, SampleTree, affine, blob, ensemble, linear, platt};
use ml_learn::imported::ForeignScores;
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
const READERS: [(&str, &str, &str, u32); 19] = [
    (MODEL, "LINEAR2C", "Linear2CExec", 0x20000),
    (MODEL, "LIN RGRS", "LinearRegressionExec", 0x20000),
    (MODEL, "POI RGRS", "PoissonRegressionExec", 0x20000),
    ("Predictor\\Normalizer\\Model.bin", "AFF NORM", "AffineNormExec", 0x10000),
    (CALIBRATOR, "PAV  CAL", "PAVCaliExec", 0x10000),
    (CALIBRATOR, "NAIVECAL", "NaiveCaliExec", 0x10000),
    (MODEL, "FTREE BC", "FastTreeBinaryExec", 0x10000),
    (MODEL, "FTREE RE", "FastTreeRegressionExec", 0x10000),
    (MODEL, "FFORE BC", "FastForestBinaryExec", 0x10000),
    (MODEL, "FFORE RE", "FastForestRegressionExec", 0x10000),
    (MODEL, "MULTI LR", "MultiClassLRExec", 0x10000),
    (MODEL, "OLS RGRS", "OlsLinearRegressionExec", 0x10000),
    (MODEL, "LDSVM BC", "LDSVMBinaryPredictor", 0x10000),
    (MODEL, "PCA ANOM", "pcaAnomExec", 0x10000),
    (MODEL, "TLC OVA ", "OVAExec", 0x10000),
    ("Predictor\\SubPredictor_000\\Model.key", "CALIPRED", "CaliPredExec", 0x10000),
    ("Predictor\\SubPredictor_000\\Predictor\\Model.key", "LINEAR2C", "Linear2CExec", 0x20000),
    ("Predictor\\SubPredictor_000\\Calibrator\\Model.key", "PLATTCAL", "PlattCaliExec", 0x10000),
    (CALIBRATOR, "PLATTCAL", "PlattCaliExec", 0x10000),
];

const MODEL: &str = "Predictor\\Model.key";
const CALIBRATOR: &str = "Predictor\\Calibrator\\Model.bin";

fn run(bytes: &[u8]) {
    let [features, labels, rest @ ..] = bytes else { return };
    let owned = |count: u8| (0..count).map(|number| number.to_string()).collect::<Vec<String>>();
    let mut sample = Sample::of("Classifier", &[], &[], &[]);
    (sample.features, sample.labels, sample.parts) = (owned(*features), owned(labels % 8), parts(rest));
    let Ok(model) = ml_interop::read(&sample.bytes(), &limits()) else { return };
    let Some(predictor) = model.predictor else { return };
    let columns = (0..*features).map(|number| vec![f32::from(number), f32::NAN, f32::MAX]).collect();
    let Ok(rows) = Matrix::from_numbers(3, columns) else { return };
    let predicted = pollster::block_on(predictor.model.predict(&rows, &Unwatched));
    let of_each_row = match predicted {
        Ok(ForeignScores::Values(values)) => values.len() == 3,
        Ok(ForeignScores::Classes(columns) | ForeignScores::Quantiles(columns)) => {
            columns.iter().all(|values| values.len() == 3)
        }
        Err(_) => false,
    };
    assert!(of_each_row, "a prediction a row");
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
    let mut tree = SampleTree::new(&[(!0, !1, 0, 0.5)], &[2.0, 0.5]);
    let trees = |tree: &SampleTree, forest| {
        let numbers = ensemble(std::slice::from_ref(tree), if forest { 0x10006 } else { 0x10005 }, forest, 3);
        numbers.byte(1).int(2).part("", "", 0)
    };
    let boosted = trees(&tree, false);
    tree.levels = vec![(0, vec![0, 2])];
    let levels = trees(&tree, false);
    (tree.kind, tree.labels) = (2, vec![1.0, 2.0, 3.0, 4.0]);
    let forest = trees(&tree, true);
    let softmax = Numbers::begin().int(3).int(2).floats(&[0.5, 1.0]).int_list(&[0, 1, 3]);
    let softmax = softmax.int_list(&[2, 0, 1]).float_list(&[1.0; 3]).part("", "", 0);
    let deep =
        Numbers::begin().int(2).int(3).float(1.0).floats(&[0.5; 9 + 9 + 3 + 3 + 1 + 3]).part("", "", 0);
    let subspace = Numbers::begin().int(3).int(1).byte(1).floats(&[0.5; 6]).part("", "", 0);
    let one_versus_all = Numbers::begin().byte(1).int(1).part("", "", 0);
    let (wrapper, platt) = (Numbers::default().part("", "", 0), platt(-1.0, 0.25));
    let squares = Numbers::begin().float(1.0).int(3).int(0).float_list(&[1.0; 3]).part("", "", 0);
    vec![
        [&[3, 2], &part(6, 5, &boosted)[..], &part(5, 1, &bins)].concat(),
        [&[3, 0], &part(7, 5, &levels)[..], &part(3, 3, &scaling)].concat(),
        [&[3, 2], &part(8, 6, &forest)[..], &part(18, 1, &platt)].concat(),
        [&[3, 0], &part(9, 6, &forest)[..]].concat(),
        [&[3, 2], &part(10, 3, &softmax)[..]].concat(),
        [&[3, 0], &part(11, 1, &squares)[..]].concat(),
        [&[3, 2], &part(12, 1, &deep)[..], &part(18, 1, &platt)].concat(),
        [&[3, 0], &part(13, 1, &subspace)[..]].concat(),
        [
            &[3, 1],
            &part(14, 1, &one_versus_all)[..],
            &part(15, 1, &wrapper),
            &part(16, 1, &weights),
            &part(17, 1, &platt),
        ]
        .concat(),
        [&[3, 2], &part(0, 1, &weights)[..], &part(3, 3, &scaling), &part(4, 1, &pieces)].concat(),
        [&[3, 2], &part(0, 1, &weights)[..], &part(5, 1, &bins)].concat(),
        [&[3, 0], &part(1, 1, &weights)[..], &part(3, 3, &scaling)].concat(),
        [&[3, 0], &part(2, 1, &weights)[..]].concat(),
    ]
}
