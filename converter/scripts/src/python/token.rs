//! Python 2 and Python 3 as tokens. Nothing is refused: what is no Python becomes [`Kind::Broken`], and the tokens of any text, put
//! together, are that text.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Name,
    /// A number.
    Number,
    /// A string with its prefix and quotes.
    Text,
    /// An operator or a bracket.
    Operator,
    /// The end of a logical line.
    Newline,
    /// A line end that ends nothing: inside brackets, or of a line without code.
    LineBreak,
    /// From `#` to the end of the line.
    Comment,
    /// Blanks and tabs.
    Space,
    /// A backslash and the line end behind it.
    Joined,
    /// No Python: a string that never ends, a character without meaning.
    Broken,
}

/// A piece of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// 1-based line on which it begins.
    pub(crate) line: usize,
}

const OPERATORS: [&str; 27] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "<>", "->", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":=", "!", "`",
];

/// Cuts `source` into tokens.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut cutter = Cutter { source, at: 0, line: 1, depth: 0, code_on_line: false, tokens: Vec::new() };
    while cutter.at < source.len() {
        cutter.next();
    }
    cutter.tokens
}

struct Cutter<'a> {
    source: &'a str,
    at: usize,
    line: usize,
    /// Open brackets.
    depth: usize,
    /// Whether the logical line has code yet.
    code_on_line: bool,
    tokens: Vec<Token>,
}

impl Cutter<'_> {
    fn next(&mut self) {
        let rest = &self.source[self.at..];
        let Some(first) = rest.chars().next() else { return };
        let (kind, length) = match first {
            '\n' | '\r' => {
                let length = if rest.starts_with("\r\n") { 2 } else { 1 };
                let ends = self.code_on_line && self.depth == 0;
                self.code_on_line &= !ends;
                (if ends { Kind::Newline } else { Kind::LineBreak }, length)
            }
            ' ' | '\t' | '\u{c}' | '\u{feff}' => {
                (Kind::Space, run(rest, |c| matches!(c, ' ' | '\t' | '\u{c}' | '\u{feff}')))
            }
            '#' => (Kind::Comment, run(rest, |c| c != '\n' && c != '\r')),
            '\\' => match rest[1..].chars().next() {
                Some('\n') => (Kind::Joined, 2),
                Some('\r') => (Kind::Joined, if rest[1..].starts_with("\r\n") { 3 } else { 2 }),
                _ => (Kind::Broken, 1),
            },
            _ => self.code(rest, first),
        };
        if !matches!(kind, Kind::Newline | Kind::LineBreak | Kind::Space | Kind::Comment | Kind::Joined) {
            self.code_on_line = true;
        }
        let end = self.at + length;
        self.tokens.push(Token { kind, start: self.at, end, line: self.line });
        self.line += lines(&self.source[self.at..end]);
        self.at = end;
    }

    fn code(&mut self, rest: &str, first: char) -> (Kind, usize) {
        if let Some(prefix) = text_prefix(rest) {
            return match text(rest, prefix) {
                Ok(length) => (Kind::Text, length),
                Err(length) => (Kind::Broken, length),
            };
        }
        if first == '_' || first.is_alphabetic() {
            return (Kind::Name, run(rest, |c| c == '_' || c.is_alphanumeric()));
        }
        let second = rest[first.len_utf8()..].bytes().next();
        if first.is_ascii_digit() || (first == '.' && second.is_some_and(|byte| byte.is_ascii_digit())) {
            return (Kind::Number, number(rest.as_bytes()));
        }
        if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            return (Kind::Operator, operator.len());
        }
        match first {
            '(' | '[' | '{' => self.depth += 1,
            ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
            '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '~' | '<' | '>' | '=' | '.' | ',' | ':' | ';'
            | '@' => {}
            _ => return (Kind::Broken, first.len_utf8()),
        }
        (Kind::Operator, 1)
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Line ends in a piece of text; `\r\n` is one.
pub(crate) fn lines(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |(index, byte): (usize, &u8)| {
        *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'))
    };
    bytes.iter().enumerate().filter(|place| ends(*place)).count()
}

/// The length of a string's prefix, when a string begins here.
fn text_prefix(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let letters = bytes.iter().take(3).take_while(|byte| b"rRbBuUfF".contains(byte)).count();
    (letters <= 2 && matches!(bytes.get(letters), Some(b'"' | b'\''))).then_some(letters)
}

