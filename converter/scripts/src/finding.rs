//! What is said about a script.

/// One thing about a script: what was changed, or what deserves a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable id, for example `python/print`.
    pub rule: &'static str,
    /// 1-based line of the original.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// What to do; empty for changes.
    pub help: String,
}

/// A script after a look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The script with all safe changes made; the original, byte for byte, when none was needed.
    pub code: String,
    /// The changes, by line.
    pub changes: Vec<Finding>,
    /// What was left as it is and deserves a look, by line.
    pub warnings: Vec<Finding>,
}

impl Checked {
    pub(crate) fn sort(&mut self) {
        for findings in [&mut self.changes, &mut self.warnings] {
            findings.sort_by(|a, b| (a.line, a.rule, &a.message).cmp(&(b.line, b.rule, &b.message)));
            findings.dedup();
        }
    }
}
