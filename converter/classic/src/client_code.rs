//! The body of a call in a program that makes it, such as the sample that the page of each service gave to copy.

use crate::{loose, within};
use ml_graph::Json;

/// Longer texts are no program of one call.
const MOST: usize = 1 << 20;

/// How many places that look alike are looked at.
const TRIES: usize = 32;

/// What a program sends, and where: the body that names inputs and stands as an object of Python or JavaScript in its text.
pub(crate) fn call(text: &str) -> Option<Json> {
    if text.len() > MOST {
        return None;
    }
    let address = address(text)?;
    let quoted = ["\"Inputs\"", "'Inputs'"];
    quoted.iter().flat_map(|name| text.match_indices(name)).take(TRIES).find_map(|(place, _)| {
        let start = text[..place].rfind('{')?;
        let end = closing(&text.as_bytes()[start..])?;
        let object = &text[start..start + end];
        let strict = loose::strict(object);
        let body = within::json_of(strict.as_deref().unwrap_or(object))?;
        Some(within::addressed(&body, Some(address))).filter(|call| call.get("body").is_some())
    })
}

/// The first address of a service.
fn address(text: &str) -> Option<&str> {
    let ends = ['"', '\'', '`', '<', '>', ' ', '\n', '\r', ')', ','];
    text.match_indices("https://").take(TRIES).find_map(|(place, _)| {
        let rest = &text[place..];
        let end = rest.find(ends).unwrap_or(rest.len());
        let address = &rest[..end];
        let calls = ["/execute", "/jobs", "/score"].iter().any(|mark| address.contains(mark));
        (address.contains(".azureml.net/") && address.contains("/services/") && calls).then_some(address)
    })
}

/// The place behind the bracket that closes the one at the start.
fn closing(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote = None;
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        match (quote, byte) {
            (Some(_), b'\\') => place += 1,
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{' | b'[' | b'(') => depth += 1,
            (None, b'}' | b']' | b')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
        place += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::call;

    #[test]
    fn the_body_and_where_it_goes_are_found() {
        let program = "import json\ndata = {\n  'Inputs': {\n    \"input1\": {\n      \"ColumnNames\": [\"it's\", \"b\"],\n      \"Values\": [ [ \"0\", \"}\" ], ]\n    }, },\n  \"GlobalParameters\": {\n}\n}\nurl = 'https://x.services.azureml.net/workspaces/w/services/s/execute?api-version=2.0'\nkey = 'abc'\n";
        let call = call(program).unwrap();
        assert_eq!(
            serde_json::to_string(&call).unwrap(),
            r#"{"url":"https://x.services.azureml.net/workspaces/w/services/s/execute?api-version=2.0","body":{"Inputs":{"input1":{"ColumnNames":["it's","b"],"Values":[["0","}"]]}},"GlobalParameters":{}}}"#
        );
    }

    #[test]
    fn other_programs_make_none() {
        for text in [
            "",
            "url = 'https://x.services.azureml.net/workspaces/w/services/s/execute'",
            "data = {'Inputs': {'input1': [{'a': 1}]}}",
            "d = {'Inputs': rows}\nu = 'https://x.services.azureml.net/workspaces/w/services/s/execute'",
            "d = {'Inputs': \nu = 'https://x.services.azureml.net/workspaces/w/services/s/execute'",
        ] {
            assert_eq!(call(text), None, "{text}");
        }
    }
}
