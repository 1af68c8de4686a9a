//! K-means held to known clusters, to itself on tensors, and to its promises.

use super::*;
use crate::device::Session;
use crate::{Cancelled, Column, NO_LEVEL, Random, Unwatched};
use pollster::block_on;

/// Three clouds far from the origin, and a category that goes with them.
fn clouds(rows: usize) -> (Matrix, Vec<u32>) {
    let mut random = Random::new(4);
    let (mut a, mut b, mut codes, mut truth) = (vec![], vec![], vec![], vec![]);
    for _ in 0..rows {
        let cloud = random.below(3) as u32;
        a.push(1000.0 + [0.0, 4.0, 8.0][cloud as usize] + random.normal() as f32 * 0.5);
        b.push([0.0, 5.0, 0.0][cloud as usize] + random.normal() as f32 * 0.5);
        codes.push(if random.below(10) == 0 { NO_LEVEL } else { cloud });
        truth.push(cloud);
    }
    let columns = vec![Column::Numbers(a), Column::Levels { codes, levels: 3 }, Column::Numbers(b)];
    (Matrix::new(rows, columns).unwrap(), truth)
}

fn cluster(features: &Matrix, settings: Settings) -> KMeans {
    block_on(fit(features, &settings, DeviceChoice::Cpu, &Unwatched)).unwrap().value
}

fn nearest(model: &KMeans, features: &Matrix) -> Vec<u32> {
    block_on(model.assign(features, &Unwatched)).unwrap().nearest
}

/// Whether two divisions are the same but for the numbers of their parts.
fn same_division(a: &[u32], b: &[u32]) -> bool {
    let mut partners = std::collections::BTreeMap::new();
    let mut used = std::collections::BTreeSet::new();
    a.iter().zip(b).all(|(a, b)| match partners.get(a) {
        Some(partner) => partner == b,
        None => partners.insert(*a, *b).is_none() && used.insert(*b),
    })
}

const THREE: Settings = Settings {
    centres: 3,
    metric: Metric::Euclidean,
    initialisation: Initialisation::PlusPlus,
    iterations: 100,
    seed: 0,
};

#[test]
fn clouds_are_found_from_every_start() {
    let (features, truth) = clouds(900);
    use Initialisation::{Evenly, First, PlusPlus, PlusPlusFast, Random};
    for initialisation in [PlusPlus, PlusPlusFast, Random, First, Evenly] {
        // Any start may end in a poor division; one of a few does not.
        let found = (0..6).any(|seed| {
            let model = cluster(&features, Settings { initialisation, seed, ..THREE });
            assert_eq!(model, cluster(&features, Settings { initialisation, seed, ..THREE }));
            same_division(&nearest(&model, &features), &truth)
        });
        assert!(found || initialisation == First || initialisation == Evenly, "{initialisation:?}");
    }
}

#[test]
fn distances_are_those_to_the_centres() {
    let features = Matrix::new(
        3,
        vec![
            Column::Numbers(vec![0.0, 3.0, 30.0]),
            Column::Levels { codes: vec![0, NO_LEVEL, 1], levels: 2 },
        ],
    )
    .unwrap();
    let model = KMeans {
        metric: Metric::Euclidean,
        widths: vec![1, 2],
        centres: vec![vec![0.0, 1.0, 0.0], vec![30.0, 0.0, 0.5]],
    };
    let found = block_on(model.assign(&features, &Unwatched)).unwrap();
    assert_eq!(found.nearest, [0, 0, 1]);
    let expected = [0.0, 10f64.sqrt(), (900f64 + 2.0).sqrt()];
    for (found, expected) in found.distances[0].iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    }
    assert!((found.distances[1][2] - 0.5).abs() < 1e-9);
    let missing =
        Matrix::new(1, vec![Column::Numbers(vec![f32::NAN]), Column::Levels { codes: vec![0], levels: 2 }]);
    let found = block_on(model.assign(&missing.unwrap(), &Unwatched)).unwrap();
    assert!(found.distances[0][0].is_nan() && found.nearest[0] == u32::MAX);
    let other = Matrix::from_numbers(1, vec![vec![1.0]]).unwrap();
    assert!(matches!(block_on(model.assign(&other, &Unwatched)), Err(LearnError::Width { .. })));
}

