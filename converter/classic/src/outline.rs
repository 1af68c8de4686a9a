//! Where the members of an object and the items of a list stand in a JSON text, found without reading them.
//!
//! A report holds thousands of experiments. Taken apart this way, one of them after another is read and let go, and one that is broken
//! does not take the others with it. What is found here was not checked: each part is, when it is read.

use crate::json;
use crate::shape::ReadError;
use ml_graph::Json;

/// A stretch of a text that begins and ends as one value does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    whole: &'a str,
    start: usize,
    end: usize,
}

impl<'a> Part<'a> {
    /// A whole text, without the white space before it. That behind it stays, for a text that ends early ends there.
    pub(crate) fn of(whole: &'a str) -> Part<'a> {
        let start = whole.len() - whole.trim_start_matches([' ', '\t', '\n', '\r']).len();
        Part { whole, start, end: whole.len() }
    }

    /// The text.
    pub(crate) fn text(&self) -> &'a str {
        &self.whole[self.start..self.end]
    }

    /// Whether it begins as an object does.
    pub(crate) fn is_object(&self) -> bool {
        self.text().starts_with('{')
    }

    /// Whether it begins as a list does.
    pub(crate) fn is_list(&self) -> bool {
        self.text().starts_with('[')
    }

    /// Whether it is null.
    pub(crate) fn is_null(&self) -> bool {
        self.text() == "null"
    }

    /// Reads it; `pointer` says in errors where it stands.
    pub(crate) fn read(&self, pointer: &str) -> Result<Json, ReadError> {
        let read = json::parse_part(self.whole, self.start, self.end);
        read.map_err(|error| if pointer.is_empty() { error } else { error.at(pointer) })
    }

    /// The members of an object, one after another.
    pub(crate) fn members(&self) -> Members<'a> {
        Members(Walk::into(*self, b'{', b'}'))
    }

    /// The items of a list; none when its text is broken.
    pub(crate) fn items(&self) -> Option<Vec<Part<'a>>> {
        let mut walk = Walk::into(*self, b'[', b']');
        let mut items = Vec::new();
        while walk.goes_on()? {
            items.push(walk.value()?);
        }
        Some(items)
    }
}

/// The values of a text that holds one after another, as logs do and files that were put together; the whole when it holds but one.
pub(crate) fn sequence(whole: &str) -> Vec<Part<'_>> {
    let one = Part::of(whole);
    let mut walk = Walk { part: one, place: one.start, close: 0, first: true, ended: false };
    let mut values = Vec::new();
    loop {
        walk.space();
        // Files that were put together bring their marks along.
        while walk.bytes()[walk.place..].starts_with("\u{feff}".as_bytes()) {
            walk.place += '\u{feff}'.len_utf8();
            walk.space();
        }
        let start = walk.place;
        match walk.bytes().get(start) {
            None => break,
            // What ends early is the last, and its reader says so.
            Some(b'{' | b'[') => match walk.value() {
                Some(value) => values.push(value),
                None => {
                    values.push(Part { whole, start, end: one.end });
                    break;
                }
            },
            Some(_) => return vec![one],
        }
    }
    if values.len() > 1 { values } else { vec![one] }
}

/// Reads every part of the list at `pointer`.
pub(crate) fn read_all(parts: Vec<Part<'_>>, pointer: &str) -> Result<Vec<Json>, ReadError> {
    parts.iter().enumerate().map(|(index, part)| part.read(&format!("{pointer}/{index}"))).collect()
}

/// The members of an object as they come; what is broken ends them.
pub(crate) struct Members<'a>(Walk<'a>);

/// The text is not as JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

impl<'a> Iterator for Members<'a> {
    type Item = Result<(String, Part<'a>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.ended {
            return None;
        }
        let more = self.0.goes_on();
        let member = if more == Some(false) { None } else { Some(self.member(more).ok_or(Broken)) };
        self.0.ended = !matches!(member, Some(Ok(_)));
        member
    }
}

impl<'a> Members<'a> {
    fn member(&mut self, more: Option<bool>) -> Option<(String, Part<'a>)> {
        more?;
        let name = serde_json::from_str(self.0.value()?.text()).ok()?;
        let colon = self.0.next_byte()?;
        let value = self.0.value()?;
        (colon == b':').then_some((name, value))
    }
}

/// A place between the brackets of a list or an object.
struct Walk<'a> {
    part: Part<'a>,
    place: usize,
    close: u8,
    first: bool,
    ended: bool,
}

impl<'a> Walk<'a> {
    fn into(part: Part<'a>, open: u8, close: u8) -> Walk<'a> {
        let opens = part.text().as_bytes().first() == Some(&open);
        // What does not open ends at once, as broken.
        Walk { part, place: if opens { part.start + 1 } else { part.end }, close, first: true, ended: false }
    }

    fn bytes(&self) -> &'a [u8] {
        &self.part.whole.as_bytes()[..self.part.end]
    }

