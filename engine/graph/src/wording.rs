//! Words that all messages share.

/// A number with what it counts: `1 row`, `1,000 rows`.
///
/// `what` is the singular of a noun whose plural ends in a plain “s”.
pub fn counted(count: usize, what: &str) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{text} {what}{}", if count == 1 { "" } else { "s" })
}
