//! Texts that can only be credentials, whatever they are called.

use super::names::{CREDENTIAL_PARTS, letters};
use std::ops::Range;

/// The ranges of a text that are credentials by their shape.
pub(super) fn shapes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if text.len() < 8 {
        return found;
    }
    let bytes = text.as_bytes();
    for (index, byte) in bytes.iter().enumerate() {
        // What stands inside something found is found already.
        if found.last().is_some_and(|range: &Range<usize>| index < range.end) {
            continue;
        }
        match byte {
            b'=' if bytes.get(index + 1) != Some(&b'=') => assigned(text, index, index + 1, &mut found),
            b'%' if bytes[index..].len() > 3 && bytes[index + 1..index + 3].eq_ignore_ascii_case(b"3d") => {
                assigned(text, index, index + 3, &mut found);
            }
            b':' if bytes[index..].starts_with(b"://") => user_info(text, index + 3, &mut found),
            b':' => quoted(text, index, index + 1, &mut found),
            b'<' if bytes.get(index + 1) == Some(&b'-') => quoted(text, index, index + 2, &mut found),
            b'B' | b'b'
                if bytes[index..].len() > 7 && bytes[index..index + 7].eq_ignore_ascii_case(b"bearer ") =>
            {
                let end = index
                    + 7
                    + run(&bytes[index + 7..], |b| b.is_ascii_alphanumeric() || b"+/=._~-".contains(&b));
                if end - index >= 27 {
                    found.push(index + 7..end);
                }
            }
            b'e' if bytes[index..].starts_with(b"eyJ")
                && !before(bytes, index, |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') =>
            {
                web_token(bytes, index, &mut found);
            }
            b'-' if bytes[index..].starts_with(b"-----BEGIN ") => private_key(text, index, &mut found),
            _ => {}
        }
    }
    account_keys(bytes, &mut found);
    found
}

fn run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len())
}

/// No credential but a private key is longer; the bound keeps the search linear on hostile text.
const LONGEST: usize = 1024;

/// Like [`run`], over the next [`LONGEST`] bytes.
fn short_run(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    run(&bytes[..bytes.len().min(LONGEST)], belongs)
}

fn before(bytes: &[u8], index: usize, is: impl Fn(u8) -> bool) -> bool {
    index > 0 && is(bytes[index - 1])
}

/// 64 bytes in base64: storage and service keys. Longer and shorter runs are data.
fn account_keys(bytes: &[u8], found: &mut Vec<Range<usize>>) {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let mut start = 0;
    while start < bytes.len() {
        let length = run(&bytes[start..], belongs);
        if length == 86 && bytes[start + 86..].starts_with(b"==") {
            found.push(start..start + 88);
        }
        start += length + 1;
    }
}

/// `name = value` in connection strings, queries and code.
fn assigned(text: &str, sign: usize, after: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let name_start =
        sign - bytes[..sign].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    // After an encoded delimiter its two digits are no part of the name.
    let encoded = before(bytes, name_start, |b| b == b'%') && sign - name_start > 2;
    let name_start = if encoded { name_start + 2 } else { name_start };
    let name = &text[name_start..sign];
    if ["sig", "signature"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
        let length = short_run(&bytes[after..], |b| b.is_ascii_alphanumeric() || b"+/%=-_.~".contains(&b));
        let value = &text[after..after + length];
        // An encoded ampersand ends the value as well.
        let end = value.find("%26").unwrap_or(value.len());
        if end >= 16 {
            found.push(after..after + end);
        }
        return;
    }
    let mut buffer = [0; 64];
    let key = letters(name, &mut buffer);
    let in_connection_string = [
        "accountkey",
        "sharedaccesskey",
        "sharedaccesssignature",
        "sharedsecretvalue",
        "accesskey",
        "password",
        "pwd",
    ]
    .contains(&key);
    if in_connection_string {
        let length = short_run(&bytes[after..], |b| !b";\"'\r\n&<>".contains(&b));
        let Some(value) = text.get(after..after + length) else { return };
        let opened = name_start == 0 || encoded || b" ;\"'?&\r\n>".contains(&bytes[name_start - 1]);
        let closed = bytes.get(after + length).is_none_or(|b| b";\"'&".contains(b));
        let code = value.contains(['(', ')', '{', '}', ' ']);
        if opened && closed && !code && value.len() >= 4 {
            found.push(after..after + length);
            return;
        }
    }
    quoted(text, sign, after, found);
}

/// `password = "…"`, `"api_key": "…"`, `secret <- '…'`: a credential's name, a sign, a quoted value without spaces.
fn quoted(text: &str, sign: usize, after: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let value_start = after + short_run(&bytes[after..], |b| b == b' ' || b == b'\t');
    let Some(quote @ (b'"' | b'\'')) = bytes.get(value_start).copied() else { return };
    let name_end = sign - bytes[..sign].iter().rev().take_while(|b| b" \t\"'\\".contains(b)).count();
    let name_start = name_end
        - bytes[..name_end]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || b"_.$-".contains(b))
            .count();
    let mut buffer = [0; 64];
    let name = letters(&text[name_start..name_end], &mut buffer);
    if !(name == "pwd" || CREDENTIAL_PARTS.iter().any(|part| name.ends_with(part))) {
        return;
    }
    let length = short_run(&bytes[value_start + 1..], |b| b != quote && !b" \t\r\n\\".contains(&b));
    let end = value_start + 1 + length;
    if length >= 4 && bytes.get(end).is_some_and(|b| *b == quote || *b == b'\\') {
        found.push(value_start + 1..end);
    }
}

/// The password of `scheme://user:password@host`.
fn user_info(text: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let length = short_run(&bytes[start..], |b| !b"/?#\"' \t\r\n<>".contains(&b));
    let Some(authority) = text.get(start..start + length) else { return };
    if let Some((user, _)) = authority.rsplit_once('@')
        && let Some((name, password)) = user.split_once(':')
        && password.len() >= 3
    {
        let from = start + name.len() + 1;
        found.push(from..from + password.len());
    }
}

/// A signed web token: three parts in base64.
fn web_token(bytes: &[u8], start: usize, found: &mut Vec<Range<usize>>) {
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let mut end = start;
    for part in 0..3 {
        let length = run(&bytes[end..], belongs);
        if length < 8 {
            return;
        }
        end += length;
        if part < 2 {
            if bytes.get(end) != Some(&b'.') {
                return;
            }
            end += 1;
        }
    }
    found.push(start..end);
}

fn private_key(text: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let rest = &text[start..];
    let Some(header) = rest[11..].find("-----") else { return };
    if !rest[..11 + header].ends_with("PRIVATE KEY") {
        return;
    }
    let end = rest[16 + header..].find("-----END").map_or(rest.len(), |end| 16 + header + end);
    found.push(start + 16 + header..start + end);
}
