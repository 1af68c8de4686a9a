//! What a column holds and what part it plays.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The type of the values in a column. Any of them may besides be categorical: a closed set of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ElementType {
    /// Text.
    String,
    /// Whole numbers, 64 bits.
    Integer,
    /// Floating-point numbers, 64 bits.
    Double,
    /// True or false.
    Boolean,
    /// Milliseconds since 1970-01-01T00:00:00 UTC.
    DateTime,
    /// A length of time in milliseconds.
    TimeSpan,
}

impl ElementType {
    /// All element types.
    pub const ALL: [ElementType; 6] = [
        ElementType::String,
        ElementType::Integer,
        ElementType::Double,
        ElementType::Boolean,
        ElementType::DateTime,
        ElementType::TimeSpan,
    ];

    /// Its name in column selectors and messages.
    pub fn name(self) -> &'static str {
        match self {
            ElementType::String => "String",
            ElementType::Integer => "Integer",
            ElementType::Double => "Double",
            ElementType::Boolean => "Boolean",
            ElementType::DateTime => "DateTime",
            ElementType::TimeSpan => "TimeSpan",
        }
    }

    /// The type of this name, ignoring case.
    pub fn from_name(name: &str) -> Option<ElementType> {
        ElementType::ALL.into_iter().find(|element| element.name().eq_ignore_ascii_case(name))
    }

    /// Integer or Double.
    pub fn is_numeric(self) -> bool {
        matches!(self, ElementType::Integer | ElementType::Double)
    }

    /// The arrow type that holds its values.
    pub fn arrow_type(self) -> arrow_schema::DataType {
        use arrow_schema::{DataType, TimeUnit};
        match self {
            ElementType::String => DataType::Utf8,
            ElementType::Integer => DataType::Int64,
            ElementType::Double => DataType::Float64,
            ElementType::Boolean => DataType::Boolean,
            ElementType::DateTime => DataType::Timestamp(TimeUnit::Millisecond, None),
            ElementType::TimeSpan => DataType::Duration(TimeUnit::Millisecond),
        }
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The part a column plays in learning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Input of a learner; what every column is until told otherwise.
    #[default]
    Feature,
    /// What a learner is to predict.
    Label,
    /// What a model predicted.
    Score,
    /// How much a row counts.
    Weight,
    /// None of these: learners leave it alone.
    None,
}

impl Role {
    /// Its name in column selectors and views; empty for [`Role::None`].
    pub fn name(self) -> &'static str {
        match self {
            Role::Feature => "Feature",
            Role::Label => "Label",
            Role::Score => "Score",
            Role::Weight => "Weight",
            Role::None => "",
        }
    }

    /// The role of this name, ignoring case; the empty name is [`Role::None`].
    pub fn from_name(name: &str) -> Option<Role> {
        [Role::Feature, Role::Label, Role::Score, Role::Weight, Role::None]
            .into_iter()
            .find(|role| role.name().eq_ignore_ascii_case(name))
    }
}
