//! Fuzz targets: everything that reads files from elsewhere, and the conversion as a whole.
//!
//! A [`Target`] is a function over bytes that must come back whatever the bytes are, the inputs to begin with, and what one input may
//! cost. `src/main.rs` hands a target to libFuzzer, which `cargo xtask fuzz` builds and runs; the tests of this crate run every target
//! on its seeds.

mod mutate;
mod seeds;
mod targets;

pub use mutate::Mutator;
pub use seeds::Files;

/// Something to be fuzzed.
#[derive(Clone, Copy)]
pub struct Target {
    /// For the command line.
    pub name: &'static str,
    /// What it reads, for people.
    pub about: &'static str,
    /// Bytes that an input has at most.
    pub longest: usize,
    /// Bytes of memory that a byte of input may cost, above a fixed sum.
    pub memory_a_byte: usize,
    /// Reads an input. A panic is a finding.
    pub run: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn(&Files) -> Vec<Vec<u8>>,
    /// Changes an input in a way that keeps it readable; plain changes of bytes are tried besides.
    pub mutate: Option<Mutator>,
    /// Words that inputs are made of, as libFuzzer reads them.
    pub dictionary: &'static str,
}

impl Target {
    /// The target of this name.
    pub fn named(name: &str) -> Option<&'static Target> {
        TARGETS.iter().find(|target| target.name == name)
    }
}

/// Every target, one a reader.
pub const TARGETS: &[Target] = &[
    targets::json::TARGET,
    targets::expression::TARGET,
    targets::layout::TARGET,
    targets::package::TARGET,
    targets::custom_module::TARGET,
    targets::pipeline::TARGET,
    targets::objects::TARGET,
    targets::saved_model::TARGET,
    targets::predictor::TARGET,
    targets::table::DELIMITED,
    targets::table::ARFF,
    targets::table::SVMLIGHT,
    targets::table::WORKBOOK,
    targets::scripts::TARGET,
    targets::conversion::TARGET,
];
