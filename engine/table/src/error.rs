//! What can go wrong with tables, with classic's module error numbers where one fits.

use crate::ElementType;
use ml_graph::{Diagnostic, counted};
use std::fmt::Write as _;

/// A fault in reading, selecting, converting or combining columns.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TableError {
    /// A column that is not there.
    #[error("there is no column named `{name}`{}", did_you_mean(.nearest))]
    ColumnNotFound {
        /// The name asked for.
        name: String,
        /// The names that come closest, best first.
        nearest: Vec<String>,
    },
    /// A 1-based column position beyond the table.
    #[error("there is no column number {index}: the dataset has {columns} columns")]
    ColumnIndexOutOfRange {
        /// The position asked for, as written.
        index: String,
        /// How many columns there are.
        columns: usize,
    },
    /// A column position that is not one.
    #[error("`{text}` is not a column position")]
    ColumnIndexUnreadable {
        /// As written.
        text: String,
    },
    /// A range of positions whose end lies before its start, or that starts at zero.
    #[error("`{text}` is not a range of column positions")]
    ColumnRangeUnreadable {
        /// As written.
        text: String,
    },
    /// A selection that breaks the rules of selections.
    #[error("the column selection is not valid: {reason}")]
    SelectionInvalid {
        /// What rule it breaks.
        reason: String,
    },
    /// A selection that chose nothing where something is needed.
    #[error("no column is selected")]
    NothingSelected,
    /// More than one column where there can be only one.
    #[error("{count} columns are selected, but exactly one is needed")]
    SeveralSelected {
        /// How many.
        count: usize,
    },
    /// A column of the wrong type.
    #[error("column `{column}` holds {found} values, but {expected} values are needed")]
    WrongType {
        /// Its name.
        column: String,
        /// What it holds.
        found: String,
        /// What is needed.
        expected: String,
    },
    /// A value that cannot become another type.
    #[error("column `{column}`, row {row}: `{value}` is not a valid {to}")]
    CannotConvert {
        /// Column name.
        column: String,
        /// 1-based row.
        row: usize,
        /// The value as text, shortened.
        value: String,
        /// The type asked for.
        to: ElementType,
    },
    /// Columns of different lengths put into one table.
    #[error("column `{column}` has {}, but the dataset has {expected}", counted(*.found, "row"))]
    LengthMismatch {
        /// Its name.
        column: String,
        /// Its length.
        found: usize,
        /// The length of the others.
        expected: usize,
    },
    /// Tables put below each other that differ in their number of columns.
    #[error("the datasets have {left} and {right} columns, but must have the same number")]
    ColumnCountMismatch {
        /// Columns of the first.
        left: usize,
        /// Columns of the second.
        right: usize,
    },
    /// Columns put below each other whose types do not agree.
    #[error("column `{column}` holds {left} values in one dataset and {right} values in the other")]
    IncompatibleTypes {
        /// Name in the first dataset.
        column: String,
        /// Type in the first.
        left: String,
        /// Type in the second.
        right: String,
    },
    /// An arrow type that has no counterpart among the element types.
    #[error("column `{column}` has the type {found}, which has no counterpart here")]
    UnsupportedType {
        /// Its name.
        column: String,
        /// The arrow type.
        found: String,
    },
    /// Too large for one column.
    #[error("column `{column}` holds more than 2 GiB of text")]
    TooLarge {
        /// Its name.
        column: String,
    },
    /// A file that does not follow its format.
    #[error("{format}{}: {reason}", at_place(*.line, *.character))]
    Malformed {
        /// Name of the format.
        format: &'static str,
        /// 1-based line, when known.
        line: Option<u64>,
        /// 1-based column in that line, in characters, when known.
        character: Option<u64>,
        /// What is wrong.
        reason: String,
        /// What to do about it.
        help: String,
    },
    /// A file format that holds no table, or that is not read on this platform.
    #[error("{format} files are not read as tables here")]
    FormatNotRead {
        /// Name of the format.
        format: &'static str,
    },
    /// A table that a format cannot hold.
    #[error("{format} cannot hold this dataset: {reason}")]
    NotWritable {
        /// Name of the format.
        format: &'static str,
        /// Why.
        reason: String,
    },
}

