//! Trees held to problems they must solve, and to their promises.

use super::*;
use crate::matrix::{Column, Matrix, NO_LEVEL};
use crate::random::Random;
use crate::watch::{Unwatched, Watch};
use crate::{Cancelled, LearnError};
use pollster::block_on;
use std::cell::Cell;

fn fit(matrix: &Matrix, labels: &[f64], objective: Objective, settings: &Boosting) -> BoostedTrees {
    block_on(BoostedTrees::fit(matrix, labels, None, objective, settings, &Unwatched)).unwrap()
}

fn predict(model: &BoostedTrees, matrix: &Matrix) -> Vec<f64> {
    block_on(model.predict(matrix, &Unwatched)).unwrap()
}

/// Numbers smooth and coarse, a category, and missing values of each kind.
fn messy(rows: usize, seed: u64) -> (Matrix, Vec<f64>) {
    let mut random = Random::new(seed);
    let smooth: Vec<f32> = (0..rows).map(|_| random.normal() as f32).collect();
    let coarse: Vec<f32> = (0..rows).map(|_| random.below(5) as f32).collect();
    let holes: Vec<f32> = (0..rows)
        .map(|_| match random.below(10) {
            0..3 => f32::NAN,
            3 => f32::INFINITY,
            4 => f32::NEG_INFINITY,
            _ => random.normal() as f32,
        })
        .collect();
    let codes: Vec<u32> = (0..rows)
        .map(|_| match random.below(8) {
            7 => NO_LEVEL,
            level => level as u32,
        })
        .collect();
    let labels = (0..rows)
        .map(|row| {
            let hole = if holes[row].is_nan() { 1.5 } else { f64::from(holes[row].clamp(-1.0, 1.0)) };
            let level = if codes[row] == 3 { 2.0 } else { 0.0 };
            f64::from(smooth[row]).sin() * f64::from(coarse[row]) + hole + level + 0.1 * random.normal()
        })
        .collect();
    let columns = vec![
        Column::Numbers(smooth),
        Column::Levels { codes, levels: 7 },
        Column::Numbers(coarse),
        Column::Numbers(holes),
    ];
    (Matrix::new(rows, columns).unwrap(), labels)
}

fn values(matrix: &Matrix, row: usize) -> Vec<f32> {
    let mut values = vec![0.0; matrix.width()];
    matrix.write_row(row, &mut values);
    values
}

#[test]
fn one_split_gives_the_means_of_both_sides() {
    let matrix = Matrix::from_numbers(6, vec![vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]).unwrap();
    let labels = [1.0, 2.0, 3.0, 11.0, 12.0, 13.0];
    let settings = Boosting { trees: 1, leaves: 2, leaf_rows: 1, learning_rate: 1.0, ..Boosting::default() };
    let model = fit(&matrix, &labels, Objective::Regression, &settings);
    assert_eq!(model.start, [7.0]);
    let node = &model.trees[0].nodes[0];
    assert_eq!((node.threshold, node.rows, node.gain), (3.5, 6, 150.0));
    assert_eq!(predict(&model, &matrix), [2.0, 2.0, 2.0, 12.0, 12.0, 12.0]);
    assert_eq!(model.gains(), [150.0]);
}

#[test]
fn the_first_split_is_the_best_of_all() {
    for seed in 0..20 {
        let (matrix, labels) = messy(60, seed);
        let settings = Boosting { trees: 1, leaves: 2, leaf_rows: 3, ..Boosting::default() };
        let model = fit(&matrix, &labels, Objective::Regression, &settings);
        let mean = labels.iter().sum::<f64>() / labels.len() as f64;
        let rows: Vec<Vec<f32>> = (0..60).map(|row| values(&matrix, row)).collect();
        let mut best = 0f64;
        for feature in 0..matrix.width() {
            for threshold in rows.iter().map(|row| row[feature]).filter(|value| !value.is_nan()) {
                for missing_left in [false, true] {
                    let left = |row: &[f32]| {
                        if row[feature].is_nan() { missing_left } else { row[feature] <= threshold }
                    };
                    let mut sides = [(0.0, 0.0); 2];
                    for (row, label) in rows.iter().zip(&labels) {
                        let side = &mut sides[usize::from(left(row))];
                        *side = (side.0 + label - mean, side.1 + 1.0);
                    }
                    if sides.iter().all(|side| side.1 >= 3.0) {
                        best = best.max(sides.iter().map(|side| side.0 * side.0 / side.1).sum());
                    }
                }
            }
        }
        let found = f64::from(model.trees[0].nodes[0].gain);
        assert!((found - best).abs() < 1e-5 * best, "seed {seed}: {found} is not {best}");
    }
}

