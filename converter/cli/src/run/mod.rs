//! The parts of `ml-migrate run`.

pub(crate) mod data;
pub(crate) mod draft;
pub(crate) mod models;
pub(crate) mod outputs;
pub(crate) mod progress;
