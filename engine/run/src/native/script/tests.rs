//! Scripts through the interpreters that are installed; where one is not, its tests say so and look at nothing.

use super::*;
use ml_modules::Frame;
use ml_table::{Column, Dataset};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

fn request(code: &str) -> ScriptRequest {
    let dataset = Dataset::new([
        Column::new("n%\t", vec![Some(1_i64), Some(1 << 60)]),
        Column::new("x", vec![Some(1.5), None]),
        Column::new("s", vec![Some("a\nb"), None]),
        Column::new("c", vec!["u", "v"]).to_categorical(),
    ]);
    ScriptRequest {
        language: ScriptLanguage::Python,
        code: code.to_owned(),
        inputs: vec![Frame { port: 1, name: "dataframe1".to_owned(), dataset: dataset.unwrap() }],
        bundle: None,
        files: Vec::new(),
        seed: None,
        version: String::new(),
    }
}

/// Whether there is a Python with pandas; `ML_MIGRATE_PYTHON` names one.
fn has_python() -> bool {
    let found = Command::new(PYTHON.program())
        .args(["-c", "import pandas"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        println!("skipped: no Python with pandas");
    }
    found
}

#[test]
fn tables_survive_the_way_through_a_script() {
    if !has_python() {
        return;
    }
    let given = request(
        "def azureml_main(frame, other=None):\r\n    print('hello')\r\n    return frame, frame.head(1)",
    );
    let outcome = run(&given, &|| false).unwrap();
    assert_eq!(outcome.log.trim(), "hello");
    assert_eq!(outcome.datasets.len(), 2);
    let (sent, got) = (&given.inputs[0].dataset, &outcome.datasets[0]);
    assert_eq!(got.schema(), sent.schema());
    for (sent, got) in sent.columns().iter().zip(got.columns()) {
        for row in 0..2 {
            assert_eq!(got.text(row), sent.text(row), "{} {row}", sent.name());
        }
    }
    assert_eq!(outcome.datasets[1].rows(), 1);
}

#[test]
fn a_broken_script_says_where() {
    if !has_python() {
        return;
    }
    for (code, expected) in [
        ("def azureml_main(frame):\n    return frame.nope", "AttributeError in line 2"),
        ("def azureml_main(frame)\n    return frame", "SyntaxError in line 1"),
        ("x = 1", "defines no function azureml_main"),
        ("def azureml_main(frame):\n    return 5", "returned int"),
    ] {
        let error = run(&request(code), &|| false).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_script_and_what_it_started_end_with_the_run() {
    if !has_python() {
        return;
    }
    let code = "import subprocess\ndef azureml_main(frame):\n    subprocess.run(['sleep', '60'])";
    let asked = AtomicUsize::new(0);
    let begin = Instant::now();
    let outcome = run(&request(code), &|| asked.fetch_add(1, Ordering::SeqCst) > 50);
    assert_eq!(outcome.unwrap_err(), HostError::Cancelled);
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[test]
fn the_second_input_stays_the_second() {
    if !has_python() {
        return;
    }
    let code = "def azureml_main(dataframe1=None, dataframe2=None):\n    assert dataframe1 is None\n    return dataframe2[['x']]";
    let mut given = request(code);
    given.inputs[0].port = 2;
    assert_eq!(run(&given, &|| false).unwrap().datasets[0].columns().len(), 1);
}

#[test]
fn python_finds_its_bundle() {
    if !has_python() {
        return;
    }
    let code = "import helper\ndef azureml_main(frame):\n    with open('./Script Bundle/data/n.txt') as file:\n        print(file.read())\n    return helper.first(frame)";
    let files = [("helper.py", "def first(frame):\n    return frame.head(1)\n"), ("data/n.txt", "seven")];
    let outcome = run(&ScriptRequest { bundle: Some(zipped(&files)), ..request(code) }, &|| false).unwrap();
    assert_eq!((outcome.datasets[0].rows(), outcome.log.trim()), (1, "seven"));
}

/// Whether there is an R; `ML_MIGRATE_RSCRIPT` names one.
fn has_r() -> bool {
    let found = R.is_installed();
    if !found {
        println!("skipped: no R");
    }
    found
}

fn r(code: &str) -> ScriptRequest {
    ScriptRequest { language: ScriptLanguage::R, ..request(code) }
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn tables_survive_the_way_through_r() {
    if !has_r() {
        return;
    }
    let dataset = Dataset::new([
        Column::new("n%\t", vec![Some(1_i64), Some(-2), None]),
        Column::new("large", vec![Some(1_i64), Some(1 << 50), None]),
        Column::new("größe 日本", vec![Some(1.5), Some(f64::NAN), None]),
        Column::new("s", vec![Some("a\nb 50%"), Some("Ünïcödé ✓"), None]),
        Column::new("c", vec![Some("v"), Some("u"), None]).to_categorical(),
        Column::new("b", vec![Some(true), Some(false), None]),
    ]);
    let mut dataset = dataset.unwrap();
    for (name, element, values) in [
        (
            "when",
            ml_table::ElementType::DateTime,
            [
                ml_table::Cell::DateTime(-1),
                ml_table::Cell::DateTime(1_700_000_000_123),
                ml_table::Cell::Missing,
            ],
        ),
        (
            "long",
            ml_table::ElementType::TimeSpan,
            [ml_table::Cell::TimeSpan(90_061_001), ml_table::Cell::TimeSpan(0), ml_table::Cell::Missing],
        ),
    ] {
        let mut built = ml_table::ValuesBuilder::new(element, 3);
        for value in values {
            built.push(value).unwrap();
        }
        let columns = dataset.columns().iter().cloned().chain([Column::new(name, built.finish())]);
        dataset = Dataset::new(columns.collect::<Vec<_>>()).unwrap();
    }
    let mut given = r("results <- 5\r\nframe <- maml.mapInputPort(1)\r\nmaml.mapOutputPort(\"frame\")\r\n");
    given.inputs[0].dataset = dataset;
    let outcome = run(&given, &|| false).unwrap();
    let (sent, got) = (&given.inputs[0].dataset, &outcome.datasets[0]);
    assert_eq!(got.columns().len(), sent.columns().len());
    for (sent, got) in sent.columns().iter().zip(got.columns()) {
        assert_eq!(got.name(), sent.name());
        assert_eq!(got.is_categorical(), sent.is_categorical(), "{}", sent.name());
        if sent.name() == "large" {
            // Base R has whole numbers of 32 bits alone; larger ones are doubles there.
            assert_eq!(got.cell(1).number(), sent.cell(1).number());
            continue;
        }
        assert_eq!(got.element(), sent.element(), "{}", sent.name());
        for row in 0..3 {
            assert_eq!(got.text(row), sent.text(row), "{} {row}", sent.name());
        }
    }
}

#[test]
fn r_sees_factors_dates_and_missing_values() {
    if !has_r() {
        return;
    }
    let code = "a <- maml.mapInputPort(1)\nstopifnot(is.factor(a$c), is.na(a$x[2]), is.character(a$s), is.na(a$s[2]))\n\
        out <- data.frame(day = as.Date(c('2024-02-29', NA)), count = 3:4, level = factor(c('low', NA)), ok = c(TRUE, NA))\n\
        maml.mapOutputPort('out')";
    let outcome = run(&r(code), &|| false).unwrap();
    let columns = outcome.datasets[0].columns();
    let types: Vec<String> = columns.iter().map(|column| column.element().to_string()).collect();
    assert_eq!(types, ["DateTime", "Integer", "String", "Boolean"]);
    assert!(columns[2].is_categorical());
    assert!(columns[0].text(0).unwrap().contains("2024"), "{:?}", columns[0].text(0));
    assert!([0, 2, 3].into_iter().all(|index| columns[index].is_missing(1)));
}

#[test]
fn r_draws_finds_its_bundle_and_keeps_its_seed() {
    if !has_r() {
        return;
    }
    let code = "source('src/helper.R')\nload <- readLines('src/data/n.txt', warn = FALSE)\nplot(1:3)\nplot(3:1)\n\
        out <- data.frame(n = twice(as.numeric(load)), random = runif(1))\nmaml.mapOutputPort('out')";
    let files = [("helper.R", "twice <- function(x) 2 * x\n"), ("data/n.txt", "21\n")];
    let given = ScriptRequest { bundle: Some(zipped(&files)), seed: Some(7), ..r(code) };
    let outcome = run(&given, &|| false).unwrap();
    let again = run(&given, &|| false).unwrap();
    assert_eq!(outcome.datasets[0].columns()[0].text(0).as_deref(), Some("42"));
    assert_eq!(outcome.datasets[0].columns()[1].text(0), again.datasets[0].columns()[1].text(0));
    assert_eq!(outcome.images.len(), 2);
    assert!(
        outcome.images.iter().all(|(media, bytes)| media == "image/png" && bytes.starts_with(b"\x89PNG"))
    );
}

#[test]
fn r_runs_the_successors_scripts_too() {
    if !has_r() {
        return;
    }
    let code = "azureml_main <- function(dataframe1, dataframe2) {\n  list(dataset1 = dataframe2, dataset2 = data.frame(rows = nrow(dataframe2)))\n}";
    let mut given = r(code);
    given.inputs[0].port = 2;
    let outcome = run(&given, &|| false).unwrap();
    assert_eq!(outcome.datasets.len(), 2);
    assert_eq!(outcome.datasets[1].columns()[0].text(0).as_deref(), Some("2"));
}

#[test]
fn a_broken_r_script_says_why() {
    if !has_r() {
        return;
    }
    for (code, expected) in [
        ("x <- (1", "unexpected end of input"),
        ("maml.mapOutputPort('nothing')", "Object 'nothing' not found"),
        ("maml.mapInputPort(2)", "Nothing is connected to input 2"),
        ("library(noSuchPackage)", "noSuchPackage"),
        (
            "out <- data.frame(n = 1)\nout$l <- list(1:3)\nmaml.mapOutputPort('out')",
            "Column “l” of the result",
        ),
        ("quit(status = 3)", "ended with"),
    ] {
        let error = run(&r(code), &|| false).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn an_empty_table_comes_back_from_r() {
    if !has_r() {
        return;
    }
    let mut given = r("a <- maml.mapInputPort(1)\nmaml.mapOutputPort('a')");
    given.inputs[0].dataset = Dataset::new([
        Column::new("x", Vec::<Option<f64>>::new()),
        Column::new("s", Vec::<Option<&str>>::new()),
    ])
    .unwrap();
    let outcome = run(&given, &|| false).unwrap();
    assert_eq!((outcome.datasets[0].rows(), outcome.datasets[0].columns().len()), (0, 2));
}

#[test]
fn a_missing_interpreter_is_named() {
    let absent = Interpreter { program: "no-such-r", variable: "ML_MIGRATE_NO_SUCH_VARIABLE", ..R };
    let folder = tempfile::tempdir().unwrap();
    let error = start(&absent, folder.path(), &folder.path().join("log")).unwrap_err();
    assert!(!absent.is_installed());
    let HostError::Failed(diagnostic) = error else { panic!("{error}") };
    assert!(diagnostic.message.starts_with("R cannot be started (no-such-r:"), "{}", diagnostic.message);
    assert!(diagnostic.help.contains("ML_MIGRATE_NO_SUCH_VARIABLE"));
}
