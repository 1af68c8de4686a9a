//! Ensembles of trees: bytes laid out as the format says, scores worked out by hand.

use ml_interop::testing::{Numbers, Sample, SampleTree, affine, blob, ensemble, platt};
use ml_interop::{Limits, SavedModel};
use ml_learn::imported::{Foreign, ForeignScores, Outcome, ScorerModel};
use ml_learn::{Calibration, Matrix, Unwatched};
use proptest::prelude::*;

/// The first asks twice, the second once.
fn two_trees() -> Vec<SampleTree> {
    let first = SampleTree::new(&[(!0, 1, 0, 1.5), (!1, !2, 1, -2.0)], &[0.5, -0.25, 2.0]);
    let second = SampleTree { unused: 3, ..SampleTree::new(&[(!0, !1, 1, 0.0)], &[0.125, -1.0]) };
    vec![first, second]
}

/// The numbers of boosted trees in the layout of this version.
fn boosted(trees: &[SampleTree], version: u32, features: i32) -> Vec<u8> {
    ensemble(trees, version, false, features).bytes().to_vec()
}

fn two_class(numbers: &[u8], version: u32) -> Sample {
    let model = blob("FTREE BC", "FastTreeBinaryExec", version, numbers);
    let parts = [("Predictor\\Model.key", model), ("Predictor\\Calibrator\\Model.bin", platt(-0.4, 0.0))];
    Sample::of("BoostedTreeClassifier", &["a", "b"], &["bad", "good"], &parts)
}

fn regression(numbers: &[u8], version: u32) -> Sample {
    let mut sample = two_class(&[], version);
    sample.labels.clear();
    let model = blob("FTREE RE", "FastTreeRegressionExec", version, numbers);
    sample.parts = vec![("Predictor\\Model.key".to_owned(), model)];
    sample
}

fn read(sample: &Sample) -> SavedModel {
    ml_interop::read(&sample.bytes(), &Limits::default()).expect("a sound model")
}

fn predictions(sample: &Sample, rows: &[[f32; 2]]) -> Vec<f64> {
    let model = read(sample);
    let predictor = model.predictor.unwrap_or_else(|| panic!("{:?}", model.diagnostics));
    let columns = [0, 1].map(|column| rows.iter().map(|row| row[column]).collect()).to_vec();
    let rows = Matrix::from_numbers(rows.len(), columns).expect("columns of one length");
    match pollster::block_on(predictor.model.predict(&rows, &Unwatched)) {
        Ok(ForeignScores::Values(values)) => values,
        other => panic!("one score a row was expected, not {other:?}"),
    }
}

const ROWS: [[f32; 2]; 5] = [[1.0, 5.0], [1.5, 0.0], [2.0, -3.0], [2.0, 0.0], [f32::NAN, f32::NAN]];
/// Left and right; at most is left; a missing value goes right.
const SCORES: [f64; 5] = [0.5 - 1.0, 0.5 + 0.125, -0.25 + 0.125, 2.0 + 0.125, 2.0 - 1.0];

#[test]
fn a_number_is_the_sum_of_leaves_in_every_layout() {
    for version in 0x10001..=0x10005 {
        assert_eq!(predictions(&regression(&boosted(&two_trees(), version, 2), version), &ROWS), SCORES);
    }
}

#[test]
fn a_label_has_the_probability_of_its_calibration() {
    let sample = two_class(&boosted(&two_trees(), 0x10005, 2), 0x10005);
    let expected = SCORES.map(|score| 1.0 / (1.0 + (-0.4 * score).exp()));
    for (found, expected) in predictions(&sample, &ROWS).into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15, "{found} {expected}");
    }
    let Foreign::Scorer(scorer) = read(&sample).predictor.unwrap().model else { panic!("trees were saved") };
    assert_eq!(scorer.output, Outcome::Probability(Calibration::Platt { slope: -0.4, offset: 0.0 }));
    let ScorerModel::Trees(trees) = &scorer.model else { panic!("trees were saved") };
    assert_eq!(trees.gains(), [3.0, 6.0]);
}

#[test]
fn what_stands_for_missing_values_decides_their_way() {
    let mut trees = two_trees();
    trees[0].missing = vec![1.0, 9.0];
    let of = |trees: &[SampleTree]| predictions(&regression(&boosted(trees, 0x10004, 2), 0x10004), &ROWS)[4];
    assert_eq!(of(&trees), 0.5 - 1.0);
    // All zeros say nothing.
    trees[0].missing = vec![0.0, 0.0];
    assert_eq!(of(&trees), SCORES[4]);
}

