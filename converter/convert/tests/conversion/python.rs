//! The Python of a pipeline, as people read it. The tool's tests run it.

use crate::support::{convert_one, convert_text, fixture, root};
use ml_convert::{Emitted, FOLDERS, Material, SourceFile};
use ml_graph::{Node, PipelineDraft, SecretRef};
use serde_json::Value;

fn python(draft: &PipelineDraft) -> Emitted {
    let target = FOLDERS.iter().find(|target| target.name == "python").unwrap();
    (target.write)(&Material::new(draft, ml_modules::catalogue()))
}

fn emitted(name: &str) -> Emitted {
    let bytes = std::fs::read(root().join("fixtures/classic").join(name)).unwrap();
    python(&convert_one(&SourceFile { name: name.to_owned(), bytes }).drafts[0].draft)
}

fn text<'a>(emitted: &'a Emitted, path: &str) -> &'a str {
    let file = emitted.files.iter().find(|file| file.path == path);
    file.unwrap_or_else(|| panic!("no {path}")).as_text().unwrap()
}

/// What follows the functions.
fn main(emitted: &Emitted) -> &str {
    let script = text(emitted, "pipeline.py");
    &script[script.find("# The pipeline.").unwrap()..]
}

#[test]
fn a_script_for_people() {
    let emitted = emitted("sales-sql-python.json");
    insta::assert_snapshot!(text(&emitted, "pipeline.py"));
    insta::assert_snapshot!(text(&emitted, "README.md"));
    insta::assert_snapshot!(text(&emitted, "requirements.txt"));
    insta::assert_snapshot!(text(&emitted, "azureml_sdk.py"));
    assert!(text(&emitted, "scripts/execute_python_script.py").contains("def azureml_main"));
}

#[test]
fn parameters_of_a_service_are_options() {
    insta::assert_snapshot!(main(&emitted("credit-risk-predictive.json")));
}

