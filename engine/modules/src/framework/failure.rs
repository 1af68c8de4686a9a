//! Why a module did not finish.

use ml_graph::Diagnostic;

/// A run of a module that did not end well.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The user stopped it.
    #[error("cancelled")]
    Cancelled,
    /// It could not do what it was asked.
    #[error("{}", .0.message)]
    Failed(Box<Diagnostic>),
}

impl Failure {
    /// A failure with a stable code, a sentence that says what happened to what, and what to do about it.
    pub fn new(code: impl Into<String>, message: impl Into<String>, help: impl Into<String>) -> Failure {
        Failure::from(Diagnostic::error(code, message).help(help))
    }

    /// The diagnostic; none when it was cancelled.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self {
            Failure::Cancelled => None,
            Failure::Failed(diagnostic) => Some(diagnostic),
        }
    }

    /// Points at a parameter, unless it already points at one.
    pub fn at_param(mut self, param: &str) -> Failure {
        if let Failure::Failed(diagnostic) = &mut self {
            diagnostic.at.param.get_or_insert_with(|| param.to_owned());
        }
        self
    }

    /// Points at a port, unless it already points at one.
    pub fn at_port(mut self, port: &str) -> Failure {
        if let Failure::Failed(diagnostic) = &mut self {
            diagnostic.at.port.get_or_insert_with(|| port.to_owned());
        }
        self
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure::Failed(Box::new(diagnostic))
    }
}

impl From<ml_learn::Cancelled> for Failure {
    fn from(_: ml_learn::Cancelled) -> Failure {
        Failure::Cancelled
    }
}

impl From<ml_table::TableError> for Failure {
    fn from(error: ml_table::TableError) -> Failure {
        Failure::from(error.to_diagnostic())
    }
}

impl From<ml_learn::MatrixError> for Failure {
    fn from(error: ml_learn::MatrixError) -> Failure {
        Failure::new(
            "learn/matrix",
            format!("The features cannot be laid out: {error}."),
            "Leave out columns with very many levels, or take fewer rows.",
        )
    }
}

impl From<ml_learn::LearnError> for Failure {
    fn from(error: ml_learn::LearnError) -> Failure {
        use ml_learn::LearnError;
        let help = match &error {
            LearnError::Cancelled(_) => return Failure::Cancelled,
            LearnError::Matrix(error) => return Failure::from(error.clone()),
            LearnError::NoRows | LearnError::TooFewRows { .. } => {
                "Give it more rows: a filter or a split before may leave too few."
            }
            LearnError::NoFeatures => "Give it at least one column in the role Feature besides the label.",
            LearnError::Missing { .. } => "Put Clean Missing Data before it.",
            LearnError::Setting { .. } => "Change the parameter.",
            LearnError::Label { .. } => "Choose another label column, or correct its values.",
            LearnError::Device(_) => "Choose the CPU, or try again.",
            LearnError::TooManyRows { .. } => "Take fewer rows with Partition and Sample.",
            LearnError::TooManyFeatures { .. } => "Leave out columns, or those with very many levels.",
            LearnError::Length { .. } | LearnError::Width { .. } | LearnError::Unsound => {
                "Train the model again."
            }
            LearnError::Diverged(_) => "Normalise the features, or choose a smaller learning rate.",
        };
        let code = match &error {
            LearnError::NoRows | LearnError::TooFewRows { .. } => "error-0021",
            LearnError::NoFeatures => "error-0047",
            LearnError::Setting { .. } => "error-0008",
            LearnError::Missing { .. } => "error-0013",
            LearnError::Unsound => "error-0082",
            _ => "error-1000",
        };
        Failure::new(code, sentence(&error.to_string()), help)
    }
}

/// An error's text as a sentence.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str().trim_end_matches('.')),
        None => String::new(),
    }
}
