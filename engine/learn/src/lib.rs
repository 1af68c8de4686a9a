//! Learners and metrics: arrays in, model structs out. It knows no pipeline, port or parameter text, and no I/O, clock or global
//! random state; seeds are parameters.

mod arithmetic;
mod calibration;
pub mod device;
mod error;
pub mod imported;
pub mod k_means;
pub mod linear;
mod matrix;
pub mod metrics;
pub mod neural_network;
mod random;
mod rows;
pub mod trees;
mod vectors;
mod watch;

pub use calibration::Calibration;
pub use error::LearnError;
pub use matrix::{Column, Matrix, MatrixError, NO_LEVEL};
pub use random::{Random, RandomState};
pub use watch::{Cancelled, Unwatched, Watch, checkpoint};
