//! Parameter values: from the texts of exports to typed values, and back.

use crate::columns;
use ml_graph::{Json, ParamKind, ParamValue, RangeBuilder, SecretRef, SweepRange};

/// Where an address of a secret begins.
pub(crate) const SECRET: &str = "secret://";

/// Understands `text` as a value of `kind`; none when it is none.
pub(crate) fn parse(kind: &ParamKind, text: &str) -> Option<ParamValue> {
    if is_secret_reference(text) {
        return Some(ParamValue::Secret(SecretRef(text.to_owned())));
    }
    let trimmed = text.trim();
    let empty = trimmed.is_empty();
    match kind {
        ParamKind::Text { .. } | ParamKind::Script { .. } => Some(ParamValue::Text(text.to_owned())),
        _ if empty => Some(ParamValue::Null),
        ParamKind::Bool => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(ParamValue::Bool(true)),
            "false" | "0" => Some(ParamValue::Bool(false)),
            _ => None,
        },
        ParamKind::Integer { .. } | ParamKind::Seed => integer(trimmed).map(ParamValue::Integer),
        ParamKind::Float { .. } => {
            trimmed.parse::<f64>().ok().filter(|number| number.is_finite()).map(ParamValue::Float)
        }
        ParamKind::Choice { options } => {
            let known = options
                .iter()
                .find(|option| option.classic == trimmed)
                .or_else(|| options.iter().find(|option| option.classic.eq_ignore_ascii_case(trimmed)))
                .or_else(|| options.iter().find(|option| option.title.eq_ignore_ascii_case(trimmed)))?;
            Some(ParamValue::Text(known.id.clone()))
        }
        ParamKind::Columns { .. } => columns::parse(trimmed).map(ParamValue::Columns),
        ParamKind::Range { .. } => range(trimmed).map(ParamValue::Range),
        // A credential in the clear never comes this far; what is left is the name of one.
        ParamKind::Secret => None,
    }
}

/// Whether the whole text is the address of a secret.
pub(crate) fn is_secret_reference(text: &str) -> bool {
    text.starts_with(SECRET) && !text.contains(char::is_whitespace) && !text[SECRET.len()..].contains(SECRET)
}

fn integer(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(number as i64)
    })
}

fn range(text: &str) -> Option<SweepRange> {
    let decoded = columns::percent_decode(text).filter(|decoded| decoded.starts_with('{'));
    let text = decoded.as_deref().unwrap_or(text);
    if !text.starts_with('{') {
        return text
            .split([';', ','])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .all(|part| part.parse::<f64>().is_ok() || span(part))
            .then(|| SweepRange::Literal(text.to_owned()));
    }
    let json: Json = serde_json::from_str(text).ok()?;
    let literal = json.get_ignoring_case("literal").and_then(Json::as_str).map(str::to_owned);
    let flag = |key: &str| match json.get_ignoring_case(key) {
        Some(Json::Bool(value)) => *value,
        Some(Json::String(value)) => value.eq_ignore_ascii_case("true"),
        _ => false,
    };
    let number = |key: &str| match json.get_ignoring_case(key)? {
        Json::String(value) => value.trim().parse().ok(),
        value => value.as_f64(),
    };
    if !flag("useRangeBuilder") {
        return literal.map(SweepRange::Literal);
    }
    let count: f64 = number("count")?;
    (count >= 0.0 && count <= f64::from(u32::MAX)).then_some(())?;
    Some(SweepRange::Builder(RangeBuilder {
        min: number("minValue")?,
        max: number("maxValue")?,
        count: count as u32,
        logarithmic: flag("isLogarithmic"),
        literal,
    }))
}

/// `4-8`, for whole numbers.
fn span(part: &str) -> bool {
    part.split_once('-')
        .is_some_and(|(from, to)| from.trim().parse::<u64>().is_ok() && to.trim().parse::<u64>().is_ok())
}

/// The value as an export would spell it.
pub(crate) fn write(kind: &ParamKind, value: &ParamValue) -> Json {
    let text = match value {
        ParamValue::Null => return Json::Null,
        ParamValue::Bool(true) => "True".to_owned(),
        ParamValue::Bool(false) => "False".to_owned(),
        ParamValue::Integer(number) => number.to_string(),
        ParamValue::Float(number) => number.to_string(),
        ParamValue::Text(text) => match kind {
            ParamKind::Choice { options } => options
                .iter()
                .find(|option| &option.id == text)
                .map_or_else(|| text.clone(), |option| option.classic.clone()),
            _ => text.clone(),
        },
        ParamValue::Columns(selection) => columns::write(selection),
        ParamValue::Range(SweepRange::Literal(literal)) => literal.clone(),
        ParamValue::Range(SweepRange::Builder(builder)) => {
            let integer = matches!(kind, ParamKind::Range { integer: true, .. });
            let number = |value: f64| {
                if value.fract() == 0.0 && value.abs() < 9.0e15 {
                    Json::Integer(value as i64)
                } else {
                    Json::Float(value)
                }
            };
            let member = |key: &str, value: Json| (key.to_owned(), value);
            let json = Json::Object(vec![
                member("ParameterType", if integer { "Integer" } else { "Double" }.into()),
                member("useRangeBuilder", Json::Bool(true)),
                member("literal", builder.literal.as_deref().map_or(Json::Null, Json::from)),
                member("isLogarithmic", Json::Bool(builder.logarithmic)),
                member("minValue", number(builder.min)),
                member("maxValue", number(builder.max)),
                member("count", Json::Integer(i64::from(builder.count))),
            ]);
            serde_json::to_string(&json).unwrap_or_default()
        }
        ParamValue::Secret(reference) => reference.0.clone(),
    };
    Json::String(text)
}

/// A raw value as text: exports write texts, lenient readers take numbers and booleans too.
pub(crate) fn raw_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        Json::Unsigned(number) => Some(number.to_string()),
        Json::Float(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(if *flag { "True" } else { "False" }.to_owned()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_every_spelling() {
        let kind = ParamKind::Range { integer: true, logarithmic: false, min: None, max: None };
        for literal in ["2; 8; 32; 128", "1,2,4-8", "0.1"] {
            assert_eq!(parse(&kind, literal), Some(ParamValue::Range(SweepRange::Literal(literal.into()))));
        }
        let built = r#"{"ParameterType":"Integer","useRangeBuilder":true,"literal":"1,2","isLogarithmic":true,"minValue":1,"maxValue":64,"count":7}"#;
        let value = parse(&kind, built).unwrap();
        assert_eq!(parse(&kind, &raw_text(&write(&kind, &value)).unwrap()), Some(value));
        assert_eq!(parse(&kind, "many"), None);
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let float = ParamKind::Float { min: None, max: None };
        assert_eq!(parse(&float, "1E-07"), Some(ParamValue::Float(1e-7)));
        assert_eq!(parse(&float, ".0006"), Some(ParamValue::Float(0.0006)));
        assert_eq!(parse(&float, "0,5"), None);
        assert_eq!(parse(&float, "NaN"), None);
        assert_eq!(parse(&ParamKind::Seed, ""), Some(ParamValue::Null));
        assert_eq!(parse(&ParamKind::Seed, "42"), Some(ParamValue::Integer(42)));
    }
}
