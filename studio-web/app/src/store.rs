//! The browser's store (IndexedDB): documents, the list of them, endpoints, and the bytes of files by their hash.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use studio_model::{SavedDocument, SavedEndpoint, Summary};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

const NAME: &str = "ml-migrate";
/// Raised with each new store below.
const VERSION: u32 = 2;
const DOCUMENTS: &str = "documents";
const SUMMARIES: &str = "summaries";
const BLOBS: &str = "blobs";
const RUNS: &str = "runs";
const ENDPOINTS: &str = "endpoints";

thread_local! {
    static DATABASE: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
}

/// Why the store did not do it; text for people.
pub type StoreError = String;

/// Milliseconds since 1970 UTC.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A new document id.
pub fn new_id() -> String {
    let random = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:x}{random:08x}", now() as u64)
}

/// Stores a document and its line in the list.
pub async fn put_document(id: &str, document: &SavedDocument) -> Result<(), StoreError> {
    let text = serde_json::to_string(document).map_err(|error| error.to_string())?;
    let summary = Summary::of(id, document, now());
    let line = serde_json::to_string(&summary).map_err(|error| error.to_string())?;
    put(DOCUMENTS, id, &JsValue::from_str(&text)).await?;
    put(SUMMARIES, id, &JsValue::from_str(&line)).await
}

/// A stored document.
pub async fn document(id: &str) -> Result<Option<SavedDocument>, StoreError> {
    let Some(text) = get(DOCUMENTS, id).await?.as_string() else { return Ok(None) };
    studio_model::json::read(&text)
        .map(Some)
        .map_err(|error| format!("The stored pipeline cannot be read: {error}."))
}

/// All documents, the newest first.
pub async fn summaries() -> Result<Vec<Summary>, StoreError> {
    let mut list: Vec<Summary> =
        texts(SUMMARIES).await?.iter().filter_map(|text| studio_model::json::read(text).ok()).collect();
    list.sort_by(|a: &Summary, b| b.saved_ms.total_cmp(&a.saved_ms));
    Ok(list)
}

/// Forgets a document.
pub async fn delete_document(id: &str) -> Result<(), StoreError> {
    delete(DOCUMENTS, id).await?;
    delete(SUMMARIES, id).await
}

/// Stores an endpoint.
pub async fn put_endpoint(endpoint: &SavedEndpoint) -> Result<(), StoreError> {
    let text = serde_json::to_string(endpoint).map_err(|error| error.to_string())?;
    put(ENDPOINTS, &endpoint.id, &JsValue::from_str(&text)).await
}

/// All endpoints, in the order of their names.
pub async fn endpoints() -> Result<Vec<SavedEndpoint>, StoreError> {
    let mut list: Vec<SavedEndpoint> =
        texts(ENDPOINTS).await?.iter().filter_map(|text| studio_model::json::read(text).ok()).collect();
    SavedEndpoint::sort(&mut list);
    Ok(list)
}

/// Forgets an endpoint.
pub async fn delete_endpoint(id: &str) -> Result<(), StoreError> {
    delete(ENDPOINTS, id).await
}

/// Stores the record of a run as JSON.
pub async fn put_run(id: &str, record: &str) -> Result<(), StoreError> {
    put(RUNS, id, &JsValue::from_str(record)).await
}

/// The records of all runs as JSON, in no particular order.
pub async fn runs() -> Result<Vec<String>, StoreError> {
    texts(RUNS).await
}

/// Forgets the record of a run.
pub async fn delete_run(id: &str) -> Result<(), StoreError> {
    delete(RUNS, id).await
}

/// Stores the bytes of a file; returns their lower-case hexadecimal SHA-256.
pub async fn put_blob(bytes: &Uint8Array) -> Result<String, StoreError> {
    let id = hash(bytes).await;
    put(BLOBS, &id, bytes).await?;
    Ok(id)
}

/// The bytes stored under a hash.
pub async fn blob(id: &str) -> Option<Uint8Array> {
    get(BLOBS, id).await.ok()?.dyn_into().ok()
}

