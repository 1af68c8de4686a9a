//! What stands inside a JSON that is nothing we know itself: recorded calls, an example of an interface's description, a collection of
//! requests, an answer wrapped by whoever saved it. Texts that hold JSON are looked into as well.

use crate::service::{ServiceKind, service_kind};
use ml_graph::Json;

/// Texts inside of texts that hold JSON.
const TEXTS: usize = 4;

/// Says whether a value is something by itself; the flag tells that nothing around it was looked into before.
pub(crate) type Known<'a> = dyn Fn(&Json, bool) -> bool + 'a;

/// The things in `value` that are `known`, in its order, each with its place. What is known is not looked into further.
pub(crate) fn inside(value: &Json, pointer: &str, known: &Known<'_>) -> Vec<(String, Json)> {
    let mut search = Search { known, found: Vec::new() };
    search.children(value, pointer, None, TEXTS);
    search.found
}

/// The JSON that a text holds, when it holds an object or a list.
pub(crate) fn json_of(text: &str) -> Option<Json> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let holds = |open, close| text.starts_with(open) && text.ends_with(close);
    (holds('{', '}') || holds('[', ']')).then(|| serde_json::from_str(text).ok()).flatten()
}

struct Search<'a> {
    known: &'a Known<'a>,
    found: Vec<(String, Json)>,
}

impl Search<'_> {
    /// `address` is where the call went that all of this belongs to.
    fn value(&mut self, value: &Json, pointer: &str, address: Option<&str>, texts: usize) {
        match value {
            Json::String(text) => {
                if let (Some(inner), Some(texts)) = (json_of(text), texts.checked_sub(1)) {
                    if (self.known)(&inner, true) {
                        self.found.push((pointer.to_owned(), addressed(&inner, address)));
                    } else {
                        self.children(&inner, pointer, address, texts);
                    }
                }
            }
            Json::Object(_) | Json::Array(_) if (self.known)(value, false) => {
                self.found.push((pointer.to_owned(), addressed(value, address)));
            }
            _ => self.children(value, pointer, address, texts),
        }
    }

    fn children(&mut self, value: &Json, pointer: &str, address: Option<&str>, texts: usize) {
        // The examples in another interface’s description are no one’s own.
        if value.get_ignoring_case("swagger").is_some() || value.get_ignoring_case("openapi").is_some() {
            return;
        }
        let address = address_in(value).or(address);
        for (key, inner) in value.members() {
            let key = key.replace('~', "~0").replace('/', "~1");
            self.value(inner, &format!("{pointer}/{key}"), address, texts);
        }
        for (index, inner) in value.items().iter().enumerate() {
            self.value(inner, &format!("{pointer}/{index}"), address, texts);
        }
    }
}

/// Where a recorded call went.
fn address_in(value: &Json) -> Option<&str> {
    ["url", "uri", "requestUri", "requestUrl"].iter().find_map(|key| {
        let address = value.get_ignoring_case(key)?;
        let address = address.as_str().or_else(|| address.get_ignoring_case("raw")?.as_str())?;
        address.contains("://").then_some(address)
    })
}

/// The body of a call with its address, so that the service is known that it went to.
pub(crate) fn addressed(value: &Json, address: Option<&str>) -> Json {
    match address {
        Some(address) if service_kind(value) == Some(ServiceKind::Call) && address_in(value).is_none() => {
            Json::Object(vec![("url".to_owned(), Json::from(address)), ("body".to_owned(), value.clone())])
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let value = serde_json::from_str(text).unwrap();
        let known = |value: &Json, _| value.get("Inputs").is_some() || value.get("known").is_some();
        let found = inside(&value, "", &known);
        found.into_iter().map(|(pointer, json)| (pointer, serde_json::to_string(&json).unwrap())).collect()
    }

    #[test]
    fn things_are_found_where_they_are() {
        let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        assert_eq!(
            found(
                r#"{"a/b": [0, {"known": {"known": 1}}], "text": "{\"x\": \"[{\\\"known\\\": 2}]\"}", "no": "{known}"}"#
            ),
            pairs(&[("/a~1b/1", r#"{"known":{"known":1}}"#), ("/text/x/0", r#"{"known":2}"#)])
        );
        let request = r#"{"Inputs":{"input1":{"ColumnNames":["a"],"Values":[["1"]]}},"GlobalParameters":{}}"#;
        let recorded = format!(
            r#"{{"request": {{"url": {{"raw": "https://h/services/s"}}, "body": {request}}}, "b": {request}}}"#
        );
        assert_eq!(
            found(&recorded),
            pairs(&[
                ("/request/body", &format!(r#"{{"url":"https://h/services/s","body":{request}}}"#)),
                ("/b", request)
            ])
        );
        assert_eq!(found(r#"{"known": 1}"#), []);
    }
}
