//! Every kind of predictor beside one weighted sum and trees: numbers laid out as the format says, predictions worked out by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_interop::testing::{Numbers, Sample, affine, linear, platt, sparse_linear};
use ml_interop::{ImportError, KINDS, LEARNERS, Limits, SavedModel, Scores};
use ml_learn::imported::{Foreign, ForeignScores};
use ml_learn::{Matrix, Unwatched};
use proptest::prelude::*;

const MODEL: &str = "Predictor\\Model.key";
const LABELS: [&str; 3] = ["bad", "fair", "good"];

fn read(sample: &Sample) -> SavedModel {
    ml_interop::read(&sample.bytes(), &Limits::default()).expect("a sound model")
}

fn error(sample: &Sample) -> String {
    ml_interop::read(&sample.bytes(), &Limits::default()).unwrap_err().to_string()
}

fn predict(sample: &Sample, rows: &[&[f32]]) -> ForeignScores {
    let model = read(sample);
    let predictor = model.predictor.unwrap_or_else(|| panic!("{:?}", model.diagnostics));
    let columns = (0..predictor.model.features()).map(|column| rows.iter().map(|row| row[column]).collect());
    let matrix = Matrix::from_numbers(rows.len(), columns.collect()).unwrap();
    pollster::block_on(predictor.model.predict(&matrix, &Unwatched)).unwrap()
}

fn values(sample: &Sample, rows: &[&[f32]]) -> Vec<f64> {
    match predict(sample, rows) {
        ForeignScores::Values(values) => values,
        other => panic!("one score a row was expected, not {other:?}"),
    }
}

fn classes(sample: &Sample, row: &[f32]) -> Vec<f64> {
    match predict(sample, &[row]) {
        ForeignScores::Classes(classes) => classes.concat(),
        other => panic!("classes were expected, not {other:?}"),
    }
}

fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-7, "{found} {expected}");
    }
}

fn shares<const N: usize>(values: [f64; N]) -> [f64; N] {
    let total: f64 = values.iter().sum();
    values.map(|value| value / total)
}

fn refused(sample: &Sample, why: &str) {
    let model = read(sample);
    assert_eq!(model.predictor, None);
    let message = &model.diagnostics[0].message;
    assert!(message.contains(why), "{message}");
}

/// Three labels of two features.
fn multiclass(numbers: &Numbers) -> Sample {
    let part = numbers.part("MULTI LR", "MultiClassLRExec", 0x10003);
    Sample::of("LogisticRegressionMultiClassClassifier", &["a", "b"], &LABELS, &[(MODEL, part)])
}

fn dense() -> Numbers {
    let begun = Numbers::begin().int(2).int(3).floats(&[0.5, 0.0, -1.0]).int(0).int(0);
    begun.float_list(&[1.0, 0.0, 0.0, -1.0, 2.0, 2.0])
}

#[test]
fn labels_share_by_softmax() {
    let expected = shares([1.5f64, -0.5, 2.0].map(f64::exp));
    near(&classes(&multiclass(&dense()), &[1.0, 0.5]), &expected);
    // The same without its zeros.
    let begun = Numbers::begin().int(2).int(3).floats(&[0.5, 0.0, -1.0]).int_list(&[0, 1, 2, 4]);
    let sparse = begun.int_list(&[0, 1, 0, 1]).float_list(&[1.0, -1.0, 2.0, 2.0]);
    near(&classes(&multiclass(&sparse), &[1.0, 0.5]), &expected);
    let model = read(&multiclass(&dense()));
    assert_eq!(model.learner.map(|learner| learner.title), Some("Multiclass Logistic Regression"));
    assert_eq!(
        model.sentences(),
        [
            "It was trained by Multiclass Logistic Regression.",
            "It tells 3 labels of “mood” apart by a weighted sum for each.",
            "It takes 2 columns that make 2 features."
        ]
    );
}

#[test]
fn labels_that_do_not_fit_are_refused() {
    let mut two = multiclass(&dense());
    two.labels.pop();
    refused(&two, "it tells 3 labels apart, but names 2");
    let begun = || Numbers::begin().int(2).int(3).floats(&[0.5, 0.0, -1.0]);
    let damaged = |numbers: Numbers| error(&multiclass(&numbers));
    assert!(damaged(begun().int(0).int(0).float_list(&[1.0; 5])).contains("not as many weights"));
    assert!(damaged(begun().int(0).int(1).float_list(&[1.0; 6])).contains("not as many weights"));
    assert!(damaged(begun().int_list(&[0, 1])).contains("do not all have weights"));
    let sparse = |starts: &[i32], places: &[i32], weights: usize| {
        damaged(begun().int_list(starts).int_list(places).float_list(&vec![1.0; weights]))
    };
    assert!(sparse(&[0, 2, 1, 2], &[0, 1], 2).contains("overlap"));
    assert!(sparse(&[1, 1, 1, 2], &[0, 1], 2).contains("overlap"));
    assert!(sparse(&[0, 0, 0, 2], &[1, 0], 2).contains("out of order"));
    assert!(sparse(&[0, 0, 0, 2], &[0, 2], 2).contains("out of order"));
    assert!(sparse(&[0, 0, 0, 2], &[0, 1], 1).contains("not as many weights as places"));
}

