//! Streams of .NET objects (MS-NRBF).

use crate::{Files, Target};
use ml_interop::nrbf::{Limits, is_nrbf, read};
use ml_interop::testing::Sample;

pub(crate) const TARGET: Target = Target {
    name: "objects",
    about: "streams of .NET objects (MS-NRBF)",
    longest: 16 << 10,
    memory_a_byte: 1000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/objects.dict"),
};

/// What opens every stream; most changes of it end the reading there.
const HEADER: [u8; 17] = [0, 1, 0, 0, 0, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0];

fn run(bytes: &[u8]) {
    let limits = Limits { values: 100_000, ..Limits::default() };
    let whole: Vec<u8> =
        if is_nrbf(bytes) { bytes.to_vec() } else { HEADER.iter().chain(bytes).copied().collect() };
    if let Ok(graph) = read(&whole, &limits) {
        assert!(graph.len() <= limits.values, "more objects than the limit");
        let _ = graph.root();
    }
}

fn seeds(_: &Files) -> Vec<Vec<u8>> {
    let small = Sample::two_class(&["a"], 0.5, &[1.0], &[1.0], [-1.5, 0.25]);
    vec![small.bytes(), small.write(b"predictor", b"features"), HEADER.to_vec()]
}
