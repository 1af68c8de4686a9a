//! Ensembles of trees: bytes laid out as the format says, scores worked out by hand.

use ml_interop::testing::{Sample, affine, blob};
use ml_interop::{Limits, SavedModel};
use ml_learn::{Calibration, Matrix, Outcome, ScorerModel, Unwatched};
use proptest::prelude::*;

/// A tree to write: for each node where left and right lead, its feature and threshold.
#[derive(Clone)]
struct Tree {
    nodes: Vec<(i32, i32, i32, f32)>,
    leaves: Vec<f64>,
    missing: Vec<f32>,
    /// Room for nodes that were never used, as training leaves it.
    unused: usize,
    kind: u8,
    weight: f64,
    levels: Vec<i32>,
}

/// The first asks twice, the second once.
fn two_trees() -> Vec<Tree> {
    let tree = Tree {
        nodes: vec![(!0, 1, 0, 1.5), (!1, !2, 1, -2.0)],
        leaves: vec![0.5, -0.25, 2.0],
        missing: Vec::new(),
        unused: 0,
        kind: 0,
        weight: 1.0,
        levels: Vec::new(),
    };
    let second = Tree { nodes: vec![(!0, !1, 1, 0.0)], leaves: vec![0.125, -1.0], unused: 3, ..tree.clone() };
    vec![tree, second]
}

fn list<const N: usize>(out: &mut Vec<u8>, items: impl ExactSizeIterator<Item = [u8; N]>) {
    out.extend((items.len() as i32).to_le_bytes());
    items.for_each(|item| out.extend(item));
}

/// The numbers of an ensemble in the layout of this version.
fn ensemble(trees: &[Tree], version: u32, features: i32) -> Vec<u8> {
    let mut out = 4i32.to_le_bytes().to_vec();
    out.extend((trees.len() as i32).to_le_bytes());
    for tree in trees {
        out.push(tree.kind);
        out.extend((tree.leaves.len() as i32).to_le_bytes());
        out.extend(tree.leaves.iter().copied().fold(f64::MIN, f64::max).to_le_bytes());
        out.extend(tree.weight.to_le_bytes());
        let room = tree.nodes.len() + tree.unused;
        let padded = |part: fn(&(i32, i32, i32, f32)) -> i32| {
            let mut items: Vec<[u8; 4]> = tree.nodes.iter().map(|node| part(node).to_le_bytes()).collect();
            items.resize(room, [0; 4]);
            items.into_iter()
        };
        list(&mut out, padded(|node| node.0));
        list(&mut out, padded(|node| node.1));
        list(&mut out, padded(|node| node.2));
        if version >= 0x10005 {
            list(&mut out, tree.levels.iter().map(|level| level.to_le_bytes()));
        }
        // Thresholds among the bins, then of the values.
        list(&mut out, vec![[7, 0, 0, 0]; room].into_iter());
        list(&mut out, tree.nodes.iter().map(|node| node.3.to_le_bytes()));
        if version >= 0x10004 {
            list(&mut out, tree.missing.iter().map(|value| value.to_le_bytes()));
        }
        let mut leaves: Vec<[u8; 8]> = tree.leaves.iter().map(|leaf| leaf.to_le_bytes()).collect();
        leaves.resize(room + 1, [0; 8]);
        list(&mut out, leaves.into_iter());
        list(&mut out, vec![3.0f64.to_le_bytes(); room].into_iter());
        list::<8>(&mut out, [].into_iter());
        list::<8>(&mut out, [].into_iter());
    }
    out.extend(0f64.to_le_bytes());
    out.extend((-1i32).to_le_bytes());
    out.extend(0i32.to_le_bytes());
    out.extend(features.to_le_bytes());
    out
}

fn platt(slope: f64) -> (String, Vec<u8>) {
    let numbers = [slope, 0.0].map(f64::to_le_bytes).concat();
    ("Predictor\\Calibrator\\Model.bin".to_owned(), blob("PLATTCAL", "PlattCaliExec", 0x10001, &numbers))
}

fn two_class(numbers: &[u8], version: u32) -> Sample {
    let model = blob("FTREE BC", "FastTreeBinaryExec", version, numbers);
    Sample {
        class: "BoostedTreeClassifier".to_owned(),
        features: vec!["a".to_owned(), "b".to_owned()],
        label: "mood".to_owned(),
        labels: vec!["bad".to_owned(), "good".to_owned()],
        parts: vec![("Predictor\\Model.key".to_owned(), model), platt(-0.4)],
    }
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
    pollster::block_on(predictor.scorer.predict(&rows, &Unwatched)).expect("predictions")
}

