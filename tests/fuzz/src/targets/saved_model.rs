//! Trained models as Studio (classic) saved them, the packed parts among them, and what Score Model would do with them.

use crate::{Files, Target};
use ml_interop::nrbf;
use ml_interop::testing::{Sample, transformation};
use ml_interop::{Limits, PackageLimits};

pub(crate) const TARGET: Target = Target {
    name: "saved-model",
    about: "trained models as Studio (classic) saved them (.ilearner)",
    longest: 64 << 10,
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: None,
    dictionary: include_str!("../../dictionaries/objects.dict"),
};

/// As a real file, but small.
pub(super) fn limits() -> Limits {
    Limits {
        objects: nrbf::Limits { values: 100_000, ..nrbf::Limits::default() },
        packed: PackageLimits { entries: 64, bytes: 4 << 20 },
    }
}

fn run(bytes: &[u8]) {
    if let Ok(model) = ml_interop::read(bytes, &limits()) {
        let _ = (model.title(), model.sentences());
        assert!(
            model.predictor.is_some() || !model.diagnostics.is_empty(),
            "it does not run and does not say why"
        );
    }
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let sample = Sample::two_class(&["a", "b", "c"], 0.5, &[1.0, -2.0, 0.25], &[1.0, 0.5, 2.0], [-1.5, 0.25]);
    let object = transformation("T", &[1.0, 2.0], &["a", "b"], b"PK");
    files.ending(".ilearner").map(<[u8]>::to_vec).chain([sample.bytes(), object]).collect()
}
