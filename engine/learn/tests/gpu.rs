//! Learners on a GPU against the same learners on the CPU. It runs on any adapter, an emulated one such as lavapipe too, and without
//! any adapter it fails: whoever builds with the feature `gpu` wants to know.
#![cfg(feature = "gpu")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_learn::device::{self, DeviceChoice, DeviceError, DeviceKind, WorkSize, inject_failure};
use ml_learn::k_means;
use ml_learn::linear::LogisticRegression;
use ml_learn::neural_network::{self, Labels, NeuralNetwork, Settings};
use ml_learn::{Column, LearnError, Matrix, NO_LEVEL, Random, Unwatched, Watch};
use pollster::block_on;
use std::cell::RefCell;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Injected failures are the process's: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two numbers and a category of three levels, and whether their combination is positive.
fn rows(count: usize) -> (Matrix, Vec<bool>) {
    let mut random = Random::new(11);
    let (mut a, mut b, mut codes, mut labels) = (vec![], vec![], vec![], vec![]);
    for _ in 0..count {
        a.push(random.uniform() as f32 * 10.0);
        b.push(random.normal() as f32);
        codes.push([0, 1, 2, NO_LEVEL][random.below(4)]);
        labels.push(
            a[a.len() - 1] + 4.0 * b[b.len() - 1] > if codes[codes.len() - 1] == 1 { 3.0 } else { 6.0 },
        );
    }
    let columns = vec![Column::Numbers(a), Column::Levels { codes, levels: 3 }, Column::Numbers(b)];
    (Matrix::new(count, columns).unwrap(), labels)
}

fn largest_difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn small() -> Settings {
    Settings { hidden: vec![12], iterations: 3, initial_weights_diameter: 1.0, ..Settings::default() }
}

fn predictions(network: &NeuralNetwork, features: &Matrix) -> Vec<f32> {
    block_on(network.predict(features, &Unwatched)).unwrap()
}

#[test]
fn the_adapter_passes_its_self_test_and_has_a_name() {
    let _alone = alone();
    let adapter = block_on(device::adapter()).unwrap();
    assert_eq!(adapter.kind(), DeviceKind::Gpu);
    assert!(
        adapter.name().starts_with("GPU (") && adapter.name().len() > "GPU ()".len(),
        "{}",
        adapter.name()
    );
    let small = WorkSize { total: 1.0, step: 1.0 };
    assert_eq!(block_on(device::resolve(DeviceChoice::Gpu, small)).kind(), DeviceKind::Gpu);
    assert_eq!(block_on(device::resolve(DeviceChoice::Auto, small)).kind(), DeviceKind::Cpu);
    // An emulated adapter is never chosen unasked.
    let huge = WorkSize { total: 1e18, step: 1e15 };
    let chosen = block_on(device::resolve(DeviceChoice::Auto, huge)).kind();
    assert_eq!(chosen == DeviceKind::Gpu, adapter.note().is_none());
}

#[test]
fn neural_networks_agree_with_the_cpu() {
    let _alone = alone();
    let (features, labels) = rows(64);
    let codes: Vec<u32> =
        labels.iter().enumerate().map(|(row, label)| u32::from(*label) + row as u32 % 2).collect();
    let numbers: Vec<f32> = codes.iter().map(|code| *code as f32 * 100.0).collect();
    let weights: Vec<f32> = (0..64).map(|row| (row % 3) as f32).collect();
    for (labels, rate) in [
        (Labels::TwoClass(&labels), 0.1),
        (Labels::MultiClass { codes: &codes, classes: 3 }, 0.1),
        (Labels::Numbers(&numbers), 0.01),
    ] {
        for momentum in [0.0, 0.5] {
            let settings = Settings { momentum, learning_rate: rate, ..small() };
            let fit = |choice| {
                block_on(neural_network::fit(
                    &features,
                    labels,
                    Some(&weights),
                    &settings,
                    choice,
                    &Unwatched,
                ))
                .unwrap()
            };
            let (gpu, cpu) = (fit(DeviceChoice::Gpu), fit(DeviceChoice::Cpu));
            assert!(gpu.device.starts_with("GPU ("), "{gpu:?}");
            assert_eq!(cpu.device, "CPU");
            let scale = if let Labels::Numbers(_) = labels { 100.0 } else { 1.0 };
            let (a, b) = (predictions(&gpu.value, &features), predictions(&cpu.value, &features));
            assert!(largest_difference(&a, &b) < 1e-3 * scale, "{}", largest_difference(&a, &b));
        }
    }
}

