//! Models of other tools, read without running anything.
//!
//! So far: trained models that Studio (classic) saved (`.ilearner`). [`read`] says what is in one, and decodes its predictor when that
//! is a linear one or an ensemble of trees of the ML.NET family. Class names in a file are text: nothing is loaded, made or called by them. Every count is
//! held against the bytes that are left, every unpacked byte and every nested record against a limit.

mod blob;
mod cursor;
mod error;
pub mod nrbf;
mod package;
mod predictor;
mod saved_model;
#[cfg(feature = "testing")]
pub mod testing;
mod trees;

pub use error::ImportError;
pub use package::Limits as PackageLimits;
pub use predictor::{Affine, Part, Predictor};
pub use saved_model::{Limits, SavedFeature, SavedKind, SavedLabel, SavedModel, is_saved_model, read};
