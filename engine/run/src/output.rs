//! Outputs for people: views, pages of rows, files.

use ml_graph::{ColumnSelection, Diagnostic};
use ml_modules::{Value, view};
use ml_protocol::{ColumnProfile, OutputFormat, Reply, Response, TablePage};
use ml_table::Dataset;

/// Most rows in one page.
const LARGEST_PAGE: u64 = 10_000;

/// Rows of a table as text.
pub(crate) fn page(
    value: &Value,
    offset: u64,
    limit: u64,
    columns: Option<&ColumnSelection>,
) -> Result<TablePage, Diagnostic> {
    let dataset = table(value)?;
    let columns = match columns {
        Some(selection) => {
            ml_table::resolve(selection, &dataset.schema()).map_err(|error| error.to_diagnostic())?
        }
        None => (0..dataset.columns().len()).collect(),
    };
    let offset = offset.min(dataset.rows() as u64) as usize;
    Ok(view::page(&dataset, &columns, offset, limit.min(LARGEST_PAGE) as usize))
}

/// Statistics of the columns at these positions.
pub(crate) fn profiles(value: &Value, columns: &[u64]) -> Result<Vec<ColumnProfile>, Diagnostic> {
    let dataset = table(value)?;
    let column = |position: &u64| dataset.columns().get(usize::try_from(*position).ok()?);
    Ok(columns.iter().filter_map(column).map(view::column_profile).collect())
}

/// An output as a file called `name` with the format's extension.
pub(crate) fn download(value: &Value, name: &str, format: OutputFormat) -> Result<Reply, Diagnostic> {
    let (bytes, extension, media) = match format {
        OutputFormat::Csv => (ml_table::write::csv(&table(value)?).into_bytes(), "csv", "text/csv"),
        OutputFormat::Parquet => (parquet(&table(value)?)?, "parquet", "application/vnd.apache.parquet"),
        OutputFormat::Arrow => {
            let bytes = ml_table::write::ipc(&table(value)?).map_err(|error| error.to_diagnostic())?;
            (bytes, "arrow", "application/vnd.apache.arrow.file")
        }
        OutputFormat::Json => (json(value)?, "json", "application/json"),
    };
    let response =
        Response::File { name: format!("{}.{extension}", file_name(name)), media: media.to_owned() };
    Ok(Reply { response, attachment: Some(bytes) })
}

/// The table that a value is, or that stands for it: an evaluation's metrics.
fn table(value: &Value) -> Result<Dataset, Diagnostic> {
    match value {
        Value::Dataset(dataset) => Ok(dataset.clone()),
        Value::Evaluation(evaluation) => Ok(evaluation.metrics().clone()),
        _ => Err(Diagnostic::error("run/no-table", "This output is no table.")
            .help("Look at it as a whole, or download it as JSON.")),
    }
}

/// Everything but tables has a form in JSON; a table has one as an array of rows.
fn json(value: &Value) -> Result<Vec<u8>, Diagnostic> {
    match value {
        Value::Dataset(dataset) => rows_as_json(dataset),
        Value::Bundle(_) => Err(Diagnostic::error("run/no-json", "A zip of files has no form in JSON.")),
        _ => value.to_bytes().map_err(|failure| match failure.diagnostic() {
            Some(diagnostic) => diagnostic.clone(),
            None => Diagnostic::error("run/cancelled", "Writing was cancelled."),
        }),
    }
}

fn rows_as_json(dataset: &Dataset) -> Result<Vec<u8>, Diagnostic> {
    use serde_json::{Map, Value as Json};
    let rows: Vec<Json> = (0..dataset.rows())
        .map(|row| {
            let members = dataset.columns().iter().map(|column| {
                let cell = column.cell(row);
                let value = match cell.element() {
                    None => Json::Null,
                    Some(ml_table::ElementType::Boolean | ml_table::ElementType::Integer) => column
                        .text(row)
                        .and_then(|text| text.to_lowercase().parse().ok())
                        .unwrap_or(Json::Null),
                    Some(ml_table::ElementType::Double) => {
                        cell.number().and_then(serde_json::Number::from_f64).map_or(Json::Null, Json::Number)
                    }
                    Some(_) => column.text(row).map_or(Json::Null, |text| Json::String(text.into_owned())),
                };
                (column.name().to_owned(), value)
            });
            Json::Object(Map::from_iter(members))
        })
        .collect();
    serde_json::to_vec(&rows).map_err(|error| {
        Diagnostic::error("run/not-writable", format!("The table cannot be written as JSON: {error}."))
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn parquet(dataset: &Dataset) -> Result<Vec<u8>, Diagnostic> {
    ml_table::write::parquet(dataset).map_err(|error| error.to_diagnostic())
}

#[cfg(target_arch = "wasm32")]
fn parquet(_dataset: &Dataset) -> Result<Vec<u8>, Diagnostic> {
    Err(Diagnostic::error("run/no-parquet", "The browser cannot write Parquet files.")
        .help("Download the table as Arrow or CSV, or run the pipeline with the command-line tool."))
}

/// A name that every file system takes.
fn file_name(name: &str) -> String {
    let name: String = name
        .chars()
        .map(|letter| if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '-' } else { letter })
        .take(120)
        .collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "output".to_owned() } else { name.to_owned() }
}
