//! `diff` as a user calls it: what it says, and its exit codes.

use crate::support::{all_text, fixtures, text, tool};
use std::path::Path;

fn sample(name: &str) -> String {
    text(&fixtures().join("classic").join(name))
}

/// A sample as a draft with other ids and a few changes.
fn changed(out: &Path) -> String {
    let output =
        tool(&["convert", &sample("credit-risk-predictive.json"), "--out", &text(out), "--to", "draft"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let path = out.join("credit-risk-predictive-exp.draft.json");
    let mut draft = std::fs::read_to_string(&path).unwrap();
    // Every id is another one, as if the pipeline had been drawn again.
    for (old, new) in [("c5aa77c8-1d59-57c4-ccbf-5ed4e2c97168", "0000"), ("input1", "rows")] {
        assert!(draft.contains(old), "{old}");
        draft = draft.replace(old, new);
    }
    let mut draft: ml_graph::PipelineDraft = serde_json::from_str(&draft).unwrap();
    for node in &mut draft.nodes {
        if let Some(position) = &mut node.position {
            position.x += 10.0;
        }
        if node.component == "split-data" {
            node.params.insert("random_seed".into(), ml_graph::ParamValue::Integer(99));
            node.comment = "other rows".into();
        }
        // A parameter that is not set has its default.
        node.params.remove("stratified_split");
    }
    let gone = draft.edges.pop().unwrap();
    draft.nodes.push(ml_graph::Node {
        id: "new".into(),
        component: "summarize-data".into(),
        ..Default::default()
    });
    draft.edges.push(ml_graph::Edge { from: gone.from, to: ml_graph::PortRef::new("new", "dataset") });
    std::fs::write(&path, serde_json::to_string(&draft).unwrap()).unwrap();
    text(&path)
}

#[test]
fn an_export_and_its_draft_do_not_differ() {
    let out = tempfile::tempdir().unwrap();
    let source = sample("income-two-models.json");
    let output = tool(&["convert", &source, "--out", &text(out.path()), "--to", "draft,azureml,designer"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let name = "income-two-models-compared";
    let draft = text(&out.path().join(format!("{name}.draft.json")));
    let azureml = text(&out.path().join("azureml").join(name));
    let designer = text(&out.path().join("designer").join(name).join("pipeline_draft.json"));
    for other in [&draft, &azureml, &designer] {
        let output = tool(&["diff", &source, other, "--layout"]);
        assert_eq!(output.status.code(), Some(0), "{}", all_text(&output));
        assert!(all_text(&output).contains("no difference"));
    }
}

#[test]
fn differences_are_told_by_title() {
    let out = tempfile::tempdir().unwrap();
    let draft = changed(out.path());
    let output = tool(&["diff", &sample("credit-risk-predictive.json"), &draft]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(String::from_utf8_lossy(&output.stdout));
    let output = tool(&["diff", &sample("credit-risk-predictive.json"), &draft, "--json", "--layout"]);
    assert_eq!(output.status.code(), Some(1));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["equal"], false);
    let pipeline = &found["pipelines"][0];
    assert_eq!(pipeline["nodes"]["added"][0]["component"], "summarize-data");
    assert_eq!(pipeline["nodes"]["changed"].as_array().unwrap().len(), 1);
    assert_eq!(pipeline["moved"].as_array().unwrap().len(), 8);
}

#[test]
fn several_drafts_are_compared_by_name() {
    let out = tempfile::tempdir().unwrap();
    let classic = text(&fixtures().join("classic"));
    let output = tool(&["convert", &classic, "--out", &text(out.path()), "--to", "draft"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let output = tool(&["diff", &classic, &text(out.path())]);
    assert_eq!(output.status.code(), Some(0), "{}", all_text(&output));
    assert_eq!(all_text(&output).matches("no difference").count(), 6);
    std::fs::remove_file(out.path().join("flowers-four-species.draft.json")).unwrap_or_else(|_| {
        let first = std::fs::read_dir(out.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().ends_with(".draft.json"));
        std::fs::remove_file(first.unwrap()).unwrap();
    });
    let output = tool(&["diff", &classic, &text(out.path())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(all_text(&output).contains("is only in"), "{}", all_text(&output));
}

#[test]
fn what_cannot_be_read_is_no_difference() {
    let broken = text(&fixtures().join("tricky/no-end.json"));
    let output = tool(&["diff", &broken, &sample("income-two-models.json")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("ends in the middle"));
    let data = text(&fixtures().join("data/income.csv"));
    let output = tool(&["diff", &sample("income-two-models.json"), &data]);
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("no pipeline"), "{}", all_text(&output));
    assert_eq!(tool(&["diff", "nowhere.json", "nowhere.json"]).status.code(), Some(2));
}
