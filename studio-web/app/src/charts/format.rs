//! Numbers as people read them.

/// A number with about four significant digits: `12,346`, `0.1235`, `1.2e-7`; an en dash when it is not a number.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        "–".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "∞".to_owned() } else { "−∞".to_owned() }
    } else if size == 0.0 {
        "0".to_owned()
    } else if !(1e-4..1e15).contains(&size) {
        signed(trim_exponent(&format!("{value:.3e}")))
    } else if size >= 1000.0 {
        signed(grouped(&trim_zeros(&format!("{value:.1}"))))
    } else {
        let decimals = (3 - size.log10().floor() as i32).clamp(0, 8) as usize;
        signed(trim_zeros(&format!("{value:.decimals$}")))
    }
}

/// A number that may be undefined.
pub fn optional(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), number)
}

/// A whole number with separators: `12,345`.
pub fn count(value: u64) -> String {
    grouped(&value.to_string())
}

/// A count of things with its noun: `1 row`, `12,345 rows`.
pub fn counted(value: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(value), if value == 1 { singular } else { plural })
}

/// A share as a percentage: `12.3 %`, `<0.1 %`.
pub fn percent(share: f64) -> String {
    if !share.is_finite() {
        return "–".to_owned();
    }
    let hundredfold = share * 100.0;
    if hundredfold > 0.0 && hundredfold < 0.1 {
        "<0.1 %".to_owned()
    } else {
        signed(format!("{} %", trim_zeros(&format!("{hundredfold:.1}"))))
    }
}

/// A number with exactly this many decimals, grouped: for the ticks of one axis.
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    signed(grouped(if zero { text.trim_start_matches('-') } else { &text }))
}

/// A duration in words: `340 ms`, `2.4 s`, `3 min 05 s`.
pub fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1000 => format!("{milliseconds} ms"),
        1000..60_000 => format!("{:.1} s", milliseconds as f64 / 1000.0),
        _ => format!("{} min {:02} s", milliseconds / 60_000, milliseconds / 1000 % 60),
    }
}

/// A size in bytes: `812 B`, `1.4 MB`.
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if size < 1000 {
        return format!("{size} B");
    }
    let mut value = size as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{} {}", trim_zeros(&format!("{value:.1}")), UNITS[unit])
}

/// The text, cut to `limit` characters with an ellipsis.
pub fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The text with its middle left out when it has more than `limit` characters: names made of a column and a value tell by both ends.
pub fn shorten_middle(text: &str, limit: usize) -> String {
    let count = text.chars().count();
    if count <= limit {
        return text.to_owned();
    }
    let kept = limit.saturating_sub(1);
    let end = kept / 2;
    let start: String = text.chars().take(kept - end).collect();
    let end: String = text.chars().skip(count - end).collect();
    format!("{start}…{end}")
}

fn signed(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

fn grouped(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut out = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn trim_zeros(text: &str) -> String {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text.to_owned()
    }
}

fn trim_exponent(text: &str) -> String {
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", trim_zeros(mantissa)),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_goes_and_both_ends_stay() {
        assert_eq!(shorten_middle("education = Some-college", 11), "educa…llege");
        assert_eq!(shorten_middle("größe = 大きい", 6), "grö…きい");
        assert_eq!(shorten_middle("short", 11), "short");
    }

    #[test]
    fn numbers_read_naturally() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.123456, "0.1235"),
            (-2.5, "−2.5"),
            (999.96, "1000"),
            (1234.56, "1,234.6"),
            (12_345_678.0, "12,345,678"),
            (1.2e-7, "1.2e-7"),
            (3.0e20, "3e20"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "−∞"),
        ];
        for (value, expected) in cases {
            assert_eq!(number(value), expected, "{value}");
        }
    }

    #[test]
    fn counts_shares_sizes_and_times() {
        assert_eq!(count(0), "0");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(percent(0.5), "50 %");
        assert_eq!(percent(0.0004), "<0.1 %");
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(fixed(-0.0001, 2), "0.00");
        assert_eq!(fixed(-1500.0, 0), "−1,500");
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(999_999), "1 MB");
        assert_eq!(bytes(1_440_000), "1.4 MB");
        assert_eq!(duration(185_000), "3 min 05 s");
        assert_eq!(shorten("Straße des 17. Juni", 7), "Straße…");
        assert_eq!(shorten("kurz", 4), "kurz");
    }
}
