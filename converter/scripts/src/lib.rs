//! Scripts of Studio (classic), brought to the languages of today.
//!
//! [`python()`] checks Python 2.7 and 3.5 and rewrites what can be rewritten safely; [`r()`] gives R scripts their new entry point and
//! says which packages they use. Both work on tokens: strings and comments never change, and what is not safe is said, not done. Plain
//! text in, plain values out: this crate knows no pipeline.

mod diff;
mod edit;
mod finding;
mod python;
mod r;

pub use diff::{DiffLine, diff};
pub use finding::{Checked, Finding};
pub use python::{PythonVersion, python};
pub use r::{Availability, Package, RChecked, r};
