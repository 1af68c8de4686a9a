//! The Python of a pipeline runs without our engine and gives what our engine gives.
//!
//! `ML_MIGRATE_PYTHON` names a Python with pandas, scikit-learn and LightGBM; without it these tests say so and look at nothing.

mod cases;
mod edges;
mod learners;
mod samples;
mod stores;

use ml_table::read::{Dialect, delimited};
use ml_table::{Column, Dataset};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python to run with.
#[expect(clippy::print_stdout, reason = "says why a test looks at nothing")]
fn interpreter() -> Option<PathBuf> {
    let found = std::env::var_os("ML_MIGRATE_PYTHON").map(PathBuf::from);
    if found.is_none() {
        println!("skipped: ML_MIGRATE_PYTHON names no Python with pandas, scikit-learn and LightGBM");
    }
    found
}

/// Runs the pipelines of these folders in one process; results are in `out` below each. A pipeline that fails leaves `error.txt` instead.
fn run(python: &Path, folders: &[PathBuf]) {
    let output = Command::new(python).args(["-W", "ignore", "-c", DRIVER]).args(folders).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Beside its results, what is known of the columns of each table: `name: type`, or `name: type, role`.
const DRIVER: &str = r#"
import importlib.util, pathlib, sys, traceback

for number, folder in enumerate(map(pathlib.Path, sys.argv[1:])):
    try:
        spec = importlib.util.spec_from_file_location(f"pipeline_{number}", folder / "pipeline.py")
        pipeline = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = pipeline
        spec.loader.exec_module(pipeline)
        results = pipeline.main()
        pipeline.write_results(results, folder / "out")
        role_of = getattr(pipeline, "role_of", lambda table, name: "Feature")
        for name, table in results.items():
            if hasattr(table, "columns"):
                lines = []
                for column in table.columns:
                    kind = ("Categorical " if pipeline.is_categorical(table[column]) else "") + pipeline.type_of(table[column])
                    role = role_of(table, column)
                    lines.append(f"{column}: {kind}" + ("" if role == "Feature" else f", {role}"))
                (folder / "out" / f"{name}.columns").write_text("\n".join(lines), encoding="utf-8")
    except Exception:
        (folder / "error.txt").write_text(traceback.format_exc(), encoding="utf-8")
"#;

/// A CSV file as texts, with its header as the first row.
fn texts(csv: &str) -> Dataset {
    delimited(csv.as_bytes(), Dialect { header: false, ..Dialect::COMMA }).unwrap()
}

/// What differs between two tables as CSV: numbers within the tolerance, relative above 1, text equal. NaN is missing here.
fn difference(expected: &str, found: &str, tolerance: f64) -> Option<String> {
    let (expected, found) = (texts(expected), texts(found));
    let shape = |table: &Dataset| (table.rows(), table.columns().len());
    if shape(&expected) != shape(&found) {
        return Some(format!("{:?} rows and columns, but found {:?}", shape(&expected), shape(&found)));
    }
    expected.columns().iter().zip(found.columns()).find_map(|(expected, found)| {
        (0..expected.len()).find_map(|row| {
            let (wanted, got) = (cell(expected, row), cell(found, row));
            let equal = wanted == got || is_near(wanted.as_deref(), got.as_deref(), tolerance);
            (!equal).then(|| {
                format!(
                    "{}, row {row}: expected {wanted:?}, found {got:?}",
                    cell(expected, 0).unwrap_or_default()
                )
            })
        })
    })
}

fn cell(column: &Column, row: usize) -> Option<String> {
    column.text(row).map(|text| text.into_owned()).filter(|text| !text.is_empty() && text != "NaN")
}

fn is_near(wanted: Option<&str>, got: Option<&str>, tolerance: f64) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    match (number(wanted), number(got)) {
        (Some(wanted), Some(got)) => {
            wanted == got || (wanted - got).abs() <= tolerance * wanted.abs().max(1.0)
        }
        _ => false,
    }
}

/// Snake case, as steps are named.
fn snake(label: &str) -> String {
    let words = label.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("_")
}