/// The length of the string at the beginning of `rest`, or of what there is of it when it never ends.
fn text(rest: &str, prefix: usize) -> Result<usize, usize> {
    let bytes = rest.as_bytes();
    let quote = bytes[prefix];
    let triple = bytes[prefix..].starts_with(&[quote; 3]);
    let mut at = prefix + if triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                at += 1;
                if bytes[at.min(bytes.len())..].starts_with(b"\r\n") {
                    at += 1;
                }
                // The rest of a longer character belongs to the string anyway.
                at += 1;
            }
            b'\n' | b'\r' if !triple => return Err(at),
            _ if byte == quote && (!triple || bytes[at..].starts_with(&[quote; 3])) => {
                return Ok(at + if triple { 3 } else { 1 });
            }
            _ => at += 1,
        }
    }
    Err(bytes.len())
}

/// The length of a number, with the suffixes of Python 2.
fn number(bytes: &[u8]) -> usize {
    let digits = |from: usize, base: fn(&u8) -> bool| {
        from + bytes[from.min(bytes.len())..].iter().take_while(|byte| base(byte) || **byte == b'_').count()
    };
    let suffixed = |end: usize, letters: &[u8]| {
        end + usize::from(bytes.get(end).is_some_and(|byte| letters.contains(&byte.to_ascii_lowercase())))
    };
    if bytes[0] == b'0'
        && let Some(base) = bytes.get(1)
    {
        let valid: Option<fn(&u8) -> bool> = match base.to_ascii_lowercase() {
            b'x' => Some(u8::is_ascii_hexdigit),
            b'o' | b'b' => Some(u8::is_ascii_digit),
            _ => None,
        };
        if let Some(valid) = valid {
            let end = digits(2, valid);
            if end > 2 {
                return suffixed(end, b"l");
            }
        }
    }
    let mut end = digits(0, u8::is_ascii_digit);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1, u8::is_ascii_digit);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end = digits(end + 1 + sign, u8::is_ascii_digit);
        }
    }
    suffixed(end, b"lj")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(Kind, &str)> {
        let all = tokens(source);
        all.into_iter()
            .filter(|token| token.kind != Kind::Space)
            .map(|token| (token.kind, &source[token.start..token.end]))
            .collect()
    }

    #[test]
    fn both_pythons_are_cut() {
        assert_eq!(
            kinds("print >>f, ur'a\\'b' <> `0777L` # no\r\nx = (1,\n 2)\n"),
            [
                (Kind::Name, "print"),
                (Kind::Operator, ">>"),
                (Kind::Name, "f"),
                (Kind::Operator, ","),
                (Kind::Text, "ur'a\\'b'"),
                (Kind::Operator, "<>"),
                (Kind::Operator, "`"),
                (Kind::Number, "0777L"),
                (Kind::Operator, "`"),
                (Kind::Comment, "# no"),
                (Kind::Newline, "\r\n"),
                (Kind::Name, "x"),
                (Kind::Operator, "="),
                (Kind::Operator, "("),
                (Kind::Number, "1"),
                (Kind::Operator, ","),
                (Kind::LineBreak, "\n"),
                (Kind::Number, "2"),
                (Kind::Operator, ")"),
                (Kind::Newline, "\n"),
            ]
        );
    }

    #[test]
    fn strings_of_all_kinds() {
        for text in ["''", "\"\"\"a\n'\"\\\"\"\"\"", "b'\\\n'", "Rb\"\\\"", "'\\\r\nx'", "u'größe'"] {
            let closed = if text == "Rb\"\\\"" { Kind::Broken } else { Kind::Text };
            assert_eq!(kinds(text), [(closed, text)]);
        }
        assert_eq!(kinds("'a\nb")[0], (Kind::Broken, "'a"));
    }

    #[test]
    fn numbers_end_where_they_end() {
        for (source, number) in [
            ("1if", "1"),
            ("0xFFL", "0xFFL"),
            ("1e-5j", "1e-5j"),
            ("1.e", "1."),
            (".5+", ".5"),
            ("0b11", "0b11"),
            ("1_000", "1_000"),
            ("0xg", "0"),
        ] {
            assert_eq!(kinds(source)[0], (Kind::Number, number));
        }
    }
}
