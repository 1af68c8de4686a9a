//! What needs no run: greeting, catalogue, blobs, checks, exports.

use super::Client;
use super::client::{ask, ask_with, codes, put, refusal};
use super::pipelines::{broken, data, draft, submission};
use ml_graph::Diagnostic;
use ml_protocol::{
    BlobId, Convert, DataBinding, Export, InputFile, Outgoing, Request, Response, RunId, VERSION,
};
use std::collections::{BTreeMap, BTreeSet};

pub(super) async fn hello(client: &dyn Client) {
    match ask(client, Request::Hello { version: VERSION }).await {
        Response::Hello { version, executor, .. } => {
            assert_eq!(version, VERSION);
            assert!(!executor.is_empty(), "an executor has a name");
        }
        other => panic!("no hello: {other:?}"),
    }
    let diagnostics = refusal(client, Request::Hello { version: VERSION + 1 }).await;
    assert_eq!(codes(&diagnostics), BTreeSet::from(["run/version"]));
}

pub(super) async fn catalogue(client: &dyn Client) {
    let Response::Catalogue { catalogue } = ask(client, Request::Catalogue).await else {
        panic!("no catalogue");
    };
    assert!(catalogue.get("split-data").is_some_and(|spec| spec.runs()), "Split Data runs");
    assert!(catalogue.by_name("Score Model").is_some());
}

pub(super) async fn blobs(client: &dyn Client) {
    let blob = put(client, b"hello").await;
    assert_eq!(blob.0, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!(put(client, b"hello").await, blob);
    assert_ne!(put(client, b"").await, blob);
    refusal(
        client,
        Request::Convert(Convert {
            files: vec![InputFile { name: "gone.json".to_owned(), blob: BlobId("0".repeat(64)) }],
        }),
    )
    .await;
}

pub(super) async fn check(client: &dyn Client) {
    let data = data(client).await;
    let Response::Checked { diagnostics, columns } =
        ask(client, Request::Check { draft: Box::new(draft()), data: data.clone() }).await
    else {
        panic!("no check");
    };
    assert!(!diagnostics.iter().any(Diagnostic::is_error), "{diagnostics:?}");
    let columns_of = |node: &str, port: &str| -> Vec<&str> {
        columns[node][port].iter().map(|column| column.name.as_str()).collect()
    };
    assert_eq!(columns_of("people", "output"), ["age", "income", "city", "buys"]);
    assert_eq!(columns_of("side", "results_dataset"), ["age", "city"]);
    assert_eq!(
        columns_of("score", "scored_dataset"),
        ["age", "income", "city", "buys", "Scored Labels", "Scored Probabilities"]
    );
    let Response::Checked { diagnostics, .. } =
        ask(client, Request::Check { draft: Box::new(broken()), data: BTreeMap::new() }).await
    else {
        panic!("no check");
    };
    all_problems(&diagnostics);
}

pub(super) fn all_problems(diagnostics: &[Diagnostic]) {
    let codes = codes(diagnostics);
    for code in [
        "run/missing-data",
        "run/unknown-module",
        "draft/open-input",
        "draft/loose-wire",
        "draft/two-wires",
        "error-0003",
    ] {
        assert!(codes.contains(code), "{code} is missing in {codes:?}");
    }
    let fraction = diagnostics.iter().find(|diagnostic| diagnostic.at.node.as_deref() == Some("bad"));
    let fraction = fraction.unwrap_or_else(|| panic!("the fraction 7 is not found in {diagnostics:?}"));
    assert_eq!(fraction.at.param.as_deref(), Some("fraction_of_rows_in_the_first_output_dataset"));
    let severities: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.severity).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "errors come first");
}

pub(super) async fn refused_submission(client: &dyn Client) {
    let mut submission = submission(client, "refused", broken()).await;
    submission.data.clear();
    submission.until = vec!["gone".to_owned()];
    submission.parameters.insert("unknown".to_owned(), 1.0.into());
    let diagnostics = refusal(client, Request::Run(Box::new(submission.clone()))).await;
    assert!(
        codes(&diagnostics).contains("run/until") && codes(&diagnostics).contains("run/parameter"),
        "{diagnostics:?}"
    );
    submission.until.clear();
    let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
    all_problems(&diagnostics);
    refusal(client, Request::Record { run: RunId("refused".to_owned()) }).await;
    for name in ["", "../up", "a/b", "a b"] {
        let submission = self::submission(client, name, draft()).await;
        let diagnostics = refusal(client, Request::Run(Box::new(submission))).await;
        assert_eq!(codes(&diagnostics), BTreeSet::from(["run/name"]));
    }
}

pub(super) async fn exports(client: &dyn Client) {
    let Ok(text) = serde_json::to_vec(&draft()) else { panic!("a draft is JSON") };
    let blob = put(client, &text).await;
    let files = vec![InputFile { name: "people.draft.json".to_owned(), blob }];
    let Response::Converted(converted) = ask(client, Request::Convert(Convert { files })).await else {
        panic!("not converted");
    };
    assert_eq!(converted.drafts, [draft()]);
    assert!(!converted.report_markdown.is_empty());

    let Response::Targets { targets } = ask(client, Request::Targets).await else { panic!("no targets") };
    let folder = targets.iter().find(|target| target.folder);
    let Some(folder) = folder else { panic!("{targets:?}") };
    assert!(targets.iter().all(|target| !target.title.is_empty()));

    let bytes = export(client, &["classic-json"], ".json").await;
    let blob = put(client, &bytes).await;
    let files = vec![InputFile { name: "people.json".to_owned(), blob }];
    let Response::Converted(back) = ask(client, Request::Convert(Convert { files })).await else {
        panic!("not converted back");
    };
    assert_eq!(back.drafts.len(), 1);
    assert_eq!(back.drafts[0].nodes.len(), draft().nodes.len());

    let zip = export(client, &["draft", &folder.name], ".zip").await;
    assert!(zip.starts_with(b"PK"), "a zip");
    for targets in [vec!["papyrus".to_owned()], Vec::new()] {
        refusal(client, Request::Export(order(targets, BTreeMap::new()))).await;
    }
}

fn order(targets: Vec<String>, data: BTreeMap<String, DataBinding>) -> Export {
    let pipelines = vec![Outgoing { id: "people".to_owned(), draft: draft(), data, report: None }];
    Export { pipelines, endpoints: Vec::new(), targets }
}

/// The file of an export, whose name ends so.
async fn export(client: &dyn Client, targets: &[&str], ending: &str) -> Vec<u8> {
    let targets = targets.iter().map(|target| (*target).to_owned()).collect();
    let data = submission(client, "exported", draft()).await.data;
    let reply = ask_with(client, Request::Export(order(targets, data)), None).await;
    match (reply.response, reply.attachment) {
        (Response::Exported { name, .. }, Some(bytes)) if name.ends_with(ending) => bytes,
        (other, _) => panic!("no file {ending}: {other:?}"),
    }
}
