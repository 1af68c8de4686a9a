//! Names of features in the boxes of a tree: in one line or two, what does not fit left out of the middle, for a feature made of a
//! column and one of its values starts with the one and ends with the other.

/// The name in at most two lines of so many letters.
pub(super) fn lines(name: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= width {
        return vec![name.to_owned()];
    }
    let cut = break_before(&letters, width);
    let (first, rest) = letters.split_at(cut);
    let rest: Vec<char> = rest.iter().copied().skip_while(|letter| letter.is_whitespace()).collect();
    let second = if rest.len() <= width {
        rest.iter().collect()
    } else {
        format!("…{}", rest[rest.len() + 1 - width..].iter().collect::<String>())
    };
    vec![first.iter().collect::<String>().trim_end().to_owned(), second]
}

/// Where a line of at most `width` letters ends best: after a space or a mark in its second half, else where it is full.
fn break_before(letters: &[char], width: usize) -> usize {
    let ends_word = |index: &usize| {
        let letter = letters[index - 1];
        letter.is_whitespace() || "-_:=/.,;".contains(letter)
    };
    (width / 2..=width).rev().find(ends_word).unwrap_or(width)
}

#[cfg(test)]
mod tests {
    use super::lines;
    use proptest::prelude::*;

    #[test]
    fn short_names_stay_and_long_ones_lose_their_middle() {
        assert_eq!(lines("age", 10), ["age"]);
        assert_eq!(lines("education: Bachelors", 12), ["education:", "Bachelors"]);
        assert_eq!(lines("education: Some-college-and-more", 12), ["education:", "…ge-and-more"]);
        assert_eq!(lines("abcdefghijklmnop", 10), ["abcdefghij", "klmnop"]);
        assert_eq!(lines("", 10), [""]);
    }

    proptest! {
        #[test]
        fn both_ends_stay_and_no_line_is_too_long(name in "\\PC{0,60}", width in 4_usize..20) {
            let lines = lines(&name, width);
            prop_assert!(lines.len() <= 2);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= width));
            prop_assert!(name.starts_with(&lines[0]));
            let end = lines.last().map_or("", |line| line.trim_start_matches('…'));
            prop_assert!(name.ends_with(end));
        }
    }
}
