//! What the README says of formats, targets and modules is what the tool says.

use crate::support::{fixtures, tool};

#[test]
fn the_readme_holds_the_tables_of_the_tool() {
    let readme = std::fs::read_to_string(fixtures().join("../README.md")).unwrap();
    let tables = String::from_utf8(tool(&["supported"]).stdout).unwrap();
    assert!(
        tables.contains("| Two-Class Boosted Decision Tree")
            || tables.contains(", Two-Class Boosted Decision Tree")
    );
    assert!(readme.contains(&tables), "The README is stale: run `cargo xtask gen`.");
}