/// The browser's own SHA-256 where it offers it (secure pages), else ours.
async fn hash(bytes: &Uint8Array) -> String {
    let digest = match subtle_digest(bytes).await {
        Some(digest) => digest,
        None => Sha256::digest(bytes.to_vec()).to_vec(),
    };
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn subtle_digest(bytes: &Uint8Array) -> Option<Vec<u8>> {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    let digest: Function = Reflect::get(&subtle, &"digest".into()).ok()?.dyn_into().ok()?;
    let promise: Promise = digest.call2(&subtle, &"SHA-256".into(), bytes).ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&JsFuture::from(promise).await.ok()?).to_vec())
}

async fn texts(store: &str) -> Result<Vec<String>, StoreError> {
    let database = database().await?;
    let transaction = database.transaction_with_str(store).map_err(sentence)?;
    let request = transaction.object_store(store).and_then(|store| store.get_all()).map_err(sentence)?;
    let values: Array = finished(&request).await?.unchecked_into();
    Ok(values.iter().filter_map(|value| value.as_string()).collect())
}

async fn get(store: &str, key: &str) -> Result<JsValue, StoreError> {
    let database = database().await?;
    let transaction = database.transaction_with_str(store).map_err(sentence)?;
    let request =
        transaction.object_store(store).and_then(|store| store.get(&key.into())).map_err(sentence)?;
    finished(&request).await
}

async fn put(store: &str, key: &str, value: &JsValue) -> Result<(), StoreError> {
    let database = database().await?;
    let transaction =
        database.transaction_with_str_and_mode(store, IdbTransactionMode::Readwrite).map_err(sentence)?;
    let store = transaction.object_store(store).map_err(sentence)?;
    let request = store.put_with_key(value, &key.into()).map_err(sentence)?;
    finished(&request).await.map(drop)
}

async fn delete(store: &str, key: &str) -> Result<(), StoreError> {
    let database = database().await?;
    let transaction =
        database.transaction_with_str_and_mode(store, IdbTransactionMode::Readwrite).map_err(sentence)?;
    let request =
        transaction.object_store(store).and_then(|store| store.delete(&key.into())).map_err(sentence)?;
    finished(&request).await.map(drop)
}

async fn database() -> Result<IdbDatabase, StoreError> {
    if let Some(database) = DATABASE.with_borrow(Clone::clone) {
        return Ok(database);
    }
    let factory = web_sys::window()
        .and_then(|window| window.indexed_db().ok().flatten())
        .ok_or("This browser keeps no data for this page; nothing will be saved.")?;
    let request: IdbOpenDbRequest = factory.open_with_u32(NAME, VERSION).map_err(sentence)?;
    let opening = request.clone();
    let upgrade = Closure::once(move || {
        let Ok(database) = opening.result().map(JsValue::unchecked_into::<IdbDatabase>) else { return };
        for store in [DOCUMENTS, SUMMARIES, BLOBS, RUNS, ENDPOINTS] {
            // Those of an earlier version are there already.
            let _ = database.create_object_store(store);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = finished(&request).await?.unchecked_into();
    // A newer studio in another tab must not wait for this one.
    let old = database.clone();
    let outdated = Closure::once_into_js(move || {
        old.close();
        DATABASE.set(None);
    });
    database.set_onversionchange(Some(outdated.unchecked_ref()));
    DATABASE.set(Some(database.clone()));
    Ok(database)
}

/// The result of a request, once it is there.
async fn finished(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    if JsFuture::from(promise).await.is_err() {
        return Err(sentence(Reflect::get(request, &"error".into()).unwrap_or_default()));
    }
    request.result().map_err(sentence)
}

fn sentence(error: JsValue) -> StoreError {
    let text = Reflect::get(&error, &"message".into()).ok().and_then(|text| text.as_string());
    format!("The browser's store failed: {}.", text.unwrap_or_default())
}
