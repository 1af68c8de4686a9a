//! A customer's own module in R, from its zip to its results: in a run, in the steps for Azure ML, in Python; all say the same.

use crate::azureml;
use crate::support::{all_text, files, text, tool};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::Command;

const FAMILY: &str = "0123456789abcdef0123456789abcdef";

const XML: &str = r#"<Module name="Scale Columns" isDeterministic="true">
  <Owner>us</Owner><Description>Multiplies columns.</Description>
  <Language name="R" sourceFile="scale.R" entryPoint="scaleColumns"/>
  <Ports>
    <Output id="scaled" name="Scaled" type="DataTable"/><Output id="sums" type="DataTable"/>
    <Input id="frame" name="Frame" type="DataTable"/><Input id="other" type="DataTable" isOptional="true"/>
  </Ports>
  <Arguments>
    <Arg id="by.factor" name="Factor" type="double"><Properties default="2"/></Arg>
    <Arg id="columns" type="ColumnPicker"><Properties portId="frame"/></Arg>
    <Arg id="mode" type="DropDown"><Properties default="Up"><Item id="Up"/><Item id="Down"/></Properties></Arg>
  </Arguments>
</Module>"#;

/// Reads a file of text and one that is none, from where the Studio put them.
const CODE: &str = r#"source("src/lib/help.R")
offset <- as.integer(readBin("src/lib/offset.bin", "raw", 2)[2])
scaleColumns <- function(frame, other, by.factor, columns, mode) {
  stopifnot(is.null(other))
  for (column in columns) frame[[column]] <- help(frame[[column]], by.factor, mode) + offset
  list(frame, data.frame(sum = sum(frame[[columns[1]]])))
}
"#;
const HELP: &str = "help <- function(x, by, mode) if (mode == \"Up\") x * by else x / by\n";

fn has_r() -> bool {
    Command::new("Rscript").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// An experiment that enters a table and gives it to the module, with the module's zip beside it.
fn export(folder: &Path) -> String {
    let parameter = |name: &str, value: &str| json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null});
    let port = |node: &str, name: &str| json!({"Name": name, "NodeId": node});
    let catalogue: Value =
        serde_json::from_slice(&tool(&["modules", "enter-data-manually", "--json"]).stdout).unwrap();
    let enter = catalogue["classic"]["family_ids"][0].as_str().unwrap();
    let entered = catalogue["outputs"][0]["classic_name"].as_str().unwrap();
    let source = json!({
        "ExperimentId": "w.f-id.1", "Description": "own module",
        "Graph": {
            "ModuleNodes": [
                {
                    "Id": "enter-1", "ModuleId": format!("506153734175476c4f62416c57734963.{enter}.v1-default-1"),
                    "ModuleParameters": [parameter("DataFormat", "CSV"), parameter("HasHeader", "True"), parameter("Data", "a,b\n1,2\n3,4\n")],
                    "InputPortsInternal": [], "OutputPortsInternal": [port("enter-1", entered)],
                },
                {
                    "Id": "own-2", "ModuleId": format!("ws1.{FAMILY}.v1-default-7"),
                    "ModuleParameters": [
                        parameter("by.factor", "1.5"), parameter("mode", "Up"),
                        parameter("columns", r#"{"isFilter":true,"rules":[{"ruleType":"ColumnNames","columns":["b"],"exclude":false}]}"#),
                    ],
                    "InputPortsInternal": [port("own-2", "frame"), port("own-2", "other")],
                    "OutputPortsInternal": [port("own-2", "scaled"), port("own-2", "sums")],
                },
            ],
            "EdgesInternal": [{"SourceOutputPortId": format!("enter-1:{entered}"), "DestinationInputPortId": "own-2:frame"}],
        },
    });
    let place = folder.join("export");
    std::fs::create_dir(&place).unwrap();
    std::fs::write(place.join("own.json"), source.to_string()).unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(place.join("scale.zip")).unwrap());
    for (name, content) in [
        ("scale.xml", XML.as_bytes()),
        ("scale.R", CODE.as_bytes()),
        ("lib/help.R", HELP.as_bytes()),
        ("lib/offset.bin", &[0, 7, 0xff]),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    text(&place)
}

fn convert(folder: &Path, targets: &str) {
    let output = tool(&["convert", &export(folder), "--out", &text(folder), "--to", targets]);
    assert!(output.status.success(), "{}", all_text(&output));
}

