//! Charts of our own, drawn as SVG: axes with units, a readout under the pointer, a table twin, and saving as PNG or CSV.

mod bars;
mod box_plot;
pub(crate) mod export;
pub mod format;
mod frame;
mod heat_map;
mod histogram;
mod lines;
mod plot;
pub mod scale;
mod scatter;

pub use bars::{Bar, bars};
pub use box_plot::box_plot;
pub use frame::{Twin, figure};
pub use heat_map::heat_map;
pub use histogram::{histogram, sparkline};
pub use lines::{Line, LineChart, line_chart};
pub use scatter::{Dots, scatter};
