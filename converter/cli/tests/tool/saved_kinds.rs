//! Saved models of every kind that is decoded, scored by a run: the columns that Score Model adds, with predictions worked out by hand.

use crate::support::{all_text, text, tool};
use ml_interop::testing::{Numbers, Sample, SampleTree, ensemble, linear, platt};
use serde_json::json;

const MODEL: &str = "Predictor\\Model.key";
const CALIBRATOR: &str = "Predictor\\Calibrator\\Model.bin";

/// What Score Model says of the rows `1,2` and `-1,0.5` of columns a and b: names of columns, then the rows.
fn score(sample: &Sample) -> (Vec<String>, Vec<Vec<String>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("model.ilearner"), sample.bytes()).unwrap();
    std::fs::write(path("rows.csv"), "a,b,mood\n1,2,x\n-1,0.5,y\n").unwrap();
    let wire = |from: &str, port: &str| {
        json!({
            "from": { "node": from, "port": "output" }, "to": { "node": "score", "port": port },
        })
    };
    let draft = json!({
        "schema": "ml-pipeline-draft/1", "name": "Scores",
        "nodes": [{ "id": "score", "component": "score-model", "params": { "append_score_columns": false } }],
        "assets": [
            { "id": "model", "kind": "trained-model", "name": "Model" },
            { "id": "rows", "kind": "dataset", "name": "rows.csv" },
        ],
        "edges": [wire("model", "trained_model"), wire("rows", "dataset")],
    });
    std::fs::write(path("scores.draft.json"), draft.to_string()).unwrap();
    let data = |name: &str, file: &str| format!("{name}={}", text(&path(file)));
    let output = tool(&[
        "run",
        &text(&path("scores.draft.json")),
        "--data",
        &data("model", "model.ilearner"),
        "--data",
        &data("rows", "rows.csv"),
        "--out",
        &text(&path("results")),
        "--device",
        "cpu",
    ]);
    assert!(output.status.success(), "{}", all_text(&output));
    let scored = std::fs::read_dir(path("results")).unwrap().flatten().map(|entry| entry.path());
    let scored = scored.into_iter().find(|path| path.to_string_lossy().ends_with("scored_dataset.csv"));
    let csv = std::fs::read_to_string(scored.unwrap()).unwrap();
    let mut reader = csv.lines().map(cells);
    (reader.next().unwrap(), reader.collect())
}

/// The cells of a line, in which a quoted one has doubled quotes and no comma.
fn cells(line: &str) -> Vec<String> {
    let cell = |cell: &str| match cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => cell.to_owned(),
    };
    line.split(',').map(cell).collect()
}

fn near(cell: &str, expected: f64) {
    let found: f64 = cell.parse().unwrap();
    assert!((found - expected).abs() < 1e-6, "{found} {expected}");
}

