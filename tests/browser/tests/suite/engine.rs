//! The engine worker by itself: the contract that every executor keeps, and the GPU.

use crate::build;
use browser_tests::{Browser, Outcome, Server, Size, Worker};
use ml_protocol::{Request, Response, VERSION};

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_says_who_it_is() -> Outcome {
    let Some(build) = build() else { return Ok(()) };
    let server = Server::start(&build, &[]).await?;
    let browser = Browser::start(Size::SMALL).await?;
    browser.client.goto(&format!("{}/favicon.svg", server.origin())).await?;
    let (worker, gpu) = Worker::start(&browser, "engine-cpu").await?;
    assert_eq!(gpu, None);
    let reply = worker.ask(&Request::Hello { version: VERSION }, None).await?;
    let Response::Hello { version, scripts, .. } = reply.response else { panic!("{reply:?}") };
    assert_eq!(version, VERSION);
    assert!(scripts.is_empty(), "a browser runs no Python or R");
    let reply = worker.ask(&Request::Catalogue, None).await?;
    let Response::Catalogue { catalogue } = reply.response else { panic!("no catalogue") };
    assert!(catalogue.components().len() > 30);
    browser.finish().await
}