#[test]
fn nodes_in_any_order_and_trees_that_never_grew() {
    let mut trees = two_trees();
    // The root stays first; the others may stand anywhere.
    trees[0].nodes = vec![(2, 1, 0, 1.5), (!1, !2, 1, -2.0), (!0, !3, 1, 100.0)];
    trees[0].leaves = vec![0.5, -0.25, 2.0, 8.0];
    trees.push(SampleTree::new(&[(0, 0, 0, 0.0)], &[4.0, 4.0]));
    assert_eq!(predictions(&regression(&boosted(&trees, 0x10005, 2), 0x10005), &ROWS), SCORES);
}

#[test]
fn features_are_scaled_first() {
    let mut sample = regression(&boosted(&two_trees(), 0x10005, 2), 0x10005);
    sample.parts.push(("Predictor\\Normalizer\\Model.bin".to_owned(), affine(&[0.5, 1.0], &[])));
    assert_eq!(read(&sample).predictor.unwrap().normaliser.unwrap().scales, [0.5, 1.0]);
}

#[test]
fn what_is_not_understood_is_described() {
    let described = |change: fn(&mut SampleTree), version: u32, why: &str| {
        let mut trees = two_trees();
        change(&mut trees[1]);
        let model = read(&regression(&boosted(&trees, version, 2), version));
        assert_eq!(model.predictor, None);
        let message = &model.diagnostics[0].message;
        assert!(message.contains("FastTreeRegressionExec") && message.contains(why), "{message}");
        assert_eq!(model.label.unwrap().name, "mood");
    };
    described(|tree| tree.kind = 1, 0x10005, "of the kind 1");
    described(|tree| tree.weight = 0.5, 0x10005, "weights");
    described(|tree| tree.nodes[0].3 = 1.0, 0x10006, "of layout 1.6, and 1.1 to 1.5 is what is known");
    described(
        |tree| (tree.levels, tree.missing) = (vec![(0, vec![0, 1])], vec![1.0]),
        0x10005,
        "missing values for levels",
    );
    // Scores without probabilities are not what Score Model gives.
    let mut sample = two_class(&boosted(&two_trees(), 0x10005, 2), 0x10005);
    sample.parts.pop();
    assert_eq!(read(&sample).predictor, None);
}

#[test]
fn damage_is_named() {
    let damaged = |change: fn(&mut SampleTree), features: i32| {
        let mut trees = two_trees();
        change(&mut trees[0]);
        let sample = regression(&boosted(&trees, 0x10005, features), 0x10005);
        ml_interop::read(&sample.bytes(), &Limits::default()).unwrap_err().to_string()
    };
    assert!(damaged(|tree| tree.nodes[1].1 = 1, 2).contains("circles"));
    assert!(damaged(|tree| tree.nodes[1].1 = 0, 2).contains("circles"));
    assert!(damaged(|tree| tree.nodes[0].1 = 7, 2).contains("out of itself"));
    assert!(damaged(|tree| tree.nodes[1].1 = !9, 2).contains("out of itself"));
    assert!(damaged(|tree| tree.nodes[1].2 = -1, 2).contains("circles or out"));
    assert!(damaged(|tree| tree.leaves[0] = f64::NAN, 2).contains("not finite"));
    assert!(damaged(|tree| tree.nodes[0].3 = f32::NAN, 2).contains("not finite"));
    assert!(damaged(|tree| tree.missing = vec![1.0], 2).contains("different lengths"));
    assert!(damaged(|tree| tree.nodes[1].2 = 2, 2).contains("a feature that there is not"));
    assert!(damaged(|_| {}, -1).contains("number of features"));
    assert!(damaged(|tree| tree.levels = vec![(0, vec![1, 1])], 2).contains("levels that there are not"));
    assert!(damaged(|tree| tree.levels = vec![(0, vec![])], 2).contains("levels that there are not"));
    assert!(damaged(|tree| tree.levels = vec![(9, vec![0])], 2).contains("levels that there are not"));
    assert!(damaged(|tree| tree.levels = vec![(0, vec![0, 2])], 2).contains("levels that there are not"));
}

#[test]
fn an_old_model_that_was_saved_anew_does_not_know_its_number_of_features() {
    assert_eq!(predictions(&regression(&boosted(&two_trees(), 0x10005, 0), 0x10005), &ROWS), SCORES);
    let model = read(&regression(&boosted(&two_trees(), 0x10005, 3), 0x10005));
    assert!(model.diagnostics[0].message.contains("its columns make 2 features, but its model is of 3"));
}

#[test]
fn questions_for_levels_are_asked_of_all_of_them() {
    let mut trees = two_trees();
    // The first node asks for either feature; the others as before.
    trees[0].levels = vec![(0, vec![0, 1])];
    let rows = [[0.0, 0.0], [0.0, 1.0], [1.0, -3.0], [-1.0, -3.0]];
    let found = predictions(&regression(&boosted(&trees, 0x10005, 2), 0x10005), &rows);
    assert_eq!(found, [0.5 + 0.125, 2.0 - 1.0, -0.25 + 0.125, 0.5 + 0.125]);
}