fn logistic(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

#[test]
fn labels_told_apart_by_softmax() {
    let numbers = Numbers::begin().int(2).int(3).floats(&[0.5, 0.0, -1.0]).int(0).int(0);
    let part =
        numbers.float_list(&[1.0, 0.0, 0.0, -1.0, 2.0, 2.0]).part("MULTI LR", "MultiClassLRExec", 0x10003);
    let sample = Sample::of("LogisticRegression", &["a", "b"], &["1", "1.5", "x"], &[(MODEL, part)]);
    let (names, rows) = score(&sample);
    assert_eq!(
        names,
        [
            "mood",
            "Scored Probabilities for Class \"1\"",
            "Scored Probabilities for Class \"1.5\"",
            "Scored Probabilities for Class \"x\"",
            "Scored Labels"
        ]
    );
    let scores = [[1.5f64, -2.0, 5.0], [-0.5, -0.5, -2.0]];
    for (row, scores) in rows.iter().zip(scores) {
        let powers = scores.map(f64::exp);
        let total: f64 = powers.iter().sum();
        powers.iter().zip(&row[1..4]).for_each(|(power, cell)| near(cell, power / total));
    }
    // Of equal ones, the first.
    assert_eq!([rows[0][4].as_str(), rows[1][4].as_str()], ["x", "1"]);
}

#[test]
fn labels_told_apart_one_by_one() {
    let main = Numbers::begin().byte(1).int(3).part("TLC OVA ", "OVAExec", 0x10001);
    let mut sample = Sample::of("OneVsAll", &["a", "b"], &["bad", "fair", "good"], &[(MODEL, main)]);
    let trees = [SampleTree::new(&[(!0, !1, 1, 1.0)], &[-1.0, 2.0])];
    for label in 0..3 {
        let folder = format!("Predictor\\SubPredictor_{label:03}");
        let model = match label {
            0 => ensemble(&trees, 0x10005, false, 2).part("FTREE BC", "FastTreeBinaryExec", 0x10005),
            _ => linear("LINEAR2C", "Linear2CExec", 0.0, &[label as f32, 0.0]),
        };
        sample.parts.push((format!("{folder}\\Model.key"), model));
        sample.parts.push((format!("{folder}\\Calibrator\\Model.bin"), platt(-1.0, 0.0)));
    }
    let (names, rows) = score(&sample);
    assert_eq!(names[3], "Scored Probabilities for Class \"good\"");
    for (row, scores) in rows.iter().zip([[2.0, 1.0, 2.0], [-1.0, -1.0, -2.0]]) {
        let each = scores.map(logistic);
        let total: f64 = each.iter().sum();
        each.iter().zip(&row[1..4]).for_each(|(share, cell)| near(cell, share / total));
    }
    assert_eq!([rows[0][4].as_str(), rows[1][4].as_str()], ["bad", "bad"]);
}

#[test]
fn quantiles_of_a_forest() {
    let mut tree = SampleTree::new(&[(!0, !1, 0, 0.0)], &[0.0, 1.0]);
    (tree.kind, tree.labels) = (2, vec![1.0, 2.0, 3.0, 10.0, 20.0, 30.0]);
    let numbers = ensemble(&[tree], 0x10006, true, 2).byte(1).int(3);
    let part = numbers.part("FFORE RE", "FastForestRegressionExec", 0x10006);
    let mut sample = Sample::of("FastForestQuantile", &["a", "b"], &[], &[(MODEL, part)]);
    sample.settings.push(("quantiles".to_owned(), "0.5;0.9".to_owned()));
    let (names, rows) = score(&sample);
    assert_eq!(names, ["mood", "Scores for quantile :0.500", "Scores for quantile :0.900"]);
    near(&rows[0][1], 20.0);
    near(&rows[1][1], 2.0);
    // The rank of 0.9 among three is (3 + 1/3) · 0.9 + 1/3 = 3.3333, beyond the last.
    near(&rows[0][2], 30.0);
    near(&rows[1][2], 3.0);
}

#[test]
fn a_locally_deep_machine() {
    let numbers = Numbers::begin().int(2).int(2).float(1.0);
    let numbers = numbers.floats(&[1.0, 0.0, 0.0, 1.0, 2.0, 0.0]).floats(&[0.0; 6]).floats(&[1.0, 0.0]);
    let numbers = numbers.floats(&[0.0; 3]).floats(&[0.0]).floats(&[0.5, 1.0, -1.0]);
    let part = numbers.part("LDSVM BC", "LDSVMBinaryPredictor", 0x10001);
    let parts = [(MODEL, part), (CALIBRATOR, platt(-1.0, 0.0))];
    let (names, rows) = score(&Sample::of("LocallyDeep", &["a", "b"], &["no", "yes"], &parts));
    assert_eq!(names, ["mood", "Scored Labels", "Scored Probabilities"]);
    let first = logistic(0.5f64.tanh() + 1f64.tanh() * 2.0);
    let second = logistic(-0.5f64.tanh() + (-1f64).tanh() * -2.0);
    near(&rows[0][2], first);
    near(&rows[1][2], second);
    assert_eq!([rows[0][1].as_str(), rows[1][1].as_str()], ["yes", "yes"]);
}

#[test]
fn anomalies_without_a_label() {
    let numbers = Numbers::begin().int(2).int(1).byte(0).floats(&[1.0, 0.0]);
    let part = numbers.part("PCA ANOM", "pcaAnomExec", 0x10001);
    let mut sample = Sample::of("PcaAnomaly", &["a", "b"], &[], &[(MODEL, part)]);
    sample.label.clear();
    let (names, rows) = score(&sample);
    assert_eq!(names, ["Scored Labels", "Scored Probabilities"]);
    near(&rows[0][1], (4.0f64 / 5.0).sqrt());
    near(&rows[1][1], (0.25f64 / 1.25).sqrt());
    assert_eq!([rows[0][0].as_str(), rows[1][0].as_str()], ["1", "0"]);
}

#[test]
fn trees_that_ask_for_levels() {
    let mut tree = SampleTree::new(&[(!0, !1, 0, 0.5)], &[-1.0, 3.0]);
    tree.levels = vec![(0, vec![0, 2])];
    let numbers = ensemble(&[tree], 0x10005, false, 3);
    let part = numbers.part("FTREE RE", "FastTreeRegressionExec", 0x10005);
    let mut sample = Sample::of("BoostedTreeRegressor", &[], &[], &[(MODEL, part)]);
    let levels = ["1", "0.5", "2"].map(str::to_owned).to_vec();
    sample.categories = vec![("b".to_owned(), levels)];
    let (names, rows) = score(&sample);
    assert_eq!(names, ["mood", "Scored Labels"]);
    near(&rows[0][1], 3.0);
    near(&rows[1][1], -1.0);
}
