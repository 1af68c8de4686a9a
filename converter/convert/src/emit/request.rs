//! The bodies of example requests.

use super::{SampleRows, Samples};
use ml_graph::{Interface, Json};

/// A request in classic's form: the inputs of `interface` with the rows that are at hand, and values for the parameters.
pub(crate) fn sample_request(
    interface: &Interface,
    samples: &Samples,
    parameters: impl IntoIterator<Item = (String, Json)>,
) -> Json {
    let mut inputs: Vec<(String, Json)> = Vec::new();
    for input in &interface.inputs {
        // One input of the service may feed several modules.
        let known = inputs.iter().position(|(name, _)| *name == input.name);
        match (known, samples.get(&input.port)) {
            (None, rows) => inputs.push((input.name.clone(), table(rows))),
            (Some(place), Some(rows)) => inputs[place].1 = table(Some(rows)),
            (Some(_), None) => {}
        }
    }
    Json::Object(vec![
        ("Inputs".to_owned(), Json::Object(inputs)),
        ("GlobalParameters".to_owned(), Json::Object(parameters.into_iter().collect())),
    ])
}

fn table(rows: Option<&SampleRows>) -> Json {
    let SampleRows { columns, rows } = rows.cloned().unwrap_or_default();
    let cell = |cell: Option<String>| cell.map_or(Json::Null, Json::String);
    let rows = rows.into_iter().map(|row| Json::Array(row.into_iter().map(cell).collect()));
    Json::Object(vec![
        ("ColumnNames".to_owned(), Json::Array(columns.into_iter().map(Json::String).collect())),
        ("Values".to_owned(), Json::Array(rows.collect())),
    ])
}