#[test]
fn it_gives_the_same_in_a_run_in_azure_ml_and_in_python() {
    let folder = tempfile::tempdir().unwrap();
    convert(folder.path(), "draft,azureml,python");
    let made = folder.path().join("azureml/own-module");
    assert_eq!(azureml::faults(&made), Vec::<String>::new());
    let binary = std::fs::read(made.join("modules/scale_columns/files/lib/offset.bin")).unwrap();
    assert_eq!(binary, [0, 7, 0xff]);
    assert!(
        std::fs::read_to_string(made.join("environment/Dockerfile")).unwrap().contains("r-base-core"),
        "the image has R"
    );
    if !has_r() {
        return;
    }
    let draft = text(&folder.path().join("own-module.draft.json"));
    let results = folder.path().join("results");
    let output = tool(&["run", &draft, "--out", &text(&results), "--allow-scripts"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let table = |name: &str| std::fs::read_to_string(results.join(name)).unwrap();
    assert_eq!(table("Scale Columns.scaled.csv"), "a,b\n1,10\n3,13\n");
    assert_eq!(table("Scale Columns.sums.csv"), "sum\n23\n");
    let steps = folder.path().join("steps");
    azureml::run_file(&made, &made.join("pipeline.yml"), &steps);
    for port in ["scaled", "sums"] {
        let step = std::fs::read(steps.join(format!("scale_columns/{port}/dataset.parquet"))).unwrap();
        assert!(std::fs::read(results.join(format!("Scale Columns.{port}.parquet"))).unwrap() == step);
    }
    let python = std::env::var("ML_MIGRATE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let pandas = Command::new(&python).args(["-c", "import pandas"]).output();
    if !pandas.is_ok_and(|output| output.status.success()) {
        return;
    }
    let place = folder.path().join("python/own-module");
    let output = Command::new(&python).arg("pipeline.py").current_dir(&place).output().unwrap();
    assert!(output.status.success(), "{}", all_text(&output));
    let table = |name: &str| std::fs::read_to_string(place.join("out").join(name)).unwrap();
    assert_eq!(table("scale_columns.scaled.csv"), "a,b\n1,10\n3,13\n");
    assert_eq!(table("scale_columns.sums.csv"), "sum\n23\n");
}

#[test]
fn a_folder_for_azure_ml_reads_back_with_the_module() {
    let folder = tempfile::tempdir().unwrap();
    convert(folder.path(), "draft,azureml");
    let again = folder.path().join("again");
    let source = text(&folder.path().join("azureml/own-module"));
    let output = tool(&["convert", &source, "--out", &text(&again), "--to", "draft"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let draft = |place: &Path| std::fs::read_to_string(place.join("own-module.draft.json")).unwrap();
    assert_eq!(draft(folder.path()), draft(&again));
    // A file of the module that is gone is said.
    std::fs::remove_file(Path::new(&source).join("modules/scale_columns/files/scale.R")).unwrap();
    let output = tool(&["convert", &source, "--out", &text(&again), "--to", "draft"]);
    assert!(all_text(&output).contains("“scale.R” of a custom module is not there"), "{}", all_text(&output));
}

#[test]
fn the_designer_keeps_it_under_its_own_name_and_says_why_it_failed() {
    let folder = tempfile::tempdir().unwrap();
    convert(folder.path(), "designer,mlops");
    let place = folder.path().join("designer/own-module");
    let draft = std::fs::read_to_string(place.join("pipeline_draft.json")).unwrap();
    let draft: Value = serde_json::from_str(&draft).unwrap();
    let node = &draft["GraphDraft"]["ModuleNodes"][1];
    let id = node["ModuleId"].as_str().unwrap();
    assert!(id.starts_with("module:custom-scale-columns-"), "{id}");
    assert_eq!(node["Name"], "Scale Columns");
    let failed = &draft["studioMigrationInfo"]["failedNodes"][0];
    assert!(failed["reason"].as_str().unwrap().contains("Its code is in `modules/custom-"), "{failed}");
    let names: Vec<String> = files(&place).iter().map(|path| text(path)).collect();
    assert!(names.iter().any(|name| name.ends_with("files/scale.R")), "{names:?}");
    let repository = folder.path().join("mlops/own-module");
    assert!(repository.join("data-science/modules/scale_columns/files/scale.R").is_file());
    let component =
        std::fs::read_to_string(repository.join("data-science/components/scale_columns.yml")).unwrap();
    assert!(component.contains("code: ../modules/scale_columns"), "{component}");
}

#[test]
fn what_only_a_listing_says_of_a_module_is_a_component_that_says_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let place = export(folder.path());
    std::fs::remove_file(Path::new(&place).join("scale.zip")).unwrap();
    let port = |name: &str| json!({"Name": name, "Types": ["DataTableDotNet"], "Type": "DataTableDotNet", "IsOptional": name == "other"});
    let parameter = |name: &str, kind: &str| json!({"Name": name, "ParameterType": kind, "IsOptional": true});
    let listing = json!([{
        "FamilyId": FAMILY, "Name": "Scale Columns", "IsLatest": true,
        "ModuleInterface": {
            "InputPorts": [port("frame"), port("other")], "OutputPorts": [port("scaled"), port("sums")],
            "Parameters": [parameter("by.factor", "Double"), parameter("mode", "String"), parameter("columns", "ColumnPicker")],
        },
    }]);
    std::fs::write(Path::new(&place).join("modules.json"), listing.to_string()).unwrap();
    let out = folder.path().join("out");
    let output = tool(&["convert", &place, "--out", &text(&out), "--to", "azureml,python"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let made = out.join("azureml/own-module");
    assert_eq!(azureml::faults(&made), Vec::<String>::new());
    let component = std::fs::read_to_string(made.join("components/scale_columns.yml")).unwrap();
    assert!(component.contains("Its code is not part of a module listing"), "{component}");
    let id = component.split_whitespace().find(|word| word.starts_with("custom-")).unwrap();
    let own = text(&made.join("modules/scale_columns"));
    let output = tool(&["module", id, "--own", &own, "--input", &format!("frame={place}/own.json")]);
    assert!(!output.status.success());
    assert!(all_text(&output).contains("its code is not in the draft"), "{}", all_text(&output));
    let script = std::fs::read_to_string(out.join("python/own-module/pipeline.py")).unwrap();
    assert!(script.contains("NotImplementedError"), "{script}");
    // Another module than the one that lies there is not run.
    let output = tool(&["module", "custom-other", "--own", &own]);
    assert!(all_text(&output).contains("not “custom-other”"), "{}", all_text(&output));
}
