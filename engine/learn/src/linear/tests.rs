//! Linear models held to what marks the optimum, and to their promises.

use super::*;
use crate::matrix::{Column, Matrix, NO_LEVEL};
use crate::random::Random;
use crate::watch::{Unwatched, Watch};
use crate::{Cancelled, LearnError};
use pollster::block_on;

/// Six numbers and a category, some rows without a level.
fn data(rows: usize, seed: u64) -> Matrix {
    let mut random = Random::new(seed);
    let mut columns: Vec<Column> =
        (0..6).map(|_| Column::Numbers((0..rows).map(|_| random.normal() as f32).collect())).collect();
    let codes = (0..rows).map(|_| [NO_LEVEL, 0, 1, 2][random.below(4)]).collect();
    columns.insert(2, Column::Levels { codes, levels: 3 });
    Matrix::new(rows, columns).unwrap()
}

fn rows_of(matrix: &Matrix) -> Vec<Vec<f64>> {
    let dense = matrix.dense(0..matrix.rows());
    dense.chunks(matrix.width()).map(|row| row.iter().map(|&value| value.into()).collect()).collect()
}

fn labels(matrix: &Matrix, classes: u32, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed);
    let score = |row: &Vec<f64>| row[0] - row[3] + row[6] + 0.8 * random.normal();
    let scores: Vec<f64> = rows_of(matrix).iter().map(score).collect();
    scores
        .into_iter()
        .map(|score| ((score + f64::from(classes) / 2.0).max(0.0) as u32).min(classes - 1))
        .collect()
}

/// The gradient of the smooth part of the objective, the plain way: output by output, weights and then bias.
fn slopes(model: &LogisticModel, matrix: &Matrix, labels: &[u32], weights: &[f32], l2: f64) -> Vec<Vec<f64>> {
    let linear = &model.linear;
    let mut slopes: Vec<Vec<f64>> = (0..linear.outputs())
        .map(|output| linear.weights_of(output).iter().map(|weight| l2 * weight).chain([0.0]).collect())
        .collect();
    for ((row, &label), &weight) in rows_of(matrix).iter().zip(labels).zip(weights) {
        let score = |output: usize| -> f64 {
            linear.biases[output] + row.iter().zip(linear.weights_of(output)).map(|(x, w)| x * w).sum::<f64>()
        };
        let exponentials: Vec<f64> = (0..linear.outputs()).map(|output| score(output).exp()).collect();
        let sum = exponentials.iter().sum::<f64>() + if linear.outputs() == 1 { 1.0 } else { 0.0 };
        for (output, slopes) in slopes.iter_mut().enumerate() {
            let own = if linear.outputs() == 1 { label == 1 } else { label as usize == output };
            let slope = f64::from(weight) * (exponentials[output] / sum - f64::from(u8::from(own)));
            for (place, value) in slopes.iter_mut().zip(row.iter().chain([&1.0])) {
                *place += slope * value;
            }
        }
    }
    slopes
}

#[test]
fn logistic_regression_ends_where_the_objective_is_flat() {
    let matrix = data(700, 1);
    let weights: Vec<f32> = (0..700).map(|row| (row % 4) as f32 * 0.5).collect();
    for (classes, l1, weights) in [
        (2, 0.0, None),
        (2, 4.0, None),
        (2, 4.0, Some(weights.as_slice())),
        (4, 0.0, Some(weights.as_slice())),
        (4, 3.0, None),
    ] {
        let labels = labels(&matrix, classes, 2);
        let fit = LogisticRegression { l1, l2: 0.7, tolerance: 1e-13, ..LogisticRegression::default() };
        let model = block_on(fit.fit(&matrix, &labels, classes as usize, weights, &Unwatched)).unwrap();
        let ones = vec![1.0; 700];
        let slopes = slopes(&model, &matrix, &labels, weights.unwrap_or(&ones), 0.7);
        let mut zeros = 0;
        for (output, slopes) in slopes.iter().enumerate() {
            let (bias, of_weights) = slopes.split_last().unwrap();
            assert!(bias.abs() < 2e-3, "{classes} classes, l1 {l1}: bias slope {bias}");
            for (weight, slope) in model.linear.weights_of(output).iter().zip(of_weights) {
                if *weight == 0.0 {
                    zeros += 1;
                    assert!(slope.abs() <= l1 + 2e-3, "{classes} classes, l1 {l1}: {slope} at 0");
                } else {
                    let total = slope + l1 * weight.signum();
                    assert!(total.abs() < 2e-3, "{classes} classes, l1 {l1}: {total} at {weight}");
                }
            }
        }
        assert_eq!(zeros > 0, l1 > 0.0, "{classes} classes, l1 {l1}: {zeros} zeros");
    }
}