/// A two-class model for each label, as ML.NET lays them out: the calibration around the weights.
fn one_versus_all(probabilities: u8, count: i32, scales: [f32; 3]) -> Sample {
    let main = Numbers::begin().byte(probabilities).int(count).part("TLC OVA ", "OVAExec", 0x10001);
    let mut parts = vec![(MODEL.to_owned(), main)];
    for (label, (bias, scale)) in [0.0, -1.0, 2.0].into_iter().zip(scales).enumerate() {
        let folder = format!("Predictor\\SubPredictor_{label:03}");
        let wrapped = Numbers::default().part("PMIXCALP", "PMixCaliPredExec", 0x10001);
        parts.push((format!("{folder}\\Model.key"), wrapped));
        let weights = linear("LINEAR2C", "Linear2CExec", bias, &[1.0]);
        parts.push((format!("{folder}\\Predictor\\Model.key"), weights));
        parts.push((format!("{folder}\\Predictor\\Normalizer\\Model.bin"), affine(&[scale], &[])));
        parts.push((format!("{folder}\\Calibrator\\Model.key"), platt(-1.0, 0.0)));
    }
    Sample { parts, ..Sample::of("OneVsAllClassifier", &["a"], &LABELS, &[]) }
}

#[test]
fn a_two_class_model_for_each_label_shares_with_the_others() {
    let sample = one_versus_all(1, 3, [2.0; 3]);
    let expected = shares([0.25f64, -0.75, 2.25].map(|score| 1.0 / (1.0 + (-score).exp())));
    // The scaling comes before the model.
    assert_eq!(read(&sample).predictor.unwrap().normaliser.unwrap().scales, [2.0]);
    near(&classes(&sample, &[0.25]), &expected);
    let model = read(&sample);
    assert_eq!(model.learner.map(|learner| learner.component), Some("one-vs-all-multiclass"));
    assert!(model.sentences()[1].contains("a two-class model for each"));

    refused(&one_versus_all(0, 3, [1.0; 3]), "no probabilities");
    refused(&one_versus_all(1, 3, [1.0, 1.0, 0.5]), "in different ways");
    assert!(error(&one_versus_all(1, 99, [1.0; 3])).contains("more models than it has"));
    assert!(error(&one_versus_all(1, 0, [1.0; 3])).contains("more models than it has"));
    assert!(error(&one_versus_all(1, 4, [1.0; 3])).contains("two-class model of one of its labels"));
    let mut number = one_versus_all(1, 3, [1.0; 3]);
    number.parts[1].1 = linear("LIN RGRS", "LinearRegressionExec", 0.0, &[1.0]);
    refused(&number, "gives no probability");
    let mut itself = one_versus_all(1, 3, [1.0; 3]);
    itself.parts[1].1 = itself.parts[0].1.clone();
    refused(&itself, "gives no single score");
}

#[test]
fn a_calibration_may_stand_around_its_model() {
    let wrapped = |loader: &str| {
        let parts = [
            (MODEL, Numbers::default().part("CALIPRED", loader, 0x10001)),
            ("Predictor\\Predictor\\Model.key", linear("LINEAR2C", "Linear2CExec", 0.5, &[2.0])),
            ("Predictor\\Calibrator\\Model.key", platt(-2.0, 0.25)),
        ];
        Sample::of("AveragedPerceptronClassifier", &["a"], &["no", "yes"], &parts)
    };
    for loader in ["CaliPredExec", "PMixCaliPredExec", "FeatWCaliPredExec"] {
        near(&values(&wrapped(loader), &[&[1.0]]), &[1.0 / (1.0 + (-2.0f64 * 2.5 + 0.25).exp())]);
    }
    let model = read(&wrapped("CaliPredExec"));
    assert_eq!(model.learner.map(|learner| learner.component), Some("two-class-averaged-perceptron"));
    let mut bare = wrapped("CaliPredExec");
    bare.parts.remove(1);
    assert!(error(&bare).contains("under its calibration"));
    let mut nested = wrapped("CaliPredExec");
    nested.parts[1].1 = nested.parts[0].1.clone();
    refused(&nested, "one inside of the other");
}

