//! A look at the beginning of a file, for those who decide in which order files are read.

use crate::{archive, text};

/// A quick look whether a file lists what graphs in other files only know by id: assets, modules, pipelines.
pub fn is_listing(bytes: &[u8]) -> bool {
    if archive::is_zip(bytes) {
        // A custom module: the names of its files stand in the beginning of the package.
        let head = &bytes[..bytes.len().min(16_384)];
        let names =
            |ending: &[u8]| head.windows(ending.len()).any(|window| window.eq_ignore_ascii_case(ending));
        return names(b".xml") && names(b".R");
    }
    let head = head(bytes);
    let json = head.trim_start().starts_with(['[', '{']);
    (head.contains("DataTypeId") || head.contains("ModuleInterface"))
        && !head.contains("ModuleNodes")
        && !head.contains("workspaces")
        || json && is_designer_listing(&head)
}

/// Pipelines whose graphs stand in other files, and modules whose ids graphs use.
fn is_designer_listing(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    [
        "\"graphdraftid\"",
        "\"graphid\"",
        "\"structuredinterface\"",
        "\"moduleexecutiontype\"",
        "\"moduleversionid\"",
    ]
    .iter()
    .any(|mark| head.contains(mark))
}

/// A quick look whether a file may hold values that templates in other files need.
pub fn is_template_values(bytes: &[u8]) -> bool {
    let head = head(bytes).to_lowercase();
    head.trim_start().starts_with('{')
        && head.contains("\"parameters\"")
        && (head.contains("deploymentparameters") || head.contains("\"contentversion\""))
        && !head.contains("\"resources\"")
}

/// The beginning of a file as text.
fn head(bytes: &[u8]) -> String {
    let mut head = text::decode(&bytes[..bytes.len().min(16_384) & !1]).into_owned();
    head.truncate(head.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
    head
}
