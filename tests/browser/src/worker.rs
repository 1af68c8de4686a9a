//! The engine worker without the studio: requests go to it as the studio sends them.

use crate::{Browser, Outcome};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;
use ml_graph::PipelineDraft;
use ml_protocol::{
    BlobId, DataBinding, DeviceChoice, Reply, Request, Response, RunId, RunRecord, RunState, Submission,
};
use ml_run::contract::Client;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

/// An engine worker of the open page.
pub struct Worker<'a> {
    browser: &'a Browser,
}

/// Starts a worker and keeps its answers by request id.
const START: &str = "
    const done = arguments[arguments.length - 1];
    const worker = new Worker(arguments[0], { type: 'module' });
    const engine = { worker, waiting: new Map(), next: 1, events: [] };
    window.engineUnderTest = engine;
    worker.onerror = (event) => done({ fatal: event.message || 'the worker does not load' });
    worker.onmessage = ({ data }) => {
        if (data.ready) done({ ready: true, gpu: data.gpu ?? null });
        else if (data.fatal) { done({ fatal: data.fatal }); for (const answer of engine.waiting.values()) answer(data); }
        else if (data.event) engine.events.push(data);
        else if (engine.waiting.has(data.id)) { engine.waiting.get(data.id)(data); engine.waiting.delete(data.id); }
    };";

/// Sends one request and hands back its answer, bytes as base64.
const ASK: &str = "
    const done = arguments[arguments.length - 1];
    const engine = window.engineUnderTest;
    const id = engine.next++;
    engine.waiting.set(id, (answer) => {
        if (answer.fatal) return done({ fatal: answer.fatal });
        let bytes = null;
        if (answer.bytes) {
            const view = new Uint8Array(answer.bytes);
            bytes = '';
            for (let start = 0; start < view.length; start += 32768)
                bytes += String.fromCharCode(...view.subarray(start, start + 32768));
            bytes = btoa(bytes);
        }
        done({ response: answer.response, bytes });
    });
    const message = { id, request: arguments[0] };
    if (arguments[1] !== null) {
        const text = atob(arguments[1]);
        const view = new Uint8Array(text.length);
        for (let index = 0; index < text.length; index++) view[index] = text.charCodeAt(index);
        message.bytes = view.buffer;
        engine.worker.postMessage(message, [view.buffer]);
    } else engine.worker.postMessage(message);";

impl<'a> Worker<'a> {
    /// Starts the worker in `folder` of the site (`engine-cpu`, `engine-gpu`); the page must be of the site.
    pub async fn start(browser: &'a Browser, folder: &str) -> Outcome<(Worker<'a>, Option<String>)> {
        let path = format!("/{folder}/worker.js");
        let ready = browser.client.execute_async(START, vec![json!(path)]).await?;
        if let Some(fatal) = ready["fatal"].as_str() {
            return Err(format!("{path}: {fatal}").into());
        }
        Ok((Worker { browser }, ready["gpu"].as_str().map(str::to_owned)))
    }

    /// Sends a request and waits for its answer.
    pub async fn ask(&self, request: &Request, attachment: Option<&[u8]>) -> Outcome<Reply> {
        let bytes = attachment.map_or(Value::Null, |bytes| json!(STANDARD.encode(bytes)));
        let arguments = vec![json!(serde_json::to_string(request)?), bytes];
        let answer = self.browser.client.execute_async(ASK, arguments).await?;
        if let Some(fatal) = answer["fatal"].as_str() {
            return Err(fatal.into());
        }
        let response =
            serde_json::from_str(answer["response"].as_str().ok_or("an answer without a response")?)?;
        let attachment = answer["bytes"].as_str().map(|text| STANDARD.decode(text)).transpose()?;
        Ok(Reply { response, attachment })
    }

    /// Gives it bytes to keep.
    pub async fn put(&self, bytes: &[u8]) -> Outcome<BlobId> {
        match self.ask(&Request::PutBlob, Some(bytes)).await?.response {
            Response::Blob { blob } => Ok(blob),
            other => Err(format!("not kept: {other:?}").into()),
        }
    }

    /// Runs a draft to its end.
    pub async fn run(
        &self,
        draft: PipelineDraft,
        data: BTreeMap<String, DataBinding>,
        name: &str,
        device: DeviceChoice,
    ) -> Outcome<RunRecord> {
        let run = RunId(name.to_owned());
        let submission = Submission {
            run: run.clone(),
            draft,
            data,
            secrets: BTreeMap::new(),
            until: Vec::new(),
            device,
            seed: 0,
            allow_scripts: false,
            parameters: BTreeMap::new(),
        };
        let reply = self.ask(&Request::Run(Box::new(submission)), None).await?;
        let Response::Started { .. } = reply.response else { return Err(format!("{reply:?}").into()) };
        for _ in 0..1200 {
            let reply = self.ask(&Request::Record { run: run.clone() }, None).await?;
            let Response::Record(record) = reply.response else { return Err("no record".into()) };
            if !matches!(record.summary.state, RunState::Queued | RunState::Running) {
                return Ok(*record);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("{name} does not end").into())
    }
}

impl Client for Worker<'_> {
    fn request<'a>(
        &'a self,
        request: Request,
        attachment: Option<Vec<u8>>,
    ) -> Pin<Box<dyn Future<Output = Result<Reply, String>> + 'a>> {
        Box::pin(
            async move { self.ask(&request, attachment.as_deref()).await.map_err(|error| error.to_string()) },
        )
    }

    fn pause<'a>(&'a self, milliseconds: u64) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(tokio::time::sleep(Duration::from_millis(milliseconds)))
    }
}
