//! Pipelines of Azure Machine Learning (v2), read back.
//!
//! [`lift()`](lift::lift) takes from the YAML all that it says. What YAML has no place for – ids, positions, notes, what a module was in its source –
//! stands beside it in `ml-migrate.json` ([`notes()`]). Each note holds only as long as the YAML still says what it said when the note was
//! written: what a person changed in the YAML wins.

mod convert;
mod lift;
mod notes;

pub(crate) use lift::{EXPERIMENT_TAG, UNKNOWN, WORKSPACE_TAG};
pub(crate) use notes::{Pieces, notes};
