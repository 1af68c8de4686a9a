//! Predictions worked out by hand.

use super::*;
use crate::calibration::Calibration;
use crate::linear::LinearModel;
use crate::matrix::{Column, NO_LEVEL};
use crate::trees::{BoostedTrees, Child, Groups, Leaf, Node, Objective, Tree};
use crate::watch::Unwatched;
use pollster::block_on;

fn linear(features: usize, outputs: &[(f64, &[f64])]) -> LinearModel {
    LinearModel {
        features,
        weights: outputs.iter().flat_map(|(_, weights)| weights.to_vec()).collect(),
        biases: outputs.iter().map(|(bias, _)| *bias).collect(),
    }
}

fn predict(model: &Foreign, matrix: &Matrix) -> ForeignScores {
    // What is stored is what predicts.
    let json = serde_json::to_value(model).unwrap();
    let read: Foreign = serde_json::from_value(json).unwrap();
    assert_eq!(&read, model);
    block_on(read.predict(matrix, &Unwatched)).unwrap()
}

fn values(model: ScorerModel, output: Outcome, matrix: &Matrix) -> Vec<f64> {
    match predict(&Foreign::Scorer(Scorer { model, output }), matrix) {
        ForeignScores::Values(values) => values,
        other => panic!("one score a row was expected, not {other:?}"),
    }
}

fn near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
}

#[test]
fn softmax_shares_by_the_powers_of_e() {
    let classes = linear(2, &[(0.5, &[1.0, 0.0]), (0.0, &[0.0, -1.0]), (-1.0, &[2.0, 2.0])]);
    let matrix = Matrix::from_numbers(2, vec![vec![1.0, f32::NAN], vec![0.5, 0.0]]).unwrap();
    let ForeignScores::Classes(found) = predict(&Foreign::Softmax(Softmax { classes }), &matrix) else {
        panic!("classes were expected")
    };
    let powers = [1.5f64, -0.5, 2.0].map(f64::exp);
    let total: f64 = powers.iter().sum();
    near(&[found[0][0], found[1][0], found[2][0]], &powers.map(|power| power / total));
    assert!(found.iter().all(|class| class[1].is_nan()), "a missing value leaves no probability: {found:?}");
}

#[test]
fn one_versus_all_shares_what_the_members_say() {
    let member = |bias| Scorer {
        model: ScorerModel::Linear(linear(1, &[(bias, &[1.0])])),
        output: Outcome::Probability(Calibration::Platt { slope: -1.0, offset: 0.0 }),
    };
    let model = Foreign::OneVersusAll(OneVersusAll { members: vec![member(0.0), member(-1.0), member(2.0)] });
    assert_eq!((model.features(), model.labels()), (1, Some(3)));
    let matrix = Matrix::from_numbers(1, vec![vec![0.25]]).unwrap();
    let ForeignScores::Classes(found) = predict(&model, &matrix) else { panic!("classes were expected") };
    let each = [0.25f64, -0.75, 2.25].map(|score| 1.0 / (1.0 + (-score).exp()));
    let total: f64 = each.iter().sum();
    near(&found.concat(), &each.map(|probability| probability / total));
}

#[test]
fn a_locally_deep_machine_adds_up_along_its_path() {
    let model = LocallyDeep {
        sharpness: 2.0,
        sums: linear(1, &[(1.0, &[1.0]), (0.0, &[2.0]), (3.0, &[0.0])]),
        gates: linear(1, &[(0.0, &[0.5]), (1.0, &[0.0]), (0.0, &[-1.0])]),
        turns: linear(1, &[(-0.5, &[1.0])]),
    };
    let matrix = Matrix::from_numbers(3, vec![vec![1.0, 0.25, f32::NAN]]).unwrap();
    let found = values(ScorerModel::LocallyDeep(model.clone()), Outcome::Number, &matrix);
    // 1.0 turns to the first node below, 0.25 to the second.
    let first = 1f64.tanh() * 2.0 + 2f64.tanh() * 2.0;
    let second = 0.25f64.tanh() * 1.25 + (-0.5f64).tanh() * 3.0;
    near(&found[..2], &[first, second]);
    assert!(found[2].is_nan());
    let mut unsound = model;
    unsound.sums.biases.pop();
    assert_eq!(block_on(unsound.scores(&matrix, &Unwatched)), Err(LearnError::Unsound));
}

#[test]
fn an_anomaly_is_what_the_subspace_leaves_out() {
    let model =
        Subspace { mean: vec![1.0, 1.0, 1.0], directions: vec![vec![1.0, 0.0, 0.0], vec![0.0, 0.6, 0.8]] };
    let rows = [[4.0, 1.0, 1.0], [1.0, 1.8, 0.4], [2.0, 1.0, 2.0], [1.0, 1.0, 1.0], [f32::NAN, 0.0, 0.0]];
    let columns = [0, 1, 2].map(|column| rows.iter().map(|row| row[column]).collect()).to_vec();
    let matrix = Matrix::from_numbers(5, columns).unwrap();
    let output = Outcome::Probability(Calibration::None);
    let found = values(ScorerModel::Subspace(model), output, &matrix);
    // Of (1, 0, 1), 1 + 0.8² of 2 lies inside.
    assert!(found[0].abs() < 1e-12 && (found[1] - 1.0).abs() < 1e-6, "{found:?}");
    assert!((found[2] - (0.36f64 / 2.0).sqrt()).abs() < 1e-6, "{found:?}");
    assert!(found[3].is_nan() && found[4].is_nan(), "{found:?}");
}

