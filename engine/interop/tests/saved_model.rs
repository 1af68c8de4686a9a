//! Saved models: those made here, the real one when it is there, and hostile ones.

use ml_interop::testing::{Sample, affine, blob, floats, linear, sparse_linear};
use ml_interop::{ImportError, Limits, Predictor, SavedKind, SavedModel};
use ml_learn::imported::{Foreign, ForeignScores, Outcome, Scorer, ScorerModel};
use ml_learn::linear::LinearModel;
use ml_learn::{Calibration, Matrix, Unwatched};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn sample() -> Sample {
    Sample::two_class(&["a", "b", "c"], 0.5, &[1.0, -2.0, 0.25], &[1.0, 0.5, 2.0], [-1.5, 0.25])
}

fn read(bytes: &[u8]) -> Result<SavedModel, ImportError> {
    ml_interop::read(bytes, &Limits::default())
}

fn scorer(predictor: &Predictor) -> &Scorer {
    match &predictor.model {
        Foreign::Scorer(scorer) => scorer,
        other => panic!("a model of one score was saved, not {other:?}"),
    }
}

fn weighted_sum(predictor: &Predictor) -> &LinearModel {
    match &scorer(predictor).model {
        ScorerModel::Linear(model) => model,
        other => panic!("a linear model was saved, not {other:?}"),
    }
}

