//! Models that are weighted sums of the features: logistic and softmax regression, least squares, online gradient descent.
//!
//! On a GPU the two large products of logistic and softmax regression run on burn tensors; the rest is the same code.
//!
//! A category of many levels is never written out: its part of a product is one weight looked up, its part of a sum one place added to.

mod cholesky;
mod descent;
mod least_squares;
mod logistic;
mod minimise;
mod model;
mod on_device;
mod products;
#[cfg(any(feature = "gpu", test))]
mod tensor_loss;

pub use descent::GradientDescent;
pub use least_squares::LeastSquares;
pub use logistic::LogisticRegression;
pub use model::{LinearModel, LogisticModel};

#[cfg(test)]
mod tests;
