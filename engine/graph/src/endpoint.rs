//! Endpoint definitions: how a draft is served to callers.

use crate::{Json, ParamValue, SecretRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of an endpoint definition's `schema` member.
pub const ENDPOINT_SCHEMA: &str = "ml-endpoint-definition/1";

/// A service: what it takes, what it gives and which draft answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointDefinition {
    /// Always [`ENDPOINT_SCHEMA`].
    pub schema: String,
    /// Name of the service.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// How it is called first of all. Every service of Studio (classic) also took files, those without inputs took nothing else.
    pub kind: EndpointKind,
    /// File name of the draft that answers; none when no export holds its graph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<String>,
    /// File name of the draft of the experiment it was deployed from, when that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<String>,
    /// What callers send.
    #[serde(default)]
    pub inputs: Vec<EndpointPort>,
    /// What they get.
    #[serde(default)]
    pub outputs: Vec<EndpointPort>,
    /// Global parameters in the source's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<EndpointParameter>,
    /// The body of a request that works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_request: Option<Json>,
    /// The body of a batch job that works; connection strings are vault references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_batch_request: Option<Json>,
    /// Throttling, diagnostics, keys.
    #[serde(default, skip_serializing_if = "EndpointSettings::is_empty")]
    pub settings: EndpointSettings,
    /// Models and data that callers could replace without deploying again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<EndpointResource>,
    /// Where clients called it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub original_addresses: Vec<EndpointAddress>,
    /// What of other services called it: these have to be pointed to the new endpoint.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consumers: Vec<EndpointConsumer>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EndpointSource>,
    /// Anything else of the source, verbatim except for secrets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Json>,
}

/// How an endpoint is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointKind {
    /// Request and response.
    Realtime,
    /// Batch execution over files.
    Batch,
}

/// One named input or output with its columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointPort {
    /// Name, for example `input1`.
    pub name: String,
    /// What it is, when the source says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Columns in order; empty when the source does not say.
    #[serde(default)]
    pub columns: Vec<EndpointColumn>,
}

/// A column of an endpoint's schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointColumn {
    /// Column name.
    pub name: String,
    /// Element type: `String`, `Integer`, `Double`, `Boolean`, `DateTime`, `TimeSpan`, or what the source says otherwise.
    #[serde(rename = "type")]
    pub element_type: String,
    /// The format of the source beside its type, for example `Int32`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// Whether a value may be missing.
    #[serde(default)]
    pub nullable: bool,
    /// Levels of a categorical column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<String>,
}

/// A value that a caller may set with a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointParameter {
    /// Its name.
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The type that the source names, for example `String`, `Int`, `Script`; empty when it does not say.
    #[serde(rename = "type", default, skip_serializing_if = "String::is_empty")]
    pub value_type: String,
    /// What counts when a caller sends none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ParamValue>,
    /// Smallest allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<f64>,
    /// Largest allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<f64>,
    /// The only values allowed; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// Operational settings of an endpoint; keys only as vault references.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndpointSettings {
    /// Concurrent calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrent_calls: Option<u32>,
    /// `High` or `Low`, of classic endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throttle_level: Option<String>,
    /// `None`, `Error` or `All`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics_level: Option<String>,
    /// When diagnostics end, as the source spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostics_expiry: Option<String>,
    /// Whether the help page showed sample data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_data_exposed: Option<bool>,
    /// Whether it refused changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    /// Key references by name, for example `primary`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub keys: BTreeMap<String, SecretRef>,
    /// The storage account for payloads and logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_account: Option<StorageAccount>,
}

impl EndpointSettings {
    /// Whether the source said nothing.
    pub fn is_empty(&self) -> bool {
        *self == EndpointSettings::default()
    }
}

/// A storage account and its key in the vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StorageAccount {
    /// Its name.
    pub name: String,
    /// Its key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<SecretRef>,
}

/// A trained model, transform or dataset inside a deployed service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointResource {
    /// Its name, for example `Income [trained model]`.
    pub name: String,
    /// What the source calls its kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Its address without credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The credential to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<SecretRef>,
}

/// An address of the old service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EndpointAddress {
    /// What answered there.
    #[serde(rename = "for")]
    pub purpose: AddressPurpose,
    /// The address, without credentials.
    pub url: String,
}

/// What an address was for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressPurpose {
    /// Calls: request and response, and the base of the others.
    Execute,
    /// Batch jobs.
    Jobs,
    /// Replacing its models.
    Update,
    /// The description of the interface.
    Swagger,
    /// The help page for people.
    Help,
}

/// Something that called the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EndpointConsumer {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ConsumerKind,
    /// What it says of the service: inputs, outputs, parameters, bindings; verbatim except for secrets.
    #[serde(default, skip_serializing_if = "Json::is_null")]
    pub definition: Json,
}

/// Kinds of [`EndpointConsumer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConsumerKind {
    /// A Data Factory's linked service.
    DataFactoryLinkedService,
    /// A Data Factory's activity that scores or trains in batches.
    DataFactoryBatchExecution,
    /// A Data Factory's activity that replaces a model.
    DataFactoryUpdateResource,
    /// A Data Factory's activity that runs a published pipeline of the designer.
    DataFactoryExecutePipeline,
    /// A function of Stream Analytics.
    StreamAnalyticsFunction,
}

/// What an endpoint definition was read from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndpointSource {
    /// Format ids, for example `web-service-definition`; several when files were joined.
    pub formats: Vec<String>,
    /// The resource's id in the resource manager.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// The workspace it belonged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// The service's id: 32 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<String>,
    /// The name of this endpoint of the service, for example `default`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The experiment it was deployed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment_id: Option<String>,
    /// The region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The id of its commitment plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commitment_plan: Option<String>,
    /// When it was made, as the source spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was changed last, as the source spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

impl EndpointDefinition {
    /// A definition called `name` that says nothing yet.
    pub fn new(name: impl Into<String>, kind: EndpointKind) -> EndpointDefinition {
        EndpointDefinition {
            schema: ENDPOINT_SCHEMA.to_owned(),
            name: name.into(),
            description: String::new(),
            kind,
            draft: None,
            experiment: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            parameters: Vec::new(),
            sample_request: None,
            sample_batch_request: None,
            settings: EndpointSettings::default(),
            resources: Vec::new(),
            original_addresses: Vec::new(),
            consumers: Vec::new(),
            source: None,
            extensions: BTreeMap::new(),
        }
    }

    /// What people call it: the service, and which of its endpoints when it is not the only one.
    pub fn title(&self) -> String {
        let part = self.source.as_ref().and_then(|source| source.endpoint.as_deref());
        match part.filter(|part| *part != "default" && *part != self.name) {
            Some(part) => format!("{} {part}", self.name),
            None => self.name.clone(),
        }
    }

    /// Whether clients can call it with rows and wait for the answer.
    pub fn is_realtime(&self) -> bool {
        self.kind == EndpointKind::Realtime
    }
}
