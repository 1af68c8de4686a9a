//! YAML that people like to read: keys in the order of writing, comments, blank lines between parts, and the same bytes every time.
//!
//! Scalars are written plainly only where every YAML reader, 1.1 or 1.2, takes them for the same text.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Yaml {
    /// A text, quoted where it must be.
    Text(String),
    /// Words of one long line, one group a line: a folded block.
    Folded(Vec<String>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// Items.
    List(Vec<Yaml>),
    /// Members.
    Map(Map),
}

/// Members in order, with what is said about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map {
    members: Vec<Member>,
    /// What to put before the next member.
    note: Option<String>,
    gap: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Member {
    note: Option<String>,
    gap: bool,
    key: String,
    value: Yaml,
}

impl Map {
    /// No members.
    pub(crate) fn new() -> Map {
        Map::default()
    }

    /// A comment above the next member.
    pub(crate) fn note(mut self, text: impl Into<String>) -> Map {
        let text = text.into();
        if !text.is_empty() {
            self.note = Some(text);
        }
        self
    }

    /// A blank line above the next member.
    pub(crate) fn gap(mut self) -> Map {
        self.gap = true;
        self
    }

    /// Adds a member.
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<Yaml>) -> Map {
        let member = Member { note: self.note.take(), gap: self.gap, key: key.into(), value: value.into() };
        self.gap = false;
        self.members.push(member);
        self
    }

    /// Adds a member unless it is empty: a text without letters, a list without items, a map without members.
    pub(crate) fn with_some(self, key: impl Into<String>, value: impl Into<Yaml>) -> Map {
        let value = value.into();
        let empty = match &value {
            Yaml::Text(text) => text.is_empty(),
            Yaml::List(items) => items.is_empty(),
            Yaml::Map(map) => map.members.is_empty(),
            _ => false,
        };
        if empty {
            let Map { members, .. } = self;
            return Map { members, note: None, gap: false };
        }
        self.with(key, value)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Keys and values.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Yaml)> {
        self.members.iter().map(|member| (member.key.as_str(), &member.value))
    }

    /// The document, after `head`, a comment on what the file is.
    pub(crate) fn document(&self, head: &str) -> String {
        let mut out = String::new();
        comment(&mut out, head, 0);
        write_map(&mut out, self, 0);
        out
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Yaml {
        Yaml::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Yaml {
        Yaml::Text(text)
    }
}

impl From<&String> for Yaml {
    fn from(text: &String) -> Yaml {
        Yaml::Text(text.clone())
    }
}

impl From<i64> for Yaml {
    fn from(value: i64) -> Yaml {
        Yaml::Integer(value)
    }
}

impl From<f64> for Yaml {
    fn from(value: f64) -> Yaml {
        Yaml::Float(value)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Yaml {
        Yaml::Bool(value)
    }
}

impl From<Map> for Yaml {
    fn from(map: Map) -> Yaml {
        Yaml::Map(map)
    }
}

impl From<Vec<Yaml>> for Yaml {
    fn from(items: Vec<Yaml>) -> Yaml {
        Yaml::List(items)
    }
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Lines of a comment, broken at about a hundred letters.
fn comment(out: &mut String, text: &str, depth: usize) {
    for line in text.lines() {
        let mut width = usize::MAX;
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if width.saturating_add(length) > 100 {
                if width != usize::MAX {
                    out.push('\n');
                }
                indent(out, depth);
                out.push('#');
                width = 0;
            }
            out.push(' ');
            // Nothing but letters belongs into a comment.
            out.extend(word.chars().filter(|letter| is_printable(*letter)));
            width += length + 1;
        }
        if width != usize::MAX {
            out.push('\n');
        }
    }
}

fn write_map(out: &mut String, map: &Map, depth: usize) {
    for (index, member) in map.members.iter().enumerate() {
        if member.gap && index > 0 {
            out.push('\n');
        }
        if let Some(note) = &member.note {
            comment(out, note, depth);
        }
        indent(out, depth);
        out.push_str(&scalar(&member.key));
        out.push(':');
        write_value(out, &member.value, depth + 1);
    }
}

/// A value after its key.
fn write_value(out: &mut String, value: &Yaml, depth: usize) {
    match value {
        Yaml::Map(map) if map.is_empty() => out.push_str(" {}\n"),
        Yaml::Map(map) => {
            out.push('\n');
            write_map(out, map, depth);
        }
        Yaml::List(items) if items.is_empty() => out.push_str(" []\n"),
        Yaml::List(items) if items.iter().all(is_short) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            out.push_str(&format!(" [{}]\n", items.join(", ")));
        }
        Yaml::List(items) => {
            out.push('\n');
            for item in items {
                indent(out, depth);
                out.push('-');
                match item {
                    Yaml::Map(map) if !map.is_empty() => {
                        let mut text = String::new();
                        write_map(&mut text, map, depth + 1);
                        out.push(' ');
                        out.push_str(text.trim_start_matches(' '));
                    }
                    other => write_value(out, other, depth + 1),
                }
            }
        }
        Yaml::Folded(lines) => {
            out.push_str(" >-\n");
            for line in lines {
                indent(out, depth);
                out.push_str(line);
                out.push('\n');
            }
        }
        other => {
            out.push(' ');
            out.push_str(&inline(other));
            out.push('\n');
        }
    }
}

fn is_short(value: &Yaml) -> bool {
    match value {
        Yaml::Text(text) => text.chars().count() < 40,
        Yaml::Integer(_) | Yaml::Float(_) | Yaml::Bool(_) => true,
        _ => false,
    }
}

fn inline(value: &Yaml) -> String {
    match value {
        Yaml::Text(text) => scalar(text),
        Yaml::Integer(value) => value.to_string(),
        Yaml::Float(value) => number(*value),
        Yaml::Bool(value) => value.to_string(),
        Yaml::Folded(_) | Yaml::List(_) | Yaml::Map(_) => String::new(),
    }
}

/// A number that YAML 1.1 takes for one too: with a point, and a sign in its exponent.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:?}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}")
}

