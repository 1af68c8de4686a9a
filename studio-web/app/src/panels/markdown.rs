//! Markdown of module help and reports, read into blocks and rendered as text only: nothing in it can become markup or a script.
//!
//! What our own files use: headings, paragraphs, lists, fenced code, tables, and in a line code, emphasis and links.

use leptos::prelude::*;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// Level 1 to 6.
    Heading(u8, Vec<Span>),
    /// Running text.
    Paragraph(Vec<Span>),
    /// Items of a bulleted or numbered list.
    List { numbered: bool, items: Vec<Vec<Span>> },
    /// Text kept as it is.
    Code(String),
    /// The head and the rows.
    Table { head: Vec<Vec<Span>>, rows: Vec<Vec<Vec<Span>>> },
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Plain.
    Text(String),
    /// Code.
    Code(String),
    /// Important.
    Strong(String),
    /// Stressed.
    Emphasis(String),
    /// Text and the address behind it.
    Link(String, String),
}

/// Reads a document. Any text is a document; what is not understood is a paragraph.
pub fn read(text: &str) -> Vec<Block> {
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim_end();
        let body = line.trim_start();
        if body.is_empty() {
            at += 1;
        } else if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| body.starts_with(fence)) {
            let end = (at + 1..lines.len()).find(|&next| lines[next].trim_start().starts_with(fence));
            let end = end.unwrap_or(lines.len());
            blocks.push(Block::Code(lines[at + 1..end].join("\n")));
            at = end + 1;
        } else if let Some((level, title)) = heading(body) {
            blocks.push(Block::Heading(level, spans(title)));
            at += 1;
        } else if body.starts_with('|') && lines.get(at + 1).is_some_and(|next| is_rule(next)) {
            let head = cells(body);
            at += 2;
            let mut rows = Vec::new();
            while at < lines.len() && lines[at].trim_start().starts_with('|') {
                rows.push(cells(lines[at].trim()));
                at += 1;
            }
            blocks.push(Block::Table { head, rows });
        } else if let Some((numbered, _)) = item(body) {
            let mut items: Vec<String> = Vec::new();
            while at < lines.len() {
                let body = lines[at].trim();
                match item(body) {
                    Some((kind, text)) if kind == numbered => items.push(text.to_owned()),
                    // Indented lines go on with the item.
                    None if !body.is_empty() && lines[at].starts_with("  ") => {
                        if let Some(last) = items.last_mut() {
                            last.push(' ');
                            last.push_str(body);
                        }
                    }
                    _ => break,
                }
                at += 1;
            }
            blocks.push(Block::List { numbered, items: items.iter().map(|text| spans(text)).collect() });
        } else {
            let mut paragraph = String::new();
            while at < lines.len() && !starts_block(lines[at]) {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(lines[at].trim());
                at += 1;
            }
            if paragraph.is_empty() {
                // A table row without a head: text like any other.
                paragraph.push_str(body);
                at += 1;
            }
            blocks.push(Block::Paragraph(spans(&paragraph)));
        }
    }
    blocks
}

fn starts_block(line: &str) -> bool {
    let body = line.trim();
    body.is_empty()
        || body.starts_with("```")
        || body.starts_with("~~~")
        || body.starts_with('|')
        || heading(body).is_some()
        || item(body).is_some()
}

fn heading(body: &str) -> Option<(u8, &str)> {
    let level = body.bytes().take_while(|byte| *byte == b'#').count();
    let rest = body[level..].strip_prefix(' ')?;
    (1..=6).contains(&level).then(|| (level as u8, rest.trim().trim_end_matches('#').trim_end()))
}

fn item(body: &str) -> Option<(bool, &str)> {
    if let Some(rest) = body.strip_prefix("- ").or_else(|| body.strip_prefix("* ")) {
        return Some((false, rest.trim()));
    }
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let rest = body[digits..].strip_prefix(". ")?;
    (1..=4).contains(&digits).then(|| (true, rest.trim()))
}

fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.starts_with('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(line: &str) -> Vec<Vec<Span>> {
    let line = line.trim().trim_start_matches('|');
    let line = line.strip_suffix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('|')) => {
                letters.next();
                push(&mut cells, '|');
            }
            ('|', _) => cells.push(String::new()),
            _ => push(&mut cells, letter),
        }
    }
    cells.iter().map(|cell| spans(cell.trim())).collect()
}

fn push(cells: &mut [String], letter: char) {
    if let Some(last) = cells.last_mut() {
        last.push(letter);
    }
}

