//! `inspect` and `convert` as a user calls them: files written, exit codes, and credentials that stay out of everything.

use crate::support::{all_text, files, fixtures, text, tool};

#[test]
fn a_folder_converts_to_one_draft_an_experiment_and_a_report() {
    let out = tempfile::tempdir().unwrap();
    let output = tool(&["convert", &text(&fixtures().join("classic")), "--out", &text(out.path())]);
    assert!(output.status.success(), "{}", all_text(&output));
    let drafts = std::fs::read_dir(out.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().ends_with(".draft.json"));
    assert_eq!(drafts.count(), 6);
    let draft = std::fs::read_to_string(out.path().join("income-two-models-compared.draft.json")).unwrap();
    let draft: ml_graph::PipelineDraft = serde_json::from_str(&draft).unwrap();
    assert_eq!(draft.nodes.len(), 12);
    assert!(
        std::fs::read_to_string(out.path().join("report.md"))
            .unwrap()
            .contains("Income: two models compared")
    );
    let page = std::fs::read_to_string(out.path().join("report/income-two-models-compared.html")).unwrap();
    assert_eq!(page.matches("<g class=\"node ").count(), 13, "twelve modules and a dataset");
    assert_eq!(page.matches("<path class=\"wire\"").count(), 15);
    let overview = std::fs::read_to_string(out.path().join("report.html")).unwrap();
    assert!(overview.contains("href=\"report/income-two-models-compared.html\""));
    let table = std::fs::read_to_string(out.path().join("report.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 61, "a head and a line a module");
    let report = std::fs::read_to_string(out.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["experiments"].as_array().unwrap().len(), 6);
}

#[test]
fn credentials_go_to_the_file_asked_for_and_nowhere_else() {
    let out = tempfile::tempdir().unwrap();
    let vault = out.path().join("vault.json");
    let source = fixtures().join("tricky/credentials.json");
    let planted =
        ["Made-Up-Canary-1", "MadeUpCanarySignature2", "MadeUpCanarySignature3", "made-up-canary-4"];

    let output =
        tool(&["convert", &text(&source), "--out", &text(out.path()), "--secrets", &text(&vault), "--json"]);
    assert!(output.status.success(), "{}", all_text(&output));
    let kept = std::fs::read_to_string(&vault).unwrap();
    assert!(planted.iter().all(|secret| kept.contains(secret)), "{kept}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&vault).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::remove_file(&vault).unwrap();
    let mut written = all_text(&output);
    written.push_str(&all_text(&tool(&["inspect", &text(&source)])));
    written.push_str(&all_text(&tool(&["inspect", "--json", &text(&source)])));
    for path in files(out.path()) {
        written.push_str(&std::fs::read_to_string(path).unwrap());
    }
    for secret in planted {
        assert!(!written.contains(secret), "{secret}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_converts() {
    let out = tempfile::tempdir().unwrap();
    let output = tool(&[
        "convert",
        &text(&fixtures().join("tricky/no-end.json")),
        &text(&fixtures().join("tricky/utf-16.json")),
        "no-such-file.json",
        "--out",
        &text(out.path()),
    ]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no-end.json:") && said.contains("ends in the middle"), "{said}");
    assert!(said.contains("no-such-file.json"), "{said}");
    assert!(out.path().join("größenordnung-日本.draft.json").is_file());
}

#[test]
fn inspect_counts_modules_by_name() {
    let output = tool(&["inspect", &text(&fixtures().join("classic/income-two-models.json")), "--json"]);
    assert!(output.status.success());
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["totals"]["modules_by_title"]["Train Model"], 2);
    assert_eq!(found["experiments"][0]["data"][0]["name"], "income.csv");
}

#[test]
fn data_files_are_told_with_their_layout_and_readers() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    std::fs::create_dir(&input).unwrap();
    let experiment = fixtures().join("classic/income-two-models.json");
    std::fs::copy(experiment, input.join("income-two-models.json")).unwrap();
    std::fs::write(input.join("income.csv"), b"age;name\n7;M\xfcller\n;Zoe\n").unwrap();
    std::fs::write(input.join("ragged.csv"), "a,b\n1,2,3\n").unwrap();
    let output = tool(&["inspect", &text(&input)]);
    let said = String::from_utf8_lossy(&output.stdout);
    for line in [
        "income.csv: CSV with semicolons, first row names the columns, Windows-1252",
        "  2 rows, 2 columns",
        "    age   Integer, 1 missing",
        "ragged.csv: data",
        "line 2",
    ] {
        assert!(said.contains(line), "{line} is missing in {said}");
    }
    let out = folder.path().join("out");
    let output = tool(&["convert", &text(&input), "--out", &text(&out)]);
    assert!(output.status.success(), "{}", all_text(&output));
    assert!(out.join("income.csv").is_file() && !out.join("ragged.csv").exists());
    let report: serde_json::Value =
        serde_json::from_slice(&std::fs::read(out.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["data_files"][0]["drafts"][0], "income-two-models-compared.draft.json");
    assert_eq!(report["data_files"][1]["drafts"].as_array().unwrap().len(), 0);
    let page = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<h2 id=\"data\">Data files</h2>") && page.contains("ragged.csv"));
}

#[test]
fn services_become_endpoint_files_beside_the_drafts() {
    let out = tempfile::tempdir().unwrap();
    let vault = out.path().join("vault.json");
    let source = fixtures().join("services");
    let output = tool(&["convert", &text(&source), "--out", &text(out.path()), "--secrets", &text(&vault)]);
    assert!(output.status.success(), "{}", all_text(&output));
    let kept = std::fs::read_to_string(&vault).unwrap();
    assert!(kept.contains("made-up-canary-primary") && kept.contains("made-up-canary-key-1"));
    std::fs::remove_file(&vault).unwrap();
    let mut written = all_text(&output);
    let inspected = tool(&["inspect", &text(&source)]);
    written.push_str(&all_text(&inspected));
    let mut endpoints = 0;
    for path in files(out.path()) {
        let content = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        if path.to_string_lossy().ends_with(".endpoint.json") {
            let endpoint: ml_graph::EndpointDefinition = serde_json::from_str(&content).unwrap();
            assert!(endpoint.draft.is_none_or(|draft| out.path().join(draft).is_file()));
            endpoints += 1;
        }
        written.push_str(&content);
    }
    assert!(endpoints >= 7, "{endpoints}");
    assert!(!written.contains("made-up-canary") && !written.contains("MadeUpCanary"));
    let said = String::from_utf8_lossy(&inspected.stdout);
    assert!(said.contains("Credit scoring (web service, realtime)"), "{said}");
    assert!(said.contains("called by Data Factory linked service CreditLinked"), "{said}");
}
