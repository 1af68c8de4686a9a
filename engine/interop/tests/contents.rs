//! Saved objects that nothing here runs: what is told of them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ml_interop::Limits;
use ml_interop::testing::{Numbers, Sample, affine, transformation, zip};
use proptest::prelude::*;

fn facts(bytes: &[u8]) -> Vec<(String, String)> {
    ml_interop::read(bytes, &Limits::default()).unwrap().facts
}

fn fact(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn a_transformation_is_told_member_by_member() {
    let package = zip(&[("Model.key".to_owned(), affine(&[1.0], &[]))]);
    let bytes = transformation("Sample.Models.ZScoreTransform", &[1.5, -2.0], &["age", "größe"], &package);
    let object = ml_interop::read(&bytes, &Limits::default()).unwrap();
    assert!(!object.is_model && object.predictor.is_none());
    assert_eq!(object.title(), "ZScore Transform");
    assert!(object.diagnostics[0].message.contains("transformation or object (ZScore Transform) cannot run"));
    assert_eq!(
        object.facts,
        [
            fact("means", "1.5; -2"),
            fact("Columns", "an object of the class Sample.Data.Columns"),
            fact("Columns.names", "age; größe"),
            fact("Columns.count", "2"),
            fact("package", "a zip of parts for AffineNormExec 1.3"),
            // The object inside of itself is told already.
            fact("password", "hunter2"),
        ]
    );
}

#[test]
fn much_is_told_in_short() {
    let means: Vec<f64> = (0..1000).map(f64::from).collect();
    let columns: Vec<String> = (0..500).map(|column| "c".repeat(300) + &column.to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let told = facts(&transformation("T", &means, &columns, &[7; 5000]));
    assert!(told[0].1.ends_with("18; 19 … (1000 in all)"), "{}", told[0].1);
    assert!(told[2].1.ends_with("… … (500 in all)") && told[2].1.len() < 20 * 210, "{}", told[2].1);
    assert_eq!(told[4].1, "5,000 bytes");
}

#[test]
fn a_model_that_cannot_run_tells_what_is_not_told_yet() {
    let parts = [("Predictor\\Model.key", Numbers::begin().part("X", "MysteryExec", 1))];
    let sample = Sample::of("Mystery", &["a"], &["no", "yes"], &parts);
    assert_eq!(facts(&sample.bytes()), [fact("IsTrained", "true")]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_makes_it_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = transformation("T", &[1.0, 2.0], &["a", "b"], &zip(&[("a".to_owned(), vec![1])]));
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = ml_interop::read(&bytes, &Limits::default());
    }
}