fn question(feature: u32) -> Tree {
    let node = Node {
        feature,
        threshold: 0.5,
        missing_left: false,
        left: Child::Leaf(0),
        right: Child::Leaf(1),
        gain: 0.0,
        rows: 0,
    };
    Tree { nodes: vec![node], leaves: [-1.0, 3.0].map(|value| Leaf { value, rows: 0 }).to_vec() }
}

#[test]
fn a_group_asks_for_any_of_its_members() {
    let levels = Column::Levels { codes: vec![0, 1, 2, NO_LEVEL, 2], levels: 3 };
    let numbers = Column::Numbers(vec![0.0, 0.0, 0.0, 0.25, f32::NAN]);
    let matrix = Matrix::new(5, vec![numbers, levels]).unwrap();
    let mut model = BoostedTrees {
        objective: Objective::Regression,
        features: 4,
        start: vec![0.0],
        trees: vec![question(4)],
        groups: Groups { members: vec![vec![0, 1, 2]] },
    };
    let found = values(ScorerModel::Trees(model.clone()), Outcome::Number, &matrix);
    assert_eq!(found, [3.0, 3.0, -1.0, 3.0, -1.0]);
    assert_eq!(model.gains().len(), 5);
    model.groups.members[0].push(4);
    assert_eq!(block_on(model.predict(&matrix, &Unwatched)), Err(LearnError::Unsound));
}

#[test]
fn quantiles_are_those_of_all_leaves_together() {
    let tree = |feature, labels: [f32; 6]| SampledTree {
        tree: question(feature),
        labels: labels.to_vec(),
        weights: Vec::new(),
    };
    let mut model = QuantileForest {
        features: 1,
        quantiles: vec![0.0, 0.25, 0.5, 0.9, 1.0],
        sample: 3,
        trees: vec![tree(0, [3.0, 1.0, 2.0, 30.0, 10.0, 20.0]), tree(1, [5.0, 4.0, 6.0, 50.0, 40.0, 60.0])],
        groups: Groups { members: vec![vec![0]] },
    };
    let matrix = Matrix::from_numbers(2, vec![vec![0.0, 0.25]]).unwrap();
    let of = |model: &QuantileForest| match predict(&Foreign::Quantiles(model.clone()), &matrix) {
        ForeignScores::Quantiles(quantiles) => quantiles,
        other => panic!("quantiles were expected, not {other:?}"),
    };
    let found = of(&model);
    // Six labels: the rank of 0.25 is (6 + 1/3) / 4 + 1/3 = 1.9167, that of 0.5 is 3.5, that of 0.9 is 6.0333.
    let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    [1.0, 1.916_667, 3.5, 6.0, 6.0]
        .into_iter()
        .zip(&found)
        .for_each(|(expected, row)| near(row[0], expected));
    // 0.25 is not above the first tree's threshold, but it is above 0: 1, 2, 3 and 40, 50, 60.
    [1.0, 1.916_667, 21.5, 60.0, 60.0]
        .into_iter()
        .zip(&found)
        .for_each(|(expected, row)| near(row[1], expected));

    for tree in &mut model.trees {
        tree.weights = vec![1.0; 6];
    }
    // By weight, half of six is three: the third place, and its rank is two.
    near(of(&model)[2][0], 2.0);
    model.trees[1].weights.clear();
    assert_eq!(block_on(model.predict(&matrix, &Unwatched)), Err(LearnError::Unsound));
}

#[test]
fn models_stored_before_there_were_other_kinds_are_read() {
    let stored = r#"{"model":{"features":1,"weights":[2.0],"biases":[1.0]},"output":{"output":"number"}}"#;
    let model: Foreign = serde_json::from_str(stored).unwrap();
    let expected =
        Scorer { model: ScorerModel::Linear(linear(1, &[(1.0, &[2.0])])), output: Outcome::Number };
    assert_eq!(model, Foreign::Scorer(expected));
    let trees = r#"{"model":{"objective":"regression","features":1,"start":[0.0],"trees":[]},"output":{"output":"number"}}"#;
    let Foreign::Scorer(Scorer { model: ScorerModel::Trees(trees), .. }) =
        serde_json::from_str(trees).unwrap()
    else {
        panic!("trees were stored")
    };
    assert!(trees.groups.is_empty());
    assert!(serde_json::from_str::<Foreign>("{}").is_err());
}