/// Two trees of a forest, whose leaves keep two labels each.
fn forest(version: u32, weights: bool) -> Numbers {
    let mut trees = two_trees();
    trees[0].labels = vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    trees[1].labels = vec![10.0, 20.0, 30.0, 40.0];
    for tree in &mut trees {
        tree.kind = 2;
        if weights {
            tree.label_weights = vec![1.0; tree.labels.len()];
        }
    }
    let numbers = ensemble(&trees, version, true, 2);
    if version >= 0x10004 { numbers.byte(1).int(2) } else { numbers }
}

fn quantiles(numbers: &Numbers, version: u32, setting: Option<&str>) -> SavedModel {
    let part = numbers.part("FFORE RE", "FastForestRegressionExec", version);
    let mut sample = Sample::of("QuantileRegressor", &["a", "b"], &[], &[("Predictor\\Model.key", part)]);
    sample.settings.extend(setting.map(|text| ("quantilesToEstimate".to_owned(), text.to_owned())));
    read(&sample)
}

#[test]
fn a_forest_gives_the_quantiles_that_its_settings_ask_for() {
    let rows = Matrix::from_numbers(2, vec![vec![1.0, 2.0], vec![5.0, 0.0]]).unwrap();
    for version in 0x10001..=0x10006 {
        let model = quantiles(&forest(version, false), version, Some("0.5;1"));
        let predictor =
            model.predictor.clone().unwrap_or_else(|| panic!("{version:x} {:?}", model.diagnostics));
        let predicted = pollster::block_on(predictor.model.predict(&rows, &Unwatched)).unwrap();
        let ForeignScores::Quantiles(predicted) = predicted else { panic!("quantiles were expected") };
        // 1, 2, 30, 40: the rank of the median is 2.5. Then 5, 6, 10, 20.
        let median = [(2.0 + 30.0) / 2.0, 8.0];
        for (found, expected) in predicted[0].iter().zip(median) {
            assert!((found - expected).abs() < 1e-4, "{version:x}: {found} {expected}");
        }
        assert_eq!(predicted[1], [40.0, 20.0]);
        let said = model.sentences().join(" ");
        assert!(
            said.contains("2 quantiles of “mood” by a forest of 2 trees, whose leaves keep 2 labels"),
            "{said}"
        );
    }
    let usual = quantiles(&forest(0x10006, true), 0x10006, None);
    assert!(usual.sentences().join(" ").contains("these are the usual ones"));
    let Some(Foreign::Quantiles(usual)) = usual.predictor.map(|predictor| predictor.model) else {
        panic!("a forest was saved")
    };
    assert_eq!(usual.quantiles, [0.25, 0.5, 0.75]);
    assert_eq!(usual.trees[1].weights, [1.0; 4]);
}

#[test]
fn a_forest_without_its_labels_is_described() {
    let bare = ensemble(&two_trees(), 0x10006, true, 2).byte(1).int(0);
    let model = quantiles(&bare, 0x10006, None);
    assert!(model.diagnostics[0].message.contains("keep no labels"), "{:?}", model.diagnostics);
    // The number behind the trees says three a leaf.
    let mut wrong = forest(0x10005, false).bytes().to_vec();
    let end = wrong.len();
    wrong[end - 4] = 3;
    let part = blob("FFORE RE", "FastForestRegressionExec", 0x10005, &wrong);
    let sample = Sample::of("QuantileRegressor", &["a", "b"], &[], &[("Predictor\\Model.key", part)]);
    let error = ml_interop::read(&sample.bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(error.contains("as many labels as it says"), "{error}");
}

#[test]
fn a_forest_of_two_labels_adds_up_and_is_calibrated() {
    let mut trees = two_trees();
    trees.iter_mut().for_each(|tree| tree.kind = 2);
    let part = ensemble(&trees, 0x10006, true, 2).part("FFORE BC", "FastForestBinaryExec", 0x10006);
    let parts = [("Predictor\\Model.key", part), ("Predictor\\Calibrator\\Model.bin", platt(-0.4, 0.0))];
    let sample = Sample::of("ForestClassifier", &["a", "b"], &["bad", "good"], &parts);
    for (found, score) in predictions(&sample, &ROWS).into_iter().zip(SCORES) {
        assert!((found - 1.0 / (1.0 + (-0.4 * score).exp())).abs() < 1e-15);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut numbers = boosted(&two_trees(), 0x10005, 2);
        for (place, byte) in changes {
            let place = place.index(numbers.len());
            numbers[place] = byte;
        }
        let sample = regression(&numbers, 0x10005);
        if let Ok(SavedModel { predictor: Some(predictor), .. }) = ml_interop::read(&sample.bytes(), &Limits::default()) {
            let rows = Matrix::from_numbers(1, vec![vec![1.0]; 2]).unwrap();
            prop_assert!(pollster::block_on(predictor.model.predict(&rows, &Unwatched)).is_ok());
        }
    }
}
