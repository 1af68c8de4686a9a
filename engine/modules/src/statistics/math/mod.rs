//! The functions of Apply Math Operation.

mod functions;
pub mod special;

pub use functions::{Arithmetic, Basic, Comparison, Rounding, Special, Trigonometric};

/// A function of one or two numbers.
#[derive(Clone, Copy)]
pub enum Function {
    /// Of the value alone.
    Unary(fn(f64) -> f64),
    /// Of the value and a second argument.
    Binary(fn(f64, f64) -> f64),
    /// Of the value and a second argument; true or false.
    Comparison(fn(f64, f64) -> bool),
}
