//! When a node need not run again: same module, same parameters, same inputs, same seed, same device.

use crate::store::hash;
use ml_graph::{ComponentSpec, ParamValue};
use ml_protocol::DeviceChoice;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that decides what a node gives. Field order is part of the key.
#[derive(Serialize)]
struct Key<'a> {
    component: &'a str,
    version: u32,
    params: &'a BTreeMap<String, ParamValue>,
    inputs: &'a BTreeMap<String, String>,
    seed: u64,
    device: DeviceChoice,
}

/// The key of a node; none when its module gives something else each time. `inputs` are hashes by port.
pub(crate) fn key(
    spec: &ComponentSpec,
    params: &BTreeMap<String, ParamValue>,
    inputs: &BTreeMap<String, String>,
    seed: u64,
    device: DeviceChoice,
) -> Option<String> {
    if !spec.flags.deterministic {
        return None;
    }
    let key = Key { component: &spec.id, version: spec.version, params, inputs, seed, device };
    serde_json::to_vec(&key).ok().map(|bytes| hash(&bytes))
}
