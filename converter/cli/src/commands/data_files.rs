//! What is printed of data files: how they are laid out, and their columns.

use crate::terminal;
use ml_convert::DataFileReport;

/// Columns that are printed; all of them are in the JSON.
const SHOWN: usize = 20;

/// Prints it for people.
pub(crate) fn show(report: &DataFileReport) {
    terminal::line(&format!("{}: {}", report.file, report.layout));
    if !report.reasons.is_empty() {
        terminal::line(&format!("  {}", report.reasons.join(" ")));
        return;
    }
    terminal::line(&format!("  {}", report.size()));
    let shown = &report.columns[..report.columns.len().min(SHOWN)];
    let width = shown.iter().map(|column| column.name.chars().count()).max().unwrap_or(0);
    for column in shown {
        let missing = match column.missing {
            0 => String::new(),
            missing => format!(", {missing} missing"),
        };
        terminal::line(&format!("    {:width$}  {}{missing}", column.name, column.element));
    }
    if report.columns.len() > SHOWN {
        terminal::line(&format!("    and {} more; --json lists all", report.columns.len() - SHOWN));
    }
}
