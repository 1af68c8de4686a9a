//! Which places there are to compute at, and the one the user chose.

use super::message::get;
use js_sys::{Array, Function, Promise};
use ml_protocol::DeviceChoice;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Storage;

const CHOICE: &str = "studio.compute";
const TOKEN: &str = "studio.compute.token";
const SERVED: &str = "studio.compute.served";

/// What the user chose to compute on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compute {
    /// In the browser; on the GPU when there is a real one and the work is large enough.
    #[default]
    Auto,
    /// In the browser on the CPU.
    Cpu,
    /// In the browser on the GPU, whatever it is.
    Gpu,
    /// On a server.
    Remote {
        /// For example `http://127.0.0.1:8642`.
        address: String,
        /// What the server printed when it started. Kept for this browser session only.
        #[serde(skip)]
        token: String,
    },
}

/// One end of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The worker of this page that computes on the CPU.
    #[default]
    Cpu,
    /// The worker of this page that can use the GPU.
    Gpu,
    /// A server.
    Remote {
        /// Its address.
        address: String,
        /// Its token.
        token: String,
    },
}

/// What WebGPU offers here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// Nothing.
    None,
    /// The CPU pretending to be a GPU.
    Software,
    /// A real GPU.
    Hardware,
}

impl Compute {
    /// Where this choice computes, and on which device it asks to.
    pub async fn place(&self) -> (Place, DeviceChoice) {
        match self {
            Compute::Auto if adapter().await == Adapter::Hardware => (Place::Gpu, DeviceChoice::Auto),
            Compute::Auto | Compute::Cpu => (Place::Cpu, DeviceChoice::Cpu),
            Compute::Gpu if adapter().await == Adapter::None => (Place::Cpu, DeviceChoice::Gpu),
            Compute::Gpu => (Place::Gpu, DeviceChoice::Gpu),
            Compute::Remote { address, token } => {
                (Place::Remote { address: address.clone(), token: token.clone() }, DeviceChoice::Auto)
            }
        }
    }

    /// The name for the button.
    pub fn label(&self) -> String {
        match self {
            Compute::Auto => "Browser, automatic".to_owned(),
            Compute::Cpu => "Browser, CPU".to_owned(),
            Compute::Gpu => "Browser, WebGPU".to_owned(),
            Compute::Remote { address, .. } => {
                let name = address.trim_end_matches('/');
                name.split_once("://").map_or(name, |(_, name)| name).to_owned()
            }
        }
    }

    /// Whether scripts may run there at all.
    pub fn is_remote(&self) -> bool {
        matches!(self, Compute::Remote { .. })
    }
}

thread_local! {
    static ADAPTER: Cell<Option<Adapter>> = const { Cell::new(None) };
}

/// Asks the browser for its GPU, without starting anything; once, since some browsers complain on the console each time.
pub async fn adapter() -> Adapter {
    if let Some(adapter) = ADAPTER.get() {
        return adapter;
    }
    let adapter = ask_adapter().await;
    ADAPTER.set(Some(adapter));
    adapter
}

async fn ask_adapter() -> Adapter {
    let Some(window) = web_sys::window() else { return Adapter::None };
    let gpu = get(window.navigator().as_ref(), "gpu");
    let Ok(request) = get(&gpu, "requestAdapter").dyn_into::<Function>() else { return Adapter::None };
    let Ok(promise) = request.apply(&gpu, &Array::new()) else { return Adapter::None };
    match JsFuture::from(promise.unchecked_into::<Promise>()).await {
        Ok(adapter) if adapter.is_truthy() => {
            let software = get(&adapter, "isFallbackAdapter").is_truthy()
                || get(&get(&adapter, "info"), "isFallbackAdapter").is_truthy();
            if software { Adapter::Software } else { Adapter::Hardware }
        }
        _ => Adapter::None,
    }
}

/// Keeps the choice for the next visit; the token only until the browser closes.
pub fn remember(compute: &Compute) {
    if let (Some(storage), Ok(text)) = (local(), serde_json::to_string(compute)) {
        let _ = storage.set_item(CHOICE, &text);
    }
    if let (Some(storage), Compute::Remote { token, .. }) = (session(), compute) {
        let _ = storage.set_item(TOKEN, token);
    }
}

/// The choice of the last visit. A studio that was opened with `#token=` in its address knows the server it came from.
pub fn remembered() -> Compute {
    if let (Some(storage), Some(token)) = (session(), fragment_token()) {
        let _ = storage.set_item(SERVED, &token);
    }
    let choice = local().and_then(|storage| storage.get_item(CHOICE).ok().flatten());
    let mut compute = choice.and_then(|text| studio_model::json::read(&text).ok()).unwrap_or_default();
    if let Compute::Remote { address, token } = &mut compute {
        *token = match is_served_by_compute() {
            Some(Compute::Remote { address: own, token }) if own == *address => token,
            _ => stored(TOKEN).unwrap_or_default(),
        };
    }
    compute
}

/// The server this studio came from and its token, when that server also computes.
pub fn is_served_by_compute() -> Option<Compute> {
    let token = stored(SERVED)?;
    let address = web_sys::window()?.location().origin().ok()?;
    Some(Compute::Remote { address, token })
}

fn stored(key: &str) -> Option<String> {
    session()?.get_item(key).ok().flatten()
}

fn fragment_token() -> Option<String> {
    let fragment = web_sys::window()?.location().hash().ok()?;
    let token = fragment.trim_start_matches('#').split('&').find_map(|part| part.strip_prefix("token="))?;
    js_sys::decode_uri_component(token).ok().map(String::from)
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}
