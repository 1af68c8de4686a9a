//! The envelopes between page and worker: small JavaScript objects around protocol JSON.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use ml_protocol::{Event, Reply, RunId};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// A request of the page.
pub(crate) struct Asked {
    /// Its number; the answer carries it too.
    pub(crate) id: JsValue,
    /// The request as JSON.
    pub(crate) request: String,
    /// Bytes that belong to it.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// Understands a message; none for one that is no request.
pub(crate) fn read(data: &JsValue) -> Option<Asked> {
    let get = |key: &str| Reflect::get(data, &JsValue::from_str(key)).unwrap_or(JsValue::UNDEFINED);
    let bytes = get("bytes");
    let bytes = if let Some(buffer) = bytes.dyn_ref::<ArrayBuffer>() {
        Some(Uint8Array::new(buffer).to_vec())
    } else {
        bytes.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
    };
    Some(Asked { id: get("id"), request: get("request").as_string()?, bytes })
}

/// Answers a request; bytes move to the page, they are not copied.
pub(crate) fn reply(id: JsValue, reply: Reply) {
    let transfer = Array::new();
    let mut members = vec![("id", id), ("response", json(&reply.response))];
    if let Some(bytes) = reply.attachment {
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        transfer.push(&buffer);
        members.push(("bytes", buffer.into()));
    }
    post(&members, &transfer);
}

/// Tells of something that happened in a run.
pub(crate) fn event(run: &RunId, event: &Event) {
    post(&[("run", JsValue::from_str(&run.0)), ("event", json(event))], &Array::new());
}

/// Tells that requests are answered from now on.
pub(crate) fn ready(gpu: Option<&str>) {
    let gpu = gpu.map_or(JsValue::NULL, JsValue::from_str);
    post(&[("ready", JsValue::TRUE), ("gpu", gpu)], &Array::new());
}

/// Tells that this worker is of no more use.
pub(crate) fn fatal(sentence: &str) {
    post(&[("fatal", JsValue::from_str(sentence))], &Array::new());
}

fn json(value: &impl serde::Serialize) -> JsValue {
    // The types of the protocol always become JSON.
    JsValue::from_str(&serde_json::to_string(value).unwrap_or_default())
}

fn post(members: &[(&str, JsValue)], transfer: &Array) {
    let message = Object::new();
    for (key, value) in members {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&message, &JsValue::from_str(key), value);
    }
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    // The page is gone when this fails, and the worker with it.
    let _ = scope.post_message_with_transfer(&message, transfer);
}
