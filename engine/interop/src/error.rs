//! Why a saved model cannot be read.

use ml_graph::Diagnostic;

/// Why a saved model cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The bytes end too early.
    #[error("{what} ends early, at byte {place}: the file was cut off")]
    Truncated {
        /// Which part.
        what: &'static str,
        /// Bytes from its beginning.
        place: usize,
    },
    /// A count that cannot be.
    #[error(
        "{what} announces {count} items at byte {place}, more than the file holds: it was cut off or is damaged"
    )]
    Count {
        /// Which part.
        what: &'static str,
        /// Bytes from its beginning.
        place: usize,
        /// The count.
        count: i64,
    },
    /// Bytes that break the format.
    #[error("{what} is damaged at byte {place}: {why}")]
    Damaged {
        /// Which part.
        what: &'static str,
        /// Bytes from its beginning.
        place: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// More than the limits allow.
    #[error("{what} is larger than is read here: {why}")]
    TooLarge {
        /// Which part.
        what: &'static str,
        /// Which limit.
        why: &'static str,
    },
    /// Not a file of this kind.
    #[error("this is no {0}")]
    Foreign(&'static str),
    /// A part without which there is no model.
    #[error("the model lacks its {0}")]
    Lacks(&'static str),
    /// Parts that do not fit together.
    #[error("the parts of the model do not fit together: {0}")]
    Unsound(String),
}

impl ImportError {
    /// The error for people.
    pub fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic::error("model/not-read", format!("The saved model cannot be read: {self}."))
            .help("Download the model again. If it stays so, train it anew here from its experiment.")
    }
}
