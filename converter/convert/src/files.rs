//! File names made of titles.

use std::collections::BTreeMap;

/// A name that every file system takes, made of a title in any language: letters and digits stay, the rest becomes hyphens.
pub fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for character in title.chars() {
        if character.is_alphanumeric() {
            stem.extend(character.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.len() >= 80 {
            break;
        }
    }
    stem.truncate(stem.trim_end_matches('-').len());
    // Names of devices on Windows.
    let reserved = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || ["com", "lpt"].iter().any(|port| {
            stem.strip_prefix(port).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
        });
    if stem.is_empty() || reserved {
        format!("experiment{}{stem}", if reserved { "-" } else { "" })
    } else {
        stem
    }
}

/// Stems already given away, each with the number that the next of its kind tries first.
#[derive(Debug, Default)]
pub(crate) struct Taken(BTreeMap<String, usize>);

impl Taken {
    /// The stem of `title`, with a number when it is taken.
    pub(crate) fn next(&mut self, title: &str) -> String {
        let stem = file_stem(title);
        let Some(&first) = self.0.get(&stem) else {
            self.0.insert(stem.clone(), 2);
            return stem;
        };
        let free = (first..).find(|number| !self.0.contains_key(&format!("{stem}-{number}")));
        let number = free.unwrap_or(first);
        let name = format!("{stem}-{number}");
        self.0.insert(stem, number + 1);
        self.0.insert(name.clone(), 2);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_unique() {
        let mut taken = Taken::default();
        assert_eq!(taken.next("Größe & Gewicht [v2]"), "größe-gewicht-v2");
        assert_eq!(taken.next("größe / gewicht v2"), "größe-gewicht-v2-2");
        assert_eq!(taken.next("Größe, Gewicht v2 3"), "größe-gewicht-v2-3");
        assert_eq!(taken.next("Größe Gewicht v2"), "größe-gewicht-v2-4");
        assert_eq!(taken.next("../../etc/passwd"), "etc-passwd");
        assert_eq!(taken.next("日本語"), "日本語");
        assert_eq!(taken.next("???"), "experiment");
        assert_eq!(taken.next("CON"), "experiment-con");
    }
}