    fn space(&mut self) {
        let rest = &self.bytes()[self.place..];
        self.place += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    /// The next byte that is no white space.
    fn next_byte(&mut self) -> Option<u8> {
        self.space();
        let byte = *self.bytes().get(self.place)?;
        self.place += 1;
        Some(byte)
    }

    /// Whether something comes before the closing bracket; none when neither comes.
    fn goes_on(&mut self) -> Option<bool> {
        let before = self.place;
        let first = std::mem::replace(&mut self.first, false);
        match self.next_byte()? {
            byte if byte == self.close => {
                self.space();
                (self.place == self.part.end).then_some(false)
            }
            b',' if !first => Some(true),
            _ if first => {
                self.place = before;
                Some(true)
            }
            _ => None,
        }
    }

    /// The value that comes next.
    fn value(&mut self) -> Option<Part<'a>> {
        self.space();
        let start = self.place;
        let bytes = self.bytes();
        let mut depth = 0usize;
        loop {
            match *bytes.get(self.place)? {
                b'"' => self.place = after_text(bytes, self.place)?,
                b'{' | b'[' => {
                    depth += 1;
                    self.place += 1;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.place += 1;
                }
                b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => break,
                _ => self.place += 1,
            }
            if depth == 0 && matches!(bytes[self.place - 1], b'"' | b'}' | b']') {
                break;
            }
        }
        (self.place > start).then_some(Part { whole: self.part.whole, start, end: self.place })
    }
}

/// The place after the text that begins at `start`.
pub(crate) fn after_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut place = start + 1;
    loop {
        match bytes.get(place)? {
            b'"' => return Some(place + 1),
            b'\\' => place += 2,
            _ => place += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn members(text: &str) -> Option<Vec<(String, &str)>> {
        Part::of(text).members().map(|member| member.ok().map(|(name, part)| (name, part.text()))).collect()
    }

    fn items(text: &str) -> Option<Vec<&str>> {
        Some(Part::of(text).items()?.iter().map(Part::text).collect())
    }

    #[test]
    fn parts_are_found() {
        assert_eq!(
            members(" {\"a\" : [1, {\"x\": \"}\"}] , \"b\\u0063\":\"\\\"]\",\"d\":-1e5}\n"),
            Some(vec![
                ("a".to_owned(), "[1, {\"x\": \"}\"}]"),
                ("bc".to_owned(), "\"\\\"]\""),
                ("d".to_owned(), "-1e5")
            ])
        );
        assert_eq!(items("[true,null , [] ,\"ü\"]"), Some(vec!["true", "null", "[]", "\"ü\""]));
        assert_eq!(members("{}"), Some(vec![]));
        assert_eq!(items("[ ]"), Some(vec![]));
    }

    #[test]
    fn values_one_after_another_are_found() {
        let found = |text: &str| sequence(text).iter().map(Part::text).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(found(" {\"a\": \"}{\"}\n[1]\r\n\u{feff}{}\n"), ["{\"a\": \"}{\"}", "[1]", "{}"]);
        assert_eq!(found("{}{\"a\": 1"), ["{}", "{\"a\": 1"]);
        for one in ["{\"a\": 1}\n", "{} x", "1 2", "", "{\"a\": 1", "[] ,{}"] {
            assert_eq!(found(one).len(), 1, "{one}");
        }
    }

    #[test]
    fn broken_texts_say_so() {
        for text in [
            "{",
            "{\"a\"}",
            "{\"a\": }",
            "{\"a\": 1,}",
            "{\"a\": 1} 2",
            "{\"a\": 1 2}",
            "{1: 2}",
            "{,}",
            "[]",
            "",
        ] {
            assert_eq!(members(text), None, "{text}");
        }
        for text in ["[", "[1,", "[1,]", "[1 2]", "[1}", "[\"a]", "[,1]", "{}"] {
            assert_eq!(items(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_gets_an_answer(text in "[\\[\\]{}\":,\\\\a1 ü]{0,40}") {
            let _ = (members(&text), items(&text));
        }

        #[test]
        fn what_serde_reads_is_found_alike(values in prop::collection::vec(("[a-z\"\\\\ü]{0,4}", "[a-z\"\\\\{}ü]{0,6}"), 0..5)) {
            let object = Json::Object(values.iter().map(|(name, text)| (name.clone(), Json::from(text.as_str()))).collect());
            let text = serde_json::to_string(&object).unwrap();
            let read: Result<Vec<(String, Json)>, Broken> = Part::of(&text).members().map(|member| member.map(|(name, part)| (name, part.read("").unwrap()))).collect();
            prop_assert_eq!(Json::Object(read.unwrap()), object);
        }
    }
}
