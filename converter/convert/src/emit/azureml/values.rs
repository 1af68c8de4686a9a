//! Parameter values as inputs of a command component: typed where Azure ML has the type, else a text that `ml-migrate module` reads.
//!
//! The service puts inputs into a command line as they are, so only texts that mean themselves between double quotes go that way; the
//! others are files.

use crate::emit::yaml::{Map, Yaml, number};
use ml_graph::{
    ColumnRule, ColumnSelect, ColumnSelection, ParamKind, ParamSpec, ParamValue, ScriptLanguage, SweepRange,
};
use std::borrow::Cow;

/// A value as a step gives it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A text.
    Text(String),
}

impl Literal {
    /// As it stands in a file.
    pub(crate) fn to_yaml(&self) -> Yaml {
        match self {
            Literal::Integer(value) => Yaml::Integer(*value),
            Literal::Float(value) => Yaml::Float(*value),
            Literal::Bool(value) => Yaml::Bool(*value),
            Literal::Text(text) => Yaml::Text(text.clone()),
        }
    }

    /// As text, the way the service keeps it.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Literal::Integer(value) => value.to_string(),
            Literal::Float(value) => number(*value),
            Literal::Bool(true) => "True".to_owned(),
            Literal::Bool(false) => "False".to_owned(),
            Literal::Text(text) => text.clone(),
        }
    }
}

/// How a parameter comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A value that needs no quotes.
    Bare,
    /// A value between quotes.
    Quoted,
    /// The name of a file with this extension.
    File(&'static str),
    /// Not at all: credentials.
    Never,
}

/// How parameters of this kind come in.
pub(crate) fn way(kind: &ParamKind) -> Way {
    match kind {
        ParamKind::Bool
        | ParamKind::Integer { .. }
        | ParamKind::Float { .. }
        | ParamKind::Seed
        | ParamKind::Choice { .. } => Way::Bare,
        ParamKind::Text { multiline: true } => Way::File("txt"),
        ParamKind::Script { language } => Way::File(match language {
            ScriptLanguage::Python => "py",
            ScriptLanguage::R => "R",
            ScriptLanguage::Sql => "sql",
            ScriptLanguage::NetSharp => "net",
        }),
        ParamKind::Text { .. } | ParamKind::Columns { .. } | ParamKind::Range { .. } => Way::Quoted,
        ParamKind::Secret => Way::Never,
    }
}

/// The type of an input for this parameter, with its limits.
pub(crate) fn declare(param: &ParamSpec) -> Map {
    let kind = |name: &str| Map::new().with("type", name);
    match &param.kind {
        ParamKind::Bool => kind("boolean"),
        ParamKind::Integer { min, max } => {
            let mut map = kind("integer");
            if let Some(min) = min {
                map = map.with("min", *min);
            }
            match max {
                Some(max) => map.with("max", *max),
                None => map,
            }
        }
        ParamKind::Seed => kind("integer").with("min", 0_i64).with("max", i64::from(u32::MAX)),
        ParamKind::Float { min, max } => {
            let mut map = kind("number");
            // “More than 0” has no form here; the module says so itself.
            if let Some(min) = min.filter(|min| *min != f64::MIN_POSITIVE) {
                map = map.with("min", min);
            }
            match max {
                Some(max) => map.with("max", *max),
                None => map,
            }
        }
        ParamKind::Choice { options } => kind("string")
            .with("enum", options.iter().map(|option| Yaml::from(&option.id)).collect::<Vec<Yaml>>()),
        _ => kind("string"),
    }
}

/// A value in the form that a component takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written<'a> {
    /// On the command line.
    Value(Literal),
    /// In a file of its own: scripts, and what a shell would not leave as it is.
    File(&'static str, Cow<'a, str>),
}

/// A value for this parameter; none when it has no form here: blank, a credential, or of another kind than the parameter.
pub(crate) fn written<'a>(param: &ParamSpec, value: &'a ParamValue) -> Option<Written<'a>> {
    let bare = |value| Some(Written::Value(value));
    match (&param.kind, value) {
        (ParamKind::Bool, ParamValue::Bool(value)) => bare(Literal::Bool(*value)),
        (ParamKind::Integer { .. } | ParamKind::Seed, _) => {
            value.as_i64().map(Literal::Integer).and_then(bare)
        }
        (ParamKind::Float { .. }, _) => {
            value.as_f64().filter(|value| value.is_finite()).map(Literal::Float).and_then(bare)
        }
        (ParamKind::Choice { options }, ParamValue::Text(id)) => {
            options.iter().any(|option| option.id == *id).then(|| Written::Value(Literal::Text(id.clone())))
        }
        (ParamKind::Text { .. } | ParamKind::Script { .. }, ParamValue::Text(text)) => match way(&param.kind)
        {
            Way::File(extension) => Some(Written::File(extension, text.into())),
            _ if is_bare(text) => bare(Literal::Text(text.clone())),
            _ => Some(Written::File("txt", text.into())),
        },
        (ParamKind::Columns { .. }, ParamValue::Columns(columns)) => match list(columns) {
            Some(names) => bare(Literal::Text(names)),
            None => json(value),
        },
        (ParamKind::Range { .. }, ParamValue::Range(range)) => match range {
            SweepRange::Literal(text) if is_bare(text) && !text.starts_with('{') => {
                bare(Literal::Text(text.clone()))
            }
            _ => json(value),
        },
        _ => None,
    }
}

