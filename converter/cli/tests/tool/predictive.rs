//! From a training experiment to the service: what training gave is what the service answers with.

use crate::support::{all_text, fixtures, text, tool};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    fixtures().join(format!("classic/{name}.json"))
}

fn succeed(arguments: &[&str]) -> String {
    let output = tool(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", all_text(&output));
    all_text(&output)
}

fn read(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Lines of a file and how often each is there.
fn lines(path: &Path) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for line in
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).lines()
    {
        *counts.entry(line.to_owned()).or_default() += 1;
    }
    counts
}

/// Trains, makes the service, sends it all rows of the data, and finds every row that training scored among the answers, letter for letter.
fn scores_are_those_of_training(sample_name: &str, data: &str, node: Option<&str>, scored: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let training = text(&sample(sample_name));
    let service = folder.path().join("service");
    let draft = service.join("service.draft.json");
    let draft_text = text(&draft);
    let mut arguments = vec!["predictive", &training, "--out", &draft_text];
    arguments.extend(node.iter().flat_map(|node| ["--node", *node]));
    let said = succeed(&arguments);
    assert!(said.contains("trained_model.json"), "{said}");

    succeed(&["run", &training, "--out", &text(&service), "--device", "cpu"]);
    let rows = format!("input1={}", text(&fixtures().join("data").join(data)));
    let answers = folder.path().join("answers");
    succeed(&["run", &draft_text, "--out", &text(&answers), "--data", &rows, "--device", "cpu"]);

    let expected = lines(&service.join(format!("{scored}.csv")));
    let answered = lines(&answers.join("output1.csv"));
    assert!(expected.len() > 50, "{}", expected.len());
    for (line, count) in expected {
        assert!(
            answered.get(&line).is_some_and(|found| *found >= count),
            "{sample_name}: no answer is {line}"
        );
    }
    read(&service.join("service.endpoint.json"))
}

#[test]
fn two_classes() {
    let endpoint = scores_are_those_of_training(
        "income-two-models",
        "income.csv",
        Some("Score Model 2"),
        "Score Model 2.scored_dataset",
    );
    assert_eq!(endpoint["kind"], "realtime");
    assert_eq!(endpoint["draft"], "service.draft.json");
    assert_eq!(endpoint["experiment"], "income-two-models.json");
    let columns = endpoint["inputs"][0]["columns"].as_array().unwrap();
    let age = columns.iter().find(|column| column["name"] == "age").unwrap();
    assert_eq!(age["type"], "Integer");
    let example = &endpoint["sample_request"]["Inputs"]["input1"];
    assert_eq!(example["Values"].as_array().unwrap().len(), 3);
    assert_eq!(endpoint["resources"].as_array().unwrap().len(), 3, "two cleanings and a model");
}

#[test]
fn the_other_model_of_the_two() {
    scores_are_those_of_training(
        "income-two-models",
        "income.csv",
        Some("Train Model"),
        "Score Model.scored_dataset",
    );
}

#[test]
fn a_regression_with_fitted_transformations_on_both_branches() {
    scores_are_those_of_training(
        "house-prices-regression",
        "houses.csv",
        Some("Score Model"),
        "Score Model.scored_dataset",
    );
}

#[test]
fn clusters() {
    scores_are_those_of_training(
        "customer-segments-clustering",
        "customers.csv",
        None,
        "Assign Data to Clusters.results_dataset",
    );
}

#[test]
fn a_service_that_trained_keeps_its_ports_and_loses_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let draft = folder.path().join("credit.draft.json");
    let said = succeed(&["predictive", &text(&sample("credit-risk-predictive")), "--out", &text(&draft)]);
    assert!(said.contains("no parameter “Training share”"), "{said}");
    let made = read(&draft);
    let nodes: Vec<&str> =
        made["nodes"].as_array().unwrap().iter().map(|node| node["component"].as_str().unwrap()).collect();
    // Callers always sent rows right into Score Model: what prepared the data only served the training.
    assert_eq!(nodes, ["score-model", "select-columns-in-dataset"]);
    assert_eq!(made["interface"]["outputs"][0]["port"]["node"], made["nodes"][1]["id"]);
}

