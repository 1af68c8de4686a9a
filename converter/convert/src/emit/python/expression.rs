//! Python expressions, broken into lines as people do.

use crate::emit::yaml::number;
use ml_graph::{ColumnRule, ColumnSelect, ColumnSelection, ParamValue, RangeBuilder, SweepRange};

/// The longest line.
pub(super) const LINE: usize = 100;
/// One level of indentation.
const INDENT: &str = "    ";

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expression {
    /// As it stands.
    Plain(String),
    /// Items between an opening and a closing sign: a call, a list, a dictionary.
    Group { open: String, items: Vec<(String, Expression)>, close: &'static str },
}

impl Expression {
    /// As it stands.
    pub(crate) fn plain(text: impl Into<String>) -> Expression {
        Expression::Plain(text.into())
    }

    /// A call of `function`; each argument comes with its keyword, which may be empty.
    pub(crate) fn call(
        function: &str,
        arguments: impl IntoIterator<Item = (String, Expression)>,
    ) -> Expression {
        let items = arguments
            .into_iter()
            .map(|(keyword, value)| (if keyword.is_empty() { keyword } else { keyword + "=" }, value))
            .collect();
        Expression::Group { open: format!("{function}("), items, close: ")" }
    }

    /// A list.
    pub(crate) fn list(items: impl IntoIterator<Item = Expression>) -> Expression {
        let items = items.into_iter().map(|item| (String::new(), item)).collect();
        Expression::Group { open: "[".to_owned(), items, close: "]" }
    }

    /// A dictionary with texts for keys.
    pub(crate) fn dictionary(items: impl IntoIterator<Item = (String, Expression)>) -> Expression {
        let items = items.into_iter().map(|(key, value)| (format!("{}: ", text(&key)), value)).collect();
        Expression::Group { open: "{".to_owned(), items, close: "}" }
    }

    /// Arguments whose keywords are no names of Python.
    pub(crate) fn spread(items: impl IntoIterator<Item = (String, Expression)>) -> Expression {
        let items = items.into_iter().map(|(key, value)| (format!("{}: ", text(&key)), value)).collect();
        Expression::Group { open: "**{".to_owned(), items, close: "}" }
    }

    /// On one line.
    fn flat(&self) -> String {
        match self {
            Expression::Plain(text) => text.clone(),
            Expression::Group { open, items, close } => {
                let items: Vec<String> =
                    items.iter().map(|(before, value)| format!("{before}{}", value.flat())).collect();
                format!("{open}{}{close}", items.join(", "))
            }
        }
    }

    /// At this depth, after `before` on the same line and with `after` at its end.
    pub(crate) fn written(&self, depth: usize, before: &str, after: &str) -> String {
        let indent = INDENT.repeat(depth);
        let flat = format!("{indent}{before}{}{after}", self.flat());
        match self {
            Expression::Group { open, items, close }
                if !items.is_empty() && (flat.contains('\n') || flat.chars().count() > LINE) =>
            {
                let items: String = items
                    .iter()
                    .map(|(before, value)| value.written(depth + 1, before, ",") + "\n")
                    .collect();
                format!("{indent}{before}{open}\n{items}{indent}{close}{after}")
            }
            _ => flat,
        }
    }
}

/// A text in double quotes; one of several lines in three of them, as it stands.
pub(crate) fn text(text: &str) -> String {
    let lines = text.contains('\n');
    let mut out = String::from(if lines { "\"\"\"" } else { "\"" });
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '"' if !lines => out.push_str("\\\""),
            // Three in a row, or one at the end, would close the text.
            '"' if out.ends_with('"') && out.len() > 3 => out.push_str("\\\""),
            '\n' if lines => out.push('\n'),
            '\t' if lines => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            _ if letter.is_control() => out.push_str(&format!("\\u{:04x}", letter as u32)),
            _ => out.push(letter),
        }
    }
    if lines && text.ends_with('"') {
        let end = out.len() - 1;
        if !out[..end].ends_with('\\') {
            out.insert(end, '\\');
        }
    }
    out.push_str(if lines { "\"\"\"" } else { "\"" });
    out
}

