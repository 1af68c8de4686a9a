//! Which characters the bytes of a text file stand for.

use std::borrow::Cow;

/// Text in UTF-8, from UTF-8 or UTF-16 with or without a mark, or else Windows-1252 (which holds Latin-1).
///
/// Never fails: what is neither UTF-8 nor UTF-16 is Windows-1252, in which every byte means something.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return from_utf8_or_windows(rest);
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match utf16_without_mark(bytes) {
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
        None => from_utf8_or_windows(bytes),
    }
}

fn from_utf8_or_windows(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// UTF-16 of mostly Latin letters: every other byte of the beginning is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let pairs = &bytes[..bytes.len().min(512) & !1];
    let zeros = |parity: usize| pairs.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (pairs.len() / 2).div_ceil(2).max(1);
    if odd >= enough && even * 8 < odd {
        Some(encoding_rs::UTF_16LE)
    } else if even >= enough && odd * 8 < even {
        Some(encoding_rs::UTF_16BE)
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
        let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
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
