//! Reads the parameters of a node, noting everything that does not fit.

use crate::params::{ParamType, nearest};
use ml_graph::{ComponentSpec, Diagnostic, ParamKind, ParamSpec, ParamValue};
use std::collections::BTreeMap;

/// Reads the values of a node by the specification of its module.
#[derive(Debug)]
pub struct Reader<'a> {
    spec: &'a ComponentSpec,
    values: &'a BTreeMap<String, ParamValue>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// Begins; parameters that the module does not have are noted at once.
    pub fn new(spec: &'a ComponentSpec, values: &'a BTreeMap<String, ParamValue>) -> Reader<'a> {
        let diagnostics = values
            .keys()
            .filter(|id| spec.param(id).is_none())
            .map(|id| {
                let known = nearest(id, spec.params.iter().map(|param| param.id.as_str()));
                let help = match known {
                    Some(known) => format!("Did you mean “{known}”?"),
                    None => "Remove it.".to_owned(),
                };
                Diagnostic::error("param/unknown", format!("“{}” has no parameter “{id}”.", spec.title))
                    .help(help)
                    .at_param(id)
            })
            .collect();
        Reader { spec, values, diagnostics }
    }

    /// The value of a parameter, its default when it has none. What is not shown is not judged: a value there that does not fit
    /// gives way to the default.
    pub fn read<T: ParamType>(&mut self, id: &str) -> Option<T> {
        let param = self.spec.param(id)?;
        let visible = self.spec.is_visible(param, self.values);
        let given = self.values.get(id).filter(|value| **value != ParamValue::Null);
        if let Some(value) = given {
            match check_value(param, value) {
                None => return T::read(value),
                Some(diagnostic) if visible => {
                    self.diagnostics.push(diagnostic);
                    return None;
                }
                Some(_) => {}
            }
        }
        // Explicitly empty is not the default where a type can be empty.
        if given.is_none()
            && self.values.contains_key(id)
            && !param.required
            && let Some(empty) = T::empty()
        {
            return Some(empty);
        }
        if let Some(default) = &param.default {
            return T::read(default);
        }
        if visible && param.required {
            self.diagnostics.push(
                Diagnostic::error(
                    "error-0003",
                    format!("“{}” of “{}” has no value.", param.title, self.spec.title),
                )
                .help(missing_help(&param.kind))
                .at_param(id),
            );
            return None;
        }
        T::empty().or_else(|| neutral(&param.kind).and_then(|value| T::read(&value)))
    }

    /// What was found.
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// A value that fits the kind, for a parameter that nobody sees.
fn neutral(kind: &ParamKind) -> Option<ParamValue> {
    Some(match kind {
        ParamKind::Bool => ParamValue::Bool(false),
        ParamKind::Integer { min, .. } => ParamValue::Integer(min.unwrap_or(0)),
        ParamKind::Float { min, .. } => ParamValue::Float(min.unwrap_or(0.0)),
        ParamKind::Seed => ParamValue::Integer(0),
        ParamKind::Text { .. } | ParamKind::Script { .. } => ParamValue::Text(String::new()),
        ParamKind::Choice { options } => ParamValue::Text(options.first()?.id.clone()),
        ParamKind::Columns { .. } => ParamValue::Columns(ml_graph::ColumnSelection::default()),
        ParamKind::Range { .. } => ParamValue::Range(ml_graph::SweepRange::Literal(String::new())),
        ParamKind::Secret => ParamValue::Secret(ml_graph::SecretRef(String::new())),
    })
}

fn missing_help(kind: &ParamKind) -> &'static str {
    match kind {
        ParamKind::Columns { single: true, .. } => "Choose a column.",
        ParamKind::Columns { .. } => "Choose columns.",
        ParamKind::Script { .. } => "Write the script.",
        ParamKind::Secret => "Give the credential for this run.",
        ParamKind::Choice { .. } => "Choose one of its values.",
        _ => "Give it a value.",
    }
}