/// Reads the inside of a line.
fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let found = enclosed(rest, "`", "`")
            .map(|(inner, rest)| (Span::Code(inner.to_owned()), rest))
            .or_else(|| {
                enclosed(rest, "**", "**").map(|(inner, rest)| (Span::Strong(inner.to_owned()), rest))
            })
            .or_else(|| {
                enclosed(rest, "*", "*").map(|(inner, rest)| (Span::Emphasis(inner.to_owned()), rest))
            })
            .or_else(|| link(rest));
        match found {
            Some((span, after)) => {
                if !plain.is_empty() {
                    spans.push(Span::Text(std::mem::take(&mut plain)));
                }
                spans.push(span);
                rest = after;
            }
            None => {
                plain.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    if !plain.is_empty() {
        spans.push(Span::Text(plain));
    }
    spans
}

fn enclosed<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    let (inner, rest) = text.strip_prefix(open)?.split_once(close)?;
    // `2 * 3 * 4` is arithmetic, not emphasis.
    (!inner.trim().is_empty() && (open == "`" || inner.trim() == inner)).then_some((inner, rest))
}

fn link(text: &str) -> Option<(Span, &str)> {
    let (title, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    let safe = address.starts_with("https://") || address.starts_with("http://");
    (!title.contains('[')).then(|| {
        let span = if safe {
            Span::Link(title.to_owned(), address.to_owned())
        } else {
            Span::Text(title.to_owned())
        };
        (span, rest)
    })
}

/// Shows a document. Headings start at level 3: the document stands inside a panel.
pub fn show(text: &str) -> AnyView {
    read(text).into_iter().map(block).collect_view().into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(1, spans) => view! { <h3>{line(spans)}</h3> }.into_any(),
        Block::Heading(2, spans) => view! { <h4>{line(spans)}</h4> }.into_any(),
        Block::Heading(_, spans) => view! { <h5>{line(spans)}</h5> }.into_any(),
        Block::Paragraph(spans) => view! { <p>{line(spans)}</p> }.into_any(),
        Block::List { numbered, items } => {
            let items = items.into_iter().map(|item| view! { <li>{line(item)}</li> }).collect_view();
            if numbered {
                view! { <ol>{items}</ol> }.into_any()
            } else {
                view! { <ul>{items}</ul> }.into_any()
            }
        }
        Block::Code(text) => view! { <pre><code>{text}</code></pre> }.into_any(),
        Block::Table { head, rows } => {
            let head =
                head.into_iter().map(|cell| view! { <th scope="col">{line(cell)}</th> }).collect_view();
            let rows = rows
                .into_iter()
                .map(|row| {
                    let cells = row.into_iter().map(|cell| view! { <td>{line(cell)}</td> }).collect_view();
                    view! { <tr>{cells}</tr> }
                })
                .collect_view();
            view! { <div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div> }
                .into_any()
        }
    }
}

fn line(spans: Vec<Span>) -> Vec<AnyView> {
    let span = |span| match span {
        Span::Text(text) => text.into_any(),
        Span::Code(text) => view! { <code>{text}</code> }.into_any(),
        Span::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Span::Emphasis(text) => view! { <em>{text}</em> }.into_any(),
        Span::Link(text, address) => {
            view! { <a href=address target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
        }
    };
    spans.into_iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Vec<Span> {
        vec![Span::Text(text.to_owned())]
    }

    #[test]
    fn blocks_are_told_apart() {
        let blocks = read(
            "# Split Data\n\nCuts rows\nin two.\n\n- one\n  more\n- two\n1. first\n\n```csv\na,b\n\n1,2\n```\n| a | b \\| c |\n|---|:-:|\n| 1 | 2 |\n",
        );
        assert_eq!(
            blocks,
            [
                Block::Heading(1, text("Split Data")),
                Block::Paragraph(text("Cuts rows in two.")),
                Block::List { numbered: false, items: vec![text("one more"), text("two")] },
                Block::List { numbered: true, items: vec![text("first")] },
                Block::Code("a,b\n\n1,2".to_owned()),
                Block::Table { head: vec![text("a"), text("b | c")], rows: vec![vec![text("1"), text("2")]] },
            ]
        );
    }

    #[test]
    fn lines_know_code_emphasis_and_safe_links() {
        let Some(Block::Paragraph(spans)) =
            read("Use `a*b*c`, **not** *that*: 2 * 3 * 4, [docs](https://x.y) [bad](javascript:alert) <b>")
                .pop()
        else {
            panic!("not a paragraph");
        };
        assert_eq!(
            spans,
            [
                Span::Text("Use ".into()),
                Span::Code("a*b*c".into()),
                Span::Text(", ".into()),
                Span::Strong("not".into()),
                Span::Text(" ".into()),
                Span::Emphasis("that".into()),
                Span::Text(": 2 * 3 * 4, ".into()),
                Span::Link("docs".into(), "https://x.y".into()),
                Span::Text(" ".into()),
                Span::Text("bad".into()),
                Span::Text(" <b>".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_document(text in "[a#*`|\\-\\[\\]() \n1.~é:]{0,120}") {
            let blocks = read(&text);
            prop_assert_eq!(blocks.is_empty(), text.trim().is_empty());
        }
    }
}
