//! Which characters the bytes of a text file stand for.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text in UTF-8, from UTF-8 or UTF-16 with or without a mark, or else Windows-1252 (which holds Latin-1).
///
/// Never fails: what is neither UTF-8 nor UTF-16 is Windows-1252, in which every byte means something.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let (encoding, text) = unmarked(bytes);
    match std::str::from_utf8(text) {
        Ok(text) if encoding == UTF_8 => Cow::Borrowed(text),
        Err(_) if encoding == UTF_8 => WINDOWS_1252.decode_without_bom_handling(text).0,
        _ => encoding.decode_without_bom_handling(text).0,
    }
}

/// The encoding of a text, as people call it.
pub(super) fn name(bytes: &[u8]) -> &'static str {
    let (encoding, text) = unmarked(bytes);
    if encoding == UTF_8 && std::str::from_utf8(text).is_err() { "Windows-1252" } else { encoding.name() }
}

/// The Unicode encoding that a text begins in, and the text after its mark.
fn unmarked(bytes: &[u8]) -> (&'static Encoding, &[u8]) {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => (utf16_without_mark(bytes).unwrap_or(UTF_8), bytes),
    }
}

/// UTF-16 of mostly Latin letters: every other byte of the beginning is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = &bytes[..bytes.len().min(512) & !1];
    let zeros = |parity: usize| pairs.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (pairs.len() / 2).div_ceil(2).max(1);
    if odd >= enough && even * 8 < odd {
        Some(UTF_16LE)
    } else if even >= enough && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_encodings_give_the_same_text() {
        let text = "name,Größe\nZoë,1\n";
        let sixteen = |mark: bool, little: bool| -> Vec<u8> {
            let units = text.encode_utf16().collect::<Vec<u16>>();
            let marked = mark.then_some(0xfeff).into_iter().chain(units);
            marked.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        let marked = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            windows,
            sixteen(true, true),
            sixteen(true, false),
            sixteen(false, true),
            sixteen(false, false),
        ] {
            assert_eq!(decode(&bytes), text);
        }
        assert_eq!(decode(b""), "");
    }
}