/// What is wrong with `value` for `param`, if anything: its type, its range, its choice.
pub fn check_value(param: &ParamSpec, value: &ParamValue) -> Option<Diagnostic> {
    let wrong = |expected: &str| {
        Some(
            Diagnostic::error(
                "error-0002",
                format!("“{}” must be {expected}, but is {}.", param.title, describe(value)),
            )
            .help(format!("Give it {expected}."))
            .at_param(&param.id),
        )
    };
    match (&param.kind, value) {
        (_, ParamValue::Null) => None,
        (ParamKind::Bool, ParamValue::Bool(_)) => None,
        (ParamKind::Bool, _) => wrong("true or false"),
        (ParamKind::Integer { min, max }, _) => match value.as_i64() {
            Some(number) => {
                out_of_range(param, number as f64, min.map(|min| min as f64), max.map(|max| max as f64))
            }
            None => wrong("a whole number"),
        },
        (ParamKind::Float { min, max }, _) => match value.as_f64().filter(|number| number.is_finite()) {
            Some(number) => out_of_range(param, number, *min, *max),
            None => wrong("a number"),
        },
        (ParamKind::Seed, _) => match value.as_i64() {
            Some(number) => out_of_range(param, number as f64, Some(0.0), Some(f64::from(u32::MAX))),
            None => wrong("a whole number"),
        },
        (ParamKind::Text { .. } | ParamKind::Script { .. }, ParamValue::Text(_)) => None,
        (ParamKind::Text { .. }, _) => wrong("text"),
        (ParamKind::Script { .. }, _) => wrong("a script"),
        (ParamKind::Choice { options }, ParamValue::Text(id)) => {
            match options.iter().find(|option| option.id == *id) {
                Some(option) => option.not_yet.as_ref().map(|reason| {
                    Diagnostic::error(
                        "param/not-yet",
                        format!("“{}” of “{}” does not run yet: {reason}", option.title, param.title),
                    )
                    .help("Choose another value.")
                    .at_param(&param.id)
                }),
                None => {
                    let help = match nearest(id, options.iter().map(|option| option.id.as_str())) {
                        Some(near) => format!("Did you mean “{near}”?"),
                        None => {
                            let known: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
                            format!("Choose one of {}.", known.join(", "))
                        }
                    };
                    Some(
                        Diagnostic::error("error-0002", format!("“{}” has no value “{id}”.", param.title))
                            .help(help)
                            .at_param(&param.id),
                    )
                }
            }
        }
        (ParamKind::Choice { .. }, _) => wrong("one of its choices"),
        (ParamKind::Columns { .. }, ParamValue::Columns(_)) => None,
        (ParamKind::Columns { .. }, _) => wrong("a choice of columns"),
        (ParamKind::Range { .. }, ParamValue::Range(_)) => None,
        (ParamKind::Range { .. }, _) => wrong("a range of values"),
        (ParamKind::Secret, ParamValue::Secret(_)) => None,
        (ParamKind::Secret, _) => Some(
            // The value itself is not shown: it may be the credential.
            Diagnostic::error(
                "param/secret",
                format!("“{}” must be a credential of the vault, not a plain value.", param.title),
            )
            .help("Put the credential into the vault and refer to it.")
            .at_param(&param.id),
        ),
    }
}

fn out_of_range(param: &ParamSpec, number: f64, min: Option<f64>, max: Option<f64>) -> Option<Diagnostic> {
    let too_small = min.is_some_and(|min| number < min);
    let too_large = max.is_some_and(|max| number > max);
    if !too_small && !too_large {
        return None;
    }
    let least = min.map(|min| match min {
        f64::MIN_POSITIVE => "more than 0".to_owned(),
        _ => format!("at least {min}"),
    });
    let most = max.map(|max| format!("at most {max}"));
    let (code, allowed) = match (least, most) {
        (Some(least), Some(most)) => ("error-0008", format!("{least} and {most}")),
        (Some(least), None) => ("error-0007", least),
        (None, Some(most)) => ("error-0005", most),
        (None, None) => return None,
    };
    Some(
        Diagnostic::error(code, format!("“{}” must be {allowed}, but is {number}.", param.title))
            .help("Give it a value in that range.")
            .at_param(&param.id),
    )
}

fn describe(value: &ParamValue) -> String {
    match value {
        ParamValue::Null => "empty".to_owned(),
        ParamValue::Bool(value) => value.to_string(),
        ParamValue::Integer(value) => value.to_string(),
        ParamValue::Float(value) => value.to_string(),
        ParamValue::Text(text) if text.chars().count() > 40 => {
            format!("the text “{}…”", text.chars().take(40).collect::<String>())
        }
        ParamValue::Text(text) => format!("the text “{text}”"),
        ParamValue::Columns(_) => "a choice of columns".to_owned(),
        ParamValue::Range(_) => "a range of values".to_owned(),
        ParamValue::Secret(_) => "a credential".to_owned(),
    }
}
