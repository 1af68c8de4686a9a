//! Looking at outputs and downloading them.

use super::Client;
use super::client::{download, page, profiles, refusal, run, view};
use super::pipelines::{draft, submission};
use ml_protocol::{OutputFormat, OutputView, Request};

pub(super) async fn outputs(client: &dyn Client) {
    let (id, _, _) = run(client, submission(client, "outputs", draft()).await).await;
    let OutputView::Table(table) = view(client, &id, "people", "output").await else { panic!("no table") };
    assert_eq!((table.rows, table.columns.len()), (200, 4));
    assert_eq!((table.first.offset, table.first.cells.len(), table.first.cells[2].len()), (0, 4, 200));
    let profiles = profiles(client, &id, "people", "output", &[2, 0, 99]).await;
    assert_eq!(profiles.len(), 2, "one for each column that there is");
    assert_eq!((profiles[0].unique, profiles[0].missing), (3, 0));
    assert_eq!(profiles[1].column, table.columns[0]);

    let rows = page(client, &id, "side", "results_dataset", 2, 3).await;
    assert_eq!((rows.offset, rows.rows), (2, 200));
    assert_eq!(rows.columns, ["age", "city"]);
    assert_eq!(rows.cells[1], [Some("Lima".to_owned()), Some("Köln".to_owned()), Some("東京".to_owned())]);
    let rows = page(client, &id, "side", "results_dataset", 199, 50).await;
    assert_eq!(rows.cells[0].len(), 1);
    let rows = page(client, &id, "side", "results_dataset", 5_000, 50).await;
    assert!(rows.cells[0].is_empty());

    let OutputView::Binary { models } = view(client, &id, "evaluate", "evaluation_results").await else {
        panic!("no evaluation of two classes");
    };
    assert!(models[0].auc.is_some_and(|auc| auc > 0.9), "{:?}", models[0].auc);
    assert!(matches!(view(client, &id, "train", "trained_model").await, OutputView::Model(_)));

    let (name, bytes) = download(client, &id, "side", "results_dataset", OutputFormat::Csv).await;
    assert!(name.ends_with(".csv"), "{name}");
    let text = String::from_utf8(bytes).unwrap_or_default();
    assert!(text.starts_with("age,city") && text.contains("東京"), "{text}");
    assert_eq!(text.lines().count(), 201);
    let (_, bytes) = download(client, &id, "side", "results_dataset", OutputFormat::Arrow).await;
    assert!(bytes.starts_with(b"ARROW1"), "an Arrow file");
    let (_, bytes) = download(client, &id, "train", "trained_model", OutputFormat::Json).await;
    assert!(bytes.starts_with(b"{"), "a model in JSON");
    refusal(
        client,
        Request::Download {
            run: id.clone(),
            node: "train".to_owned(),
            port: "trained_model".to_owned(),
            format: OutputFormat::Csv,
        },
    )
    .await;
    let (node, port) = ("train".to_owned(), "trained_model".to_owned());
    refusal(client, Request::Profile { run: id.clone(), node, port, columns: vec![0] }).await;
    refusal(client, Request::View { run: id, node: "train".to_owned(), port: "none".to_owned() }).await;
}