#[test]
fn probabilities_are_those_of_the_scores() {
    let matrix = data(50, 3);
    for classes in [2, 3] {
        let labels = labels(&matrix, classes, 4);
        let fit = LogisticRegression::default();
        let model = block_on(fit.fit(&matrix, &labels, classes as usize, None, &Unwatched)).unwrap();
        let found = block_on(model.predict(&matrix, &Unwatched)).unwrap();
        assert_eq!((model.classes(), found.len()), (classes as usize, if classes == 2 { 50 } else { 150 }));
        for (row, features) in rows_of(&matrix).iter().enumerate() {
            let exponentials: Vec<f64> = (0..model.linear.outputs())
                .map(|output| {
                    let weights = model.linear.weights_of(output).iter();
                    (model.linear.biases[output]
                        + features.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>())
                    .exp()
                })
                .collect();
            let expected = match exponentials.as_slice() {
                [odds] => odds / (1.0 + odds),
                several => several[0] / several.iter().sum::<f64>(),
            };
            assert!((found[row] - expected).abs() < 1e-12, "{} is not {expected}", found[row]);
        }
    }
}

#[test]
fn separable_classes_without_penalty_end_too() {
    let matrix = Matrix::from_numbers(4, vec![vec![-2.0, -1.0, 1.0, 2.0]]).unwrap();
    let fit = LogisticRegression { l1: 0.0, l2: 0.0, ..LogisticRegression::default() };
    let model = block_on(fit.fit(&matrix, &[0, 0, 1, 1], 2, None, &Unwatched)).unwrap();
    assert!(model.linear.weights[0] > 5.0 && model.linear.weights[0].is_finite());
    let one_class = block_on(fit.fit(&matrix, &[1, 1, 1, 1], 2, None, &Unwatched)).unwrap();
    assert!(block_on(one_class.predict(&matrix, &Unwatched)).unwrap().iter().all(|&p| p > 0.99));
}

#[test]
fn least_squares_finds_exact_weights() {
    let matrix = data(200, 5);
    let truth = [0.5, -2.0, 3.0, 1.0, 0.25, 0.0, 7.0, -1.0, 4.0];
    let targets: Vec<f64> = rows_of(&matrix)
        .iter()
        .map(|row| 10.0 + row.iter().zip(truth).map(|(value, weight)| value * weight).sum::<f64>())
        .collect();
    let fit = LeastSquares { l2: 0.0, intercept: true };
    let model = block_on(fit.fit(&matrix, &targets, None, &Unwatched)).unwrap();
    assert!((model.biases[0] - 10.0).abs() < 1e-9, "{model:?}");
    for (found, truth) in model.weights.iter().zip(truth) {
        assert!((found - truth).abs() < 1e-9, "{found} is not {truth}");
    }
    for (found, target) in block_on(model.predict(&matrix, &Unwatched)).unwrap().iter().zip(&targets) {
        assert!((found - target).abs() < 1e-9);
    }
}

#[test]
fn penalised_least_squares_end_where_the_objective_is_flat() {
    let matrix = data(150, 6);
    let mut random = Random::new(7);
    let targets: Vec<f64> = (0..150).map(|_| 100.0 + random.normal()).collect();
    let weights: Vec<f32> = (0..150).map(|row| (row % 3) as f32).collect();
    for intercept in [true, false] {
        let fit = LeastSquares { l2: 5.0, intercept };
        let model = block_on(fit.fit(&matrix, &targets, Some(&weights), &Unwatched)).unwrap();
        let mut slopes: Vec<f64> = model.weights.iter().map(|weight| 5.0 * weight).collect();
        let mut bias_slope = 0.0;
        for ((row, target), &weight) in rows_of(&matrix).iter().zip(&targets).zip(&weights) {
            let product: f64 = row.iter().zip(&model.weights).map(|(x, w)| x * w).sum();
            let error = f64::from(weight) * (model.biases[0] + product - target);
            bias_slope += error;
            slopes.iter_mut().zip(row).for_each(|(slope, value)| *slope += error * value);
        }
        assert!(slopes.iter().all(|slope| slope.abs() < 1e-8), "{slopes:?}");
        assert!(if intercept { bias_slope.abs() < 1e-8 } else { model.biases[0] == 0.0 });
    }
}

