//! A request in the form of Azure ML's designer: other port names, a record a row, real numbers.

use super::super::plan::Plan;
use ml_graph::{EndpointColumn, EndpointDefinition, EndpointPort, Json};
use std::collections::{BTreeMap, BTreeSet};

/// The name of a port by its place: callers' first input is `WebServiceInput0`.
pub(super) fn input_name(place: usize) -> String {
    format!("WebServiceInput{place}")
}

/// The same for outputs.
pub(super) fn output_name(place: usize) -> String {
    format!("WebServiceOutput{place}")
}

/// The names of the service's inputs in order, each once.
pub(super) fn inputs<'p>(plan: &'p Plan<'_>) -> Vec<&'p str> {
    let mut met = BTreeSet::new();
    let titles = plan.service.inputs.iter().map(|(_, title)| title.as_str());
    titles.filter(|title| met.insert(*title)).collect()
}

/// `classic`, in any of the forms it had, in the new one.
pub(super) fn in_new_form(plan: &Plan<'_>, definition: &EndpointDefinition, classic: &Json) -> Json {
    let places: BTreeMap<&str, usize> =
        inputs(plan).into_iter().enumerate().map(|(place, name)| (name, place)).collect();
    let ports: BTreeMap<&str, &EndpointPort> =
        definition.inputs.iter().rev().map(|port| (port.name.as_str(), port)).collect();
    let tables = classic.get("Inputs").map(Json::members).unwrap_or_default().iter().map(|(name, table)| {
        let place = places.get(name.as_str()).copied();
        let port = ports.get(name.as_str());
        let columns: BTreeMap<&str, &EndpointColumn> =
            port.iter().flat_map(|port| &port.columns).map(|column| (column.name.as_str(), column)).collect();
        let cell = |column: &str, cell: &Json| {
            let kind = columns.get(column).map(|column| column.element_type.as_str());
            typed(cell, kind)
        };
        let rows = rows(table).into_iter().map(|row| {
            Json::Object(row.into_iter().map(|(name, value)| (name.to_owned(), cell(name, value))).collect())
        });
        (place.map_or_else(|| name.clone(), input_name), Json::Array(rows.collect()))
    });
    let parameters = classic.get("GlobalParameters").cloned().unwrap_or(Json::Object(Vec::new()));
    Json::Object(vec![
        ("Inputs".to_owned(), Json::Object(tables.collect())),
        ("GlobalParameters".to_owned(), parameters),
    ])
}

/// The rows of a table in either of classic's forms.
fn rows(table: &Json) -> Vec<Vec<(&str, &Json)>> {
    if let Json::Array(records) = table {
        return records.iter().map(|record| record.members().iter().map(named).collect()).collect();
    }
    let columns = table.get("ColumnNames").map(Json::items).unwrap_or_default();
    let names: Vec<&str> = columns.iter().map(|name| name.as_str().unwrap_or_default()).collect();
    let values = table.get("Values").map(Json::items).unwrap_or_default();
    values.iter().map(|row| names.iter().copied().zip(row.items()).collect()).collect()
}

fn named((name, value): &(String, Json)) -> (&str, &Json) {
    (name, value)
}

/// A cell as what it means: by the column's type, or without one by how it is written.
fn typed(cell: &Json, kind: Option<&str>) -> Json {
    let Json::String(text) = cell else { return cell.clone() };
    let is_text = matches!(kind, Some("String" | "DateTime" | "TimeSpan"));
    if text.is_empty() {
        return if is_text { cell.clone() } else { Json::Null };
    }
    if is_text {
        return cell.clone();
    }
    if matches!(kind, None | Some("Boolean")) {
        match text.to_ascii_lowercase().as_str() {
            "true" => return Json::Bool(true),
            "false" => return Json::Bool(false),
            _ => {}
        }
    }
    // “007” is a name.
    let digits = text.trim_start_matches('-');
    if kind.is_none() && digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") {
        return cell.clone();
    }
    if let Ok(number) = text.parse::<i64>() {
        return Json::Integer(number);
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Json::Float(number),
        _ => cell.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_what_they_mean() {
        let text = |text: &str| Json::from(text);
        assert_eq!(typed(&text("12"), Some("Integer")), Json::Integer(12));
        assert_eq!(typed(&text("1.50"), None), Json::Float(1.5));
        assert_eq!(typed(&text("12"), Some("String")), text("12"));
        assert_eq!(typed(&text("007"), None), text("007"));
        assert_eq!(typed(&text("007"), Some("Integer")), Json::Integer(7));
        assert_eq!(typed(&text(""), None), Json::Null);
        assert_eq!(typed(&text("True"), None), Json::Bool(true));
        assert_eq!(typed(&text("NaN"), None), text("NaN"));
        assert_eq!(typed(&Json::Null, None), Json::Null);
    }
}
