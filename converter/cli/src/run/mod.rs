//! The parts of `ml-migrate run`, which other commands use as well.

pub(crate) mod data;
pub(crate) mod draft;
pub(crate) mod known;
pub(crate) mod outputs;
pub(crate) mod progress;
pub(crate) mod scored;
