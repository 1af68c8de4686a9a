//! R of the Studio (2.x and 3.x): its entry point, its packages, defaults that changed, and what R 4 does differently.

mod defaults;
mod entry;
mod hazards;
mod packages;
mod source;
mod token;

use crate::edit::apply;
use crate::{Checked, Finding};
use entry::Kept;
use source::Source;
use token::Kind;

pub use packages::{Availability, Package};

/// An R script after a look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RChecked {
    /// The script and what is said about it.
    pub checked: Checked,
    /// The packages it uses, by name.
    pub packages: Vec<Package>,
}

/// Checks an R script, gives it the new entry point when that is safe, and writes out defaults that changed. The result is a fixed point: checked again, it stays.
pub fn r(text: &str) -> RChecked {
    let source = Source::new(text);
    let mut checked = Checked { code: text.to_owned(), ..Checked::default() };
    let mut warn = |rule, line, message: String, help: &str| {
        checked.warnings.push(Finding { rule, line, message, help: help.to_owned() });
    };
    let broken = source.code.iter().find(|token| token.kind == Kind::Broken).map(|token| token.line);
    let broken = broken.or((!source.balanced).then_some(1));
    if let Some(line) = broken {
        warn(
            "r/broken",
            line,
            "This is no R: a text or bracket without its end, or a character that means nothing.".to_owned(),
            "Mend the script; it was left as it is.",
        );
    } else {
        let mut changes = Vec::new();
        match entry::find(&source) {
            Some(Ok(change)) => changes.push(change),
            Some(Err(Kept { line, why, help })) => {
                warn("r/entry", line, format!("The script keeps the functions of the Studio: {why}."), help);
            }
            None => {}
        }
        defaults::find(&source, &mut changes, &mut checked.warnings);
        // None of them stands in the place of another.
        let (code, made) = apply(text, changes);
        checked.code = code;
        checked.changes.extend(made.into_iter().map(|change| Finding {
            rule: change.rule,
            line: change.line,
            message: change.message,
            help: String::new(),
        }));
    }
    hazards::find(&source, &mut checked.warnings);
    checked.sort();
    RChecked { packages: packages::find(&source), checked }
}

#[cfg(test)]
mod tests;