#[test]
fn a_two_class_model_says_everything_and_predicts() {
    let model = read(&sample().bytes()).unwrap();
    assert_eq!(model.class, "Sample.Models.SupportVectorMachineClassifier");
    assert_eq!(model.title(), "Support Vector Machine Classifier");
    assert_eq!(model.trainer.as_deref(), Some("SampleTrainer"));
    assert_eq!(
        model.settings,
        [("numIterations", "7"), ("lambda", "0.25")].map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    let label = model.label.unwrap();
    assert_eq!((label.name.as_str(), label.kind.as_str()), ("mood", "String"));
    assert_eq!(label.values, ["bad", "good"]);
    assert_eq!(
        model.features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert!(model.features.iter().all(|feature| feature.kind == SavedKind::Number));
    assert_eq!(model.parts.len(), 3);
    assert_eq!(model.diagnostics, []);
    let predictor = model.predictor.unwrap();
    assert_eq!(predictor.normaliser.as_ref().unwrap().scales, [1.0, 0.5, 2.0]);
    let features =
        Matrix::from_numbers(2, vec![vec![1.0, f32::NAN], vec![1.0, 0.0], vec![4.0, 0.0]]).unwrap();
    let predicted = pollster::block_on(predictor.model.predict(&features, &Unwatched)).unwrap();
    let ForeignScores::Values(predicted) = predicted else { panic!("one score a row was expected") };
    assert_eq!(predicted[0], 1.0 / (1.0 + (-1.5f64 * 0.5 + 0.25).exp()));
    assert!(predicted[1].is_nan());
}

#[test]
fn other_linear_models_and_calibrations_are_read() {
    let regression = |signature: &str, loader: &str| {
        let mut sample = sample();
        sample.labels.clear();
        sample.parts =
            vec![("Predictor\\Model.key".to_owned(), sparse_linear(signature, loader, 1.0, 3, &[(2, 0.5)]))];
        read(&sample.bytes()).unwrap().predictor.unwrap()
    };
    let predictor = regression("LIN RGRS", "LinearRegressionExec");
    assert_eq!(weighted_sum(&predictor).weights, [0.0, 0.0, 0.5]);
    assert_eq!((&scorer(&predictor).output, &predictor.normaliser), (&Outcome::Number, &None));
    assert_eq!(scorer(&regression("POI RGRS", "PoissonRegressionExec")).output, Outcome::Exponential);

    let calibrated = |part: Vec<u8>| {
        let mut sample = sample();
        sample.parts[2].1 = part;
        read(&sample.bytes()).map(|model| model.predictor.map(|predictor| scorer(&predictor).output.clone()))
    };
    let mut pieces = 4i32.to_le_bytes().to_vec();
    pieces.extend(2i32.to_le_bytes());
    for number in [-1.0f32, 0.0, 0.25, 0.5, 1.0, 0.75] {
        pieces.extend(number.to_le_bytes());
    }
    assert_eq!(
        calibrated(blob("PAV  CAL", "PAVCaliExec", 0x10001, &pieces)),
        Ok(Some(Outcome::Probability(Calibration::Pieces {
            pieces: vec![[-1.0, 0.0, 0.25], [0.5, 1.0, 0.75]]
        })))
    );
    let mut bins = 4i32.to_le_bytes().to_vec();
    bins.extend(0.5f32.to_le_bytes());
    bins.extend((-1.0f32).to_le_bytes());
    floats(&mut bins, &[0.25, 0.5]);
    assert_eq!(
        calibrated(blob("NAIVECAL", "NaiveCaliExec", 0x10001, &bins)),
        Ok(Some(Outcome::Probability(Calibration::Bins {
            start: -1.0,
            width: 0.5,
            probabilities: vec![0.25, 0.5]
        })))
    );
    assert_eq!(calibrated(blob("SOMECALI", "SomeCaliExec", 0x10001, &[])), Ok(None));
}

#[test]
fn what_cannot_run_is_still_described() {
    let mut trees = sample();
    trees.parts[0].1 = blob("NEURALNT", "NeuralNetExec", 0x10001, &[1, 2, 3]);
    let model = read(&trees.bytes()).unwrap();
    assert_eq!(model.predictor, None);
    assert_eq!(model.label.unwrap().name, "mood");
    assert!(model.diagnostics[0].message.contains("NeuralNetExec"), "{:?}", model.diagnostics);

    let mut narrow = sample();
    narrow.features.pop();
    let model = read(&narrow.bytes()).unwrap();
    assert_eq!(model.predictor, None);
    assert!(
        model.diagnostics[0].message.contains("2 features, but its model is of 3"),
        "{:?}",
        model.diagnostics
    );

    let mut many = sample();
    many.labels.push("superb".to_owned());
    assert!(read(&many.bytes()).unwrap().diagnostics[0].message.contains("names 3"));
}

#[test]
fn damage_is_named() {
    let damaged = |change: fn(&mut Sample)| {
        let mut sample = sample();
        change(&mut sample);
        read(&sample.bytes()).unwrap_err().to_string()
    };
    assert!(damaged(|sample| sample.parts[0].1.truncate(270)).contains("its header points outside"));
    assert!(damaged(|sample| sample.parts[1].1 = affine(&[f32::NAN; 3], &[])).contains("not finite"));
    assert!(
        damaged(|sample| sample.parts[1].1 = affine(&[1.0; 2], &[])).contains("scaling is of 2 features")
    );
    assert!(
        damaged(|sample| sample.parts[0].1 =
            sparse_linear("LINEAR2C", "Linear2CExec", 0.0, 3, &[(1, 1.0), (1, 1.0)]))
        .contains("out of order")
    );
    assert!(
        damaged(|sample| sample.parts[0].1 = linear("LINEAR2C", "Linear2CExec", f32::INFINITY, &[1.0; 3]))
            .contains("finite")
    );
    assert!(read(b"").is_err());
    assert!(
        read(b"\0\x01\0\0\0\xFF\xFF\xFF\xFF\x01\0\0\0\0\0\0\0\x0B")
            .unwrap_err()
            .to_string()
            .contains("main object")
    );
}

/// The beginning of a stream, then these bytes.
fn stream(rest: &[u8]) -> Vec<u8> {
    [b"\0\x01\0\0\0\xFF\xFF\xFF\xFF\x01\0\0\0\0\0\0\0".as_slice(), rest].concat()
}

#[test]
fn hostile_streams_cost_little_and_are_refused() {
    let most = i32::MAX.to_le_bytes();
    // Arrays in arrays, each announcing one element.
    let nested: Vec<u8> = (0..200_000i32)
        .flat_map(|number| [[16].as_slice(), &(number + 1).to_le_bytes(), &[1, 0, 0, 0]].concat())
        .collect();
    let announced = [[16, 1, 0, 0, 0].as_slice(), &most].concat();
    let nulls = [announced.as_slice(), &[14], &most].concat();
    let numbers = [[15, 1, 0, 0, 0].as_slice(), &most, &[6]].concat();
    let members = [[5, 1, 0, 0, 0, 1, b'A'].as_slice(), &most].concat();
    let dimensions = [[7, 1, 0, 0, 0, 2, 2, 0, 0, 0].as_slice(), &most, &most, &[2]].concat();
    let text = [6, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
    let twice = [6, 1, 0, 0, 0, 1, b'a', 6, 1, 0, 0, 0, 1, b'b'];
    let foreign_class = [1, 1, 0, 0, 0, 9, 0, 0, 0];
    let call = [21, 0, 0, 0, 0];
    for bytes in [&nested, &announced, &nulls, &numbers, &members, &dimensions]
        .map(Vec::as_slice)
        .into_iter()
        .chain([text.as_slice(), &twice, &foreign_class, &call])
    {
        assert!(read(&stream(bytes)).is_err(), "{:?}", &bytes[..bytes.len().min(20)]);
    }
    // A sparse model cannot ask for room that no file brings.
    let mut wide = sample();
    wide.parts[0].1 = sparse_linear("LINEAR2C", "Linear2CExec", 0.0, i32::MAX, &[]);
    let described = read(&wide.bytes()).unwrap();
    assert_eq!(described.predictor, None);
    assert!(described.diagnostics[0].message.contains("its model is of 2147483647"));
    // Zeros pack well.
    let tight = Limits { packed: ml_interop::PackageLimits { bytes: 1000, entries: 2 }, ..Limits::default() };
    assert!(matches!(ml_interop::read(&sample().bytes(), &tight), Err(ImportError::TooLarge { .. })));
}

#[test]
fn every_cut_is_an_error_and_none_panics() {
    let bytes = sample().bytes();
    for end in 0..bytes.len() {
        assert!(read(&bytes[..end]).is_err(), "cut at {end}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
        let _ = read(&stream(&bytes));
    }

    #[test]
    fn no_change_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = sample().bytes();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn no_change_inside_the_parts_makes_it_panic(
        part in 0usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut sample = sample();
        for (place, byte) in changes {
            let bytes = &mut sample.parts[part].1;
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&sample.bytes());
    }

    #[test]
    fn weights_survive_as_they_are(weights in prop::collection::vec(-1e30f32..1e30, 1..50), bias in -10f32..10.0) {
        let names: Vec<String> = (0..weights.len()).map(|place| format!("f{place}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let sample = Sample::two_class(&names, bias, &weights, &vec![1.0; weights.len()], [-1.0, 0.0]);
        let predictor = read(&sample.bytes()).unwrap().predictor.unwrap();
        let read: Vec<f32> = weighted_sum(&predictor).weights.iter().map(|&weight| weight as f32).collect();
        prop_assert_eq!(read, weights);
        prop_assert_eq!(&weighted_sum(&predictor).biases, &[f64::from(bias)]);
    }
}

/// The folder of real models, when there is one.
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn exports() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2)?;
    let shared = std::env::var_os("ML_MIGRATE_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let folder = shared.join("exports/models");
    if !folder.is_dir() {
        println!("skipped: no real models at {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn the_real_model_is_read_to_the_last_number() {
    let Some(folder) = exports() else { return };
    let file = |ending: &str| {
        let entries = std::fs::read_dir(&folder).unwrap().flatten();
        let path = entries.map(|entry| entry.path()).find(|path| path.to_string_lossy().ends_with(ending));
        std::fs::read(path.unwrap()).unwrap()
    };
    let golden: serde_json::Value = serde_json::from_slice(&file(".decoded.golden.json")).unwrap();
    let model = read(&file("TwitterModel.ilearner")).unwrap();
    assert_eq!(model.class, golden["class"]);
    assert_eq!(model.trainer.as_deref(), golden["trainer"].as_str());
    let settings = golden["settings"].as_object().unwrap();
    assert_eq!(model.settings.len(), settings.len());
    for (name, value) in &model.settings {
        assert_eq!(*value, settings[name].to_string(), "{name}");
    }
    let label = model.label.unwrap();
    assert_eq!(label.name, golden["label_column"]);
    assert_eq!(serde_json::json!(label.values), golden["label_values"]);
    assert_eq!(model.features.len() as u64, golden["n_features"].as_u64().unwrap());
    assert_eq!(model.features[0].name, golden["first_feature"]["name"]);
    assert_eq!(model.features[2047].name, golden["last_feature"]["name"]);
    assert_eq!(model.parts.len(), golden["headers"].as_object().unwrap().len());
    let predictor = model.predictor.unwrap();
    let linear = weighted_sum(&predictor);
    assert_eq!(linear.biases, [golden["predictor_bias_f32"].as_f64().unwrap()]);
    assert_eq!(serde_json::json!(linear.weights[..8]), golden["predictor_weights_f32_first8"]);
    assert_eq!(linear.weights.iter().sum::<f64>(), golden["predictor_weights_sum"].as_f64().unwrap());
    assert_eq!(
        linear.weights.iter().filter(|&&weight| weight != 0.0).count() as u64,
        golden["predictor_weights_nonzero"].as_u64().unwrap()
    );
    let scales: Vec<f64> =
        predictor.normaliser.as_ref().unwrap().scales.iter().map(|&scale| f64::from(scale)).collect();
    assert_eq!(serde_json::json!(scales[..8]), golden["normalizer_scales_first8"]);
    assert_eq!(
        scorer(&predictor).output,
        Outcome::Probability(Calibration::Platt {
            slope: golden["platt_slope"].as_f64().unwrap(),
            offset: golden["platt_offset"].as_f64().unwrap(),
        })
    );
}
