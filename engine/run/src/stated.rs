//! Whether a file has the columns that the export said its dataset has.

use ml_graph::{Asset, Diagnostic, StatedColumn, counted};
use ml_table::{ElementType, Schema};
use std::collections::BTreeSet;

/// Most differences that are named one by one.
const MOST: usize = 20;

/// What differs, column by column. Nothing of it stops a run: the modules say what they cannot work with.
pub fn differences(asset: &Asset, stated: &[StatedColumn], schema: &Schema) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut say = |column: &str, message: String, help: &str| {
        let diagnostic = Diagnostic::warning("run/column-differs", message).help(help);
        found.push(diagnostic.at_node(&asset.id).at_column(column));
    };
    for wanted in stated {
        let Some(column) = schema.column(&wanted.name) else {
            let message = format!(
                "The file of “{}” has no column “{}”, which the export says it has.",
                asset.name, wanted.name
            );
            say(
                &wanted.name,
                message,
                "Give the file that the experiment used, or name the column as it was.",
            );
            continue;
        };
        if let Some(element) = wanted.element.as_deref().filter(|element| !fits(element, column.element)) {
            let message = format!(
                "Column “{}” of “{}” holds {} values in the file, but {element} values by the export.",
                wanted.name, asset.name, column.element
            );
            say(
                &wanted.name,
                message,
                "Look at the values of the file; Edit Metadata gives the column the type it had.",
            );
        }
    }
    let known: BTreeSet<&str> = stated.iter().map(|column| column.name.as_str()).collect();
    for column in schema.columns.iter().filter(|column| !known.contains(column.name.as_str())) {
        let message = format!(
            "The file of “{}” has a column “{}” that the export does not know.",
            asset.name, column.name
        );
        say(&column.name, message, "Give the file that the experiment used, or leave the column out.");
    }
    if found.len() > MOST {
        let more = found.len() - MOST;
        found.truncate(MOST);
        let message = format!("{} of “{}” differ as well.", counted(more, "further column"), asset.name);
        found.push(
            Diagnostic::warning("run/column-differs", message)
                .help("Give the file that the experiment used.")
                .at_node(&asset.id),
        );
    }
    found
}

/// Whether values of this type are what the export calls so. Whole numbers are numbers, and whatever is text by the export and a number
/// by the file lost what only texts can hold.
fn fits(stated: &str, element: ElementType) -> bool {
    match stated {
        "Numeric" | "Double" => matches!(element, ElementType::Integer | ElementType::Double),
        stated => stated == element.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::AssetKind;
    use ml_table::ColumnSchema;

    #[test]
    fn each_difference_names_its_column() {
        let asset = Asset {
            id: "a".to_owned(),
            kind: AssetKind::Dataset,
            name: "people".to_owned(),
            format: None,
            location: None,
            source_id: None,
            position: None,
        };
        let stated = |name: &str, element: &str| StatedColumn {
            name: name.to_owned(),
            element: Some(element.to_owned()),
            categorical: false,
        };
        let schema = Schema::new([
            ColumnSchema::new("zip", ElementType::Integer),
            ColumnSchema::new("size", ElementType::Integer),
            ColumnSchema::new("new", ElementType::String),
        ]);
        let wanted = [stated("zip", "String"), stated("size", "Double"), stated("born", "DateTime")];
        let found = differences(&asset, &wanted, &schema);
        let columns: Vec<&str> = found.iter().map(|found| found.at.column.as_deref().unwrap()).collect();
        assert_eq!(columns, ["zip", "born", "new"]);
        assert!(
            found[0].message.contains("holds Integer values in the file, but String"),
            "{}",
            found[0].message
        );
        let many: Vec<StatedColumn> = (0..30).map(|number| stated(&format!("c{number}"), "String")).collect();
        let found = differences(&asset, &many, &Schema::new([]));
        assert_eq!(found.len(), MOST + 1);
        assert!(found[MOST].message.starts_with("10 further columns"), "{}", found[MOST].message);
    }
}
