//! Scripts of modules: rewritten in the draft, kept for the classic form, shown in the report.

use crate::support::{catalogue, convert_text, real_exports, real_files};
use ml_convert::{Converter, Limits, to_classic};
use ml_graph::{Json, ParamValue};
use serde_json::json;
use std::io::Write;
use std::process::{Command, Stdio};

const OLD: &str = "import pandas as pd\r\nfrom StringIO import StringIO\r\n\r\ndef azureml_main(dataframe1 = None, dataframe2 = None):\r\n    print \"rows\", len(dataframe1)\r\n    # print stays a word here\r\n    frame = dataframe1.sort(columns='a')\r\n    half = frame['a'] / 2\r\n    return frame\r\n";

fn node(number: usize, family: &str, parameters: serde_json::Value) -> serde_json::Value {
    json!({
        "Id": format!("n-{number}"), "ModuleId": format!("506153734175476c4f62416c57734963.{family}.v1-default-1"),
        "ModuleParameters": parameters, "InputPortsInternal": [], "OutputPortsInternal": [],
    })
}

fn parameter(name: &str, value: &str) -> serde_json::Value {
    json!({"Name": name, "Value": value, "ValueType": "Literal", "LinkedGlobalParameter": null})
}

fn python(code: &str, version: &str) -> String {
    let parameters = json!([parameter("R Script", code), parameter("Python Version", version)]);
    experiment(node(1, "cdb56f957f4c404dbde75bb972e6f232", parameters))
}

fn r(code: &str) -> String {
    experiment(node(
        1,
        "30806023392b42e094d66b775a6e0fd5",
        json!([parameter("R Script", code), parameter("Random Seed", "")]),
    ))
}

fn experiment(node: serde_json::Value) -> String {
    json!({"ExperimentId": "w.f-id.1", "Description": "scripts", "Graph": {"ModuleNodes": [node], "EdgesInternal": []}}).to_string()
}

const TWO: &str = "Anaconda 4.0/Python 2.7.11";

/// The script that the classic form of a draft holds.
fn in_classic(draft: &ml_graph::PipelineDraft) -> String {
    let classic = to_classic(draft, catalogue());
    let nodes = classic.get("Graph").and_then(|graph| graph.get("ModuleNodes")).unwrap();
    let parameters = nodes.items()[0].get("ModuleParameters").unwrap().items();
    let script =
        parameters.iter().find(|parameter| parameter.get("Name").and_then(Json::as_str) == Some("R Script"));
    script.unwrap().get("Value").and_then(Json::as_str).unwrap().to_owned()
}

#[test]
fn the_draft_runs_the_new_script_and_classic_gets_the_old_one() {
    let result = convert_text("scripts.json", python(OLD, TWO));
    let mut draft = result.drafts[0].draft.clone();
    let script = draft.nodes[0].params["python_script"].as_text().unwrap().to_owned();
    assert!(
        script.contains("print(\"rows\", len(dataframe1))\r\n    # print stays a word here\r\n"),
        "{script}"
    );
    assert!(script.contains("from io import StringIO") && script.contains("sort_values(by='a')"), "{script}");
    assert_eq!(in_classic(&draft), OLD);
    // There and back again it is the same draft.
    let again = convert_text("again.json", serde_json::to_string(&to_classic(&draft, catalogue())).unwrap());
    assert_eq!(again.drafts[0].draft.nodes, draft.nodes);
    // What somebody changed since is theirs.
    let own = "def azureml_main(dataframe1):\n    return dataframe1\n";
    draft.nodes[0].params.insert("python_script".to_owned(), ParamValue::from(own));
    assert_eq!(in_classic(&draft), own);
}

#[test]
fn originals_can_be_kept() {
    let catalogue = catalogue();
    let mut converter = Converter::new(catalogue, Limits::default()).keeping_scripts();
    let result = converter.convert("scripts.json", python(OLD, TWO).as_bytes());
    assert_eq!(result.drafts[0].draft.nodes[0].params["python_script"].as_text(), Some(OLD));
    let code = result.report.experiments[0].modules[0].code.as_ref().unwrap();
    assert!(!code.rewritten && code.changes.len() == 3 && !code.diff.is_empty(), "{code:?}");
}

