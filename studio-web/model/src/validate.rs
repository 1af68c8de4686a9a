//! Whether a parameter's value is allowed, in a sentence when not. Shown while typing; the engine checks again before a run.

use ml_graph::{ColumnSelect, ComponentSpec, ParamKind, ParamSpec, ParamValue, SweepRange};
use std::collections::BTreeMap;

/// What is wrong with `value` for `param`; none when it is fine.
pub fn param_problem(param: &ParamSpec, value: &ParamValue) -> Option<String> {
    match (&param.kind, value) {
        (_, ParamValue::Null) => None,
        (ParamKind::Bool, ParamValue::Bool(_)) => None,
        (ParamKind::Bool, _) => Some("Choose yes or no.".to_owned()),
        (ParamKind::Integer { min, max }, _) => match value.as_i64() {
            None => Some("Enter a whole number.".to_owned()),
            Some(number) => outside(number as f64, min.map(|min| min as f64), max.map(|max| max as f64)),
        },
        (ParamKind::Seed, _) => match value.as_i64() {
            None => Some("Enter a whole number.".to_owned()),
            Some(number) => outside(number as f64, Some(0.0), Some(f64::from(u32::MAX))),
        },
        (ParamKind::Float { min, max }, _) => match value.as_f64() {
            None => Some("Enter a number.".to_owned()),
            Some(number) if !number.is_finite() => Some("Enter a finite number.".to_owned()),
            Some(number) => outside(number, *min, *max),
        },
        (ParamKind::Text { .. } | ParamKind::Script { .. }, ParamValue::Text(_)) => None,
        (ParamKind::Text { .. } | ParamKind::Script { .. }, _) => Some("Enter a text.".to_owned()),
        (ParamKind::Choice { options }, ParamValue::Text(id)) => {
            match options.iter().find(|option| option.id == *id) {
                None => Some(format!("“{id}” is not one of the choices.")),
                Some(option) => option
                    .not_yet
                    .as_ref()
                    .map(|reason| format!("“{}” does not run yet: {reason}", option.title)),
            }
        }
        (ParamKind::Choice { .. }, _) => Some("Choose one of the values.".to_owned()),
        (ParamKind::Columns { single, .. }, ParamValue::Columns(selection)) => {
            let first = selection.rules.first();
            if first.is_some_and(|rule| rule.exclude) {
                return Some("The first rule must include columns.".to_owned());
            }
            match first.map(|rule| &rule.select) {
                Some(ColumnSelect::Names(names))
                    if *single && (names.len() != 1 || selection.rules.len() != 1) =>
                {
                    Some("Choose exactly one column.".to_owned())
                }
                _ => None,
            }
        }
        (ParamKind::Columns { .. }, _) => Some("Choose columns.".to_owned()),
        (ParamKind::Range { integer, min, max, .. }, ParamValue::Range(range)) => {
            range_problem(range, *integer, *min, *max)
        }
        (ParamKind::Range { integer, min, max, .. }, _) => match value.as_f64() {
            Some(number) if !*integer || number.fract() == 0.0 => outside(number, *min, *max),
            _ => Some("Enter values separated by commas, or a smallest and a largest value.".to_owned()),
        },
        (ParamKind::Secret, ParamValue::Secret(_)) => None,
        (ParamKind::Secret, _) => {
            Some("Enter the credential again; it is never kept in the pipeline.".to_owned())
        }
    }
}

/// What is wrong when `param` has no value: required, visible and without a default.
pub fn required_problem(
    spec: &ComponentSpec,
    param: &ParamSpec,
    values: &BTreeMap<String, ParamValue>,
) -> Option<String> {
    let empty = match values.get(&param.id).or(param.default.as_ref()) {
        None | Some(ParamValue::Null) => true,
        Some(ParamValue::Text(text)) => text.trim().is_empty(),
        Some(ParamValue::Columns(selection)) => selection.is_empty(),
        Some(_) => false,
    };
    (param.required && empty && spec.is_visible(param, values)).then(|| match param.kind {
        ParamKind::Columns { single: true, .. } => format!("Choose a column for “{}”.", param.title),
        ParamKind::Columns { .. } => format!("Choose columns for “{}”.", param.title),
        ParamKind::Choice { .. } => format!("Choose a value for “{}”.", param.title),
        _ => format!("“{}” needs a value.", param.title),
    })
}

fn outside(number: f64, min: Option<f64>, max: Option<f64>) -> Option<String> {
    if min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max) {
        return None;
    }
    Some(match (min, max) {
        (Some(min), Some(max)) => format!("Enter a value from {min} to {max}."),
        (Some(min), None) => format!("Enter a value of at least {min}."),
        (None, Some(max)) => format!("Enter a value of at most {max}."),
        (None, None) => return None,
    })
}

fn range_problem(range: &SweepRange, integer: bool, min: Option<f64>, max: Option<f64>) -> Option<String> {
    match range {
        SweepRange::Builder(builder) => {
            if builder.min > builder.max {
                return Some("The smallest value is above the largest.".to_owned());
            }
            if builder.count == 0 {
                return Some("The number of values must be at least 1.".to_owned());
            }
            outside(builder.min, min, max).or_else(|| outside(builder.max, min, max))
        }
        SweepRange::Literal(text) => {
            let parts: Vec<&str> =
                text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
            if parts.is_empty() {
                return Some("Enter at least one value.".to_owned());
            }
            parts.into_iter().find_map(|part| literal_problem(part, integer, min, max))
        }
    }
}

fn literal_problem(part: &str, integer: bool, min: Option<f64>, max: Option<f64>) -> Option<String> {
    if integer {
        if let Some((from, to)) = part.split_once('-').filter(|(from, _)| !from.is_empty()) {
            return match (from.trim().parse::<i64>(), to.trim().parse::<i64>()) {
                (Ok(from), Ok(to)) if from <= to => {
                    outside(from as f64, min, max).or_else(|| outside(to as f64, min, max))
                }
                _ => Some(format!("“{part}” is not a range such as 4-8.")),
            };
        }
        return match part.parse::<i64>() {
            Ok(number) => outside(number as f64, min, max),
            Err(_) => Some(format!("“{part}” is not a whole number.")),
        };
    }
    match part.parse::<f64>() {
        Ok(number) => outside(number, min, max),
        Err(_) => Some(format!("“{part}” is not a number.")),
    }
}