#[test]
fn cosines_see_directions_alone() {
    let features = Matrix::from_numbers(
        6,
        vec![vec![1.0, 10.0, 5.0, 0.1, 0.2, 0.0], vec![0.1, 1.2, 0.4, 2.0, 5.0, 0.0]],
    )
    .unwrap();
    let model = cluster(&features, Settings { centres: 2, metric: Metric::Cosine, ..THREE });
    let found = block_on(model.assign(&features, &Unwatched)).unwrap();
    assert!(same_division(&found.nearest[..5], &[0, 0, 0, 1, 1]), "{found:?}");
    for centre in &model.centres {
        assert!((centre.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-5);
    }
    assert_eq!(found.distances[0][5], 1.0);
}

#[test]
fn plain_arithmetic_and_tensors_agree() {
    let (features, _) = clouds(500);
    for metric in [Metric::Euclidean, Metric::Cosine] {
        let settings = Settings { metric, centres: 4, ..THREE };
        let direct = cluster(&features, settings);
        let points = Points::new(&features, &settings).unwrap();
        let session = Session::cpu();
        let mut tensors = TensorNearest::new(&points, &session);
        let tensors = block_on(points.cluster(&mut tensors, &Unwatched)).unwrap();
        let far =
            direct.centres.concat().iter().zip(tensors.centres.concat()).any(|(a, b)| (a - b).abs() > 1e-2);
        assert!(!far, "{metric:?}: {direct:?} {tensors:?}");
    }
}

#[test]
fn as_many_centres_as_rows_and_equal_rows() {
    let features = Matrix::from_numbers(4, vec![vec![1.0, 5.0, 9.0, 20.0]]).unwrap();
    let model = cluster(&features, Settings { centres: 4, ..THREE });
    assert!(same_division(&nearest(&model, &features), &[0, 1, 2, 3]));
    let equal = Matrix::from_numbers(5, vec![vec![7.0; 5]]).unwrap();
    let model = cluster(&equal, THREE);
    assert!(model.centres.iter().all(|centre| centre == &[7.0]), "{model:?}");
}

#[test]
fn what_cannot_be_clustered_is_said() {
    let fit = |features: &Matrix, settings| {
        block_on(fit(features, &settings, DeviceChoice::Cpu, &Unwatched)).unwrap_err()
    };
    let two = Matrix::from_numbers(2, vec![vec![1.0, 2.0]]).unwrap();
    assert_eq!(fit(&two, THREE), LearnError::TooFewRows { rows: 2, needed: 3 });
    assert_eq!(fit(&Matrix::from_numbers(9, vec![]).unwrap(), THREE), LearnError::NoFeatures);
    let missing = Matrix::from_numbers(3, vec![vec![1.0, 2.0, f32::NAN]]).unwrap();
    assert_eq!(fit(&missing, THREE), LearnError::Missing { row: 2 });
    assert!(matches!(fit(&two, Settings { centres: 0, ..THREE }), LearnError::Setting { .. }));
    assert!(matches!(fit(&two, Settings { iterations: 0, ..THREE }), LearnError::Setting { .. }));
    struct Stop;
    impl Watch for Stop {
        fn progress(&self, _: f32, _: &str) {}
        fn is_cancelled(&self) -> bool {
            true
        }
    }
    let result = block_on(super::fit(&clouds(100).0, &THREE, DeviceChoice::Cpu, &Stop));
    assert_eq!(result.unwrap_err(), LearnError::Cancelled(Cancelled));
}
