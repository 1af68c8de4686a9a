//! One module on files: what a step of a pipeline elsewhere reads, is told and writes.

pub(crate) mod inputs;
pub(crate) mod outputs;
pub(crate) mod params;
