//! Column selections as exports spell them: JSON, mostly percent-encoded, sometimes plain.

use ml_graph::{ColumnRule, ColumnSelect, ColumnSelection, Json};

/// Reads a selection; none when the text is something else.
pub(crate) fn parse(text: &str) -> Option<ColumnSelection> {
    let text = text.trim();
    let decoded;
    let json = if text.starts_with('{') {
        text
    } else {
        decoded = percent_decode(text)?;
        decoded.trim_start().starts_with('{').then_some(decoded.as_str())?
    };
    selection(&serde_json::from_str(json).ok()?)
}

fn selection(json: &Json) -> Option<ColumnSelection> {
    let is_filter = match json.get_ignoring_case("isFilter") {
        None => true,
        Some(value) => flag(value)?,
    };
    let rules = match json.get_ignoring_case("rules")? {
        Json::Array(rules) => rules.iter().map(rule).collect::<Option<Vec<_>>>()?,
        single @ Json::Object(_) => vec![rule(single)?],
        _ => return None,
    };
    Some(ColumnSelection { rules, keep_order_and_duplicates: !is_filter })
}

fn rule(json: &Json) -> Option<ColumnRule> {
    let list = |key: &str| -> Option<Vec<String>> {
        match json.get_ignoring_case(key) {
            None | Some(Json::Null) => Some(Vec::new()),
            Some(Json::Array(items)) => items.iter().map(text).collect(),
            Some(single) => Some(vec![text(single)?]),
        }
    };
    let select = match json.get_ignoring_case("ruleType")?.as_str()?.to_ascii_lowercase().as_str() {
        "allcolumns" => ColumnSelect::All {},
        "columnnames" => ColumnSelect::Names(list("columns")?),
        "columnindexes" => ColumnSelect::Indexes(list("columns")?),
        "columntypes" => ColumnSelect::Types { types: list("columnTypes")?, kinds: list("columnKinds")? },
        _ => return None,
    };
    let exclude = match json.get_ignoring_case("exclude") {
        None | Some(Json::Null) => false,
        Some(value) => flag(value)?,
    };
    Some(ColumnRule { exclude, select })
}

fn flag(value: &Json) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_str()?.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Writes a selection as most of Studio did: percent-encoded JSON.
pub(crate) fn write(selection: &ColumnSelection) -> String {
    let strings =
        |items: &[String]| Json::Array(items.iter().map(|item| Json::String(item.clone())).collect());
    let rules = selection
        .rules
        .iter()
        .map(|rule| {
            let mut members = Vec::new();
            let mut add = |key: &str, value: Json| members.push((key.to_owned(), value));
            match &rule.select {
                ColumnSelect::All {} => add("ruleType", "AllColumns".into()),
                ColumnSelect::Names(names) => {
                    add("ruleType", "ColumnNames".into());
                    add("columns", strings(names));
                }
                ColumnSelect::Indexes(indexes) => {
                    add("ruleType", "ColumnIndexes".into());
                    add("columns", strings(indexes));
                }
                ColumnSelect::Types { types, kinds } => {
                    add("ruleType", "ColumnTypes".into());
                    add("columnTypes", strings(types));
                    add("columnKinds", strings(kinds));
                }
            }
            add("exclude", Json::Bool(rule.exclude));
            Json::Object(members)
        })
        .collect();
    let json = Json::Object(vec![
        ("isFilter".to_owned(), Json::Bool(!selection.keep_order_and_duplicates)),
        ("rules".to_owned(), Json::Array(rules)),
    ]);
    percent_encode(&serde_json::to_string(&json).unwrap_or_default())
}

/// Decodes `%41`; none when there is nothing to decode or the result is no UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let pair = (bytes[index] == b'%').then(|| bytes.get(index + 1..index + 3)).flatten();
        match pair
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        {
            Some(byte) => {
                decoded.push(byte);
                index += 3;
            }
            None => {
                decoded.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).ok()
}

/// Encodes as JavaScript's `encodeURIComponent` does, which Studio used.
fn percent_encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_and_plain_rules_read_alike() {
        let plain = r#"{"isFilter":false,"rules":[{"ruleType":"ColumnNames","columns":["größe","b, c"],"exclude":false}],"ui":{"withRules":true}}"#;
        let encoded = percent_encode(plain);
        let expected = ColumnSelection {
            keep_order_and_duplicates: true,
            ..ColumnSelection::names(["größe", "b, c"])
        };
        assert_eq!(parse(plain), Some(expected.clone()));
        assert_eq!(parse(&encoded), Some(expected.clone()));
        assert_eq!(parse(&write(&expected)), Some(expected));
    }

    #[test]
    fn what_is_no_selection_is_refused() {
        for text in ["", "age", "{}", "{\"rules\":[{\"ruleType\":\"Magic\"}]}", "100%", "%7B"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