#[test]
fn a_notebook_has_a_group_of_cells_a_step() {
    let emitted = emitted("income-two-models.json");
    let notebook: Value = serde_json::from_str(text(&emitted, "pipeline.ipynb")).unwrap();
    assert_eq!((&notebook["nbformat"], &notebook["nbformat_minor"]), (&4.into(), &5.into()));
    let cells = notebook["cells"].as_array().unwrap();
    let mut ids: Vec<&str> = cells.iter().map(|cell| cell["id"].as_str().unwrap()).collect();
    assert!(ids.iter().all(|id| (1..=64).contains(&id.len())
        && id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')));
    for (kind, rest) in [
        ("markdown", "Left: trees. Right: logistic regression"),
        ("code", "evaluation = evaluate_model(scored, scored_2)"),
    ] {
        let source = |cell: &Value| {
            cell["source"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect::<String>()
        };
        assert!(cells.iter().any(|cell| cell["cell_type"] == kind && source(cell).contains(rest)), "{rest}");
    }
    for cell in cells {
        assert_eq!(
            cell["cell_type"] == "code",
            cell.get("outputs").is_some() && cell.get("execution_count").is_some()
        );
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn the_same_input_gives_the_same_files() {
    let name = "credit-risk-predictive.json";
    assert_eq!(emitted(name), emitted(name));
}

#[test]
fn what_has_no_counterpart_says_so_in_place() {
    let mut draft = PipelineDraft::new("Gaps");
    let node = |id: &str, component: &str, params: &str| Node {
        id: id.to_owned(),
        component: component.to_owned(),
        params: serde_json::from_str(params).unwrap(),
        ..Node::default()
    };
    draft.nodes.push(node("a", "smote", r#"{"random_seed": 3}"#));
    draft.nodes.push(node("b", "unknown", "{}"));
    draft.nodes.push(node("c", "clean-missing-data", r#"{"cleaning_mode": "replace-using-mice"}"#));
    draft.nodes.push(node("d", "clean-missing-data", "{}"));
    let emitted = python(&draft);
    let script = text(&emitted, "pipeline.py");
    for part in [
        "def smote(*inputs, **settings):",
        "def module_custom_module(*inputs, **settings):",
        "def clean_missing_data_replace_using_mice(*inputs, **settings):",
        "def clean_missing_data(\n",
        "raise NotImplementedError(",
    ] {
        assert!(script.contains(part), "{part} is not in\n{script}");
    }
    let found: Vec<(&str, Option<&str>)> =
        emitted.diagnostics.iter().map(|found| (found.code.as_str(), found.at.node.as_deref())).collect();
    for (code, node) in [
        ("export/python-module", "a"),
        ("export/python-module", "b"),
        ("export/python-module", "c"),
        ("export/python-input", "d"),
    ] {
        assert!(found.contains(&(code, Some(node))), "{code} {node}: {found:?}");
    }
}

#[test]
fn credentials_come_from_the_environment() {
    let mut draft = PipelineDraft::new("Reads blobs");
    let mut node = Node { id: "a".to_owned(), component: "import-data".to_owned(), ..Node::default() };
    node.params.insert("authentication".to_owned(), "public-or-sas".into());
    node.params
        .insert("uri".to_owned(), ml_graph::ParamValue::Secret(SecretRef("secret://a/uri".to_owned())));
    draft.nodes.push(node);
    let emitted = python(&draft);
    assert!(main(&emitted).contains("uri=credential(IMPORT_DATA_URI)"), "{}", main(&emitted));
    let script = text(&emitted, "pipeline.py");
    assert!(script.contains("IMPORT_DATA_URI = \"IMPORT_DATA_URI\"  # uri of “Import Data”"), "{script}");
    assert!(text(&emitted, "pipeline.py").contains("\nimport os\n"));
}

#[test]
fn names_do_not_collide() {
    let mut draft = PipelineDraft::new("\"\"\" \\ {name}\n");
    draft.description = "Ends with a quote \"".to_owned();
    for (id, title) in [
        ("a", "pd"),
        ("b", "Select Columns in Dataset"),
        ("c", "choose_columns"),
        ("d", "import"),
        ("e", "日本"),
        ("f", "out"),
    ] {
        let params = serde_json::from_str(
            r#"{"select_columns": {"columns": {"rules": [{"names": ["x \"y\" \\"]}]}}}"#,
        );
        draft.nodes.push(Node {
            id: id.to_owned(),
            component: "select-columns-in-dataset".to_owned(),
            title: title.to_owned(),
            comment: "one\n\ntwo \\".to_owned(),
            params: params.unwrap(),
            ..Node::default()
        });
    }
    let emitted = python(&draft);
    let main = main(&emitted);
    for name in ["pd_2", "select_columns_in_dataset_2", "choose_columns_2", "result_import", "out_2"] {
        assert!(main.contains(&format!("    {name} = ")), "{name} is not in\n{main}");
    }
}

#[test]
fn large_graphs_take_time_in_proportion() {
    let mut draft = PipelineDraft::new("Large");
    for number in 0..20_000 {
        draft.nodes.push(Node {
            id: format!("n{number}"),
            component: "remove-duplicate-rows".to_owned(),
            ..Node::default()
        });
        if number > 0 {
            draft.edges.push(ml_graph::Edge {
                from: ml_graph::PortRef::new(format!("n{}", number - 1), "results_dataset"),
                to: ml_graph::PortRef::new(format!("n{number}"), "dataset"),
            });
        }
    }
    let emitted = python(&draft);
    assert!(main(&emitted).contains("unique_rows_20000 = remove_duplicate_rows(unique_rows_19999"));
}

#[test]
fn every_tricky_file_becomes_python() {
    for name in
        ["custom-module.json", "same-names.json", "saved-model.json", "no-beginning.json", "credentials.json"]
    {
        let conversion = convert_one(&fixture(&format!("tricky/{name}")));
        for converted in &conversion.drafts {
            assert!(!text(&python(&converted.draft), "pipeline.py").contains("Canary"), "{name}");
        }
    }
    assert!(convert_text("empty.json", "{}").drafts.is_empty());
}
