//! R as tokens. Nothing is refused, and the tokens of any text, put together, are that text.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword; also one in backticks.
    Name,
    /// A number.
    Number,
    /// A string with its quotes.
    Text,
    /// An operator, a bracket, a comma or a semicolon.
    Operator,
    /// A line end.
    Line,
    /// From `#` to the end of the line.
    Comment,
    /// Blanks.
    Space,
    /// No R: a string that never ends, a character without meaning.
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

const OPERATORS: [&str; 20] = [
    "<<-", "->>", ":::", "<-", "->", "<=", ">=", "==", "!=", "&&", "||", "|>", "::", ":=", "!", "&", "|",
    "\\", "@", "?",
];

/// Cuts `source` into tokens.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < source.len() {
        let (kind, length) = token(&source[at..]);
        tokens.push(Token { kind, start: at, end: at + length, line });
        line += crate::python::lines(&source[at..at + length]);
        at += length;
    }
    tokens
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn token(rest: &str) -> (Kind, usize) {
    let mut characters = rest.chars();
    let first = characters.next().unwrap_or_default();
    let second = characters.next().unwrap_or_default();
    match first {
        '\n' => (Kind::Line, 1),
        '\r' => (Kind::Line, if second == '\n' { 2 } else { 1 }),
        ' ' | '\t' | '\u{c}' | '\u{a0}' | '\u{feff}' => {
            (Kind::Space, run(rest, |c| matches!(c, ' ' | '\t' | '\u{c}' | '\u{a0}' | '\u{feff}')))
        }
        '#' => (Kind::Comment, run(rest, |c| c != '\n' && c != '\r')),
        '"' | '\'' => quoted(rest, first, Kind::Text),
        '`' => quoted(rest, first, Kind::Name),
        'r' | 'R' if matches!(second, '"' | '\'') => raw(rest, second).unwrap_or((Kind::Name, 1)),
        _ if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) => {
            (Kind::Number, number(rest))
        }
        _ if first.is_alphabetic() || first == '.' => {
            (Kind::Name, run(rest, |c| c.is_alphanumeric() || c == '.' || c == '_'))
        }
        '%' => match rest[1..].find(['%', '\n', '\r']) {
            Some(end) if rest[1 + end..].starts_with('%') => (Kind::Operator, end + 2),
            _ => (Kind::Broken, 1),
        },
        _ => match OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            Some(operator) => (Kind::Operator, operator.len()),
            None if "+-*/^<>=~:$,;()[]{}".contains(first) => (Kind::Operator, 1),
            None => (Kind::Broken, first.len_utf8()),
        },
    }
}

fn quoted(rest: &str, quote: char, kind: Kind) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return (kind, at + 1),
            _ => {}
        }
    }
    (Kind::Broken, rest.len())
}

/// `r"---( … )---"`, since R 4.
fn raw(rest: &str, quote: char) -> Option<(Kind, usize)> {
    let dashes = run(&rest[2..], |c| c == '-');
    let closing = match rest[2 + dashes..].chars().next()? {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        _ => return None,
    };
    let end = format!("{closing}{}{quote}", "-".repeat(dashes));
    let body = 3 + dashes;
    Some(match rest[body..].find(&end) {
        Some(at) => (Kind::Text, body + at + end.len()),
        None => (Kind::Broken, rest.len()),
    })
}

fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let hexadecimal = bytes.len() > 2
        && bytes[0] == b'0'
        && matches!(bytes[1], b'x' | b'X')
        && bytes[2].is_ascii_hexdigit();
    let mut end = match hexadecimal {
        true => 2 + bytes[2..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count(),
        false => bytes.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count(),
    };
    if !hexadecimal && matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let digits = bytes[(end + 1 + sign).min(bytes.len())..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits > 0 {
            end += 1 + sign + digits;
        }
    }
    end + usize::from(matches!(bytes.get(end), Some(b'L' | b'i')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_is_cut() {
        let source = "x.y_1 <<- `a b`$z %in% c(1L, .5e-3, 0xFF) # \"no\"\n'it''s' -> r\"(a)\"";
        let all: Vec<(Kind, &str)> = tokens(source)
            .into_iter()
            .filter(|token| token.kind != Kind::Space)
            .map(|token| (token.kind, &source[token.start..token.end]))
            .collect();
        use Kind::{Comment, Line, Name, Number, Operator, Text};
        assert_eq!(
            all,
            [
                (Name, "x.y_1"),
                (Operator, "<<-"),
                (Name, "`a b`"),
                (Operator, "$"),
                (Name, "z"),
                (Operator, "%in%"),
                (Name, "c"),
                (Operator, "("),
                (Number, "1L"),
                (Operator, ","),
                (Number, ".5e-3"),
                (Operator, ","),
                (Number, "0xFF"),
                (Operator, ")"),
                (Comment, "# \"no\""),
                (Line, "\n"),
                (Text, "'it'"),
                (Text, "'s'"),
                (Operator, "->"),
                (Text, "r\"(a)\""),
            ]
        );
    }
}