#[test]
fn least_squares_is_a_weighted_sum_with_statistics_behind() {
    let numbers = Numbers::begin().float(1.0).int(2).int(0).float_list(&[0.5, -1.0]);
    let numbers = numbers.double(0.9).double(0.8).byte(0);
    let part = numbers.part("OLS RGRS", "OlsLinearRegressionExec", 0x10001);
    let sample = Sample::of("LinearRegressor", &["a", "b"], &[], &[(MODEL, part)]);
    assert_eq!(values(&sample, &[&[2.0, 3.0], &[0.0, f32::NAN]])[0], -1.0);
    let model = read(&sample);
    assert_eq!(model.learner.map(|learner| learner.title), Some("Linear Regression"));
    assert!(model.sentences()[1].contains("the number “mood” by a weighted sum"));
}

fn locally_deep(leaves: i32, sums: &[f32]) -> Sample {
    let numbers = Numbers::begin().int(leaves).int(1).float(2.0).floats(sums);
    // Gates and turns, then the constants of sums, turns and gates.
    let numbers = numbers.floats(&[0.5, 0.0, -1.0]).floats(&[1.0]);
    let numbers = numbers.floats(&[1.0, 0.0, 3.0]).floats(&[-0.5]).floats(&[0.0, 1.0, 0.0]);
    let parts = [
        (MODEL, numbers.part("LDSVM BC", "LDSVMBinaryPredictor", 0x10001)),
        ("Predictor\\Calibrator\\Model.bin", platt(-1.0, 0.0)),
    ];
    Sample::of("LocallyDeepSvmClassifier", &["a"], &["no", "yes"], &parts)
}

#[test]
fn a_locally_deep_machine_adds_up_along_its_path() {
    let first = 1f64.tanh() * 2.0 + 2f64.tanh() * 2.0;
    let second = 0.25f64.tanh() * 1.25 + (-0.5f64).tanh() * 3.0;
    let sample = locally_deep(2, &[1.0, 2.0, 0.0]);
    let expected = [first, second].map(|score| 1.0 / (1.0 + (-score).exp()));
    near(&values(&sample, &[&[1.0], &[0.25]]), &expected);
    assert!(read(&sample).sentences()[1].contains("a tree with 2 leaves"));
    for leaves in [0, 1, 3, -2] {
        assert!(error(&locally_deep(leaves, &[0.0; 3])).contains("number of leaves"), "{leaves}");
    }
    assert!(error(&locally_deep(1 << 30, &[0.0; 3])).contains("ends early"));
    assert!(error(&locally_deep(2, &[0.0, f32::INFINITY, 0.0])).contains("not finite"));
}

fn anomalies(center: u8, rank: i32) -> Sample {
    let numbers = Numbers::begin().int(3).int(rank).byte(center);
    let numbers = if center == 1 { numbers.floats(&[1.0; 3]) } else { numbers };
    let numbers = numbers.floats(&[1.0, 0.0, 0.0]).floats(&[0.0, 0.6, 0.8]);
    let part = numbers.part("PCA ANOM", "pcaAnomExec", 0x10001);
    let sample = Sample::of("PcaAnomalyDetector", &["a", "b", "c"], &[], &[(MODEL, part)]);
    Sample { label: String::new(), ..sample }
}

#[test]
fn an_anomaly_is_what_the_subspace_leaves_out() {
    near(&values(&anomalies(1, 2), &[&[2.0, 1.0, 2.0], &[4.0, 1.0, 1.0]]), &[(0.36f64 / 2.0).sqrt(), 0.0]);
    near(&values(&anomalies(0, 1), &[&[0.0, 3.0, 4.0], &[1.0, 1.0, 0.0]]), &[1.0, 0.5f64.sqrt()]);
    let model = read(&anomalies(1, 2));
    assert_eq!(model.learner.map(|learner| learner.title), Some("PCA-Based Anomaly Detection"));
    assert!(model.sentences()[1].contains("anomalies: rows that 2 directions do not explain"));
    assert!(error(&anomalies(2, 2)).contains("yes or no is neither"));
    assert!(error(&anomalies(1, 3)).contains("number of directions"));
    assert!(error(&anomalies(1, -1)).contains("number of directions"));
}