const ROWS: [[f32; 2]; 5] = [[1.0, 5.0], [1.5, 0.0], [2.0, -3.0], [2.0, 0.0], [f32::NAN, f32::NAN]];
/// Left and right; at most is left; a missing value goes right.
const SCORES: [f64; 5] = [0.5 - 1.0, 0.5 + 0.125, -0.25 + 0.125, 2.0 + 0.125, 2.0 - 1.0];

#[test]
fn a_number_is_the_sum_of_leaves_in_every_layout() {
    for version in [0x10003, 0x10004, 0x10005] {
        assert_eq!(predictions(&regression(&ensemble(&two_trees(), version, 2), version), &ROWS), SCORES);
    }
}

#[test]
fn a_label_has_the_probability_of_its_calibration() {
    let sample = two_class(&ensemble(&two_trees(), 0x10005, 2), 0x10005);
    let expected = SCORES.map(|score| 1.0 / (1.0 + (-0.4 * score).exp()));
    for (found, expected) in predictions(&sample, &ROWS).into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15, "{found} {expected}");
    }
    let model = read(&sample).predictor.unwrap();
    assert_eq!(model.scorer.output, Outcome::Probability(Calibration::Platt { slope: -0.4, offset: 0.0 }));
    let ScorerModel::Trees(trees) = &model.scorer.model else { panic!("trees were saved") };
    assert_eq!(trees.gains(), [3.0, 6.0]);
}

#[test]
fn what_stands_for_missing_values_decides_their_way() {
    let mut trees = two_trees();
    trees[0].missing = vec![1.0, 9.0];
    let of = |trees: &[Tree]| predictions(&regression(&ensemble(trees, 0x10004, 2), 0x10004), &ROWS)[4];
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
    trees.push(Tree { nodes: vec![(0, 0, 0, 0.0)], leaves: vec![4.0, 4.0], ..trees[0].clone() });
    assert_eq!(predictions(&regression(&ensemble(&trees, 0x10005, 2), 0x10005), &ROWS), SCORES);
}

#[test]
fn features_are_scaled_first() {
    let mut sample = regression(&ensemble(&two_trees(), 0x10005, 2), 0x10005);
    sample.parts.push(("Predictor\\Normalizer\\Model.bin".to_owned(), affine(&[0.5, 1.0], &[])));
    assert_eq!(read(&sample).predictor.unwrap().normaliser.unwrap().scales, [0.5, 1.0]);
}

#[test]
fn what_is_not_understood_is_described() {
    let described = |change: fn(&mut Tree), version: u32| {
        let mut trees = two_trees();
        change(&mut trees[1]);
        let model = read(&regression(&ensemble(&trees, version, 2), version));
        assert_eq!(model.predictor, None);
        assert!(model.diagnostics[0].message.contains("FastTreeRegressionExec"), "{:?}", model.diagnostics);
        assert_eq!(model.label.unwrap().name, "mood");
    };
    described(|tree| tree.kind = 2, 0x10005);
    described(|tree| tree.weight = 0.5, 0x10005);
    described(|tree| tree.levels = vec![0], 0x10005);
    described(|_| {}, 0x10002);
    // Scores without probabilities are not what Score Model gives.
    let mut sample = two_class(&ensemble(&two_trees(), 0x10005, 2), 0x10005);
    sample.parts.pop();
    assert_eq!(read(&sample).predictor, None);
}

#[test]
fn damage_is_named() {
    let damaged = |change: fn(&mut Tree), features: i32| {
        let mut trees = two_trees();
        change(&mut trees[0]);
        let sample = regression(&ensemble(&trees, 0x10005, features), 0x10005);
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
    assert!(damaged(|_| {}, 1).contains("a feature that there is not"));
    assert!(damaged(|_| {}, 0).contains("number of features"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut numbers = ensemble(&two_trees(), 0x10005, 2);
        for (place, byte) in changes {
            let place = place.index(numbers.len());
            numbers[place] = byte;
        }
        let sample = regression(&numbers, 0x10005);
        if let Ok(SavedModel { predictor: Some(predictor), .. }) = ml_interop::read(&sample.bytes(), &Limits::default()) {
            let rows = Matrix::from_numbers(1, vec![vec![1.0]; 2]).unwrap();
            prop_assert!(pollster::block_on(predictor.scorer.predict(&rows, &Unwatched)).is_ok());
        }
    }
}
