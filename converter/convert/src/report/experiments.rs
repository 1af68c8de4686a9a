//! Going through the reports on experiments, wherever they are kept: thousands of them need not be in memory.

use super::ExperimentReport;
use std::io;

/// Reports on experiments in source order, to go through as often as a page needs: once for its table, once for its sections.
pub trait Experiments {
    /// Shows each to `look`, until one fails.
    fn each(&self, look: &mut dyn FnMut(&ExperimentReport) -> io::Result<()>) -> io::Result<()>;
}

impl Experiments for Vec<ExperimentReport> {
    fn each(&self, look: &mut dyn FnMut(&ExperimentReport) -> io::Result<()>) -> io::Result<()> {
        self.iter().try_for_each(look)
    }
}
