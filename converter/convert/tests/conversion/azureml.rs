//! The files for Azure ML, as people read them.

use crate::support::{convert_one, root};
use ml_convert::{Emitted, FOLDERS, Material, SourceFile, export};
use ml_graph::PipelineDraft;

fn azureml(draft: &PipelineDraft) -> Emitted {
    let target = FOLDERS.iter().find(|target| target.name == "azureml").unwrap();
    (target.write)(&Material::new(draft, ml_modules::catalogue()))
}

fn emitted(name: &str) -> Emitted {
    let bytes = std::fs::read(root().join("fixtures/classic").join(name)).unwrap();
    let conversion = convert_one(&SourceFile { name: name.to_owned(), bytes });
    azureml(&conversion.drafts[0].draft)
}

fn text<'a>(emitted: &'a Emitted, path: &str) -> &'a str {
    let file = emitted.files.iter().find(|file| file.path == path);
    file.unwrap_or_else(|| panic!("no {path}")).as_text().unwrap()
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
    let draft = PipelineDraft::new("");
    let emitted = azureml(&draft);
    assert!(text(&emitted, "pipeline.yml").ends_with("jobs: {}\n"), "{}", text(&emitted, "pipeline.yml"));
}

#[test]
fn large_graphs_take_time_in_proportion() {
    let mut draft = PipelineDraft::new("Large");
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
    let emitted = azureml(&draft);
    let pipeline = text(&emitted, "pipeline.yml");
    assert!(pipeline.contains("  remove_duplicate_rows_20000:\n"));
    assert_eq!(pipeline.matches("component: ./components/remove_duplicate_rows.yml").count(), 20_000);
}

#[test]
fn a_folder_is_exported_as_a_zip_of_the_same_bytes_each_time() {
    let bytes = std::fs::read(root().join("fixtures/classic/income-two-models.json")).unwrap();
    let conversion = convert_one(&SourceFile { name: "income-two-models.json".to_owned(), bytes });
    let draft = &conversion.drafts[0].draft;
    let packed = export(draft, "azureml", ml_modules::catalogue()).unwrap();
    assert_eq!(packed.media, "application/zip");
    assert_eq!(packed, export(draft, "azureml", ml_modules::catalogue()).unwrap());
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(packed.bytes)).unwrap();
    let emitted = azureml(draft);
    let files = (0..zip.len()).filter(|index| zip.by_index(*index).unwrap().is_file()).count();
    assert_eq!(files, emitted.files.len());
    let stem = packed.name.strip_suffix(".azureml.zip").unwrap();
    for file in &emitted.files {
        let entry = zip.by_name(&format!("{stem}/{}", file.path)).unwrap();
        assert_eq!(std::io::read_to_string(entry).unwrap().as_bytes(), file.bytes);
    }
}