#[test]
fn dependent_features_are_harmless() {
    // Every row has one of all levels, one column repeats another, one is constant, and numbers lie far from 0.
    let mut random = Random::new(8);
    let year: Vec<f32> = (0..90).map(|_| 2_000.0 + random.below(25) as f32).collect();
    let codes: Vec<u32> = (0..90).map(|row| row % 3).collect();
    let targets: Vec<f64> = year
        .iter()
        .zip(&codes)
        .map(|(&year, &code)| 3.0 * f64::from(year) + f64::from(code * code))
        .collect();
    let columns = vec![
        Column::Numbers(year.clone()),
        Column::Levels { codes, levels: 3 },
        Column::Numbers(year),
        Column::Numbers(vec![5.0; 90]),
    ];
    let matrix = Matrix::new(90, columns).unwrap();
    for l2 in [0.0, 1e-3] {
        let fit = LeastSquares { l2, intercept: true };
        let model = block_on(fit.fit(&matrix, &targets, None, &Unwatched)).unwrap();
        let tolerance = if l2 == 0.0 { 1e-6 } else { 1e-2 };
        for (found, target) in block_on(model.predict(&matrix, &Unwatched)).unwrap().iter().zip(&targets) {
            assert!((found - target).abs() < tolerance, "{found} is not {target}");
        }
    }
}

#[test]
fn gradient_descent_comes_near_and_never_runs_away() {
    let matrix = data(2_000, 9);
    let truth = [0.5, -2.0, 3.0, 1.0, 0.25, 0.0, 2.0, -1.0, 1.5];
    let mut random = Random::new(10);
    let targets: Vec<f64> = rows_of(&matrix)
        .iter()
        .map(|row| 1.0 + row.iter().zip(truth).map(|(x, w)| x * w).sum::<f64>() + 0.1 * random.normal())
        .collect();
    let fit =
        |settings: GradientDescent| block_on(settings.fit(&matrix, &targets, None, &Unwatched)).unwrap();
    let error = |model: &LinearModel| {
        let found = block_on(model.predict(&matrix, &Unwatched)).unwrap();
        (found.iter().zip(&targets).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / 2_000.0).sqrt()
    };
    let usual = GradientDescent::default();
    let [averaged, last] =
        [usual, GradientDescent { average: false, ..usual }].map(|settings| error(&fit(settings)));
    assert!(averaged < 0.2 && last < 0.25, "{averaged} {last}");
    assert_eq!(fit(usual), fit(usual));
    assert_ne!(fit(usual), fit(GradientDescent { seed: 1, ..usual }));
    let wild = fit(GradientDescent { learning_rate: 1e6, decrease: false, ..usual });
    assert!(error(&wild).is_finite());
    let none = fit(GradientDescent { epochs: 0, ..usual });
    assert!(none.weights.iter().all(|&weight| weight == 0.0));
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let holes = Matrix::from_numbers(3, vec![vec![1.0, f32::NAN, 2.0]]).unwrap();
    let missing = LearnError::Missing { row: 1 };
    let logistic = LogisticRegression::default();
    assert_eq!(block_on(logistic.fit(&holes, &[0, 1, 1], 2, None, &Unwatched)), Err(missing.clone()));
    let least_squares = LeastSquares::default();
    assert_eq!(block_on(least_squares.fit(&holes, &[0.0; 3], None, &Unwatched)), Err(missing.clone()));
    let descent = GradientDescent::default();
    assert_eq!(block_on(descent.fit(&holes, &[0.0; 3], None, &Unwatched)), Err(missing));
    let empty = Matrix::new(0, vec![]).unwrap();
    assert_eq!(block_on(logistic.fit(&empty, &[], 2, None, &Unwatched)), Err(LearnError::NoRows));
    assert_eq!(block_on(least_squares.fit(&empty, &[], None, &Unwatched)), Err(LearnError::NoRows));
    let one = Matrix::from_numbers(1, vec![vec![3.0]]).unwrap();
    let constant = block_on(least_squares.fit(&one, &[4.0], None, &Unwatched)).unwrap();
    assert_eq!(block_on(constant.predict(&one, &Unwatched)).unwrap(), [4.0]);
    let bare = Matrix::new(3, vec![]).unwrap();
    let model = block_on(least_squares.fit(&bare, &[1.0, 2.0, 6.0], None, &Unwatched)).unwrap();
    assert_eq!(block_on(model.predict(&bare, &Unwatched)).unwrap(), [3.0; 3]);
    assert_eq!(
        block_on(logistic.fit(&one, &[2], 2, None, &Unwatched)).unwrap_err().to_string(),
        "the label in row 0 is 2, but it must be a class number"
    );
}

#[test]
fn cancelling_is_heard() {
    struct Cancel;
    impl Watch for Cancel {
        fn progress(&self, _: f32, _: &str) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let matrix = data(50, 11);
    let cancelled = LearnError::Cancelled(Cancelled);
    let labels = labels(&matrix, 2, 1);
    let fit = LogisticRegression::default();
    assert_eq!(block_on(fit.fit(&matrix, &labels, 2, None, &Cancel)), Err(cancelled.clone()));
    assert_eq!(
        block_on(LeastSquares::default().fit(&matrix, &[0.0; 50], None, &Cancel)),
        Err(cancelled.clone())
    );
    assert_eq!(block_on(GradientDescent::default().fit(&matrix, &[0.0; 50], None, &Cancel)), Err(cancelled));
}