#[test]
fn the_report_shows_every_change() {
    let result = convert_text("scripts.json", python(OLD, TWO));
    let report = &result.report;
    insta::assert_snapshot!("python_script", report.to_markdown());
    let page = result.drafts[0].report.to_html(&result.drafts[0].draft);
    assert!(page.contains("<del>-    print &quot;rows&quot;, len(dataframe1)</del>"), "{page}");
    assert!(page.contains("<ins>+    print(&quot;rows&quot;, len(dataframe1))</ins>"));
    let code = report.experiments[0].modules[0].code.as_ref().unwrap();
    assert_eq!(code.to_check.iter().map(|finding| finding.line).collect::<Vec<_>>(), [8]);
    assert_eq!(report.totals.script_changes, 3);
    let json = serde_json::to_value(report).unwrap();
    assert_eq!(json["experiments"][0]["modules"][0]["code"]["changes"][1]["rule"], "python/print");
}

#[test]
fn r_gets_its_entry_point_and_its_packages() {
    let old = "library(ggplot2)\nlibrary(odd)\nframe <- maml.mapInputPort(1)\nframe$b <- data.frame(x = \"a\")$x\nmaml.mapOutputPort(\"frame\");\n";
    let result = convert_text("scripts.json", r(old));
    let draft = &result.drafts[0].draft;
    let script = draft.nodes[0].params["r_script"].as_text().unwrap();
    assert!(
        script.starts_with("azureml_main <- function(dataframe1, dataframe2) {\nlibrary(ggplot2)\n"),
        "{script}"
    );
    assert_eq!(in_classic(draft), old);
    insta::assert_snapshot!("r_script", result.report.to_markdown());
}

#[test]
fn a_credential_in_a_script_is_a_place_and_nothing_else() {
    for (source, param) in [
        (python("import x\npassword = \"canary-Pa55word\"\nprint password\n", TWO), "r_script"),
        (r("password <- \"canary-Pa55word\"\nmaml.mapOutputPort(\"password\")\n"), "r_script"),
    ] {
        let result = convert_text("secret.json", source);
        let address = format!("secret://n-1/{param}");
        let page = result.drafts[0].report.to_html(&result.drafts[0].draft);
        let written = format!(
            "{page}{}{}{}",
            serde_json::to_string(&result.drafts[0].draft).unwrap(),
            serde_json::to_string(&result.report).unwrap(),
            result.report.to_markdown()
        );
        assert!(!written.contains("canary") && written.contains(&address), "{written}");
        assert_eq!(result.drafts[0].vault.reveal(&address), Some("canary-Pa55word"));
        assert_eq!(result.report.experiments[0].secrets[0].node.as_deref(), Some("n-1"));
        let script = in_classic(&result.drafts[0].draft);
        assert!(script.contains(&address) && !script.contains("azureml_main"), "{script}");
    }
}

/// Whether each script is Python 3; all of them when there is no python3 to ask.
#[expect(clippy::print_stdout, reason = "says why a test looks at nothing")]
fn are_python_3(scripts: &[String]) -> bool {
    let program = "import ast,sys\nfor s in sys.stdin.buffer.read().decode().split('\\0'): ast.parse(s)";
    let child = Command::new("python3").args(["-c", program]).stdin(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        println!("skipped: no python3");
        return true;
    };
    child.stdin.take().unwrap().write_all(scripts.join("\0").as_bytes()).unwrap();
    child.wait().unwrap().success()
}

#[test]
fn all_real_scripts_are_python_3_afterwards() {
    let mut scripts = Vec::new();
    let mut changes = std::collections::BTreeMap::new();
    for file in real_exports().into_iter().chain(real_files("arm_webservices")) {
        for converted in crate::support::convert_one(&file).drafts {
            for module in &converted.report.modules {
                let Some(code) = &module.code else { continue };
                for finding in &code.changes {
                    *changes.entry(finding.rule.clone()).or_insert(0) += 1;
                }
                assert!(
                    code.to_check.iter().all(|finding| !finding.rule.ends_with("/broken")),
                    "{}",
                    file.name
                );
            }
            let texts =
                converted.draft.nodes.iter().filter_map(|node| node.params.get("python_script")?.as_text());
            scripts.extend(texts.map(str::to_owned));
        }
    }
    assert!(are_python_3(&scripts));
    if !scripts.is_empty() {
        assert!(scripts.len() > 50, "{}", scripts.len());
        // What these scripts really need, and no more.
        let rules: Vec<&str> = changes.keys().map(String::as_str).collect();
        assert_eq!(rules, ["pandas/method", "pandas/regular-expression", "python/module"], "{changes:?}");
    }
}
