//! `run` as a user calls it: an export in, files out, and every reason why not in sentences.

use crate::support::{all_text, fixtures, text, tool};

fn files(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn an_export_runs_and_its_outputs_are_files() {
    let out = tempfile::tempdir().unwrap();
    let source = fixtures().join("classic/income-two-models.json");
    let output = tool(&["run", &text(&source), "--out", &text(out.path()), "--device", "cpu"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let said = all_text(&output);
    assert!(said.contains("Clean Missing Data 2 ") && said.contains("Finished after "), "{said}");
    let found = files(out.path());
    for name in [
        "Clean Missing Data.cleaned_dataset.csv",
        "Clean Missing Data 2.cleaned_dataset.csv",
        "Clean Missing Data 2.cleaned_dataset.parquet",
        "Train Model.trained_model.json",
        "Evaluate Model.evaluation_results.json",
        "run.json",
    ] {
        assert!(found.iter().any(|file| file == name), "{name} is missing in {found:?}");
    }
    // The numbers follow the pipeline: the same module has the same name when only a part runs.
    let part = tempfile::tempdir().unwrap();
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.path().join("run.json")).unwrap()).unwrap();
    let second = "Clean Missing Data 2.cleaned_dataset.csv";
    let wanted = std::fs::read(out.path().join(second)).unwrap();
    for node in record["nodes"].as_array().unwrap() {
        let id = node["node"].as_str().unwrap();
        if node["outputs"]["cleaned_dataset"].is_object() {
            let output = tool(&["run", &text(&source), "--out", &text(part.path()), "--until", id]);
            assert!(output.status.success(), "{}", all_text(&output));
        }
    }
    assert_eq!(std::fs::read(part.path().join(second)).unwrap(), wanted);
}

#[test]
fn the_record_is_all_that_json_prints() {
    let out = tempfile::tempdir().unwrap();
    let source = fixtures().join("classic/flowers-multiclass.json");
    let output = tool(&["run", &text(&source), "--out", &text(out.path()), "--json", "--device", "cpu"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let written = std::fs::read(out.path().join("run.json")).unwrap();
    assert_eq!(printed, serde_json::from_slice::<serde_json::Value>(&written).unwrap());
}

#[test]
fn what_hinders_a_run_is_said_before_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    // Away from its data.
    let source = folder.path().join("sales.json");
    std::fs::copy(fixtures().join("classic/sales-sql-python.json"), &source).unwrap();
    let out = folder.path().join("out");
    let output = tool(&["run", &text(&source), "--out", &text(&out)]);
    assert_eq!(output.status.code(), Some(2));
    let said = all_text(&output);
    assert!(said.contains("--data \"sales.csv=FILE\""), "{said}");
    assert!(said.contains("“Execute Python Script”") && said.contains("--allow-scripts"), "{said}");
    assert!(!out.exists(), "nothing ran");

    let data = format!("sale.csv={}", text(&fixtures().join("data/sales.csv")));
    let output = tool(&["run", &text(&source), "--out", &text(&out), "--data", &data]);
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("Did you mean “sales.csv”?"), "{}", all_text(&output));

    let arguments = ["run", &text(&source), "--out", &text(&out), "--until", "Join Dat"].map(str::to_owned);
    let output = tool(&arguments.each_ref().map(String::as_str));
    assert_eq!(output.status.code(), Some(2));
    assert!(all_text(&output).contains("Did you mean “Join Data”?"), "{}", all_text(&output));
}

#[test]
fn modules_are_listed_and_explained() {
    let all = tool(&["modules"]);
    assert!(all.status.success());
    assert!(all_text(&all).contains("split-data"));
    let one = tool(&["modules", "Split Data"]);
    assert!(all_text(&one).contains("fraction_of_rows_in_the_first_output_dataset"), "{}", all_text(&one));
    let json: serde_json::Value =
        serde_json::from_slice(&tool(&["modules", "split-data", "--json"]).stdout).unwrap();
    assert_eq!(json["title"], "Split Data");
    let unknown = tool(&["modules", "Split Dat"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(all_text(&unknown).contains("Did you mean “Split Data”?"), "{}", all_text(&unknown));
}
