//! Tables as nobody likes them: without rows, with one, with nothing but missing values, with names in all scripts. The data modules give
//! the same in Python as in our engine.

use super::{difference, interpreter, run, snake};
use crate::support::{all_text, files, text, tool};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Rows with repeated, missing and equal values in every type.
const ROWS: &str = "n,x y,größe,b,day,Ж,id\n\
    3,1.5,\"a \"\"b\"\"\",True,2016-05-24,x,1\n\
    1,,ü,False,,x,2\n\
    3,-2,,true,2016-05-24T13:05:09.250Z,,3\n\
    ,1e20,\"a \"\"b\"\"\",,5/24/2016 1:05:09 PM,y,4\n\
    3,1.5,\"a \"\"b\"\"\",True,2016-05-24,x,1\n";

/// The same columns, all missing but one.
const MISSING: &str = "n,x y,größe,b,day,Ж,id\n?,?,,?,?,,1\n?,?,,?,?,,2\n";

/// Modules on one table: component, settings, and the ports that the table goes into.
fn steps() -> Vec<(&'static str, Value, &'static [&'static str])> {
    let columns = |names: &[&str]| json!({"columns": {"rules": [{"names": names}]}});
    let numbers = || columns(&["n", "x y"]);
    let one: &[&str] = &["dataset"];
    let joined = |kind: &str, keep: bool| {
        let keys = columns(&["n", "größe"]);
        json!({"join_key_columns_for_left": keys, "join_key_columns_for_right": keys, "join_type": kind, "keep_right_key_columns": keep})
    };
    vec![
        (
            "select-columns-in-dataset",
            json!({"select_columns": {"columns": {"rules": [{"indexes": ["6", "1-2", "6"]}], "keep_order_and_duplicates": true}}}),
            one,
        ),
        ("remove-duplicate-rows", json!({"key_columns": {"columns": {"rules": [{"all": {}}]}}}), one),
        (
            "remove-duplicate-rows",
            json!({"key_columns": columns(&["n"]), "retain_first_duplicate_row": false}),
            one,
        ),
        ("convert-to-dataset", json!({"action": "set-missing-values", "custom_missing_value": "3"}), one),
        (
            "edit-metadata",
            json!({"column": {"columns": {"rules": [{"all": {}}]}}, "data_type": "string"}),
            one,
        ),
        (
            "edit-metadata",
            json!({"column": columns(&["b", "n"]), "data_type": "double", "new_column_names": "First, Zweite"}),
            one,
        ),
        (
            "clean-missing-data",
            json!({"columns_to_be_cleaned": numbers(), "cleaning_mode": "replace-with-mean", "generate_missing_value_indicator_column": true, "cols_with_all_missing_values": "propagate"}),
            one,
        ),
        (
            "clean-missing-data",
            json!({"columns_to_be_cleaned": numbers(), "cleaning_mode": "replace-with-median"}),
            one,
        ),
        ("clean-missing-data", json!({"cleaning_mode": "replace-with-mode"}), one),
        ("clean-missing-data", json!({"cleaning_mode": "remove-entire-row"}), one),
        (
            "clean-missing-data",
            json!({"cleaning_mode": "remove-entire-column", "minimum_missing_value_ratio": 0.3}),
            one,
        ),
        ("clean-missing-data", json!({"columns_to_be_cleaned": numbers(), "replacement_value": "7"}), one),
        ("normalize-data", json!({"columns_to_transform": numbers()}), one),
        (
            "normalize-data",
            json!({"columns_to_transform": numbers(), "transformation_method": "min-max", "use_zero_for_constant_columns": false}),
            one,
        ),
        (
            "clip-values",
            json!({"list_of_columns": numbers(), "upper_threshold": "percentile", "percentile_number_for_upper_threshold": 60, "overwrite_flag": false, "add_indicator_columns": true}),
            one,
        ),
        ("apply-math-operation", json!({"column_set": numbers(), "basic_math_function": "square"}), one),
        (
            "apply-math-operation",
            json!({"column_set": columns(&["n", "b"]), "category": "compare", "comparison_function": "less-than", "second_argument_type": "column-set", "second_argument_columns": columns(&["x y"]), "output_mode": "result-only"}),
            one,
        ),
        ("summarize-data", json!({}), one),
        ("split-data", json!({"fraction_of_rows_in_the_first_output_dataset": 0.5, "random_seed": 7}), one),
        (
            "split-data",
            json!({"stratified_split": true, "stratification_key_column": columns(&["n"]), "random_seed": 7}),
            one,
        ),
        (
            "split-data",
            json!({"splitting_mode": "relative-expression", "relational_expression": "!(\\\"n\" == 3 & \\\"x y\" > 0) | \\1 < 2"}),
            one,
        ),
        (
            "apply-sql-transformation",
            json!({"sql_query_script": "-- one; two\nselect t1.*, t2.n as \"again\" from t1 left join t2 on t1.n = t2.n;"}),
            &["table1", "table2"],
        ),
        ("join-data", joined("inner-join", true), &["dataset1", "dataset2"]),
        ("join-data", joined("left-outer-join", false), &["dataset1", "dataset2"]),
        ("join-data", joined("full-outer-join", false), &["dataset1", "dataset2"]),
        ("join-data", joined("left-semi-join", true), &["dataset1", "dataset2"]),
        ("add-columns", json!({}), &["left_dataset", "right_dataset"]),
        ("add-rows", json!({}), &["dataset1", "dataset2"]),
        ("convert-to-csv", json!({}), one),
    ]
}

/// A draft with all steps on the rows of a text for which a comparison holds, or on the others.
fn draft(rows: &str, condition: &str, port_of_rows: &str) -> Value {
    let split = json!({"splitting_mode": "relative-expression", "relational_expression": condition});
    let mut nodes = vec![
        json!({"id": "rows", "component": "enter-data-manually", "title": "Rows", "params": {"data": rows}}),
        json!({"id": "table", "component": "split-data", "title": "Table", "params": split}),
    ];
    let mut edges = vec![
        json!({"from": {"node": "rows", "port": "dataset"}, "to": {"node": "table", "port": "dataset"}}),
    ];
    for (number, (component, params, ports)) in steps().into_iter().enumerate() {
        let id = format!("step {number} {component}");
        nodes.push(json!({"id": id, "component": component, "title": id, "params": params}));
        for port in ports {
            edges.push(
                json!({"from": {"node": "table", "port": port_of_rows}, "to": {"node": id, "port": port}}),
            );
        }
    }
    json!({"schema": "ml-pipeline-draft/1", "name": "Edges", "nodes": nodes, "edges": edges})
}

#[test]
fn awkward_tables_give_the_same() {
    let Some(python) = interpreter() else { return };
    let out = tempfile::tempdir().unwrap();
    let tables = [
        ("all", ROWS, "\\\"n\" < 100 | \\\"x y\" < 1e30", "results_dataset1"),
        ("none", ROWS, "\\\"n\" > 100", "results_dataset1"),
        ("one", ROWS, "\\\"n\" == 1", "results_dataset1"),
        ("missing", MISSING, "\\\"n\" > 0", "results_dataset2"),
    ];
    let mut folders: Vec<PathBuf> = Vec::new();
    for (name, rows, condition, port) in tables {
        let source = out.path().join(format!("{name}.json"));
        let mut draft = draft(rows, condition, port);
        draft["name"] = name.into();
        std::fs::write(&source, draft.to_string()).unwrap();
        let to = text(&out.path().join("converted"));
        let output = tool(&["convert", &text(&source), "--out", &to, "--to", "python"]);
        assert!(output.status.success(), "{}", all_text(&output));
        folders.push(out.path().join("converted/python").join(name));
    }
    run(&python, &folders);
    let mut compared = 0;
    for (name, ..) in tables {
        let folder = out.path().join("converted/python").join(name);
        let error = std::fs::read_to_string(folder.join("error.txt"));
        assert!(error.is_err(), "{name}: {}", error.unwrap_or_default());
        let whole = text(&out.path().join("whole").join(name));
        let source = text(&out.path().join(format!("{name}.json")));
        let output = tool(&["run", &source, "--out", &whole, "--device", "cpu"]);
        assert!(output.status.success(), "{name}: {}", all_text(&output));
        for path in files(whole.as_ref()) {
            let Some(stem) = path.file_name().unwrap().to_str().unwrap().strip_suffix(".csv") else {
                continue;
            };
            let (label, port) = stem.rsplit_once('.').unwrap();
            let found = folder.join(format!("out/{}.{port}.csv", snake(label)));
            let found = std::fs::read_to_string(&found)
                .unwrap_or_else(|error| panic!("{}: {error}", found.display()));
            let expected = std::fs::read_to_string(&path).unwrap();
            assert_eq!(difference(&expected, &found, 1e-9), None, "{name}, {stem}\n{expected}\n{found}");
            compared += 1;
        }
    }
    assert!(compared > 120, "{compared} tables compared");
}
