//! Parameters of a module as words on a command line.

use ml_graph::{ComponentSpec, Diagnostic, ParamKind, ParamSpec, ParamValue};
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

/// A word as the value of a parameter.
fn value(param: &ParamSpec, text: &str) -> Result<ParamValue, Diagnostic> {
    ml_convert::setting(param, text).map_err(|fault| {
        Diagnostic::error("cli/param", format!("“{}” must be {}.", param.title, fault.expected))
            .help(fault.help)
            .at_param(&param.id)
    })
}
