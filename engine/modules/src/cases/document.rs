//! Reads the Markdown file of a module.

/// The heading that ends the help and begins the cases.
const CASES: &str = "## Cases";

/// The help of a document: what stands before the cases.
pub fn help(document: &str) -> &str {
    let end = document
        .match_indices(CASES)
        .find(|(start, _)| *start == 0 || document[..*start].ends_with('\n'))
        .map_or(document.len(), |(start, _)| start);
    document[..end].trim()
}
