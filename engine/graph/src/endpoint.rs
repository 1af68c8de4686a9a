//! Endpoint definitions: how a draft is served to callers.

use crate::{Json, ParamValue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A service: what it takes, what it gives and which draft answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointDefinition {
    /// Name of the service.
    pub name: String,
    /// One call at a time, or files.
    pub kind: EndpointKind,
    /// Name of the draft it serves.
    pub draft: String,
    /// What callers send.
    #[serde(default)]
    pub inputs: Vec<EndpointPort>,
    /// What they get.
    #[serde(default)]
    pub outputs: Vec<EndpointPort>,
    /// Global parameters and their defaults.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, ParamValue>,
    /// A request that works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_request: Option<Json>,
    /// Throttling, diagnostics, keys.
    #[serde(default)]
    pub settings: EndpointSettings,
    /// Where clients called it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub original_addresses: Vec<String>,
}

/// How an endpoint is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointKind {
    /// Request and response.
    Realtime,
    /// Batch execution over files.
    Batch,
}

/// One named input or output with its columns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointPort {
    /// Name, for example `input1`.
    pub name: String,
    /// Columns in order; empty when the source does not say.
    #[serde(default)]
    pub columns: Vec<EndpointColumn>,
}

/// A column of an endpoint's schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointColumn {
    /// Column name.
    pub name: String,
    /// Element type: `String`, `Integer`, `Double`, `Boolean`, `DateTime`, `TimeSpan`.
    #[serde(rename = "type")]
    pub element_type: String,
    /// Whether a value may be missing.
    #[serde(default)]
    pub nullable: bool,
    /// Levels of a categorical column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
}

/// Operational settings of an endpoint; keys only as vault references.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndpointSettings {
    /// Concurrent calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrent_calls: Option<u32>,
    /// `None`, `Error` or `All`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics_level: Option<String>,
    /// Key references.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<crate::SecretRef>,
}
