//! Tables of text, in Markdown and in HTML.

use super::html::escape;
use super::markdown::cell;
use std::fmt::Write;

/// Writes a table of `report.md`.
pub(super) fn markdown<const N: usize>(
    out: &mut String,
    heads: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) {
    let _ = write!(out, "| {} |\n|{}\n", heads.join(" | "), "---|".repeat(N));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.map(|text| cell(&text)).join(" | "));
    }
}

/// Writes a table of the overview.
pub(super) fn html<const N: usize>(
    out: &mut String,
    heads: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) {
    let _ = writeln!(out, "<table><thead><tr><th>{}</tr></thead><tbody>", heads.join("<th>"));
    for row in rows {
        let _ = writeln!(out, "<tr><td>{}</tr>", row.map(|text| escape(&text).to_string()).join("<td>"));
    }
    out.push_str("</tbody></table>\n");
}
