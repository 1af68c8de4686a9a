//! Differences for people.

pub(crate) mod table;