#[test]
fn training_rows_come_to_the_leaves_that_counted_them() {
    let (matrix, labels) = messy(4_000, 3);
    let settings = Boosting { trees: 5, leaves: 31, leaf_rows: 7, bins: 40, ..Boosting::default() };
    let model = fit(&matrix, &labels, Objective::Regression, &settings);
    for tree in &model.trees {
        assert!(tree.leaves.len() == 31 && tree.nodes.len() == 30 && tree.is_sound(matrix.width()));
        let mut counts = vec![0; tree.leaves.len()];
        for row in 0..matrix.rows() {
            let row = values(&matrix, row);
            counts[tree.leaf(|feature| row[feature as usize])] += 1;
        }
        assert_eq!(counts, tree.leaves.iter().map(|leaf| leaf.rows).collect::<Vec<_>>());
        assert!(counts.iter().all(|&count| count >= 7));
    }
    let used: Vec<bool> = model.gains().iter().map(|&gain| gain > 0.0).collect();
    assert!(used[0] && used[1 + 3] && used[8] && used[9], "{used:?}");
}

#[test]
fn fast_and_plain_paths_agree() {
    let (matrix, labels) = messy(1_001, 4);
    let settings = Boosting { trees: 30, ..Boosting::default() };
    let model = fit(&matrix, &labels, Objective::Regression, &settings);
    let (fresh, _) = messy(333, 99);
    for (row, prediction) in predict(&model, &fresh).into_iter().enumerate() {
        let row = values(&fresh, row);
        let mut expected = model.start[0];
        for tree in &model.trees {
            expected += f64::from(tree.leaves[tree.leaf(|feature| row[feature as usize])].value);
        }
        assert_eq!(prediction, expected);
    }
}

