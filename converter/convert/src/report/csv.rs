//! The report as a table, one row a module, for spreadsheets.

use super::{Experiments, ModuleReport};
use std::io;

const HEAD: [&str; 9] =
    ["experiment", "draft", "node", "module", "verdict", "why", "to do", "lost in designer", "comment"];

pub(super) fn write(experiments: &dyn Experiments, out: &mut dyn io::Write) -> io::Result<()> {
    write!(out, "{}\r\n", HEAD.join(","))?;
    experiments.each(&mut |experiment| {
        for module in &experiment.modules {
            let ModuleReport {
                node, module: title, comment, verdict, reasons, to_do, lost_in_designer, ..
            } = module;
            let cells = [
                &experiment.name,
                &experiment.draft,
                node,
                title,
                verdict.describe(),
                &reasons.join(" "),
                &to_do.join(" "),
                &lost_in_designer.join(" "),
                comment,
            ];
            let cells: Vec<String> = cells.into_iter().map(cell).collect();
            write!(out, "{}\r\n", cells.join(","))?;
        }
        Ok(())
    })
}

/// A cell, in quotes where it must be. A text that a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn cells_are_text() {
        assert_eq!(cell("a"), "a");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
    }
}
