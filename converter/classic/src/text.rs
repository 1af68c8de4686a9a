//! From bytes to text: byte order marks, UTF-16 as PowerShell writes it, and old Windows code pages.

use encoding_rs::{CoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// The text of `bytes`, without its byte order mark; borrowed when it is UTF-8 already.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8_or_windows(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(UTF_16LE, rest)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(UTF_16BE, rest)),
        // No mark: JSON and XML start with an ASCII character, so its zero byte tells the order.
        [first, 0, ..] if *first != 0 => Cow::Owned(utf16(UTF_16LE, bytes)),
        [0, second, ..] if *second != 0 => Cow::Owned(utf16(UTF_16BE, bytes)),
        _ => utf8_or_windows(bytes),
    };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end_matches('\0')),
        Cow::Owned(mut text) => {
            text.truncate(text.trim_end_matches('\0').len());
            Cow::Owned(text)
        }
    }
}

/// Room is made for a byte a character, which is what exports mostly have, and more only as it is needed: the usual room of three bytes
/// for each would be half again as much as a large file itself.
fn utf16(encoding: &'static Encoding, bytes: &[u8]) -> String {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() / 2 + 16);
    let mut place = 0;
    loop {
        let (result, read, _) = decoder.decode_to_string(&bytes[place..], &mut text, true);
        place += read;
        match result {
            CoderResult::InputEmpty => return text,
            CoderResult::OutputFull => text.reserve_exact((bytes.len() - place) / 2 + 16),
        }
    }
}

fn utf8_or_windows(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn every_encoding_of_the_same_text_reads_alike() {
        // Characters of every length, and more bytes than a byte a character.
        let text = format!("{{\"Description\": \"Größe – 日本 😀{}\"}}", "日本".repeat(1000));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xEF, 0xBB, 0xBF], text.as_bytes()),
            little.clone(),
            marked(&[0xFF, 0xFE], &little),
            big.clone(),
            marked(&[0xFE, 0xFF], &big),
        ] {
            assert_eq!(decode(&bytes), text);
        }
    }

    #[test]
    fn text_of_an_old_code_page_keeps_its_umlauts() {
        assert_eq!(decode(b"Gr\xF6\xDFe"), "Größe");
    }
}