/// The same where only the command line will do.
pub(crate) fn literal(param: &ParamSpec, value: &ParamValue) -> Option<Literal> {
    match written(param, value) {
        Some(Written::Value(literal)) => Some(literal),
        _ => None,
    }
}

/// What a text should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// For “… must be …”.
    pub expected: &'static str,
    /// How to write it.
    pub help: &'static str,
}

/// The value that a component's input stands for; the reverse of what is written into pipelines and onto command lines. Systems that drive
/// pipelines spell true and false in their own way.
///
/// # Errors
/// When the text is no value of the parameter.
pub fn setting(param: &ParamSpec, text: &str) -> Result<ParamValue, Expected> {
    let or = |value: Option<ParamValue>, expected, help| value.ok_or(Expected { expected, help });
    let structured = |text: &str| serde_json::from_str::<ParamValue>(text).ok();
    match &param.kind {
        ParamKind::Choice { .. } | ParamKind::Text { .. } | ParamKind::Script { .. } => {
            Ok(ParamValue::Text(text.to_owned()))
        }
        ParamKind::Bool => {
            let value = match text.trim().to_ascii_lowercase().as_str() {
                "true" => Some(ParamValue::Bool(true)),
                "false" => Some(ParamValue::Bool(false)),
                _ => None,
            };
            or(value, "true or false", "Write true or false.")
        }
        ParamKind::Integer { .. } | ParamKind::Seed => {
            let value = text.trim().parse().ok().map(ParamValue::Integer);
            or(value, "a whole number", "Write it in digits, for example 20.")
        }
        ParamKind::Float { .. } => {
            let value = text.trim().parse().ok().map(ParamValue::Float);
            or(value, "a number", "Write it with a point, for example 0.2.")
        }
        // Names in a row are the usual case; JSON says everything.
        ParamKind::Columns { .. } if !text.trim_start().starts_with('{') => {
            Ok(ParamValue::Columns(ColumnSelection::names(text.split(',').map(str::trim))))
        }
        ParamKind::Columns { .. } => or(
            structured(text).filter(|value| matches!(value, ParamValue::Columns(_))),
            "a choice of columns",
            r#"Write their names, or as drafts do: {"columns":{"rules":[{"names":["A","B"]}]}}."#,
        ),
        ParamKind::Range { .. } if !text.trim_start().starts_with('{') => {
            Ok(ParamValue::Range(SweepRange::Literal(text.to_owned())))
        }
        ParamKind::Range { .. } => or(
            structured(text).filter(|value| matches!(value, ParamValue::Range(_))),
            "a range of values",
            r#"Write values, or as drafts do: {"range":{"literal":"0.1; 0.2"}}."#,
        ),
        ParamKind::Secret => Err(Expected {
            expected: "a credential",
            help: "Credentials are not given on a command line, where everyone sees them; attach the file they open.",
        }),
    }
}

/// Whether a value stands for “left blank”.
pub(crate) fn is_blank(value: &ParamValue) -> bool {
    *value == ParamValue::Null || value.as_text() == Some("")
}

/// Columns chosen by name alone, as a list.
fn list(columns: &ColumnSelection) -> Option<String> {
    let [ColumnRule { exclude: false, select: ColumnSelect::Names(names) }] = columns.rules.as_slice() else {
        return None;
    };
    let plain = |name: &String| {
        !name.is_empty()
            && name.trim() == name
            && is_bare(name)
            && !name.contains(',')
            && !name.starts_with('{')
    };
    (!columns.keep_order_and_duplicates && !names.is_empty() && names.iter().all(plain))
        .then(|| names.join(","))
}

/// Whether a text means itself between double quotes, in any shell, however the service puts it there.
fn is_bare(text: &str) -> bool {
    text.len() <= LONGEST
        && !text.starts_with(' ')
        && !text.contains(['"', '$', '`', '\\', '!'])
        && !text.contains("]]")
        && !text.contains(char::is_control)
}

/// The longest text that stands in a pipeline; a longer one is better read in a file.
const LONGEST: usize = 2000;

fn json(value: &ParamValue) -> Option<Written<'static>> {
    let text = serde_json::to_string_pretty(value).ok()?;
    Some(Written::File("json", Cow::Owned(format!("{text}\n"))))
}