/// The value of a parameter; none for what is blank or secret.
pub(crate) fn value(value: &ParamValue) -> Option<Expression> {
    Some(match value {
        ParamValue::Null | ParamValue::Secret(_) => return None,
        ParamValue::Bool(true) => Expression::plain("True"),
        ParamValue::Bool(false) => Expression::plain("False"),
        ParamValue::Integer(value) => Expression::plain(value.to_string()),
        ParamValue::Float(value) if value.is_finite() => Expression::plain(number(*value)),
        ParamValue::Float(value) => Expression::plain(format!("float(\"{value}\")")),
        ParamValue::Text(value) => Expression::plain(text(&value.replace("\r\n", "\n"))),
        ParamValue::Columns(columns) => selection(columns),
        ParamValue::Range(SweepRange::Literal(literal)) => Expression::plain(text(literal)),
        ParamValue::Range(SweepRange::Builder(RangeBuilder { min, max, count, logarithmic, .. })) => {
            Expression::plain(text(&format!(
                "{count} values from {min} to {max}{}",
                if *logarithmic { ", geometric" } else { "" }
            )))
        }
    })
}

fn texts(items: &[String]) -> Expression {
    Expression::list(items.iter().map(|item| Expression::plain(text(item))))
}

/// Names alone as a list of them; other rules by the functions of `library/shared/columns.py`.
fn selection(columns: &ColumnSelection) -> Expression {
    if let [ColumnRule { exclude: false, select: ColumnSelect::Names(names) }] = columns.rules.as_slice()
        && !columns.keep_order_and_duplicates
        && !names.is_empty()
    {
        return texts(names);
    }
    Expression::list(columns.rules.iter().map(|rule| {
        let function = match (columns.keep_order_and_duplicates, rule.exclude) {
            (true, _) => "in_order",
            (false, true) => "exclude",
            (false, false) => "include",
        };
        let mut arguments = Vec::new();
        let mut add = |keyword: &str, items: &[String]| arguments.push((keyword.to_owned(), texts(items)));
        match &rule.select {
            ColumnSelect::All {} => {}
            ColumnSelect::Names(names) => add("names", names),
            ColumnSelect::Indexes(positions) => add("positions", positions),
            ColumnSelect::Types { types, kinds } => {
                let all = |items: &[String]| items.is_empty() || items.iter().any(|item| item == "All");
                if !all(types) {
                    add("types", types);
                }
                if !all(kinds) {
                    add("roles", kinds);
                }
            }
        }
        Expression::call(function, arguments)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_themselves() {
        assert_eq!(text("a \"b\" \\ c\t"), "\"a \\\"b\\\" \\\\ c\\u0009\"");
        assert_eq!(text("select \"x\"\nfrom t1"), "\"\"\"select \"x\"\nfrom t1\"\"\"");
        assert_eq!(text("\"\"\"\n\""), "\"\"\"\"\\\"\\\"\n\\\"\"\"\"");
        assert_eq!(text(""), "\"\"");
    }

    #[test]
    fn long_calls_have_an_argument_a_line() {
        let names = Expression::list((0..3).map(|_| Expression::plain(text("x"))));
        let call = |name: &str| {
            Expression::call(
                name,
                [(String::new(), Expression::plain("table")), ("columns".to_owned(), names.clone())],
            )
        };
        assert_eq!(call("f").written(1, "y = ", ""), "    y = f(table, columns=[\"x\", \"x\", \"x\"])");
        let long = "f".repeat(90);
        assert_eq!(
            call(&long).written(0, "y = ", ""),
            format!("y = {long}(\n    table,\n    columns=[\"x\", \"x\", \"x\"],\n)")
        );
    }

    #[test]
    fn rules_are_calls() {
        let columns = |json: &str| selection(&serde_json::from_str(json).unwrap()).flat();
        assert_eq!(columns(r#"{"rules":[{"names":["b","a"]}]}"#), "[\"b\", \"a\"]");
        assert_eq!(
            columns(
                r#"{"rules":[{"all":{}},{"exclude":true,"types":{"types":["String"],"kinds":["All"]}}]}"#
            ),
            "[include(), exclude(types=[\"String\"])]"
        );
        assert_eq!(
            columns(r#"{"rules":[{"indexes":["3","1-2"]}],"keep_order_and_duplicates":true}"#),
            "[in_order(positions=[\"3\", \"1-2\"])]"
        );
    }
}
