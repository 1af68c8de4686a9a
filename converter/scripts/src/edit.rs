//! Changes to a text: what is replaced by what, and why.

use std::collections::BTreeMap;

/// A piece of the text and what takes its place.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: String,
}

impl Edit {
    pub(crate) fn replace(start: usize, end: usize, text: impl Into<String>) -> Edit {
        Edit { start, end, text: text.into() }
    }

    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Edit {
        Edit { start: at, end: at, text: text.into() }
    }
}

/// Edits that belong together: all are made, or none.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) rule: &'static str,
    pub(crate) line: usize,
    pub(crate) message: String,
    pub(crate) edits: Vec<Edit>,
}

/// Makes the changes that do not touch each other's places, the first of two that do. Gives the new text and which were made.
pub(crate) fn apply(text: &str, changes: Vec<Change>) -> (String, Vec<Change>) {
    let mut taken: BTreeMap<(usize, usize), String> = BTreeMap::new();
    let mut made = Vec::new();
    for change in changes {
        if change.edits.iter().any(|edit| conflicts(&taken, edit)) {
            continue;
        }
        for edit in &change.edits {
            taken.insert((edit.start, edit.end), edit.text.clone());
        }
        made.push(change);
    }
    let mut changed = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for ((start, end), new) in taken {
        changed.push_str(&text[done..start]);
        changed.push_str(&new);
        done = end;
    }
    changed.push_str(&text[done..]);
    (changed, made)
}

/// Places taken do not overlap, so only the neighbours can be in the way.
fn conflicts(taken: &BTreeMap<(usize, usize), String>, edit: &Edit) -> bool {
    let inside = |place: &(usize, usize)| {
        place.0 < edit.end && edit.start < place.1 || *place == (edit.start, edit.end)
    };
    let before = taken.range(..(edit.start, 0)).next_back();
    let mut after = taken.range((edit.start, 0)..).take_while(|(place, _)| place.0 <= edit.end);
    before.is_some_and(|(place, _)| inside(place)) || after.any(|(place, _)| inside(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(edits: Vec<Edit>) -> Change {
        Change { rule: "test", line: 1, message: String::new(), edits }
    }

    #[test]
    fn changes_in_each_others_way_wait() {
        let (text, made) = apply(
            "print a.b(c)",
            vec![
                change(vec![Edit::replace(5, 6, "("), Edit::insert(12, ")")]),
                change(vec![Edit::replace(6, 12, "(c in a)")]),
                change(vec![Edit::replace(10, 11, "d")]),
                change(vec![Edit::insert(12, "]")]),
            ],
        );
        assert_eq!((text.as_str(), made.len()), ("print((c in a))", 2));
    }
}
