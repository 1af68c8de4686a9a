//! Parameters of a module as words on a command line.

use ml_graph::{ColumnSelection, ComponentSpec, Diagnostic, ParamKind, ParamSpec, ParamValue, SweepRange};
use std::collections::BTreeMap;

/// What the command line says about parameters.
pub(crate) struct Given<'a> {
    pub(crate) set: &'a [(String, String)],
    /// Values that stand in files.
    pub(crate) files: &'a [(String, String)],
    pub(crate) blank: &'a [String],
}

/// The values by id; everything that does not fit is noted.
pub(crate) fn read(
    spec: &ComponentSpec,
    given: &Given<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, ParamValue> {
    let mut values = BTreeMap::new();
    let mut put = |name: &str, value: ParamValue, faults: &mut Vec<Diagnostic>| {
        if values.insert(name.to_owned(), value).is_some() {
            faults.push(
                Diagnostic::error("cli/param", format!("The parameter “{name}” is given twice."))
                    .help("Give it once."),
            );
        }
    };
    for name in given.blank {
        if let Some(param) = find(spec, name, faults) {
            put(&param.id, ParamValue::Null, faults);
        }
    }
    for (name, text) in given.set {
        if let Some(param) = find(spec, name, faults) {
            match value(param, text) {
                Ok(value) => put(&param.id, value, faults),
                Err(diagnostic) => faults.push(diagnostic),
            }
        }
    }
    for (name, file) in given.files {
        let Some(param) = find(spec, name, faults) else { continue };
        match std::fs::read_to_string(file) {
            Ok(text) => match param.kind {
                ParamKind::Text { .. } | ParamKind::Script { .. } => {
                    put(&param.id, ParamValue::Text(text), faults);
                }
                _ => match value(param, text.trim()) {
                    Ok(value) => put(&param.id, value, faults),
                    Err(diagnostic) => faults.push(diagnostic.in_file(file)),
                },
            },
            Err(error) => faults.push(
                Diagnostic::error("cli/file", format!("The file cannot be read: {error}."))
                    .help("Give a text file in UTF-8.")
                    .in_file(file),
            ),
        }
    }
    values
}

fn find<'a>(spec: &'a ComponentSpec, name: &str, faults: &mut Vec<Diagnostic>) -> Option<&'a ParamSpec> {
    let found = spec.param(name);
    if found.is_none() {
        let help = match ml_modules::params::nearest(name, spec.params.iter().map(|param| param.id.as_str()))
        {
            Some(near) => format!("Did you mean “{near}”?"),
            None => format!("“ml-migrate modules {}” lists them.", spec.id),
        };
        faults.push(
            Diagnostic::error("cli/param", format!("“{}” has no parameter “{name}”.", spec.title)).help(help),
        );
    }
    found
}

/// A word as the value of a parameter. Systems that drive pipelines spell true and false in their own way.
fn value(param: &ParamSpec, text: &str) -> Result<ParamValue, Diagnostic> {
    let wrong = |expected: &str, help: &str| {
        Diagnostic::error("cli/param", format!("“{}” must be {expected}.", param.title))
            .help(help)
            .at_param(&param.id)
    };
    match &param.kind {
        ParamKind::Bool => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(ParamValue::Bool(true)),
            "false" => Ok(ParamValue::Bool(false)),
            _ => Err(wrong("true or false", "Write true or false.")),
        },
        ParamKind::Integer { .. } | ParamKind::Seed => text
            .parse()
            .map(ParamValue::Integer)
            .map_err(|_| wrong("a whole number", "Write it in digits, for example 20.")),
        ParamKind::Float { .. } => text
            .parse()
            .map(ParamValue::Float)
            .map_err(|_| wrong("a number", "Write it with a point, for example 0.2.")),
        ParamKind::Choice { .. } | ParamKind::Text { .. } | ParamKind::Script { .. } => {
            Ok(ParamValue::Text(text.to_owned()))
        }
        // Names in a row are the usual case; JSON says everything.
        ParamKind::Columns { .. } if !text.starts_with('{') => {
            Ok(ParamValue::Columns(ColumnSelection::names(text.split(',').map(str::trim))))
        }
        ParamKind::Columns { .. } => {
            structured(text).filter(|value| matches!(value, ParamValue::Columns(_))).ok_or_else(|| {
                let help =
                    r#"Write their names, or as drafts do: {"columns":{"rules":[{"names":["A","B"]}]}}."#;
                wrong("a choice of columns", help)
            })
        }
        ParamKind::Range { .. } if !text.starts_with('{') => {
            Ok(ParamValue::Range(SweepRange::Literal(text.to_owned())))
        }
        ParamKind::Range { .. } => {
            structured(text).filter(|value| matches!(value, ParamValue::Range(_))).ok_or_else(|| {
                let help = r#"Write values, or as drafts do: {"range":{"literal":"0.1; 0.2"}}."#;
                wrong("a range of values", help)
            })
        }
        ParamKind::Secret => Err(wrong(
            "a credential",
            "Credentials are not given on a command line, where everyone sees them; attach the file they open.",
        )),
    }
}

fn structured(text: &str) -> Option<ParamValue> {
    serde_json::from_str(text).ok()
}