#[test]
fn models_of_an_earlier_run_are_copied() {
    let folder = tempfile::tempdir().unwrap();
    let (run, draft) = (folder.path().join("run"), folder.path().join("service/x.draft.json"));
    let training = text(&sample("customer-segments-clustering"));
    let arguments = ["predictive", &training, "--out", &text(&draft), "--run", &text(&run), "--json"];
    let output = tool(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("Train Clustering Model.trained_model.json"), "{}", all_text(&output));
    succeed(&["run", &training, "--out", &text(&run), "--device", "cpu"]);
    let output = tool(&arguments);
    assert!(output.status.success(), "{}", all_text(&output));
    let made: Value = serde_json::from_slice(&output.stdout).unwrap();
    let endpoint = read(&folder.path().join("service/x.endpoint.json"));
    let columns = endpoint["outputs"][0]["columns"].as_array().unwrap();
    assert!(columns.iter().any(|column| column["name"] == "Assignments"), "{columns:?}");
    for saved in made["saved"].as_array().unwrap() {
        assert!(folder.path().join("service").join(saved["file"].as_str().unwrap()).is_file(), "{saved}");
    }
    // The service runs on the data it was trained on, which lies elsewhere: no rows, no answer, and it says so.
    let output = tool(&["run", &text(&draft), "--out", &text(&folder.path().join("none"))]);
    assert_eq!(output.status.code(), Some(2), "{}", all_text(&output));
    assert!(all_text(&output).contains("customers.csv"), "{}", all_text(&output));
}

#[test]
fn what_cannot_be_served_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = text(&folder.path().join("x.draft.json"));
    for (name, node, words) in [
        (
            "income-two-models",
            None,
            vec!["trains several models", "Score Model, Two-Class Boosted Decision Tree"],
        ),
        (
            "income-two-models",
            Some("Score Modle"),
            vec!["no module “Score Modle”", "Did you mean “Score Model”?"],
        ),
        (
            "income-two-models",
            Some("Edit Metadata"),
            vec!["“Edit Metadata” neither trains nor applies a model"],
        ),
        ("sales-sql-python", None, vec!["trains no model"]),
    ] {
        let source = text(&sample(name));
        let mut arguments = vec!["predictive", &source, "--out", &out];
        arguments.extend(node.iter().flat_map(|node| ["--node", *node]));
        let output = tool(&arguments);
        assert_eq!(output.status.code(), Some(2), "{name}");
        for words in words {
            assert!(all_text(&output).contains(words), "{words}: {}", all_text(&output));
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
    // A predictive experiment has nothing to save.
    let draft = folder.path().join("first.draft.json");
    succeed(&["predictive", &text(&sample("customer-segments-clustering")), "--out", &text(&draft)]);
    let output = tool(&["predictive", &text(&draft), "--out", &out]);
    assert!(all_text(&output).contains("is a predictive one already"), "{}", all_text(&output));
}

#[test]
fn an_answer_that_nothing_describes_names_what_the_model_adds() {
    let folder = tempfile::tempdir().unwrap();
    // Apart from its data, so that no column is known.
    let lonely = |name: &str| {
        let file = folder.path().join(format!("{name}.json"));
        std::fs::copy(sample(name), &file).unwrap();
        text(&file)
    };
    let draft = folder.path().join("made/x.draft.json");
    for (name, node, columns, said) in [
        (
            "income-two-models",
            Some("Score Model"),
            vec![("Scored Labels", ""), ("Scored Probabilities", "Double")],
            "The columns of the data come before that.",
        ),
        (
            "house-prices-regression",
            Some("Score Model"),
            vec![("Scored Labels", "Double")],
            "“Scored Labels”",
        ),
        (
            "customer-segments-clustering",
            None,
            vec![("Assignments", "Integer")],
            "One column of distances a cluster",
        ),
    ] {
        let (source, out) = (lonely(name), text(&draft));
        let mut arguments = vec!["predictive", &source, "--out", &out];
        arguments.extend(node.iter().flat_map(|node| ["--node", *node]));
        let output = tool(&arguments);
        assert!(output.status.success(), "{}", all_text(&output));
        assert!(all_text(&output).contains(said), "{name}: {}", all_text(&output));
        let endpoint = read(&draft.with_file_name("x.endpoint.json"));
        let found: Vec<(&str, &str)> = endpoint["outputs"][0]["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| (column["name"].as_str().unwrap(), column["type"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(found, columns, "{name}");
    }
}
