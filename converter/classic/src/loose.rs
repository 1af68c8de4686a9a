//! JSON as the tools around Azure read it, and people therefore wrote it: with comments, a comma after the last item, names without quotes
//! and texts in single quotes; and as Python shows it, with `True`, `None` and `u'…'`.

use crate::outline::after_text;

/// The same in strict JSON, with every value in its line; none when it is strict already, or when a text in it does not end.
pub(crate) fn strict(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (mut place, mut copied) = (0, 0);
    // What came before, white space and comments aside: it decides whether a name or a text may begin.
    let mut before = b'{';
    let mut out = String::new();
    while let Some(&byte) = bytes.get(place) {
        let found = match byte {
            b'"' => {
                place = after_text(bytes, place)?;
                before = byte;
                continue;
            }
            b'/' => match comment(bytes, place) {
                Some(end) => Some((end, lines_of(&text[place..end]))),
                // It does not end, and to look for ends again would take long.
                None if bytes[place..].starts_with(b"/*") => return None,
                None => None,
            },
            b',' if closes(bytes, place + 1) => Some((place + 1, String::new())),
            b'\'' if b"{[,:".contains(&before) => {
                let (end, quoted) = single_quoted(text, place)?;
                before = b'"';
                Some((end, quoted))
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'$' if b"{[,:".contains(&before) => {
                let end = place + name(&bytes[place..]);
                let word = &text[place..end];
                let names = b"{,".contains(&before) && bytes.get(after_space(bytes, end)) == Some(&b':');
                let instead = match (word, bytes.get(end)) {
                    // What follows is a text, as the mark before it still says.
                    ("u", Some(b'\'' | b'"')) => Some(String::new()),
                    _ if names => Some(format!("\"{word}\"")),
                    ("True", _) => Some("true".to_owned()),
                    ("False", _) => Some("false".to_owned()),
                    ("None", _) => Some("null".to_owned()),
                    _ => None,
                };
                if instead.as_ref().is_none_or(|instead| !instead.is_empty()) {
                    before = byte;
                }
                match instead {
                    Some(instead) => Some((end, instead)),
                    None => {
                        place = end;
                        continue;
                    }
                }
            }
            b' ' | b'\t' | b'\n' | b'\r' => None,
            _ => {
                before = byte;
                None
            }
        };
        match found {
            Some((end, instead)) => {
                out.push_str(&text[copied..place]);
                out.push_str(&instead);
                (place, copied) = (end, end);
            }
            None => place += 1,
        }
    }
    (copied > 0).then(|| {
        out.push_str(&text[copied..]);
        out
    })
}

/// A text from its first letter that is neither white space nor part of a comment.
pub(crate) fn after_comments(text: &str) -> &str {
    text[after_space(text.as_bytes(), 0)..].trim_start()
}

/// The end of the comment that begins at `start`, when one does.
fn comment(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = &bytes[start..];
    if rest.starts_with(b"//") {
        Some(rest.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| start + end))
    } else if rest.starts_with(b"/*") {
        rest[2..].windows(2).position(|pair| pair == b"*/").map(|end| start + end + 4)
    } else {
        None
    }
}

/// The line ends of a comment alone, and a space, so that what stands around it stays apart.
fn lines_of(comment: &str) -> String {
    std::iter::once(' ').chain(comment.chars().filter(|letter| *letter == '\n')).collect()
}

/// The place behind white space and comments.
fn after_space(bytes: &[u8], mut place: usize) -> usize {
    loop {
        match bytes.get(place) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => place += 1,
            Some(b'/') => match comment(bytes, place) {
                Some(end) => place = end,
                None => return place,
            },
            _ => return place,
        }
    }
}

/// Whether a closing bracket comes next.
fn closes(bytes: &[u8], place: usize) -> bool {
    matches!(bytes.get(after_space(bytes, place)), Some(b'}' | b']'))
}

/// How long the name is that `bytes` begin with.
fn name(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count()
}

/// The end of a text in single quotes, and the text in double ones.
fn single_quoted(text: &str, start: usize) -> Option<(usize, String)> {
    let mut quoted = String::from("\"");
    let mut letters = text[start + 1..].char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\'' => {
                quoted.push('"');
                return Some((start + 1 + place + 1, quoted));
            }
            '"' => quoted.push_str("\\\""),
            '\\' => match letters.next()?.1 {
                '\'' => quoted.push('\''),
                'x' => quoted.push_str("\\u00"),
                escaped => quoted.extend(['\\', escaped]),
            },
            letter => quoted.push(letter),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::strict;
    use ml_graph::Json;
    use proptest::prelude::*;

    #[test]
    fn what_tools_forgive_is_mended() {
        for (loose, expected) in [
            ("{\"a\": [1, 2,], }", "{\"a\": [1, 2] }"),
            ("// head\n{\"a\": 1 /* one\ntwo */}", " \n{\"a\": 1  \n}"),
            ("{\"a\": \"x\", // why\n}", "{\"a\": \"x\"  \n}"),
            ("{name: 'it\\'s \"so\"', $ref : null}", "{\"name\": \"it's \\\"so\\\"\", \"$ref\" : null}"),
            ("[{a: 1e5}, true,\n]", "[{\"a\": 1e5}, true\n]"),
            (
                "{u'a': True, 'b': [None, u\"x\", False], 'c': u'\\xe4'}",
                "{\"a\": true, \"b\": [null, \"x\", false], \"c\": \"\\u00e4\"}",
            ),
        ] {
            let strict = strict(loose).unwrap();
            assert_eq!(strict, expected);
            assert!(serde_json::from_str::<Json>(&strict).is_ok(), "{strict}");
        }
    }

    #[test]
    fn what_is_strict_or_broken_stays() {
        for text in [
            "{\"a\": \"http://x/*, ]'\", \"b\": [true, null]}",
            "{\"a\": \"no end, ]",
            "[1, 2",
            "{\"a\": it's}",
            "",
        ] {
            assert_eq!(strict(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_gets_an_answer_and_lines_stay(text in "[\\[\\]{}\"':,/*\\\\a1 ü\n]{0,40}") {
            if let Some(strict) = strict(&text) {
                prop_assert_eq!(strict.matches('\n').count(), text.matches('\n').count());
            }
        }

        #[test]
        fn strict_json_stays(values in prop::collection::vec(("[a-z/*'\"\\\\ü,]{0,6}", "[a-z,\\]}/*']{0,6}"), 0..5)) {
            let object = Json::Object(values.into_iter().map(|(name, text)| (name, Json::from(text.as_str()))).collect());
            prop_assert_eq!(strict(&serde_json::to_string_pretty(&object).unwrap()), None);
        }
    }
}
