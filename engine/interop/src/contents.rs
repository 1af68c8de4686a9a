//! What a graph of objects says, member by member: all that can be told of a saved asset whose members are not documented, such as a
//! trained transformation or a learner with a format of its own.
//!
//! Every object is told once, where it is met first, and no more is told than anybody reads.

use crate::nrbf::{Graph, Instance, Object, Value, plain_name};
use crate::package;
use crate::predictor::{Parts, version};
use ml_graph::counted;
use std::collections::BTreeSet;

/// Most facts of one file.
const MOST_FACTS: usize = 300;
/// Objects inside of objects.
const MOST_DEPTH: usize = 12;
/// Items of a list that are shown.
const MOST_ITEMS: usize = 20;
/// Packed members that are looked into, and how far.
const MOST_PACKED: usize = 16;
const MOST_UNPACKED: u64 = 16 << 20;
/// Letters of a text that are shown.
const MOST_LETTERS: usize = 200;

/// The members of an object and of those inside of it, by their way from the outermost; `left_out` names members that are told elsewhere.
pub(crate) fn facts(
    graph: &Graph<'_>,
    root: &Instance<'_>,
    left_out: &[&str],
    limits: &package::Limits,
) -> Vec<(String, String)> {
    let limits = package::Limits { bytes: limits.bytes.min(MOST_UNPACKED), ..limits.clone() };
    let mut teller = Teller { graph, limits, packed: 0, facts: Vec::new(), told: BTreeSet::new() };
    teller.told.extend(graph.root().map(address));
    for (name, value) in members(root) {
        if !left_out.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            teller.tell(name, value, 0);
        }
    }
    teller.facts
}

struct Teller<'g, 'a> {
    graph: &'g Graph<'a>,
    limits: package::Limits,
    /// Packed members looked into so far.
    packed: usize,
    facts: Vec<(String, String)>,
    /// Objects that were told already, by where they stand in memory.
    told: BTreeSet<usize>,
}

impl<'a> Teller<'_, 'a> {
    fn tell(&mut self, path: &str, value: &Value<'a>, depth: usize) {
        if self.facts.len() >= MOST_FACTS {
            return;
        }
        if let Some(text) = plain(value) {
            return self.facts.push((path.to_owned(), text));
        }
        let Some(object) = self.graph.object(value) else { return };
        if let Object::Text(text) = object {
            return self.facts.push((path.to_owned(), shortened(text)));
        }
        if depth >= MOST_DEPTH || !self.told.insert(address(object)) {
            return;
        }
        match object {
            Object::Text(_) => {}
            Object::Numbers(_) => {
                let text = match self.graph.bytes(value) {
                    Some(bytes) if self.packed < MOST_PACKED => {
                        self.packed += 1;
                        packed(bytes, &self.limits)
                    }
                    Some(bytes) => counted(bytes.len(), "byte"),
                    None => self.numbers(value),
                };
                self.facts.push((path.to_owned(), text));
            }
            Object::Array(items) => self.list(path, items, items.len(), depth),
            Object::Instance(instance) => match list_items(self.graph, instance) {
                Some((items, count)) => self.list(path, items, count, depth),
                None => self.instance(path, instance, depth),
            },
        }
    }

    fn instance(&mut self, path: &str, instance: &Instance<'a>, depth: usize) {
        self.facts.push((path.to_owned(), format!("an object of the class {}", instance.class.name)));
        for (name, value) in members(instance) {
            self.tell(&format!("{path}.{name}"), value, depth + 1);
        }
    }

    /// A list of plain values in one line; of objects, each by itself.
    fn list(&mut self, path: &str, items: &[Value<'a>], count: usize, depth: usize) {
        let items = &items[..count.min(items.len())];
        let simple = |value: &Value<'a>| {
            plain(value)
                .or_else(|| self.graph.text(value).map(shortened))
                .or_else(|| matches!(value, Value::Null).then(|| "nothing".to_owned()))
        };
        let shown: Option<Vec<String>> = items.iter().take(MOST_ITEMS).map(simple).collect();
        if let Some(shown) = shown {
            let more = if items.len() > shown.len() {
                format!(" … ({} in all)", items.len())
            } else {
                String::new()
            };
            return self.facts.push((path.to_owned(), format!("{}{more}", shown.join("; "))));
        }
        for (place, item) in items.iter().take(MOST_ITEMS).enumerate() {
            self.tell(&format!("{path}[{place}]"), item, depth + 1);
        }
        if items.len() > MOST_ITEMS {
            self.facts.push((path.to_owned(), counted(items.len(), "item")));
        }
    }

    fn numbers(&self, value: &Value<'a>) -> String {
        let Some(Object::Numbers(numbers)) = self.graph.object(value) else { return String::new() };
        let shown: Vec<String> = numbers.values().take(MOST_ITEMS).collect();
        let more = if numbers.count > shown.len() {
            format!(" … ({} in all)", numbers.count)
        } else {
            String::new()
        };
        format!("{}{more}", shown.join("; "))
    }
}

/// Where an object stands in memory, which tells it from every other.
fn address(object: &Object<'_>) -> usize {
    std::ptr::from_ref(object).addr()
}

fn members<'i, 'a>(instance: &'i Instance<'a>) -> impl Iterator<Item = (&'a str, &'i Value<'a>)> {
    instance.class.members.iter().map(|member| plain_name(member)).zip(&instance.values)
}

/// A value that is no object, as text; none for one that is, and for nothing.
pub(crate) fn plain(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Unsigned(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Decimal(value) => (*value).to_owned(),
        Value::Char(value) => value.to_string(),
        Value::Null | Value::Inline(_) | Value::Reference(_) => return None,
    })
}

/// The items of a list, which is an array with its length beside it.
pub(crate) fn list_items<'g, 'a>(
    graph: &'g Graph<'a>,
    instance: &Instance<'a>,
) -> Option<(&'g [Value<'a>], usize)> {
    let Object::Array(items) = graph.object(instance.get("items")?)? else { return None };
    let Value::Integer(size) = instance.get("size")? else { return None };
    Some((items, usize::try_from(*size).unwrap_or_default()))
}

/// What bytes are: a package of parts, something packed, or only bytes.
fn packed(bytes: &[u8], limits: &package::Limits) -> String {
    let size = counted(bytes.len(), "byte");
    if bytes.starts_with(b"PK") {
        let Ok(files) = package::unzip(bytes, limits) else {
            return format!("{size} of a zip that is damaged");
        };
        let Ok(parts) = Parts::read(&files) else {
            return format!("a zip of {}", counted(files.len(), "file"));
        };
        let parts: Vec<String> = parts
            .into_descriptions()
            .iter()
            .map(|part| format!("{} {}", part.loader, version(part.version)))
            .collect();
        return match parts.is_empty() {
            true => format!("a zip of {}", counted(files.len(), "file")),
            false => format!("a zip of parts for {}", shortened(&parts.join(", "))),
        };
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return match package::gunzip(bytes, limits).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(text) => format!("packed text: {}", shortened(&text)),
            None => format!("{size}, packed"),
        };
    }
    size
}

/// The beginning of a text, in one line.
fn shortened(text: &str) -> String {
    let line = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut short: String = text.chars().take(MOST_LETTERS).map(line).collect();
    if text.chars().nth(MOST_LETTERS).is_some() {
        short.push('…');
    }
    short
}
