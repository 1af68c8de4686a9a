//! “Did you mean …?”

/// The candidate closest to `name`, when it is close enough to be a slip: at most a third of the letters differ. Case does not count.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &candidate.to_lowercase().chars().collect::<Vec<_>>()), candidate))
        .filter(|(distance, candidate)| *distance <= name.len().max(candidate.chars().count()).div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (position, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != r);
            diagonal = row[position + 1];
            row[position + 1] = substituted.min(diagonal + 1).min(row[position] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        assert_eq!(nearest("fracton", ["fraction", "seed"]), Some("fraction"));
        assert_eq!(nearest("PRICE", ["price", "prize"]), Some("price"));
        assert_eq!(nearest("weight", ["fraction", "seed"]), None);
        assert_eq!(nearest("x", []), None);
        assert_eq!(nearest("größe", ["groesse", "grösse"]), Some("grösse"));
    }
}
