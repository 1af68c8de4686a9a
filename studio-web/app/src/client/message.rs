//! The envelopes between the page and an engine worker: small JavaScript objects around protocol JSON.
//!
//! To the worker: `{id, request, bytes?}`. From it: `{id, response, bytes?}`, `{run, event}`, `{ready, gpu}` and `{fatal}`.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use ml_protocol::{Event, Reply, Request, Response, RunId};
use wasm_bindgen::{JsCast, JsValue};

/// What a worker says.
pub(super) enum FromWorker {
    /// It has loaded.
    Ready,
    /// An answer to the request with this number; read it with [`reply`].
    Answer(u32),
    /// Something happened in a run.
    Happened(RunId, Box<Event>),
    /// It cannot go on; a sentence.
    Fatal(String),
}

/// The envelope of a request, and what to transfer rather than copy.
pub(super) fn envelope(
    id: u32,
    request: &Request,
    bytes: Option<&Uint8Array>,
) -> Result<(JsValue, Array), String> {
    let text =
        serde_json::to_string(request).map_err(|error| format!("The request cannot be written: {error}."))?;
    let message = Object::new();
    let transfer = Array::new();
    set(&message, "id", &JsValue::from(id));
    set(&message, "request", &JsValue::from_str(&text));
    if let Some(bytes) = bytes {
        // A copy: the page keeps its own for a worker that has to start again.
        let buffer = bytes.slice(0, bytes.length()).buffer();
        set(&message, "bytes", &buffer);
        transfer.push(&buffer);
    }
    Ok((message.into(), transfer))
}

/// Understands a message of a worker; none for one that is not ours.
pub(super) fn read(data: &JsValue) -> Option<FromWorker> {
    if let Some(sentence) = text(data, "fatal") {
        return Some(FromWorker::Fatal(sentence));
    }
    if let Some(id) = get(data, "id").as_f64() {
        return Some(FromWorker::Answer(id as u32));
    }
    if let (Some(run), Some(event)) = (text(data, "run"), text(data, "event")) {
        let event = studio_model::json::read(&event).ok()?;
        return Some(FromWorker::Happened(RunId(run), Box::new(event)));
    }
    get(data, "ready").is_truthy().then_some(FromWorker::Ready)
}

/// The reply in an answer.
pub(super) fn reply(data: &JsValue) -> Result<Reply, String> {
    let text = text(data, "response").ok_or("The engine sent an answer without content.")?;
    let response: Response = studio_model::json::read(&text)
        .map_err(|error| format!("The engine's answer cannot be read: {error}."))?;
    let bytes = get(data, "bytes");
    let attachment = if let Some(buffer) = bytes.dyn_ref::<ArrayBuffer>() {
        Some(Uint8Array::new(buffer).to_vec())
    } else {
        bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
    };
    Ok(Reply { response, attachment })
}

fn set(object: &Object, key: &str, value: &JsValue) {
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

pub(super) fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn text(object: &JsValue, key: &str) -> Option<String> {
    get(object, key).as_string()
}
