//! Profiles of columns.

use ml_table::{Column, profile, quantile};

// Expected: numpy 2.4 (`mean`, `median`, `quantile`, `std(ddof=1)`, `histogram`).
#[test]
fn numbers_are_described() {
    let numbers: Vec<Option<f64>> =
        [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0].into_iter().map(Some).chain([None]).collect();
    let found = profile(&Column::new("x", numbers));
    assert_eq!((found.count, found.missing, found.unique), (8, 1, 7));
    assert_eq!(
        (found.min, found.max, found.mean, found.median),
        (Some(1.0), Some(9.0), Some(3.875), Some(3.5))
    );
    assert_eq!(found.quartiles, Some((1.75, 5.25)));
    assert!((found.standard_deviation.unwrap() - 2.748_376_143_938_713).abs() < 1e-12);
    assert_eq!(found.mode.as_deref(), Some("1"));
    let counts: Vec<usize> = found.histogram.iter().map(|bar| bar.count).collect();
    assert_eq!(counts, [2, 1, 1, 1, 0, 1, 1, 0, 0, 1]);
    assert_eq!(found.histogram[0].label, "1 – 1.8");
    assert_eq!(found.log_histogram.iter().map(|bar| bar.count).sum::<usize>(), 8);
}

#[test]
fn texts_are_counted() {
    let found = profile(&Column::new("x", vec![Some("b"), Some("a"), Some("b"), None, Some("c")]));
    assert_eq!((found.count, found.missing, found.unique), (4, 1, 3));
    assert_eq!(found.mean, None);
    let bars: Vec<(&str, usize)> =
        found.histogram.iter().map(|bar| (bar.label.as_str(), bar.count)).collect();
    assert_eq!(bars, [("b", 2), ("a", 1), ("c", 1)]);
}

#[test]
fn nothing_is_described_by_nothing() {
    let found = profile(&Column::new("x", vec![None::<f64>, None]));
    assert_eq!((found.count, found.missing, found.unique, found.mean), (0, 2, 0, None));
    assert!(found.histogram.is_empty());
    assert_eq!(quantile(&[], 0.5), None);
    let constant = profile(&Column::new("x", vec![2.0, 2.0]));
    assert_eq!(constant.histogram.len(), 1);
    assert_eq!(constant.standard_deviation, Some(0.0));
}