#[test]
fn what_was_never_published_is_described_with_the_reason() {
    let part = Numbers::begin().int(1).part("NNET BC ", "BinaryNeuralNetPredictor", 0x10009);
    let sample = Sample::of("NeuralNetworkClassifier", &["a"], &["no", "yes"], &[(MODEL, part)]);
    let model = read(&sample);
    assert_eq!(model.learner.map(|learner| learner.title), Some("Two-Class Neural Network"));
    refused(&sample, "How networks made with Net# are saved was never published.");
    assert_eq!(model.sentences(), ["It was trained by Two-Class Neural Network."]);
    assert_eq!(model.settings[1], ("lambda".to_owned(), "0.25".to_owned()));
    let unknown =
        Sample::of("Mystery", &["a"], &[], &[(MODEL, Numbers::begin().part("MYSTERY ", "MysteryExec", 1))]);
    assert_eq!(read(&unknown).learner, None);
    refused(&unknown, "a part for MysteryExec, whose layout is not known");
}

#[test]
fn layouts_of_other_versions_are_refused_by_name() {
    for kind in KINDS.iter().filter(|kind| !matches!(kind.scores, Scores::Calibration | Scores::Scaling)) {
        for version in [kind.versions.start() - 1, kind.versions.end() + 1] {
            let part = Numbers::begin().part("WHATEVER", kind.loader, version);
            let sample = Sample::of("Mystery", &["a"], &["no", "yes"], &[(MODEL, part)]);
            refused(&sample, &format!("is of layout {}.{}, and ", version >> 16, version & 0xFFFF));
        }
    }
    let mut scaled = locally_deep(2, &[0.0; 3]);
    let old = Numbers::begin().int(1).int(-1).float_list(&[2.0]).float_list(&[]);
    scaled.parts.push((
        "Predictor\\Normalizer\\Model.bin".to_owned(),
        old.part("AFF NORM", "AffineNormExec", 0x10002),
    ));
    refused(&scaled, "AffineNormExec is of layout 1.2, and 1.3 is what is known");
}

#[test]
fn the_table_of_learners_says_what_is_true() {
    for learner in LEARNERS {
        assert_eq!(learner.closed.is_none(), !learner.loaders.is_empty(), "{}", learner.title);
        for loader in learner.loaders {
            assert!(KINDS.iter().any(|kind| kind.loader == *loader), "{loader}");
        }
        assert!(LEARNERS.iter().filter(|other| other.component == learner.component).count() == 1);
    }
}

#[test]
fn zeros_cost_nothing_that_no_byte_stands_for() {
    // Sparse models, each of a million features and no weight.
    let levels: Vec<String> = (0..1_000_000).map(|level| level.to_string()).collect();
    let main = Numbers::begin().byte(1).int(12).part("TLC OVA ", "OVAExec", 0x10001);
    let mut parts = vec![(MODEL.to_owned(), main)];
    for label in 0..12 {
        let folder = format!("Predictor\\SubPredictor_{label:03}");
        let weights = sparse_linear("LINEAR2C", "Linear2CExec", 0.0, 1_000_000, &[]);
        parts.push((format!("{folder}\\Model.key"), weights));
        parts.push((format!("{folder}\\Calibrator\\Model.bin"), platt(-1.0, 0.0)));
    }
    let sample =
        Sample { parts, categories: vec![("c".to_owned(), levels)], ..Sample::of("X", &[], &[], &[]) };
    let error = ml_interop::read(&sample.bytes(), &Limits::default()).unwrap_err();
    assert!(matches!(error, ImportError::TooLarge { .. }), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_it_panic(
        which in 0usize..4,
        part in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut sample = match which {
            0 => multiclass(&dense()),
            1 => one_versus_all(1, 3, [1.0; 3]),
            2 => locally_deep(2, &[0.0; 3]),
            _ => anomalies(1, 2),
        };
        let part = part.index(sample.parts.len());
        let bytes = &mut sample.parts[part].1;
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(SavedModel { predictor: Some(predictor), .. }) =
            ml_interop::read(&sample.bytes(), &Limits::default())
        {
            let width = predictor.model.features();
            let rows = Matrix::from_numbers(2, vec![vec![1.0, f32::NAN]; width]).unwrap();
            prop_assert!(pollster::block_on(predictor.model.predict(&rows, &Unwatched)).is_ok());
        }
    }

    #[test]
    fn weights_of_labels_survive_as_they_are(
        weights in prop::collection::vec(-1e30f32..1e30, 6),
        biases in prop::collection::vec(-10f32..10.0, 3),
    ) {
        let numbers = Numbers::begin().int(2).int(3).floats(&biases).int(0).int(0).float_list(&weights);
        let Some(Foreign::Softmax(model)) = read(&multiclass(&numbers)).predictor.map(|found| found.model) else {
            return Err(TestCaseError::fail("labels were saved"));
        };
        let single = |numbers: &[f64]| numbers.iter().map(|&number| number as f32).collect::<Vec<f32>>();
        prop_assert_eq!(single(&model.classes.weights), weights);
        prop_assert_eq!(single(&model.classes.biases), biases);
    }
}