/// A text as a scalar: plain, in single or in double quotes.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let printable = text.chars().all(is_printable);
    if printable && text.contains(['"', '\\']) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            letter if is_printable(letter) => quoted.push(letter),
            letter if (letter as u32) < 0x1_0000 => quoted.push_str(&format!("\\u{:04x}", letter as u32)),
            letter => quoted.push_str(&format!("\\U{:08x}", letter as u32)),
        }
    }
    quoted.push('"');
    quoted
}

/// Letters that stand for themselves in every reader.
fn is_printable(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\u{a0}'..='\u{d7ff}' => !('\u{2028}'..='\u{2029}').contains(&letter),
        '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' => true,
        _ => false,
    }
}

/// Words that some readers take for something else than text.
const RESERVED: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"];

fn is_plain(text: &str) -> bool {
    let starts =
        text.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || "./$_".contains(first));
    let inner =
        |letter: char| letter.is_alphanumeric() && is_printable(letter) || "_-./() $+".contains(letter);
    let binding = text.starts_with("${{") && text.ends_with("}}");
    let asset =
        text.split(':').all(|part| !part.is_empty() && !part.starts_with([' ', '/']) && !part.ends_with(' '));
    starts
        && (binding
            && text[3..text.len() - 2]
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "._".contains(letter))
            || asset && text.chars().all(|letter| inner(letter) || letter == ':')
            || text.starts_with("https://") && text[8..].chars().all(inner))
        && !text.ends_with([' ', ':'])
        && !text.contains("  ")
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
        && !text.strip_prefix('.').is_some_and(|rest| {
            rest.parse::<f64>().is_ok()
                || rest.eq_ignore_ascii_case("inf")
                || rest.eq_ignore_ascii_case("nan")
        })
        && text.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_in_every_reader() {
        assert_eq!(number(0.2), "0.2");
        assert_eq!(number(1.0), "1.0");
        assert_eq!(number(1e-7), "1.0e-7");
        assert_eq!(number(2.5e300), "2.5e+300");
    }

    #[test]
    fn what_could_be_taken_for_something_else_is_quoted() {
        for plain in [
            "train_model",
            "azureml:income_csv:1",
            "../scripts",
            "Train Model",
            "${{parent.inputs.x}}",
            "größe",
        ] {
            assert_eq!(scalar(plain), plain, "{plain}");
        }
        for quoted in [
            "",
            "1",
            "0x1f",
            "no",
            "Null",
            "a: b",
            "a #b",
            "- a",
            "1e5",
            ".5",
            ".inf",
            "a:",
            " a",
            "a ",
            "[a]",
            "*a",
            "2020-01-01",
            "a  b",
            "é\u{7}",
        ] {
            assert!(scalar(quoted).starts_with(['"', '\'']), "{quoted}: {}", scalar(quoted));
        }
        assert_eq!(scalar("it's {\"a\":1}"), "'it''s {\"a\":1}'");
        assert_eq!(scalar("a\nb\u{1F600}"), "\"a\\nb\\U0001f600\"");
    }

    proptest::proptest! {
        #[test]
        fn every_text_reads_back(key in "\\PC{1,12}", text in "(?s).{0,40}", note in "(?s).{0,40}", number in proptest::num::f64::NORMAL) {
            let map = Map::new()
                .with("a", 1_i64)
                .note(note)
                .with(format!("b{key}"), &text)
                .with("list", vec![Yaml::from(&text), Yaml::from(number)]);
            let read: serde_json::Value = serde_saphyr::from_str(&map.document("Head.")).unwrap();
            proptest::prop_assert_eq!(&read[format!("b{key}")], &serde_json::Value::from(text.clone()));
            proptest::prop_assert_eq!(&read["list"][0], &serde_json::Value::from(text));
            proptest::prop_assert_eq!(read["list"][1].as_f64(), Some(number));
        }
    }

    #[test]
    fn documents_read_well() {
        let map = Map::new()
            .with("name", "a")
            .gap()
            .note("Why there is a list.")
            .with("list", vec![Yaml::from("x"), Yaml::from(1_i64)])
            .with("jobs", vec![Yaml::from(Map::new().with("a", true).with("b", 0.5))])
            .with_some("none", "")
            .with("command", Yaml::Folded(vec!["run".to_owned(), "--it".to_owned()]));
        assert_eq!(
            map.document("What it is."),
            "# What it is.\nname: a\n\n# Why there is a list.\nlist: [x, 1]\njobs:\n  - a: true\n    b: 0.5\ncommand: >-\n  run\n  --it\n"
        );
    }
}
