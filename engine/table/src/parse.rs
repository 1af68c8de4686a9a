//! Reads single values from bytes, as files write them.

/// A whole number: an optional sign and digits, within 64 bits.
pub fn integer(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || digits.len() > 19 {
        return None;
    }
    let mut value: u64 = 0;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    if negative { 0_i64.checked_sub_unsigned(value) } else { i64::try_from(value).ok() }
}

/// A number: decimal, with or without an exponent, `NaN`, `Infinity` or `INF` with a sign.
pub fn double(bytes: &[u8]) -> Option<f64> {
    match fast_float2::parse::<f64, _>(bytes) {
        Ok(value) => Some(value),
        Err(_) => match bytes {
            [b'+', rest @ ..] if !rest.starts_with(b"-") && !rest.starts_with(b"+") => {
                fast_float2::parse::<f64, _>(rest).ok()
            }
            _ => None,
        },
    }
}

/// `true`, `false`, in any case.
pub fn boolean(bytes: &[u8]) -> Option<bool> {
    if bytes.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if bytes.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        None
    }
}

/// Whether files mean a missing value by this text, in columns that are not text.
pub fn is_missing(bytes: &[u8]) -> bool {
    match bytes.len() {
        0 => true,
        1 => bytes == b"?",
        2..=4 => [b"NA".as_slice(), b"N/A", b"#N/A", b"NaN", b"null", b"none"]
            .iter()
            .any(|word| bytes.eq_ignore_ascii_case(word)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        assert_eq!(integer(b"9223372036854775807"), Some(i64::MAX));
        assert_eq!(integer(b"-9223372036854775808"), Some(i64::MIN));
        for text in ["9223372036854775808", "", "-", "1.0", "1e3", "0x10", "1_000", "99999999999999999999"] {
            assert_eq!(integer(text.as_bytes()), None, "{text}");
        }
        assert_eq!(double(b"+1.5e3"), Some(1500.0));
        assert_eq!(double(b"-.5"), Some(-0.5));
        assert!(double(b"NaN").is_some_and(f64::is_nan));
        for text in ["", "+", "1,5", "1.5.", "+-1", "e5"] {
            assert_eq!(double(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn missing_words() {
        for text in ["", "?", "NA", "na", "NaN", "N/A", "#N/A", "NULL"] {
            assert!(is_missing(text.as_bytes()), "{text}");
        }
        for text in ["0", "-", "??", "nothing"] {
            assert!(!is_missing(text.as_bytes()), "{text}");
        }
    }
}
