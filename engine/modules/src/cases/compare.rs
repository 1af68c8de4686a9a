//! Compares tables with what a case expects.

use ml_table::Dataset;
use ml_table::read::{Dialect, delimited};
use ml_table::write::csv;

/// What differs, in a sentence with both tables; none when nothing does.
pub fn tables(expected: &str, found: &Dataset, tolerance: f64) -> Option<String> {
    let text = csv(found);
    let same = if tolerance > 0.0 {
        nearly(expected, &text, tolerance)
    } else {
        expected.trim_end() == text.trim_end()
    };
    (!same).then(|| format!("expected\n{expected}but found\n{text}"))
}

/// Cell by cell, numbers within the tolerance (relative above 1).
fn nearly(expected: &str, found: &str, tolerance: f64) -> bool {
    // As text first, so that a number written in another way is still compared as a number.
    let read = |text: &str| delimited(text.as_bytes(), Dialect { header: false, ..Dialect::COMMA });
    let (Ok(expected), Ok(found)) = (read(expected), read(found)) else { return false };
    expected.rows() == found.rows()
        && expected.columns().len() == found.columns().len()
        && expected.columns().iter().zip(found.columns()).all(|(expected, found)| {
            (0..expected.len())
                .all(|row| cells(expected.text(row).as_deref(), found.text(row).as_deref(), tolerance))
        })
}

fn cells(expected: Option<&str>, found: Option<&str>, tolerance: f64) -> bool {
    if expected == found {
        return true;
    }
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    match (number(expected), number(found)) {
        (Some(expected), Some(found)) => (expected - found).abs() <= tolerance * expected.abs().max(1.0),
        _ => false,
    }
}

/// `name: type`, or `name: type, role` for roles other than Feature.
pub fn columns(found: &Dataset) -> Vec<String> {
    found
        .schema()
        .columns
        .iter()
        .map(|column| match column.role {
            ml_table::Role::Feature => format!("{}: {}", column.name, column.type_name()),
            role => {
                let role = if role.name().is_empty() { "None" } else { role.name() };
                format!("{}: {}, {role}", column.name, column.type_name())
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_table::Column;

    #[test]
    fn numbers_may_differ_a_little_and_text_not_at_all() {
        let found =
            Dataset::new([Column::new("x", vec![Some(1000.5), None]), Column::new("t", vec!["a", "b"])])
                .unwrap();
        assert_eq!(tables("x,t\n1000.5,a\n,b\n", &found, 0.0), None);
        assert_eq!(tables("x,t\n1000.4,a\n,b\n", &found, 1e-3), None);
        assert!(tables("x,t\n1000.4,a\n,b\n", &found, 1e-5).is_some());
        assert!(tables("x,t\n1000.5,a\n,c\n", &found, 1e-3).is_some());
        assert!(tables("x,t\n1000.5,a\n0,b\n", &found, 1e-3).is_some());
        assert_eq!(columns(&found), ["x: Double", "t: String"]);
    }
}
