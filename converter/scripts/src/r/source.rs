//! An R script as rules see it: its code without blanks and comments, brackets in pairs.

use super::token::{Kind, Token, tokens};
use std::ops::Range;

/// A script, cut and paired.
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    /// What is code; line ends count.
    pub(crate) code: Vec<Token>,
    partners: Vec<Option<usize>>,
    depths: Vec<usize>,
    /// Whether every bracket has its partner.
    pub(crate) balanced: bool,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Source<'a> {
        let code: Vec<Token> = tokens(text)
            .into_iter()
            .filter(|token| !matches!(token.kind, Kind::Space | Kind::Comment))
            .collect();
        let mut source =
            Source { text, partners: vec![None; code.len()], depths: Vec::new(), code, balanced: true };
        let mut open: Vec<usize> = Vec::new();
        for at in 0..source.code.len() {
            let word = if source.code[at].kind == Kind::Operator { source.word(at) } else { "" };
            if let ")" | "]" | "}" = word {
                match open.pop() {
                    Some(start)
                        if matches!((source.word(start), word), ("(", ")") | ("[", "]") | ("{", "}")) =>
                    {
                        source.partners[at] = Some(start);
                        source.partners[start] = Some(at);
                    }
                    _ => source.balanced = false,
                }
            }
            source.depths.push(open.len());
            if matches!(word, "(" | "[" | "{") {
                open.push(at);
            }
        }
        source.balanced &= open.is_empty();
        source
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.code.get(at).map_or("", |token| &self.text[token.start..token.end])
    }

    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at) == word
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.code.get(at).map(|token| token.kind)
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        self.code.get(at).map_or(1, |token| token.line)
    }

    pub(crate) fn partner(&self, at: usize) -> Option<usize> {
        self.partners.get(at).copied().flatten()
    }

    pub(crate) fn depth(&self, at: usize) -> usize {
        self.depths.get(at).copied().unwrap_or(0)
    }

    /// Calls of a function, whatever package it is taken from: the place of the name, of the bracket and its partner.
    pub(crate) fn calls<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (usize, usize, usize)> + 's {
        (0..self.code.len()).filter_map(move |at| {
            let called = self.kind(at) == Some(Kind::Name) && self.is(at, name) && self.is(at + 1, "(");
            let member = at > 0 && matches!(self.word(at - 1), "$" | "@");
            let close = (called && !member).then(|| self.partner(at + 1)).flatten()?;
            Some((at, at + 1, close))
        })
    }

    /// The arguments of a call, line ends at their edges taken away.
    pub(crate) fn arguments(&self, open: usize, close: usize) -> Vec<Range<usize>> {
        let mut arguments = Vec::new();
        let mut from = open + 1;
        for at in open + 1..=close {
            let ends = at == close || (self.depth(at) == self.depth(open) + 1 && self.is(at, ","));
            if ends {
                let (mut begin, mut end) = (from, at);
                while begin < end && self.kind(begin) == Some(Kind::Line) {
                    begin += 1;
                }
                while end > begin && self.kind(end - 1) == Some(Kind::Line) {
                    end -= 1;
                }
                if begin < end {
                    arguments.push(begin..end);
                }
                from = at + 1;
            }
        }
        arguments
    }

    /// The content of a string without escapes.
    pub(crate) fn plain_text(&self, at: usize) -> Option<&'a str> {
        let word = self.word(at);
        let plain =
            self.kind(at) == Some(Kind::Text) && word.starts_with(['"', '\'']) && !word.contains('\\');
        plain.then(|| word.get(1..word.len() - 1)).flatten()
    }
}
