//! Reading and writing JSON with little code.
//!
//! Derived `Deserialize` code is generated once for every kind of deserializer that reads a type. Types inside tagged enums are read
//! from serde's buffer; read from text as well, all of it would stand in the browser's module twice. [`read`] therefore sends every
//! value through that buffer. For the same reason there is one writer, and [`indent`] makes its text readable.

use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};

/// Reads a value.
///
/// # Errors
/// The text is not JSON, or not a `T`.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let Buffered::Whole { value } = Buffered::deserialize(Tagged(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// What [`Tagged`] makes of a text. An internally tagged enum: serde reads its content into a buffer first.
#[derive(Deserialize)]
#[serde(tag = "tag", rename_all = "lowercase")]
enum Buffered<T> {
    Whole { value: T },
}

/// The reader of texts.
type Text<'a, 'de> = &'a mut serde_json::Deserializer<serde_json::de::StrRead<'de>>;

/// Shows a text as `{"tag": "whole", "value": <the text>}`.
struct Tagged<'a, 'de>(Text<'a, 'de>);

impl<'de> Deserializer<'de> for Tagged<'_, 'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(Members { text: Some(self.0), tagged: false })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members<'a, 'de> {
    text: Option<Text<'a, 'de>>,
    tagged: bool,
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let key = match (self.tagged, &self.text) {
            (false, _) => "tag",
            (true, Some(_)) => "value",
            (true, None) => return Ok(None),
        };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        if !self.tagged {
            self.tagged = true;
            return seed.deserialize(BorrowedStrDeserializer::new("whole"));
        }
        match self.text.take() {
            Some(text) => seed.deserialize(text),
            None => Err(serde::de::Error::custom("a value without a key")),
        }
    }
}

/// JSON with a member a line, two spaces deeper at each level, as `serde_json` writes it for people.
pub fn indent(compact: &str) -> String {
    let mut text = String::with_capacity(compact.len() * 2);
    let (mut depth, mut in_string, mut escaped, mut opened) = (0, false, false, false);
    for character in compact.chars() {
        if in_string {
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            text.push(character);
            continue;
        }
        let closes = matches!(character, '}' | ']');
        depth -= usize::from(closes);
        // Nothing breaks an empty object or list.
        if opened != closes {
            new_line(&mut text, depth);
        }
        opened = matches!(character, '{' | '[');
        depth += usize::from(opened);
        in_string = character == '"';
        text.push(character);
        match character {
            ',' => new_line(&mut text, depth),
            ':' => text.push(' '),
            _ => {}
        }
    }
    text
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}
