//! What R 4 does differently from the R of the Studio, or a machine of today from that of the Studio, and a person has to look at.

use super::source::Source;
use super::token::Kind;
use crate::Finding;

pub(super) fn find(source: &Source<'_>, warnings: &mut Vec<Finding>) {
    let mut warn = |rule, at: usize, message: &str, help: &str| {
        let (message, help) = (message.to_owned(), help.to_owned());
        warnings.push(Finding { rule, line: source.line(at), message, help });
    };
    for (at, _, close) in source.calls("class") {
        if matches!(source.word(close + 1), "==" | "!=") {
            warn(
                "r/class",
                at,
                "A matrix has two classes since R 4, so this comparison gives two answers.",
                "Write inherits(x, \"matrix\") or is.matrix(x).",
            );
        }
    }
    for name in ["memory.limit", "memory.size", "shell", "winDialog", "default.stringsAsFactors"] {
        for (at, ..) in source.calls(name) {
            warn(
                "r/windows",
                at,
                &format!("“{name}” is for Windows or older versions of R only."),
                "Leave it out.",
            );
        }
    }
    for at in 0..source.code.len() {
        if source.kind(at) != Some(Kind::Text) {
            continue;
        }
        let text = source.word(at).trim_matches(['"', '\'']);
        let bytes = text.as_bytes();
        if bytes.len() > 2
            && bytes[0].is_ascii_alphabetic()
            && bytes[1] == b':'
            && matches!(bytes[2], b'\\' | b'/')
        {
            warn(
                "r/path",
                at,
                "This path is one of the Studio's Windows machines.",
                "Files of the script bundle are in “src/”; write other files to tempdir().",
            );
        } else if text == "src"
            || text.starts_with("src/")
            || text.starts_with("./src/")
            || text.starts_with("src\\")
        {
            warn(
                "r/bundle",
                at,
                "Files of the zip are in “src” here, as in the Studio; the designer calls that folder “./Script Bundle”.",
                "Change the path only for the designer.",
            );
        }
    }
    for (at, open, close) in source.calls("install.packages") {
        let file = (open..close).any(|at| {
            source.plain_text(at).is_some_and(|text| text.ends_with(".zip") || text.ends_with("win.binary"))
        });
        if file {
            warn(
                "r/package-file",
                at,
                "A package in a zip is for Windows and for the R of its day.",
                "Install the package from CRAN and leave this line out.",
            );
        }
    }
}
