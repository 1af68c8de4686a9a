//! All tests over the module files: their cases, their contracts, the catalogue. One binary, because linking is what takes time.

mod cases;
mod contract;
mod data;
mod facts;
mod learners;
mod likely;
mod values;
