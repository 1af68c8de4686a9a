//! What is wrong, where, and what to do about it: one value that the command line, the studio and the report all render.

use serde::{Deserialize, Serialize};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing changes.
    Info,
    /// Works, but something differs or deserves a look.
    Warning,
    /// Does not work until it is mended.
    Error,
}

/// Where a diagnostic points; every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// Node id in the draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Port id on that node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Parameter name on that node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// Column name in a dataset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// JSON pointer into the source file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// File name as the user gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// 1-based line in that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// 1-based column in that line, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_column: Option<u64>,
}

/// One finding. `message` says what happened to what; `help` says what to do. Neither ever holds a secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code: `convert/…`, `draft/…`, `run/…`, or classic's own error number such as `error-0001`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// What to do, in one or two sentences; empty when there is nothing to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Where.
    #[serde(default)]
    pub at: Location,
    /// Other places that belong to the finding.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Location>,
}

impl Diagnostic {
    /// An error with `code` and a one-sentence `message`.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, code, message)
    }

    /// A warning with `code` and a one-sentence `message`.
    pub fn warning(code: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, code, message)
    }

    /// A note with `code` and a one-sentence `message`.
    pub fn info(code: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Info, code, message)
    }

    fn new(severity: Severity, code: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: code.into(),
            severity,
            message: message.into(),
            help: String::new(),
            at: Location::default(),
            related: Vec::new(),
        }
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = help.into();
        self
    }

    /// Points at a node.
    pub fn at_node(mut self, node: impl Into<String>) -> Diagnostic {
        self.at.node = Some(node.into());
        self
    }

    /// Points at a port of the node.
    pub fn at_port(mut self, port: impl Into<String>) -> Diagnostic {
        self.at.port = Some(port.into());
        self
    }

    /// Points at a parameter of the node.
    pub fn at_param(mut self, param: impl Into<String>) -> Diagnostic {
        self.at.param = Some(param.into());
        self
    }

    /// Points at a column.
    pub fn at_column(mut self, column: impl Into<String>) -> Diagnostic {
        self.at.column = Some(column.into());
        self
    }

    /// Points into a source file by JSON pointer.
    pub fn at_pointer(mut self, pointer: impl Into<String>) -> Diagnostic {
        self.at.pointer = Some(pointer.into());
        self
    }

    /// Names the source file.
    pub fn in_file(mut self, file: impl Into<String>) -> Diagnostic {
        self.at.file = Some(file.into());
        self
    }

    /// Whether this stops the thing it points at from working.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
