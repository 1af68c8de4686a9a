//! Every learner with several settings, from data to figures, in Python and in our engine.

use super::samples::figures;
use super::{interpreter, run, snake};
use crate::support::{all_text, fixtures, text, tool};
use serde_json::{Value, json};
use std::path::PathBuf;

/// A learner: its module and settings.
type Learner = (&'static str, Value);

/// Each dataset with its label, the columns to learn from, and the learners for it.
fn tasks() -> Vec<(&'static str, &'static str, &'static [&'static str], Vec<Learner>)> {
    vec![
        (
            "income",
            "income",
            &["age", "education", "hours per week", "country"],
            vec![
                ("two-class-boosted-decision-tree", json!({"trees": 40, "leaves": 6, "learning_rate": 0.1})),
                ("two-class-logistic-regression", json!({"l1": 0.0, "l2": 2.0})),
                ("two-class-logistic-regression", json!({"l1": 0.0, "l2": 0.0})),
                (
                    "two-class-neural-network",
                    json!({"hidden_nodes": "8", "iterations": 20, "normaliser": "gaussian"}),
                ),
                (
                    "two-class-neural-network",
                    json!({"hidden_nodes": "8, 4", "iterations": 20, "normaliser": "binning", "shuffle": false, "momentum": 0.2}),
                ),
            ],
        ),
        (
            "flowers",
            "species",
            &["petal length", "petal width", "sepal length"],
            vec![
                (
                    "multi-class-boosted-decision-tree",
                    json!({"trees": 20, "leaves": 4, "learning_rate": 0.1}),
                ),
                ("multiclass-logistic-regression", json!({"l1": 0.0, "l2": 0.5})),
                ("multiclass-neural-network", json!({"hidden_nodes": "16", "iterations": 100})),
            ],
        ),
        (
            "houses",
            "price",
            &["living area", "rooms", "district", "garage"],
            vec![
                ("linear-regression", json!({"l2": 10.0})),
                ("linear-regression", json!({"intercept": false})),
                ("linear-regression", json!({"solution": "online-gradient-descent", "epochs": 30})),
                ("boosted-decision-tree-regression", json!({"trees": 50, "leaves": 5, "learning_rate": 0.1})),
                (
                    "neural-network-regression",
                    json!({"hidden_nodes": "10", "iterations": 40, "learning_rate": 0.01}),
                ),
            ],
        ),
    ]
}

/// A draft that trains, scores and judges each learner on the same rows.
fn draft(data: &str, label: &str, columns: &[&str], learners: &[Learner]) -> Value {
    let names = |names: &[&str]| json!({"columns": {"rules": [{"names": names}]}});
    let chosen = [columns, &[label]].concat();
    let mut nodes = vec![
        json!({"id": "select", "component": "select-columns-in-dataset", "params": {"select_columns": names(&chosen)}}),
        // Only labels must be there: learners deal with what is missing elsewhere.
        json!({"id": "clean", "component": "clean-missing-data",
            "params": {"cleaning_mode": "remove-entire-row", "columns_to_be_cleaned": names(&[label])}}),
        json!({"id": "split", "component": "split-data",
            "params": {"fraction_of_rows_in_the_first_output_dataset": 0.7, "random_seed": 5}}),
    ];
    let edge = |from: &str, port: &str, to: &str, input: &str| json!({"from": {"node": from, "port": port}, "to": {"node": to, "port": input}});
    let mut edges = vec![
        edge("data", "output", "select", "dataset"),
        edge("select", "results_dataset", "clean", "dataset"),
        edge("clean", "cleaned_dataset", "split", "dataset"),
    ];
    for (number, (component, params)) in learners.iter().enumerate() {
        let id = |what: &str| format!("{what} {number} {component}");
        let [learner, train, score, judge] = ["learner", "train", "score", "judge"].map(id);
        nodes.push(json!({"id": learner, "component": component, "params": params}));
        nodes.push(
            json!({"id": train, "component": "train-model", "params": {"label_column": names(&[label])}}),
        );
        nodes.push(json!({"id": score, "component": "score-model", "title": score}));
        nodes.push(json!({"id": judge, "component": "evaluate-model", "title": judge}));
        edges.push(edge(&learner, "untrained_model", &train, "untrained_model"));
        edges.push(edge("split", "results_dataset1", &train, "dataset"));
        edges.push(edge(&train, "trained_model", &score, "trained_model"));
        edges.push(edge("split", "results_dataset2", &score, "dataset"));
        edges.push(edge(&score, "scored_dataset", &judge, "scored_dataset"));
    }
    let asset = json!({"id": "data", "kind": "dataset", "name": format!("{data}.csv"), "format": "csv"});
    json!({"schema": "ml-pipeline-draft/1", "name": data, "nodes": nodes, "edges": edges, "assets": [asset]})
}

