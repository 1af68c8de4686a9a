//! The files for Azure ML, as people read them.

use crate::support::{convert_one, root};
use ml_convert::SourceFile;
use ml_convert::azureml::{self, Emitted};
use std::collections::BTreeMap;

fn emitted(name: &str) -> Emitted {
    let bytes = std::fs::read(root().join("fixtures/classic").join(name)).unwrap();
    let conversion = convert_one(&SourceFile { name: name.to_owned(), bytes });
    azureml::azureml(&conversion.drafts[0].draft, ml_modules::catalogue(), &BTreeMap::new())
}

fn text<'a>(emitted: &'a Emitted, path: &str) -> &'a str {
    let file = emitted.files.iter().find(|file| file.path == path);
    &file.unwrap_or_else(|| panic!("no {path}")).text
}

#[test]
fn a_pipeline_for_people() {
    let emitted = emitted("sales-sql-python.json");
    insta::assert_snapshot!(text(&emitted, "pipeline.yml"));
    insta::assert_snapshot!(text(&emitted, "components/apply_sql_transformation.yml"));
    insta::assert_snapshot!(text(&emitted, "deploy.sh"));
    assert!(!emitted.files.iter().any(|file| file.path.starts_with("endpoints/")), "it is no service");
}

#[test]
fn a_service_for_people() {
    let emitted = emitted("credit-risk-predictive.json");
    for path in [
        "README.md",
        "endpoints/online/deployment.yml",
        "endpoints/batch/pipeline-component.yml",
        "monitor.yml",
        "arm/jobs/credit_risk_predictive_exp.json",
    ] {
        insta::assert_snapshot!(path.replace(['/', '.'], "_"), text(&emitted, path));
    }
}

#[test]
fn an_empty_draft_has_a_pipeline_without_steps() {
    let draft = ml_graph::PipelineDraft::new("");
    let emitted = azureml::azureml(&draft, ml_modules::catalogue(), &BTreeMap::new());
    assert!(text(&emitted, "pipeline.yml").ends_with("jobs: {}\n"), "{}", text(&emitted, "pipeline.yml"));
}

#[test]
fn large_graphs_take_time_in_proportion() {
    let mut draft = ml_graph::PipelineDraft::new("Large");
    for number in 0..20_000 {
        let node = ml_graph::Node {
            id: format!("n{number}"),
            component: "remove-duplicate-rows".to_owned(),
            ..ml_graph::Node::default()
        };
        draft.nodes.push(node);
        if number > 0 {
            draft.edges.push(ml_graph::Edge {
                from: ml_graph::PortRef::new(format!("n{}", number - 1), "results_dataset"),
                to: ml_graph::PortRef::new(format!("n{number}"), "dataset"),
            });
        }
    }
    let emitted = azureml::azureml(&draft, ml_modules::catalogue(), &BTreeMap::new());
    let pipeline = text(&emitted, "pipeline.yml");
    assert!(pipeline.contains("  remove_duplicate_rows_20000:\n"));
    assert_eq!(pipeline.matches("component: ./components/remove_duplicate_rows.yml").count(), 20_000);
}
