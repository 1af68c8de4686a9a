//! Web services: their graphs become drafts, what else is known of them becomes endpoint definitions.
//!
//! What one file says of a service is a [`Claim`]. Claims on the same service are joined when all files are read, and each is joined to
//! the experiment it was deployed from.

mod call;
mod consumer;
mod convert;
mod definition;
mod graph;
mod join;
mod managed;
mod pipeline_endpoint;
mod seen;
mod swagger;
mod values;

use call::of_call;
use consumer::of_consumers;
pub(crate) use definition::complete;
use definition::of_definition;
use graph::of_package;
pub(crate) use join::{Claims, Experiments, ServiceIds};
use managed::{of_endpoint, of_service};
pub(crate) use pipeline_endpoint::of_pipeline_endpoint;
pub(crate) use seen::Definitions;
use swagger::of_description;
pub(crate) use values::DeployedValues;

use crate::secrets::Vault;
use crate::value::is_secret_reference;
use ml_graph::{EndpointDefinition, SecretRef};
use std::collections::BTreeSet;

/// What one file says of a service.
#[derive(Debug)]
pub(crate) struct Claim {
    /// As much of the endpoint as it says.
    pub(crate) endpoint: EndpointDefinition,
    /// Credentials in it.
    pub(crate) vault: Vault,
    /// What kind of claim it is, which decides how it joins others.
    pub(crate) ground: Ground,
    /// Ids of the service and its endpoint, in lower case.
    pub(crate) ids: BTreeSet<String>,
    /// The file it stands in.
    pub(crate) file: String,
}

/// Grounds of a [`Claim`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ground {
    /// A definition with its graph: always a service of its own.
    Definition,
    /// A service as a whole, whose endpoints may be listed elsewhere.
    Service,
    /// One endpoint.
    Endpoint,
    /// An endpoint of published pipelines, which is called for batches alone.
    Pipeline,
    /// An endpoint definition of ours, in which all is decided.
    Written,
    /// Bodies of calls, which name their service at most by its address.
    Call,
    /// Something that calls the service, perhaps through a linked service.
    Consumer {
        /// The linked service's name.
        through: Option<String>,
    },
}

impl Claim {
    /// A claim whose ids are those of its addresses.
    pub(crate) fn new(endpoint: EndpointDefinition, vault: Vault, ground: Ground, file: &str) -> Claim {
        let ids = endpoint.original_addresses.iter().filter_map(|address| id_of(&address.url)).collect();
        Claim { endpoint, vault, ground, ids, file: file.to_owned() }
    }

    /// Adds an id.
    pub(crate) fn with_id(mut self, id: Option<&str>) -> Claim {
        self.ids.extend(id.map(str::to_ascii_lowercase));
        self
    }
}

/// The id of the service that an address belongs to: what follows `/services/`, or that of the resource.
fn id_of(address: &str) -> Option<String> {
    segment_after(address, "/services/").map(str::to_ascii_lowercase).or_else(|| resource_in(address))
}

/// The id of the resource in an address or in an id, in lower case.
fn resource_in(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let start = lower.find("/subscriptions/")?;
    let mark = "/providers/microsoft.machinelearning/webservices/";
    let name = lower.find(mark)? + mark.len();
    let end = lower[name..].find(['/', '?', '#']).map_or(lower.len(), |end| name + end);
    (start < name && name < end).then(|| lower[start..end].to_owned())
}

/// The workspace's id in an address.
fn workspace_of(address: &str) -> Option<String> {
    segment_after(address, "/workspaces/").map(str::to_owned)
}

fn segment_after<'a>(address: &'a str, mark: &str) -> Option<&'a str> {
    // Found in the address as it is: only the mark's own case varies, and it is ASCII.
    let lower = address.to_ascii_lowercase();
    let rest = &address[lower.find(mark)? + mark.len()..];
    let segment = rest.split(['/', '?', '#']).next().unwrap_or_default();
    (!segment.is_empty()).then_some(segment)
}

/// The last part of a resource's id.
fn last_segment(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}

/// A credential's address, when the text is one.
fn reference(text: Option<String>) -> Option<SecretRef> {
    text.filter(|text| is_secret_reference(text)).map(SecretRef)
}
