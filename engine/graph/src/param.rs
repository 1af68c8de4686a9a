//! Values of module parameters, as drafts hold them.
//!
//! In JSON a number, a boolean, a text or null stands for itself; the three structured values are objects with one telling key:
//! `{"columns": …}`, `{"range": …}`, `{"secret": "secret://…"}`.

use crate::Json;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The value of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// Explicitly empty: the source had the parameter without a value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// Text, the id of a choice, or a script.
    Text(String),
    /// A set of columns.
    Columns(ColumnSelection),
    /// A range of values to sweep over.
    Range(SweepRange),
    /// A credential that lives in a vault, never here.
    Secret(SecretRef),
}

/// The address of a credential in a vault: `secret://<node>/<param>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretRef(pub String);

/// Which columns of a dataset a module works on (formats.md 3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSelection {
    /// Rules in order: an including rule adds columns, an excluding one removes them. The first must include.
    pub rules: Vec<ColumnRule>,
    /// Classic's "allow duplicates and preserve column order": one including rule whose order and repetition are kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_order_and_duplicates: bool,
}

/// One step of a [`ColumnSelection`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnRule {
    /// Remove instead of add.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclude: bool,
    /// What is added or removed.
    #[serde(flatten)]
    pub select: ColumnSelect,
}

/// What a [`ColumnRule`] matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnSelect {
    /// Every column (`{"all": {}}`).
    All {},
    /// Columns by name.
    Names(Vec<String>),
    /// Columns by 1-based position: `"3"` or `"2-5"`.
    Indexes(Vec<String>),
    /// Columns by element type (`String`, `Integer`, `Double`, `Boolean`, `DateTime`, `TimeSpan`, `Categorical`, `Numeric`, `All`)
    /// and role (`Feature`, `Label`, `Score`, `Weight`, `All`).
    Types {
        /// Element types; empty means all.
        #[serde(default)]
        types: Vec<String>,
        /// Roles; empty means all.
        #[serde(default)]
        kinds: Vec<String>,
    },
}

impl ColumnSelection {
    /// All columns.
    pub fn all() -> ColumnSelection {
        ColumnSelection {
            rules: vec![ColumnRule { exclude: false, select: ColumnSelect::All {} }],
            keep_order_and_duplicates: false,
        }
    }

    /// The named columns.
    pub fn names<I: IntoIterator<Item = S>, S: Into<String>>(names: I) -> ColumnSelection {
        let names = names.into_iter().map(Into::into).collect();
        ColumnSelection {
            rules: vec![ColumnRule { exclude: false, select: ColumnSelect::Names(names) }],
            keep_order_and_duplicates: false,
        }
    }

    /// Whether nothing was selected at all.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// Values a sweep tries (formats.md 2.2, ParameterRange).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepRange {
    /// As written: `"0.1; 0.01"`, or `"1,2,4-8"` for whole numbers.
    Literal(String),
    /// A minimum, a maximum and how many steps.
    Builder(RangeBuilder),
}

/// A range given by its ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RangeBuilder {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Number of values.
    pub count: u32,
    /// Geometric rather than arithmetic steps.
    #[serde(default)]
    pub logarithmic: bool,
    /// The literal that stood beside it in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
}

impl ParamValue {
    /// The text, if this is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            ParamValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            ParamValue::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            ParamValue::Integer(value) => Some(*value as f64),
            ParamValue::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if this is one (a float without a fraction counts).
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            ParamValue::Integer(value) => Some(*value),
            ParamValue::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => Some(*value as i64),
            _ => None,
        }
    }

    /// The column selection, if this is one.
    pub fn as_columns(&self) -> Option<&ColumnSelection> {
        match self {
            ParamValue::Columns(selection) => Some(selection),
            _ => None,
        }
    }
}

impl From<bool> for ParamValue {
    fn from(value: bool) -> ParamValue {
        ParamValue::Bool(value)
    }
}

impl From<i64> for ParamValue {
    fn from(value: i64) -> ParamValue {
        ParamValue::Integer(value)
    }
}

impl From<f64> for ParamValue {
    fn from(value: f64) -> ParamValue {
        ParamValue::Float(value)
    }
}

impl From<&str> for ParamValue {
    fn from(value: &str) -> ParamValue {
        ParamValue::Text(value.to_owned())
    }
}

impl From<String> for ParamValue {
    fn from(value: String) -> ParamValue {
        ParamValue::Text(value)
    }
}

impl From<ColumnSelection> for ParamValue {
    fn from(value: ColumnSelection) -> ParamValue {
        ParamValue::Columns(value)
    }
}

/// The structured values; the key tells which.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Structured {
    Columns(ColumnSelection),
    Range(SweepRange),
    Secret(SecretRef),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Structured(Structured),
    Scalar(Json),
}

impl Serialize for ParamValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ParamValue::Null => serializer.serialize_unit(),
            ParamValue::Bool(value) => serializer.serialize_bool(*value),
            ParamValue::Integer(value) => serializer.serialize_i64(*value),
            ParamValue::Float(value) => serializer.serialize_f64(*value),
            ParamValue::Text(text) => serializer.serialize_str(text),
            ParamValue::Columns(columns) => Structured::Columns(columns.clone()).serialize(serializer),
            ParamValue::Range(range) => Structured::Range(range.clone()).serialize(serializer),
            ParamValue::Secret(secret) => Structured::Secret(secret.clone()).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ParamValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ParamValue, D::Error> {
        use serde::de::Error;
        match Wire::deserialize(deserializer)? {
            Wire::Structured(Structured::Columns(columns)) => Ok(ParamValue::Columns(columns)),
            Wire::Structured(Structured::Range(range)) => Ok(ParamValue::Range(range)),
            Wire::Structured(Structured::Secret(secret)) => Ok(ParamValue::Secret(secret)),
            Wire::Scalar(Json::Null) => Ok(ParamValue::Null),
            Wire::Scalar(Json::Bool(value)) => Ok(ParamValue::Bool(value)),
            Wire::Scalar(Json::Integer(value)) => Ok(ParamValue::Integer(value)),
            Wire::Scalar(Json::Unsigned(value)) => Ok(ParamValue::Float(value as f64)),
            Wire::Scalar(Json::Float(value)) => Ok(ParamValue::Float(value)),
            Wire::Scalar(Json::String(text)) => Ok(ParamValue::Text(text)),
            Wire::Scalar(Json::Array(_) | Json::Object(_)) => Err(D::Error::custom(
                "a parameter value is a number, true or false, a text, null, or an object with the one key `columns`, `range` or `secret`",
            )),
        }
    }
}
