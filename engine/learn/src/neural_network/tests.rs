//! Neural networks held to problems they must solve, to themselves on tensors, and to their promises.

use super::*;
use crate::{Cancelled, Column, NO_LEVEL, Random, Unwatched};
use pollster::block_on;
use std::cell::Cell;

fn learn(features: &Matrix, labels: Labels<'_>, settings: &Settings) -> NeuralNetwork {
    block_on(fit(features, labels, None, settings, DeviceChoice::Cpu, &Unwatched)).unwrap().value
}

/// Two numbers and a category of three levels, some absent; the classes are not linearly separable.
fn mixed(rows: usize, seed: u64) -> (Matrix, Vec<bool>) {
    let mut random = Random::new(seed);
    let mut columns = [vec![], vec![]];
    let (mut codes, mut labels) = (vec![], vec![]);
    for _ in 0..rows {
        let (a, b) = (random.uniform() as f32 * 40.0 - 20.0, random.uniform() as f32 * 3.0);
        let code = [0, 1, 2, NO_LEVEL][random.below(4)];
        columns[0].push(a);
        columns[1].push(b);
        codes.push(code);
        labels.push(((a > 0.0) ^ (b > 1.5)) ^ (code == 2));
    }
    let [a, b] = columns;
    let columns = vec![Column::Numbers(a), Column::Levels { codes, levels: 3 }, Column::Numbers(b)];
    (Matrix::new(rows, columns).unwrap(), labels)
}

fn predict(network: &NeuralNetwork, features: &Matrix) -> Result<Vec<f32>, LearnError> {
    block_on(network.predict(features, &Unwatched))
}

fn accuracy(found: &[f32], labels: &[bool]) -> f64 {
    let right = found.iter().zip(labels).filter(|(p, label)| (**p > 0.5) == **label).count();
    right as f64 / labels.len() as f64
}

#[test]
fn two_classes_that_no_line_separates() {
    let (features, labels) = mixed(2000, 1);
    let settings = Settings { hidden: vec![20], initial_weights_diameter: 1.0, ..Settings::default() };
    let network = learn(&features, Labels::TwoClass(&labels), &settings);
    let (unseen, truth) = mixed(500, 2);
    let reached = accuracy(&predict(&network, &unseen).unwrap(), &truth);
    assert!(reached > 0.93, "{reached}");
}

#[test]
fn several_classes_get_probabilities() {
    let (features, labels) = mixed(1500, 3);
    // Class 2 wherever the last number is high, else by the label.
    let Column::Numbers(last) = &features.columns()[2] else { panic!() };
    let codes: Vec<u32> =
        last.iter().zip(&labels).map(|(b, label)| if *b > 2.0 { 2 } else { u32::from(*label) }).collect();
    let settings = Settings { hidden: vec![16, 8], initial_weights_diameter: 2.0, ..Settings::default() };
    let network = learn(&features, Labels::MultiClass { codes: &codes, classes: 3 }, &settings);
    let found = predict(&network, &features).unwrap();
    let mut right = 0;
    for (row, code) in found.chunks(3).zip(&codes) {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        right += usize::from((0..3).all(|class| row[class] <= row[*code as usize]));
    }
    assert!(right as f64 / codes.len() as f64 > 0.9, "{right}");
}

#[test]
fn numbers_of_any_size() {
    let (features, _) = mixed(1000, 4);
    let Column::Numbers(a) = &features.columns()[0] else { panic!() };
    let labels: Vec<f32> = a.iter().map(|a| 1e6 + 3e4 * (a / 5.0).sin()).collect();
    let settings = Settings {
        learning_rate: 0.02,
        iterations: 200,
        initial_weights_diameter: 4.0,
        normaliser: Normaliser::Gaussian,
        ..Settings::default()
    };
    let network = learn(&features, Labels::Numbers(&labels), &settings);
    let found = predict(&network, &features).unwrap();
    let (mut error, mut spread) = (0.0, 0.0);
    for (found, label) in found.iter().zip(&labels) {
        error += (found - label).powi(2);
        spread += (label - 1e6).powi(2);
    }
    assert!(error / spread < 0.1, "{}", error / spread);
}

/// One step after the other on both: what differs is the order of additions.
#[test]
fn plain_arithmetic_and_tensors_agree() {
    let (features, labels) = mixed(300, 5);
    let codes: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
    let numbers: Vec<f32> = labels.iter().map(|label| f32::from(u8::from(*label)) * 7.0 - 3.0).collect();
    let weights: Vec<f32> = (0..300).map(|row| (row % 5) as f32).collect();
    let all = [
        Labels::TwoClass(&labels),
        Labels::MultiClass { codes: &codes, classes: 3 },
        Labels::Numbers(&numbers),
    ];
    for (hidden, momentum) in [(vec![], 0.0), (vec![9], 0.0), (vec![9, 5], 0.5)] {
        for labels in all {
            let settings = Settings {
                hidden: hidden.clone(),
                momentum,
                iterations: 3,
                learning_rate: if let Labels::Numbers(_) = labels { 0.01 } else { 0.1 },
                initial_weights_diameter: 1.0,
                ..Settings::default()
            };
            let direct = fit(&features, labels, Some(&weights), &settings, DeviceChoice::Cpu, &Unwatched);
            let direct = block_on(direct).unwrap().value;
            let tensors = fit_on_cpu_tensors(&features, labels, Some(&weights), &settings, &Unwatched);
            let tensors = block_on(tensors).unwrap();
            let (a, b) = (predict(&direct, &features).unwrap(), predict(&tensors, &features).unwrap());
            let largest = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(largest < 2e-4, "{hidden:?}: {largest}");
            assert_ne!(direct.layers, Plan::new(&features, labels, None, &settings).unwrap().initial);
        }
    }
}

