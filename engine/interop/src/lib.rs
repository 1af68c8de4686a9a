//! Models of other tools, read without running anything.
//!
//! So far: trained models that Studio (classic) saved (`.ilearner`). [`read`] says what is in one, and decodes its predictor when that
//! is one of the ML.NET family whose layout is known ([`KINDS`]). Class names in a file are text: nothing is loaded, made or called by them. Every count is
//! held against the bytes that are left, every unpacked byte and every nested record against a limit.

mod blob;
mod contents;
mod cursor;
mod error;
pub mod nrbf;
mod package;
mod predictor;
mod saved_model;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::ImportError;
pub use package::Limits as PackageLimits;
pub use predictor::{Affine, KINDS, Kind, LEARNERS, Part, Predictor, SavedLearner, Scores};
pub use saved_model::{Limits, SavedFeature, SavedKind, SavedLabel, SavedModel, is_saved_model, read};
