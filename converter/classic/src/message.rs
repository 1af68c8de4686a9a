//! Requests and answers that were saved with their head: the lines of HTTP before the body.

/// Where the body of a message begins, and where the message was sent, when its head says so.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) body: usize,
    pub(crate) address: Option<String>,
}

/// No head is longer.
const MOST: usize = 65_536;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The head of a message; none when `text` does not begin with one.
pub(crate) fn head(text: &str) -> Option<Head> {
    let mut place = text.len() - text.trim_start().len();
    let (mut address, mut found) = (None, false);
    // An answer may come after the head of another that says to go on.
    while let Some((line, next)) = line(text, place) {
        let Some(target) = start(line) else { break };
        place = next;
        let mut host = None;
        loop {
            let (line, next) = self::line(text, place)?;
            place = next;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':')?;
            if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                return None;
            }
            if name.eq_ignore_ascii_case("host") {
                host = Some(value.trim().to_owned());
            }
        }
        address = address.or_else(|| whole(target?, host.as_deref()));
        found = true;
        let rest = &text[place..];
        place += rest.len() - rest.trim_start().len();
    }
    (found && text[place..].starts_with(['{', '[', '"'])).then_some(Head { body: place, address })
}

/// The line at `place`, without its end, and the place of the next.
fn line(text: &str, place: usize) -> Option<(&str, usize)> {
    if place > MOST {
        return None;
    }
    let rest = &text[place..];
    let end = rest.find('\n')?;
    Some((rest[..end].trim_end_matches('\r'), place + end + 1))
}

/// Whether a line begins a head; the inner option is what a request asks for.
fn start(line: &str) -> Option<Option<&str>> {
    let mut words = line.split_whitespace();
    let first = words.next()?;
    if first.starts_with("HTTP/") && words.next()?.parse::<u16>().is_ok() {
        return Some(None);
    }
    let target = words.next().filter(|_| METHODS.contains(&first))?;
    let ends = words.next().is_none_or(|version| version.starts_with("HTTP/")) && words.next().is_none();
    ends.then_some(Some(target))
}

/// The address of what is asked for, which may leave the host to a line of its own.
fn whole(target: &str, host: Option<&str>) -> Option<String> {
    match host {
        _ if target.contains("://") => Some(target.to_owned()),
        Some(host) if target.starts_with('/') => Some(format!("https://{host}{target}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn heads_are_taken_off() {
        for (text, address) in [
            ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"a\"\r\n\r\n{}", None),
            ("HTTP/1.1 100 Continue\n\nHTTP/2 200\ncontent-type: x\n\n{}", None),
            (
                "\nPOST https://host/a?b=c HTTP/1.1\nAuthorization: Bearer x\n\n\n{}",
                Some("https://host/a?b=c"),
            ),
            (
                "POST /workspaces/w/services/s HTTP/1.1\nHost: host\n\n{}",
                Some("https://host/workspaces/w/services/s"),
            ),
            ("PUT https://host/a\n\n{}", Some("https://host/a")),
        ] {
            let head = head(text).unwrap();
            assert_eq!((&text[head.body..], head.address.as_deref()), ("{}", address), "{text}");
        }
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "",
            "{}",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK\nno header\n\n{}",
            "HTTP/1.1 200 OK\nA: b\n\n<html>",
            "GET a,b,c\n1,2,3\n",
            "POST,a\n\n{}",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }
}
