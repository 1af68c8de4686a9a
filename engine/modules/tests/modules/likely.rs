//! Columns that the values may still change: people can choose from them, and nothing is refused for their sake.

use crate::data::ordinary;
use ml_modules::{Checked, Known, ParamValues};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn check(module: &str, params: Value, inputs: &[(&str, Known)]) -> Checked {
    let params: ParamValues = serde_json::from_value(params).expect("parameters");
    let inputs: BTreeMap<String, Known> =
        inputs.iter().map(|(port, known)| ((*port).to_owned(), known.clone())).collect();
    ml_modules::module(module).expect("a module").check(&params, &inputs)
}

fn names(known: &Known) -> Vec<String> {
    let schema = known.schema().unwrap_or_else(|| panic!("no columns: {known:?}"));
    schema.columns.iter().map(|column| column.name.clone()).collect()
}

/// A dataset cleaned by the mean: columns without a value would go.
fn cleaned() -> Known {
    let params = json!({
        "cleaning_mode": "replace-with-mean",
        "columns_to_be_cleaned": { "columns": { "rules": [{ "types": { "types": ["Numeric"] } }] } },
    });
    let mut checked =
        check("clean-missing-data", params, &[("dataset", Known::Dataset(ordinary(9).schema()))]);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    checked.outputs.remove("cleaned_dataset").expect("a dataset")
}

fn selection(name: &str) -> Value {
    json!({ "column_selection": { "columns": { "rules": [{ "names": [name] }] } } })
}

#[test]
fn cleaning_by_the_mean_likely_keeps_all_columns() {
    let cleaned = cleaned();
    assert!(matches!(cleaned, Known::Likely(_)));
    assert_eq!(names(&cleaned), names(&Known::Dataset(ordinary(9).schema())));
}

#[test]
fn what_follows_has_likely_columns_too() {
    let cleaned = cleaned();
    let wanted = names(&cleaned).remove(0);
    let spec = ml_modules::module("select-columns-in-dataset").unwrap().spec();
    let param = spec.params[0].id.clone();
    let params = json!({ param: selection(&wanted)["column_selection"] });
    let checked = check("select-columns-in-dataset", params, &[("dataset", cleaned)]);
    let output = checked.outputs.values().next().unwrap();
    assert!(matches!(output, Known::Likely(_)));
    assert_eq!(names(output), [wanted]);
}

#[test]
fn a_column_that_is_likely_absent_is_no_error_yet() {
    let spec = ml_modules::module("select-columns-in-dataset").unwrap().spec();
    let param = spec.params[0].id.clone();
    let params = json!({ param: selection("never heard of")["column_selection"] });
    let certain = Known::Dataset(ordinary(9).schema());
    assert!(check("select-columns-in-dataset", params.clone(), &[("dataset", certain)]).has_errors());
    let checked = check("select-columns-in-dataset", params, &[("dataset", cleaned())]);
    assert!(!checked.has_errors(), "{:?}", checked.diagnostics);
    assert_eq!(checked.outputs.values().next(), Some(&Known::Unknown));
}

#[test]
fn sql_tells_its_columns_and_a_transformation_to_come_keeps_them() {
    let table = Known::Dataset(ordinary(9).schema());
    let script = json!({ "sql_query_script": "select count(*) as total, 'x' as \"text ä\" from t1;" });
    let checked = check("apply-sql-transformation", script, &[("table1", table.clone())]);
    assert_eq!(names(checked.outputs.values().next().unwrap()), ["total", "text ä"]);
    let inputs = [("dataset", table.clone()), ("transformation", Known::Transform(None))];
    let checked = check("apply-transformation", json!({}), &inputs);
    assert_eq!(names(checked.outputs.values().next().unwrap()), names(&table));
}

#[test]
fn clusters_follow_the_columns_they_are_made_of() {
    let dataset = Known::Dataset(ordinary(9).schema());
    let params = json!({ "columns": { "columns": { "rules": [{ "types": { "types": ["Numeric"] } }] } } });
    let trained = check("train-clustering-model", params, &[("dataset", dataset.clone())]);
    let mut expected = names(&dataset);
    expected.push("Assignments".to_owned());
    assert_eq!(names(&trained.outputs["results_dataset"]), expected);
    let inputs = [("trained_model", trained.outputs["trained_model"].clone()), ("dataset", dataset)];
    let assigned = check("assign-data-to-clusters", json!({}), &inputs);
    assert!(matches!(assigned.outputs["results_dataset"], Known::Likely(_)));
    assert_eq!(names(&assigned.outputs["results_dataset"]), expected);
    let alone = json!({ "append": false });
    let assigned = check("assign-data-to-clusters", alone, &inputs);
    assert_eq!(names(&assigned.outputs["results_dataset"]), ["Assignments"]);
    let scored = check("score-model", json!({}), &inputs);
    assert_eq!(names(&scored.outputs["scored_dataset"]), expected);
}

#[test]
fn a_script_likely_hands_on_what_it_was_given() {
    let dataset = Known::Dataset(ordinary(9).schema());
    for module in ["execute-python-script", "execute-r-script"] {
        let checked = check(module, json!({}), &[("dataset1", dataset.clone())]);
        assert!(matches!(checked.outputs["result_dataset"], Known::Likely(_)), "{module}");
        assert_eq!(names(&checked.outputs["result_dataset"]), names(&dataset), "{module}");
    }
}