#[test]
fn logistic_regression_agrees_with_the_cpu() {
    let _alone = alone();
    let (features, labels) = rows(300);
    let two: Vec<u32> = labels.iter().map(|label| u32::from(*label)).collect();
    let three: Vec<u32> = two.iter().enumerate().map(|(row, label)| label + row as u32 % 2).collect();
    for (labels, classes, l1) in [(&two, 2, 0.0), (&two, 2, 1.0), (&three, 3, 0.0)] {
        let learner = LogisticRegression { l1, ..LogisticRegression::default() };
        let fit =
            |choice| block_on(learner.fit_on(choice, &features, labels, classes, None, &Unwatched)).unwrap();
        let (gpu, cpu) = (fit(DeviceChoice::Gpu), fit(DeviceChoice::Cpu));
        assert!(gpu.device.starts_with("GPU ("), "{gpu:?}");
        for (a, b) in gpu.value.linear.weights.iter().zip(&cpu.value.linear.weights) {
            assert!((a - b).abs() < 1e-2 * (1.0 + b.abs()), "{classes} classes, L1 {l1}: {a} {b}");
        }
    }
    inject_failure(3);
    let failed = block_on(LogisticRegression::default().fit_on(
        DeviceChoice::Gpu,
        &features,
        &two,
        2,
        None,
        &Unwatched,
    ));
    let failed = failed.unwrap();
    assert_eq!(failed.device, "CPU");
    assert!(failed.warning.unwrap().contains("injected"));
}

#[test]
fn k_means_agrees_with_the_cpu() {
    let _alone = alone();
    let (features, _) = rows(300);
    for metric in [k_means::Metric::Euclidean, k_means::Metric::Cosine] {
        let settings = k_means::Settings { centres: 3, metric, ..k_means::Settings::default() };
        let fit = |choice| block_on(k_means::fit(&features, &settings, choice, &Unwatched)).unwrap();
        let (gpu, cpu) = (fit(DeviceChoice::Gpu), fit(DeviceChoice::Cpu));
        assert!(gpu.device.starts_with("GPU ("), "{gpu:?}");
        let difference = largest_difference(&gpu.value.centres.concat(), &cpu.value.centres.concat());
        assert!(difference < 1e-2, "{metric:?}: {difference}");
    }
    inject_failure(0);
    let failed =
        block_on(k_means::fit(&features, &k_means::Settings::default(), DeviceChoice::Gpu, &Unwatched));
    assert!(failed.unwrap().warning.unwrap().contains("injected"));
}

#[test]
fn a_failure_in_the_middle_ends_on_the_cpu_and_says_so() {
    struct Progress(RefCell<Vec<f32>>);
    impl Watch for Progress {
        fn progress(&self, fraction: f32, _: &str) {
            self.0.borrow_mut().push(fraction);
        }
        fn is_cancelled(&self) -> bool {
            false
        }
    }
    let _alone = alone();
    let (features, labels) = rows(100);
    let watch = Progress(RefCell::default());
    let fit = |choice| {
        block_on(neural_network::fit(&features, Labels::TwoClass(&labels), None, &small(), choice, &watch))
            .unwrap()
    };
    let cpu = fit(DeviceChoice::Cpu);
    watch.0.borrow_mut().clear();
    inject_failure(2);
    let failed = fit(DeviceChoice::Gpu);
    assert_eq!(failed.device, "CPU");
    assert_eq!(failed.value, cpu.value);
    let warning = failed.warning.unwrap();
    assert!(warning.contains("injected") && warning.contains("the CPU did the work"), "{warning}");
    let progress = watch.0.borrow();
    assert!(
        progress.windows(2).all(|pair| pair[0] <= pair[1]) && progress.last() == Some(&1.0),
        "{progress:?}"
    );
    drop(progress);
    assert!(fit(DeviceChoice::Gpu).device.starts_with("GPU ("), "the failure happens once");
}

#[test]
fn a_panic_on_the_gpu_ends_on_the_cpu_too() {
    let _alone = alone();
    let device = block_on(device::adapter()).unwrap();
    let attempt = async |session: &device::Session, _: &dyn Watch| {
        assert!(!session.is_gpu(), "a shader was refused");
        Ok::<_, LearnError>(7)
    };
    let ran = block_on(device::with_fallback(&device, &Unwatched, attempt)).unwrap();
    assert_eq!((ran.value, ran.device.as_str()), (7, "CPU"));
    assert!(ran.warning.unwrap().contains("a shader was refused"));
    let refused = LearnError::from(DeviceError::NotFinite);
    let attempt = async |session: &device::Session, _: &dyn Watch| {
        if session.is_gpu() { Err(refused.clone()) } else { Ok(8) }
    };
    assert_eq!(block_on(device::with_fallback(&device, &Unwatched, attempt)).unwrap().value, 8);
}