#[test]
fn same_seed_same_bytes_other_seed_other_network() {
    let (features, labels) = mixed(200, 6);
    let settings = Settings { iterations: 2, ..Settings::default() };
    let labels = Labels::TwoClass(&labels);
    let network = learn(&features, labels, &settings);
    assert_eq!(network, learn(&features, labels, &settings));
    assert_ne!(network, learn(&features, labels, &Settings { seed: 1, ..settings.clone() }));
    assert_ne!(network, learn(&features, labels, &Settings { shuffle: false, ..settings.clone() }));
    // Pinned: the same bits on every platform.
    let bits = |sum: u32, p: &f32| sum.rotate_left(5) ^ p.to_bits();
    assert_eq!(predict(&network, &features).unwrap().iter().fold(0, bits), 1_787_503_651);
}

#[test]
fn what_cannot_be_learnt_is_said() {
    let fit = |features: &Matrix, labels: &[bool], settings: &Settings| {
        block_on(fit(features, Labels::TwoClass(labels), None, settings, DeviceChoice::Cpu, &Unwatched))
            .unwrap_err()
    };
    let standard = Settings::default();
    let one = Matrix::from_numbers(1, vec![vec![1.0]]).unwrap();
    assert_eq!(fit(&Matrix::from_numbers(0, vec![]).unwrap(), &[], &standard), LearnError::NoRows);
    let missing = Matrix::from_numbers(2, vec![vec![1.0, f32::NAN]]).unwrap();
    assert_eq!(fit(&missing, &[true, false], &standard), LearnError::Missing { row: 1 });
    assert!(matches!(fit(&one, &[], &standard), LearnError::Length { .. }));
    for wrong in [
        Settings { learning_rate: 0.0, ..standard.clone() },
        Settings { learning_rate: f64::NAN, ..standard.clone() },
        Settings { momentum: 1.0, ..standard.clone() },
        Settings { iterations: 0, ..standard.clone() },
        Settings { hidden: vec![0], ..standard.clone() },
        Settings { initial_weights_diameter: -1.0, ..standard.clone() },
    ] {
        assert!(matches!(fit(&one, &[true], &wrong), LearnError::Setting { .. }), "{wrong:?}");
    }
}

#[test]
fn odd_tables_are_learnt_from() {
    let settings = Settings { iterations: 2, ..Settings::default() };
    for columns in [
        vec![],
        vec![Column::Numbers(vec![3.0; 3])],
        vec![Column::Levels { codes: vec![NO_LEVEL; 3], levels: 0 }],
    ] {
        let features = Matrix::new(3, columns).unwrap();
        let network = learn(&features, Labels::TwoClass(&[true, false, true]), &settings);
        assert!(predict(&network, &features).unwrap().iter().all(|p| p.is_finite()));
    }
    let (features, labels) = mixed(50, 8);
    let network = learn(&features, Labels::TwoClass(&labels), &settings);
    let other = Matrix::from_numbers(1, vec![vec![1.0]]).unwrap();
    assert!(matches!(predict(&network, &other), Err(LearnError::Width { expected: 5, found: 1 })));
}

#[test]
fn divergence_is_an_error_not_a_model() {
    let features = Matrix::from_numbers(64, vec![(0..64).map(|at| at as f32).collect()]).unwrap();
    let labels: Vec<f32> = (0..64).map(|at| (at * at) as f32).collect();
    let settings = Settings {
        hidden: vec![],
        learning_rate: 100.0,
        normaliser: Normaliser::None,
        ..Settings::default()
    };
    let error =
        block_on(fit(&features, Labels::Numbers(&labels), None, &settings, DeviceChoice::Cpu, &Unwatched))
            .unwrap_err();
    assert!(matches!(error, LearnError::Diverged(_)), "{error}");
}

#[test]
fn cancelling_stops_in_the_middle() {
    struct Impatient(Cell<u32>);
    impl Watch for Impatient {
        fn progress(&self, _: f32, _: &str) {
            self.0.set(self.0.get() + 1);
        }
        fn is_cancelled(&self) -> bool {
            self.0.get() > 2
        }
    }
    let (features, labels) = mixed(5000, 7);
    let watch = Impatient(Cell::new(0));
    let settings = Settings { iterations: 1_000_000, ..Settings::default() };
    let result =
        block_on(fit(&features, Labels::TwoClass(&labels), None, &settings, DeviceChoice::Cpu, &watch));
    assert_eq!(result.unwrap_err(), LearnError::Cancelled(Cancelled));
    assert_eq!(watch.0.get(), 3);
}

#[test]
fn weights_say_how_much_a_row_counts() {
    let (features, labels) = mixed(400, 9);
    let settings = Settings { iterations: 5, ..Settings::default() };
    let fit = |weights: &[f32]| {
        let labels = Labels::TwoClass(&labels);
        block_on(fit(&features, labels, Some(weights), &settings, DeviceChoice::Cpu, &Unwatched))
    };
    let even = fit(&[3.0; 400]).unwrap().value;
    assert_eq!(even, learn(&features, Labels::TwoClass(&labels), &settings));
    // Only rows of the positive class count: everything is positive then.
    let positive: Vec<f32> = labels.iter().map(|label| f32::from(u8::from(*label))).collect();
    let found = predict(&fit(&positive).unwrap().value, &features).unwrap();
    assert!(found.iter().all(|p| *p > 0.9));
    assert_eq!(fit(&[0.0; 400]).unwrap_err(), LearnError::NoRows);
    assert!(matches!(fit(&[1.0; 3]), Err(LearnError::Length { .. })));
    assert!(matches!(fit(&[-1.0; 400]), Err(LearnError::Setting { .. })));
}