/// K-means from every start, near and by angle.
fn clustering() -> Value {
    let names = json!({"columns": {"rules": [{"names": ["age", "average basket", "online share"]}]}});
    let mut nodes = vec![];
    let mut edges = vec![];
    for (start, metric) in [
        ("first", "euclidean"),
        ("evenly", "euclidean"),
        ("evenly", "cosine"),
        ("plus-plus", "euclidean"),
        ("random", "cosine"),
        ("plus-plus-fast", "euclidean"),
    ] {
        let [learner, train, judge] =
            ["learner", "train", "judge"].map(|what| format!("{what} {start} {metric}"));
        let params = json!({"centroids": 3, "initialisation": start, "metric": metric});
        nodes.push(json!({"id": learner, "component": "k-means-clustering", "params": params}));
        nodes.push(json!({"id": train, "component": "train-clustering-model", "title": train, "params": {"columns": names}}));
        nodes.push(json!({"id": judge, "component": "evaluate-model", "title": judge}));
        for (from, port, to, input) in [
            ("data", "output", &train, "dataset"),
            (&*learner, "untrained_model", &train, "untrained_model"),
            (&*train, "results_dataset", &judge, "scored_dataset"),
        ] {
            edges.push(json!({"from": {"node": from, "port": port}, "to": {"node": to, "port": input}}));
        }
    }
    let asset = json!({"id": "data", "kind": "dataset", "name": "customers.csv", "format": "csv"});
    json!({"schema": "ml-pipeline-draft/1", "name": "customers", "nodes": nodes, "edges": edges, "assets": [asset]})
}

#[test]
fn learners_judge_alike() {
    let Some(python) = interpreter() else { return };
    let out = tempfile::tempdir().unwrap();
    let mut drafts = vec![clustering()];
    drafts
        .extend(tasks().iter().map(|(data, label, columns, learners)| draft(data, label, columns, learners)));
    let mut folders: Vec<PathBuf> = Vec::new();
    for draft in &drafts {
        let name = draft["name"].as_str().unwrap();
        let source = out.path().join(format!("{name}.json"));
        std::fs::write(&source, draft.to_string()).unwrap();
        std::fs::copy(fixtures().join(format!("data/{name}.csv")), out.path().join(format!("{name}.csv")))
            .unwrap();
        let output = tool(&[
            "convert",
            &text(&source),
            "--out",
            &text(&out.path().join("converted")),
            "--to",
            "python",
        ]);
        assert!(output.status.success(), "{}", all_text(&output));
        folders.push(out.path().join("converted/python").join(name));
    }
    run(&python, &folders);
    for (draft, folder) in drafts.iter().zip(&folders) {
        let error = std::fs::read_to_string(folder.join("error.txt"));
        assert!(error.is_err(), "{}", error.unwrap_or_default());
        let name = draft["name"].as_str().unwrap();
        let whole = out.path().join("whole").join(name);
        let source = text(&out.path().join(format!("{name}.json")));
        let output = tool(&["run", &source, "--out", &text(&whole), "--device", "cpu"]);
        assert!(output.status.success(), "{}", all_text(&output));
        for node in draft["nodes"].as_array().unwrap() {
            let Some(title) = node["title"].as_str().filter(|title| title.starts_with("judge")) else {
                continue;
            };
            let expected =
                std::fs::read_to_string(whole.join(format!("{title}.evaluation_results.csv"))).unwrap();
            let place = format!("{name}, {title}");
            figures(&place, &expected, &folder.join(format!("out/{}.evaluation_results", snake(title))));
        }
    }
}

/// Learners that only Python has as yet: that they learn at all.
#[test]
fn forests_learn() {
    let Some(python) = interpreter() else { return };
    let out = tempfile::tempdir().unwrap();
    let forests = [
        (
            "income",
            "income",
            &["age", "education", "hours per week"][..],
            "two-class-decision-forest",
            "AUC",
            0.6,
        ),
        (
            "flowers",
            "species",
            &["petal length", "petal width"],
            "multiclass-decision-forest",
            "Overall accuracy",
            0.7,
        ),
        (
            "houses",
            "price",
            &["living area", "rooms", "district"],
            "decision-forest-regression",
            "Coefficient of Determination",
            0.4,
        ),
    ];
    let mut folders: Vec<PathBuf> = Vec::new();
    for (data, label, columns, forest, ..) in forests {
        let source = out.path().join(format!("{data}.json"));
        let mut draft =
            draft(data, label, columns, &[(forest, json!({"minimum_number_of_samples_per_leaf_node": 5}))]);
        draft["name"] = data.into();
        std::fs::write(&source, draft.to_string()).unwrap();
        std::fs::copy(fixtures().join(format!("data/{data}.csv")), out.path().join(format!("{data}.csv")))
            .unwrap();
        let output = tool(&[
            "convert",
            &text(&source),
            "--out",
            &text(&out.path().join("converted")),
            "--to",
            "python",
        ]);
        assert!(output.status.success(), "{}", all_text(&output));
        folders.push(out.path().join("converted/python").join(data));
    }
    run(&python, &folders);
    for ((.., forest, figure, least), folder) in forests.iter().zip(&folders) {
        let path =
            folder.join(format!("out/{}.evaluation_results.json", snake(&format!("judge 0 {forest}"))));
        let found = std::fs::read(&path)
            .unwrap_or_else(|_| panic!("{:?}", std::fs::read_to_string(folder.join("error.txt"))));
        let json: Value = serde_json::from_slice(&found).unwrap();
        let value = json["Scored dataset"][figure].as_f64().unwrap();
        assert!(value > *least, "{forest}: {figure} is {value}");
    }
}
