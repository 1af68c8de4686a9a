//! Changes of JSON that leave it JSON: members and items removed, doubled, moved, renamed, of another type, and texts that differ.

use ml_graph::Json;
use ml_learn::Random;

/// Divides the documents of one input.
pub(crate) const DIVIDER: u8 = 0x1E;

/// Changes a document.
pub(crate) fn document(
    bytes: &[u8],
    random: &mut Random,
    plain: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Option<Vec<u8>> {
    let mut document: Json = serde_json::from_slice(bytes).ok()?;
    for _ in 0..1 + random.below(4) {
        change(&mut document, random, plain);
    }
    serde_json::to_vec(&document).ok()
}

/// Changes one of several documents, or takes it out, doubles it, or puts it first.
pub(crate) fn documents(
    bytes: &[u8],
    random: &mut Random,
    plain: &mut dyn FnMut(&[u8]) -> Vec<u8>,
) -> Option<Vec<u8>> {
    let mut parts: Vec<Vec<u8>> = bytes.split(|&byte| byte == DIVIDER).map(<[u8]>::to_vec).collect();
    let chosen = random.below(parts.len());
    match random.below(16) {
        0 if parts.len() > 1 => drop(parts.remove(chosen)),
        1 => parts.insert(0, parts[chosen].clone()),
        2 => parts.swap(0, chosen),
        _ => parts[chosen] = document(&parts[chosen], random, plain)?,
    }
    Some(parts.join(&[DIVIDER][..]))
}

fn change(document: &mut Json, random: &mut Random, plain: &mut dyn FnMut(&[u8]) -> Vec<u8>) {
    let count = count(document);
    let place = random.below(count);
    let Some(value) = nth(document, &mut { place }) else { return };
    match random.below(10) {
        0 => *value = odd(random),
        1..4 => inside(value, random),
        4 => {
            // Something from elsewhere in the document, where it does not belong.
            let other = random.below(count);
            if let Some(other) = nth(document, &mut { other }).map(|other| other.clone())
                && let Some(value) = nth(document, &mut { place })
            {
                *value = other;
            }
        }
        5 => *value = Json::Array(vec![std::mem::take(value)]),
        6 => {
            // A list of one, as some tools write it.
            if let Json::Array(items) = value
                && let Some(first) = items.first_mut()
            {
                *value = std::mem::take(first);
            }
        }
        _ => other_text(value, random, plain),
    }
}

/// A value that is right nowhere.
fn odd(random: &mut Random) -> Json {
    let values = [
        Json::Null,
        Json::Bool(true),
        Json::Integer(-1),
        Json::Integer(i64::MAX),
        Json::Unsigned(u64::MAX),
        Json::Float(-1e308),
        Json::Float(0.5),
        Json::from(""),
        Json::from("İ\u{0}:'\"<&%2F"),
        Json::Array(Vec::new()),
        Json::Object(Vec::new()),
    ];
    let chosen = random.below(values.len());
    values.into_iter().nth(chosen).unwrap_or_default()
}

/// Changes which members or items there are.
fn inside(value: &mut Json, random: &mut Random) {
    match value {
        Json::Array(items) if !items.is_empty() => {
            let (one, other) = (random.below(items.len()), random.below(items.len()));
            match random.below(3) {
                0 => drop(items.remove(one)),
                1 => items.insert(other, items[one].clone()),
                _ => items.swap(one, other),
            }
        }
        Json::Object(members) if !members.is_empty() => {
            let (one, other) = (random.below(members.len()), random.below(members.len()));
            match random.below(5) {
                0 => drop(members.remove(one)),
                1 => members.insert(other, members[one].clone()),
                2 => members[one].0 = members[other].0.clone(),
                3 => members[one].0 = members[one].0.to_lowercase(),
                _ => {
                    let moved = members[other].1.clone();
                    members[one].1 = moved;
                }
            }
        }
        other => *other = odd(random),
    }
}

/// Changes a text; what it holds in JSON of its own is changed as such, as column selections are.
fn other_text(value: &mut Json, random: &mut Random, plain: &mut dyn FnMut(&[u8]) -> Vec<u8>) {
    match value {
        Json::String(text) => {
            let nested =
                text.starts_with(['{', '[']).then(|| document(text.as_bytes(), random, plain)).flatten();
            let bytes = nested.unwrap_or_else(|| plain(text.as_bytes()));
            // The divider is no part of a text that was written.
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        Json::Integer(number) => *number = number.wrapping_add(1 << random.below(63)).wrapping_neg(),
        Json::Float(number) => *number = -*number * 1e3,
        other => inside(other, random),
    }
}

/// How many values there are, the whole included.
fn count(value: &Json) -> usize {
    1 + match value {
        Json::Array(items) => items.iter().map(count).sum(),
        Json::Object(members) => members.iter().map(|(_, value)| count(value)).sum(),
        _ => 0,
    }
}

/// The value so many places on, in the order of the text.
fn nth<'a>(value: &'a mut Json, left: &mut usize) -> Option<&'a mut Json> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Json::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Json::Object(members) => members.iter_mut().find_map(|(_, item)| nth(item, left)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_documents_are_documents_and_differ() {
        let text = br#"{"a": [1, {"b": "c", "b": "{\"d\": [2.5]}"}], "e": null}"#;
        let mut random = Random::new(1);
        let mut same = 0;
        for _ in 0..1000 {
            let changed = document(text, &mut random, &mut |bytes| [bytes, b"x"].concat()).unwrap();
            let read: Result<Json, _> = serde_json::from_slice(&changed);
            same += usize::from(read.unwrap() == serde_json::from_slice(text).unwrap());
        }
        assert!(same < 150, "{same} of 1000 changes change nothing");
        assert_eq!(document(b"{", &mut random, &mut <[u8]>::to_vec), None);
    }
}