#[test]
fn boosting_learns_what_can_be_learnt() {
    let (matrix, labels) = messy(4_000, 5);
    let (fresh, truth) = messy(2_000, 6);
    let model = fit(&matrix, &labels, Objective::Regression, &Boosting::default());
    let error = |predictions: &[f64]| {
        let squares = predictions.iter().zip(&truth).map(|(a, b)| (a - b) * (a - b));
        (squares.sum::<f64>() / truth.len() as f64).sqrt()
    };
    let (found, constant) = (error(&predict(&model, &fresh)), error(&vec![model.start[0]; truth.len()]));
    assert!(found < 0.2 * constant, "{found} against {constant}");

    // Neither feature alone tells anything of the class.
    let class = |label: &f64, other: f32| f64::from((*label > 1.0) ^ (other > 0.0));
    let Column::Numbers(first) = &matrix.columns()[0] else { panic!() };
    let classes: Vec<f64> = labels.iter().zip(first).map(|(label, &first)| class(label, first)).collect();
    let model = fit(&matrix, &classes, Objective::TwoClass, &Boosting::default());
    let hits =
        predict(&model, &matrix).iter().zip(&classes).filter(|(p, c)| (**p > 0.5) == (**c > 0.5)).count();
    assert!(hits > 3_700, "{hits}");

    let thirds: Vec<f64> =
        labels.iter().map(|&label| f64::from(label > 0.0) + f64::from(label > 1.5)).collect();
    let model =
        fit(&matrix, &thirds, Objective::Multiclass(3), &Boosting { trees: 30, ..Boosting::default() });
    assert_eq!(model.trees.len(), 90);
    let probabilities = predict(&model, &matrix);
    let mut hits = 0;
    for (row, &class) in thirds.iter().enumerate() {
        let of_row = [0, 1, 2].map(|class| probabilities[class * matrix.rows() + row]);
        assert!((of_row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        hits += usize::from(of_row.iter().all(|&p| p <= of_row[class as usize]));
    }
    assert!(hits > 3_600, "{hits}");
}

#[test]
fn the_order_of_rows_does_not_matter_and_reruns_agree() {
    let (matrix, labels) = messy(700, 7);
    let mut order: Vec<u32> = (0..700).collect();
    Random::new(1).shuffle(&mut order);
    let shuffled: Vec<f64> = order.iter().map(|&row| labels[row as usize]).collect();
    let settings = Boosting { trees: 1, leaves: 30, ..Boosting::default() };
    let [one, other] = [
        fit(&matrix, &labels, Objective::Regression, &settings),
        fit(&matrix.select(&order), &shuffled, Objective::Regression, &settings),
    ];
    assert_eq!(one.trees[0].nodes, other.trees[0].nodes);
    let drawn = Boosting { trees: 8, feature_share: 0.6, row_share: 0.5, seed: 3, ..settings };
    let again = || fit(&matrix, &labels, Objective::Regression, &drawn);
    assert_eq!(again(), again());
    assert_ne!(again(), fit(&matrix, &labels, Objective::Regression, &Boosting { seed: 4, ..drawn }));
}

#[test]
fn weights_stand_for_repeated_rows() {
    let (matrix, labels) = messy(200, 8);
    let weights: Vec<f32> = (0..200).map(|row| (row % 3) as f32).collect();
    let repeated: Vec<u32> = (0..200).flat_map(|row| vec![row; row as usize % 3]).collect();
    let repeated_labels: Vec<f64> = repeated.iter().map(|&row| labels[row as usize]).collect();
    let settings = Boosting { trees: 3, leaves: 6, leaf_rows: 1, leaf_curvature: 4.0, ..Boosting::default() };
    let objective = Objective::Regression;
    let weighted =
        block_on(BoostedTrees::fit(&matrix, &labels, Some(&weights), objective, &settings, &Unwatched));
    let plain = fit(&matrix.select(&repeated), &repeated_labels, objective, &settings);
    let pairs = predict(&weighted.unwrap(), &matrix).into_iter().zip(predict(&plain, &matrix));
    // Rows of weight 0 may move a threshold between two values, so their own predictions are not compared.
    for (row, (weighted, plain)) in pairs.enumerate().filter(|(row, _)| row % 3 != 0) {
        assert!((weighted - plain).abs() < 1e-5, "row {row}: {weighted} is not {plain}");
    }
}

#[test]
fn limits_are_kept() {
    let (matrix, labels) = messy(2_000, 9);
    let settings = Boosting { trees: 3, leaves: 64, depth: 3, leaf_rows: 1, ..Boosting::default() };
    for tree in fit(&matrix, &labels, Objective::Regression, &settings).trees {
        assert!(tree.depth() == 3 && tree.leaves.len() == 8);
    }
    let settings = Boosting { trees: 2, leaves: 900, leaf_rows: 150, ..Boosting::default() };
    for tree in fit(&matrix, &labels, Objective::Regression, &settings).trees {
        assert!((7..=13).contains(&tree.leaves.len()), "{}", tree.leaves.len());
    }
}

#[test]
fn nothing_to_learn_gives_the_mean() {
    let settings = Boosting::default();
    let same = |matrix: Matrix| {
        let labels: Vec<f64> = (0..matrix.rows()).map(|row| row as f64).collect();
        let model = fit(&matrix, &labels, Objective::Regression, &settings);
        assert!(model.trees.is_empty());
        let mean = (matrix.rows() as f64 - 1.0) / 2.0;
        assert!(predict(&model, &matrix).iter().all(|&prediction| prediction == mean));
    };
    same(Matrix::from_numbers(1, vec![vec![1.0]]).unwrap());
    same(Matrix::from_numbers(40, vec![vec![1.0; 40], vec![f32::NAN; 40]]).unwrap());
    same(Matrix::new(40, vec![Column::Levels { codes: vec![NO_LEVEL; 40], levels: 3 }]).unwrap());
    same(Matrix::new(40, vec![]).unwrap());
    let one_class = fit(
        &Matrix::from_numbers(40, vec![(0..40).map(|row| row as f32).collect()]).unwrap(),
        &[1.0; 40],
        Objective::TwoClass,
        &settings,
    );
    assert!(one_class.trees.is_empty() && one_class.start[0] > 10.0);
}

#[test]
fn what_cannot_be_done_is_said() {
    let matrix = Matrix::from_numbers(3, vec![vec![1.0, 2.0, 3.0]]).unwrap();
    let attempt = |matrix: &Matrix, labels: &[f64], objective, settings: &Boosting| {
        block_on(BoostedTrees::fit(matrix, labels, None, objective, settings, &Unwatched)).unwrap_err()
    };
    let usual = Boosting::default();
    let empty = Matrix::from_numbers(0, vec![vec![]]).unwrap();
    assert_eq!(attempt(&empty, &[], Objective::Regression, &usual), LearnError::NoRows);
    assert_eq!(
        attempt(&matrix, &[0.0, 2.0, 1.0], Objective::TwoClass, &usual).to_string(),
        "the label in row 1 is 2, but it must be 0 or 1"
    );
    assert_eq!(
        attempt(&matrix, &[0.0, 2.0], Objective::Regression, &usual).to_string(),
        "there are 2 labels for 3 rows"
    );
    let lone = Boosting { leaves: 1, ..usual };
    assert_eq!(
        attempt(&matrix, &[0.0; 3], Objective::Regression, &lone).to_string(),
        "the number of leaves is 1, but it must be at least 2"
    );
    let model = fit(&matrix, &[0.0; 3], Objective::Regression, &usual);
    let wide = Matrix::from_numbers(1, vec![vec![0.0]; 2]).unwrap();
    let width = LearnError::Width { expected: 1, found: 2 };
    assert_eq!(block_on(model.predict(&wide, &Unwatched)), Err(width));
}

#[test]
fn a_damaged_model_is_refused() {
    let (matrix, labels) = messy(300, 10);
    let settings = Boosting { trees: 1, leaves: 4, ..Boosting::default() };
    let model = fit(&matrix, &labels, Objective::Regression, &settings);
    let damages: [fn(&mut Tree); 5] = [
        // Two ways to one node: laid out, a few such nodes would need all memory there is.
        |tree| (tree.nodes[0].left, tree.nodes[0].right) = (Child::Node(1), Child::Node(1)),
        |tree| tree.nodes[1].left = Child::Node(1),
        |tree| tree.nodes[0].right = Child::Node(9),
        |tree| tree.nodes[0].feature = 77,
        |tree| tree.leaves.clear(),
    ];
    for damage in damages {
        let mut damaged = model.clone();
        damage(&mut damaged.trees[0]);
        assert_eq!(block_on(damaged.predict(&matrix, &Unwatched)), Err(LearnError::Unsound));
    }
}

#[test]
fn cancelling_stops_at_the_next_look() {
    struct After(Cell<usize>);
    impl Watch for After {
        fn progress(&self, _: f32, _: &str) {
            self.0.set(self.0.get().saturating_sub(1));
        }
        fn is_cancelled(&self) -> bool {
            self.0.get() == 0
        }
    }
    let (matrix, labels) = messy(30_000, 11);
    for looks in [1, 2, 20] {
        let watch = After(Cell::new(looks));
        let settings = Boosting::default();
        let run = BoostedTrees::fit(&matrix, &labels, None, Objective::Regression, &settings, &watch);
        assert_eq!(block_on(run), Err(LearnError::Cancelled(Cancelled)));
    }
}
