//! A script as rules see it: its code without blanks and comments, brackets in pairs, statements.

use super::token::{Kind, Token, tokens};
use std::collections::BTreeSet;
use std::ops::Range;

/// Words that are no names, in both Pythons; `print` and `exec` are left to their rules.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Keywords whose statement has a body after a colon.
const COMPOUND: [&str; 12] =
    ["if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "async"];

/// The most tokens that an operand or the arguments of a call may have to be understood: it keeps the search linear on hostile text.
const LONGEST: usize = 4000;

/// A script, cut and paired.
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    /// Everything, in order.
    pub(crate) all: Vec<Token>,
    /// What is code; logical line ends count.
    pub(crate) code: Vec<Token>,
    partners: Vec<Option<usize>>,
    /// Open brackets before each token of code.
    depths: Vec<usize>,
    /// Simple statements and the headers of compound ones, as ranges of code without line ends, colons and semicolons.
    pub(crate) statements: Vec<Range<usize>>,
    /// Whether every bracket has its partner.
    pub(crate) balanced: bool,
    /// Names that the script binds itself, anywhere.
    pub(crate) bound: BTreeSet<&'a str>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Source<'a> {
        let all = tokens(text);
        let is_code = |kind| !matches!(kind, Kind::Space | Kind::Comment | Kind::LineBreak | Kind::Joined);
        let code: Vec<Token> = all.iter().copied().filter(|token| is_code(token.kind)).collect();
        let mut source = Source {
            text,
            all,
            partners: vec![None; code.len()],
            depths: Vec::with_capacity(code.len()),
            code,
            statements: Vec::new(),
            balanced: true,
            bound: BTreeSet::new(),
        };
        source.pair();
        source.split();
        source.bind();
        source
    }

    fn pair(&mut self) {
        let mut open = Vec::new();
        for at in 0..self.code.len() {
            let word = self.word(at);
            if matches!(word, ")" | "]" | "}") {
                match open.pop() {
                    Some(start)
                        if matches!((self.word(start), word), ("(", ")") | ("[", "]") | ("{", "}")) =>
                    {
                        self.partners[at] = Some(start);
                        self.partners[start] = Some(at);
                    }
                    _ => self.balanced = false,
                }
            }
            self.depths.push(open.len());
            if matches!(word, "(" | "[" | "{") && self.code[at].kind == Kind::Operator {
                open.push(at);
            }
        }
        self.balanced &= open.is_empty();
    }

    fn split(&mut self) {
        let mut statements = Vec::new();
        let mut begin = 0;
        while begin < self.code.len() {
            let end = (begin..self.code.len())
                .find(|at| self.code[*at].kind == Kind::Newline)
                .unwrap_or(self.code.len());
            let base = self.depths.get(begin).copied().unwrap_or(0);
            let mut from = begin;
            // The colon that ends a header.
            if COMPOUND.contains(&self.word(begin)) {
                let mut lambdas = 0;
                for at in begin..end {
                    match self.word(at) {
                        _ if self.depths[at] != base => {}
                        "lambda" => lambdas += 1,
                        ":" if lambdas > 0 => lambdas -= 1,
                        ":" => {
                            statements.push(begin..at);
                            from = at + 1;
                            break;
                        }
                        _ => {}
                    }
                }
            }
            let body = from;
            for at in body..end {
                if self.is(at, ";") && self.depths[at] == base {
                    statements.push(from..at);
                    from = at + 1;
                }
            }
            statements.push(from..end);
            begin = end + 1;
        }
        statements.retain(|statement| !statement.is_empty());
        self.statements = statements;
    }

    /// Collects what the script binds; more rather than less.
    fn bind(&mut self) {
        let mut bound = BTreeSet::new();
        for statement in &self.statements {
            let first = self.word(statement.start);
            match first {
                "def" | "class" => {
                    bound.insert(self.word(statement.start + 1));
                    bound.extend(
                        statement.clone().skip(2).filter(|at| self.is_name(*at)).map(|at| self.word(at)),
                    );
                }
                "import" | "from" => {
                    let last = |at: &usize| !matches!(self.word(at + 1), "." | "as") && self.is_name(*at);
                    let imported = statement.clone().filter(last);
                    let skip = statement.clone().find(|at| self.is(*at, "import")).unwrap_or(statement.start);
                    bound.extend(imported.filter(|at| *at > skip).map(|at| self.word(at)));
                    if first == "import" {
                        let roots = statement.clone().filter(|at| self.is_name(*at) && !self.is(at - 1, "."));
                        bound.extend(roots.map(|at| self.word(at)));
                    }
                }
                "for" | "global" => {
                    let targets = statement.clone().take_while(|at| !self.is(*at, "in"));
                    bound.extend(targets.filter(|at| self.is_name(*at)).map(|at| self.word(at)));
                }
                "with" | "except" => {
                    let targets = statement.clone().filter(|at| self.is(*at, "as")).map(|at| at + 1);
                    bound.extend(targets.filter(|at| self.is_name(*at)).map(|at| self.word(at)));
                }
                _ => {
                    let base = self.depths[statement.start];
                    let last = statement
                        .clone()
                        .rfind(|at| self.depths[*at] == base && self.word(*at) == "=")
                        .unwrap_or(statement.start);
                    let names = (statement.start..last).filter(|at| {
                        self.is_name(*at)
                            && !self.is(at + 1, "(")
                            && !self.is(at + 1, ".")
                            && !self.is(at + 1, "[")
                            && (*at == 0 || !self.is(at - 1, "."))
                    });
                    bound.extend(names.map(|at| self.word(at)));
                }
            }
        }
        self.bound = bound;
    }

    /// The text of a token of code; nothing beyond the end.
    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.code.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at) == word
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.code.get(at).map(|token| token.kind)
    }

    /// Whether a name, and no keyword, stands here.
    pub(crate) fn is_name(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Name) && !KEYWORDS.contains(&self.word(at))
    }

    pub(crate) fn is_text(&self, at: usize) -> bool {
        self.kind(at) == Some(Kind::Text)
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        self.code.get(at).map_or(1, |token| token.line)
    }

    pub(crate) fn start(&self, at: usize) -> usize {
        self.code.get(at).map_or(self.text.len(), |token| token.start)
    }

    pub(crate) fn end(&self, at: usize) -> usize {
        self.code.get(at).map_or(self.text.len(), |token| token.end)
    }

    /// The bracket that belongs to the one here.
    pub(crate) fn partner(&self, at: usize) -> Option<usize> {
        self.partners.get(at).copied().flatten()
    }

    pub(crate) fn depth(&self, at: usize) -> usize {
        self.depths.get(at).copied().unwrap_or(0)
    }

    /// The source of a range of code, with what stands between.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'a str {
        if range.is_empty() { "" } else { &self.text[self.start(range.start)..self.end(range.end - 1)] }
    }

    /// Whether an operand may end with this token.
    pub(crate) fn ends_operand(&self, at: usize) -> bool {
        self.is_name(at)
            || matches!(self.kind(at), Some(Kind::Text | Kind::Number))
            || (self.kind(at) == Some(Kind::Operator) && matches!(self.word(at), ")" | "]" | "}"))
    }

    /// Where the operand begins that ends before `end`: `a.b(c)[d]`.
    pub(crate) fn operand_start(&self, end: usize) -> Option<usize> {
        let mut at = end;
        for _ in 0..LONGEST {
            let last = at.checked_sub(1)?;
            if !self.ends_operand(last) {
                return None;
            }
            at = last;
            if self.kind(last) == Some(Kind::Operator) {
                at = self.partner(last)?;
                if !self.is(at, "{") && at > 0 && self.ends_operand(at - 1) && !self.is(at - 1, "print") {
                    continue;
                }
            } else if self.is_text(last) {
                while at > 0 && self.is_text(at - 1) {
                    at -= 1;
                }
            }
            if at > 0 && self.is(at - 1, ".") {
                at -= 1;
                continue;
            }
            return Some(at);
        }
        None
    }

    /// The bracket around a token, and nothing when there is none or it is far.
    pub(crate) fn enclosing(&self, at: usize) -> Option<usize> {
        let mut at = at;
        for _ in 0..LONGEST {
            at = at.checked_sub(1)?;
            if self.kind(at) == Some(Kind::Operator) {
                match self.word(at) {
                    ")" | "]" | "}" => at = self.partner(at)?,
                    "(" | "[" | "{" => return Some(at),
                    _ => {}
                }
            }
        }
        None
    }

    /// The arguments between a bracket and its partner.
    pub(crate) fn arguments(&self, open: usize) -> Option<Vec<Range<usize>>> {
        let close = self.partner(open)?;
        (close - open <= LONGEST).then(|| self.pieces(open + 1..close))
    }

    /// A range of code, split at the commas that stand in no further bracket and in no list of a lambda's parameters.
    pub(crate) fn pieces(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let base = self.depth(range.start);
        let mut from = range.start;
        let mut lambdas = 0;
        for at in range.clone() {
            if self.depth(at) != base {
                continue;
            }
            match self.word(at) {
                "lambda" => lambdas += 1,
                ":" if lambdas > 0 => lambdas -= 1,
                "," if lambdas == 0 => {
                    pieces.push(from..at);
                    from = at + 1;
                }
                _ => {}
            }
        }
        if from < range.end {
            pieces.push(from..range.end);
        }
        pieces
    }

    /// The keyword of an argument: `name` of `name=value`.
    pub(crate) fn keyword(&self, argument: &Range<usize>) -> Option<&'a str> {
        let named = argument.len() >= 3 && self.is_name(argument.start) && self.is(argument.start + 1, "=");
        named.then(|| self.word(argument.start))
    }

    /// The value of an argument, its keyword apart.
    pub(crate) fn value(&self, argument: &Range<usize>) -> Range<usize> {
        match self.keyword(argument) {
            Some(_) => argument.start + 2..argument.end,
            None => argument.clone(),
        }
    }

    /// Whether a range is one operand as a whole.
    pub(crate) fn is_operand(&self, range: &Range<usize>) -> bool {
        !range.is_empty() && self.operand_start(range.end) == Some(range.start)
    }

    /// The source of a range as an operand, in brackets when it is more than one.
    pub(crate) fn operand(&self, range: &Range<usize>) -> String {
        let text = self.slice(range);
        if self.is_operand(range) { text.to_owned() } else { format!("({text})") }
    }

    /// The content of a plain string: no `f`, no `b`, no escapes but in raw ones.
    pub(crate) fn plain_text(&self, at: usize) -> Option<&'a str> {
        if !self.is_text(at) {
            return None;
        }
        let word = self.word(at);
        let start = word.find(['"', '\''])?;
        let (prefix, rest) = word.split_at(start);
        let raw = prefix.contains(['r', 'R']);
        if prefix.contains(['f', 'F', 'b', 'B']) || (!raw && rest.contains('\\')) {
            return None;
        }
        let quotes =
            if rest.len() >= 6 && (rest.starts_with("\"\"\"") || rest.starts_with("'''")) { 3 } else { 1 };
        rest.get(quotes..rest.len() - quotes)
    }

    /// Calls of `.name(`: the place of the point, of the opening bracket and its partner.
    pub(crate) fn method_calls<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Call> + 's {
        (1..self.code.len()).filter_map(move |at| {
            let called = self.is(at, ".") && self.is(at + 1, name) && self.is(at + 2, "(");
            let close = called.then(|| self.partner(at + 2)).flatten()?;
            Some(Call { receiver: self.operand_start(at)?, point: at, open: at + 2, close })
        })
    }

    /// Whether the name here stands alone: no attribute of something, no keyword of an argument.
    pub(crate) fn is_free(&self, at: usize) -> bool {
        let keyword =
            self.is(at + 1, "=") && self.depth(at) > 0 && at > 0 && matches!(self.word(at - 1), "(" | ",");
        self.is_name(at) && !(at > 0 && self.is(at - 1, ".")) && !keyword
    }

    /// The statement that holds a token.
    pub(crate) fn statement_of(&self, at: usize) -> Option<&Range<usize>> {
        let next = self.statements.partition_point(|statement| statement.end <= at);
        self.statements.get(next).filter(|statement| statement.contains(&at))
    }
}

/// A call of a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// Where the operand before the point begins.
    pub(crate) receiver: usize,
    pub(crate) point: usize,
    pub(crate) open: usize,
    pub(crate) close: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_operands_and_arguments() {
        let source = Source::new("if x[a:b]: print y; z = lambda a, b: 1\nf(lambda a, b: 0, c=1).g()\n");
        let statements: Vec<&str> = source.statements.iter().map(|range| source.slice(range)).collect();
        assert_eq!(statements, ["if x[a:b]", "print y", "z = lambda a, b: 1", "f(lambda a, b: 0, c=1).g()"]);
        let open = (0..source.code.len()).find(|at| source.is(*at, "f")).unwrap() + 1;
        let arguments = source.arguments(open).unwrap();
        assert_eq!(arguments.len(), 2);
        assert_eq!(source.keyword(&arguments[1]), Some("c"));
        let call = source.method_calls("g").next().unwrap();
        assert_eq!(source.slice(&(call.receiver..call.point)), "f(lambda a, b: 0, c=1)");
        assert!(source.bound.contains("z") && !source.bound.contains("f"));
    }
}
