//! Server-sent events out of a stream of bytes.

/// Collects bytes and gives the `data` of each complete event.
#[derive(Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    data: String,
    skip_line_feed: bool,
}

impl Parser {
    /// Takes the next bytes; returns the data of the events they complete.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for &byte in bytes {
            // A line ends with CR, LF or both.
            if std::mem::take(&mut self.skip_line_feed) && byte == b'\n' {
                continue;
            }
            match byte {
                b'\n' | b'\r' => {
                    self.skip_line_feed = byte == b'\r';
                    self.end_line(&mut events);
                }
                _ => self.line.push(byte),
            }
        }
        events
    }

    fn end_line(&mut self, events: &mut Vec<String>) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        if line.is_empty() {
            if !self.data.is_empty() {
                events.push(std::mem::take(&mut self.data));
            }
        } else if let Some(value) = line.strip_prefix("data:") {
            if !self.data.is_empty() {
                self.data.push('\n');
            }
            self.data.push_str(value.strip_prefix(' ').unwrap_or(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = ": hello\nid: 1\ndata: {\"a\":1}\n\nevent: x\r\ndata: é\r\ndata: two\r\n\r\ndata:no space\n\ndata: cut off\n";

    #[test]
    fn events_end_at_blank_lines() {
        assert_eq!(Parser::default().push(STREAM.as_bytes()), ["{\"a\":1}", "é\ntwo", "no space"]);
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(cuts in prop::collection::vec(0..STREAM.len(), 0..12)) {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let (mut parser, mut events, mut from) = (Parser::default(), Vec::new(), 0);
            for cut in cuts.into_iter().chain([STREAM.len()]) {
                events.extend(parser.push(&STREAM.as_bytes()[from..cut]));
                from = cut;
            }
            prop_assert_eq!(events, Parser::default().push(STREAM.as_bytes()));
        }
    }
}