impl TableError {
    /// Classic's module error number, where one fits.
    pub fn classic_number(&self) -> Option<u16> {
        match self {
            TableError::ColumnNotFound { .. } => Some(1),
            TableError::ColumnIndexUnreadable { .. } => Some(59),
            TableError::ColumnRangeUnreadable { .. } => Some(60),
            TableError::ColumnIndexOutOfRange { .. } => Some(1),
            TableError::SelectionInvalid { .. } | TableError::SeveralSelected { .. } => Some(2),
            TableError::NothingSelected => Some(11),
            TableError::WrongType { .. } => Some(17),
            TableError::CannotConvert { .. } => Some(42),
            TableError::LengthMismatch { .. } => Some(27),
            TableError::ColumnCountMismatch { .. } => Some(61),
            TableError::IncompatibleTypes { .. } => Some(16),
            TableError::UnsupportedType { .. } => Some(44),
            TableError::TooLarge { .. } => Some(138),
            TableError::Malformed { .. } | TableError::FormatNotRead { .. } => Some(49),
            TableError::NotWritable { .. } => None,
        }
    }

    /// Stable code: `error-0001` and so on, or `table/…` where classic has no number.
    pub fn code(&self) -> String {
        match self.classic_number() {
            Some(number) => format!("error-{number:04}"),
            None => "table/not-writable".to_owned(),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            TableError::ColumnNotFound { nearest, .. } if nearest.is_empty() => {
                "Choose a column that the dataset has.".to_owned()
            }
            TableError::ColumnNotFound { .. } => {
                "Correct the name, or choose another column; upper and lower case count.".to_owned()
            }
            TableError::ColumnIndexOutOfRange { columns, .. } => {
                format!("Positions run from 1 to {columns}.")
            }
            TableError::ColumnIndexUnreadable { .. } | TableError::ColumnRangeUnreadable { .. } => {
                "Write positions as `3` and ranges as `2-5`, counting from 1.".to_owned()
            }
            TableError::SelectionInvalid { .. } => "Start the selection with an including rule.".to_owned(),
            TableError::SeveralSelected { .. } => "Select exactly one column.".to_owned(),
            TableError::NothingSelected => "Select at least one column.".to_owned(),
            TableError::WrongType { .. } => {
                "Choose another column, or change its type with Edit Metadata first.".to_owned()
            }
            TableError::CannotConvert { .. } => {
                "Correct or clear the value first, or convert to String.".to_owned()
            }
            TableError::LengthMismatch { .. } | TableError::ColumnCountMismatch { .. } => {
                "Give the datasets the same shape first.".to_owned()
            }
            TableError::IncompatibleTypes { .. } => {
                "Give both columns the same type with Edit Metadata first.".to_owned()
            }
            TableError::UnsupportedType { .. } => {
                "Convert the column to text, numbers, booleans, dates or durations before importing."
                    .to_owned()
            }
            TableError::TooLarge { .. } => "Split the dataset, or drop the column.".to_owned(),
            TableError::Malformed { help, .. } => help.clone(),
            TableError::FormatNotRead { .. } => "Save the data as CSV first.".to_owned(),
            TableError::NotWritable { .. } => {
                "Choose another format, or change the columns named.".to_owned()
            }
        }
    }

    /// The column it concerns, when there is one.
    pub fn column(&self) -> Option<&str> {
        match self {
            TableError::ColumnNotFound { name, .. } => Some(name),
            TableError::WrongType { column, .. }
            | TableError::CannotConvert { column, .. }
            | TableError::LengthMismatch { column, .. }
            | TableError::IncompatibleTypes { column, .. }
            | TableError::UnsupportedType { column, .. }
            | TableError::TooLarge { column } => Some(column),
            _ => None,
        }
    }

    /// The same fault for people and programs, without a place in a pipeline yet.
    pub fn to_diagnostic(&self) -> Diagnostic {
        let mut message = self.to_string();
        if let Some(first) = message.get(..1) {
            message.replace_range(..1, &first.to_uppercase());
        }
        message.push('.');
        let mut diagnostic = Diagnostic::error(self.code(), message).help(self.help());
        diagnostic.at.column = self.column().map(str::to_owned);
        if let TableError::Malformed { line, character, .. } = self {
            diagnostic.at.line = *line;
            diagnostic.at.line_column = *character;
        }
        diagnostic
    }
}

fn did_you_mean(nearest: &[String]) -> String {
    let mut text = String::new();
    for (index, name) in nearest.iter().enumerate() {
        text.push_str(if index == 0 { "; did you mean " } else { " or " });
        let _ = write!(text, "`{name}`");
    }
    if !text.is_empty() {
        text.push('?');
    }
    text
}

fn at_place(line: Option<u64>, character: Option<u64>) -> String {
    match (line, character) {
        (Some(line), Some(character)) => format!(", line {line}, column {character}"),
        (Some(line), None) => format!(", line {line}"),
        _ => String::new(),
    }
}
