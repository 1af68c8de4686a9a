//! Services and endpoints as the management API listed them.

use crate::experiment::Other;
use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// A classic web service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManagedService {
    /// 32 hexadecimal digits.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// The workspace.
    pub workspace: Option<String>,
    /// The endpoint that it came with.
    pub default_endpoint: Option<String>,
    /// Its endpoints, when they are listed with it.
    pub endpoints: Vec<ManagedEndpoint>,
    /// Everything else.
    pub other: Other,
}

/// One way to call a classic web service, with keys of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManagedEndpoint {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// The service it belongs to.
    pub service: Option<String>,
    /// The workspace.
    pub workspace: Option<String>,
    /// The page for people.
    pub help_location: Option<String>,
    /// Where it is called.
    pub api_location: Option<String>,
    /// The experiment it was deployed from: an address that ends with its id.
    pub experiment_location: Option<String>,
    /// First key.
    pub primary_key: Option<String>,
    /// Second key.
    pub secondary_key: Option<String>,
    /// Whether it refuses changes.
    pub prevent_update: Option<bool>,
    /// Whether sample data shows.
    pub sample_data_enabled: Option<bool>,
    /// Concurrent calls.
    pub max_concurrent_calls: Option<u32>,
    /// Diagnostics.
    pub diagnostics_level: Option<String>,
    /// `High` or `Low`.
    pub throttle_level: Option<String>,
    /// Models and data in it.
    pub resources: Vec<ManagedResource>,
    /// Everything else.
    pub other: Other,
}

/// A model or dataset of an endpoint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManagedResource {
    /// Its name.
    pub name: Option<String>,
    /// Its kind.
    pub kind: Option<String>,
    /// The account's address.
    pub base_location: Option<String>,
    /// The path in it.
    pub relative_location: Option<String>,
    /// The signature to read it.
    pub token: Option<String>,
    /// Everything else.
    pub other: Other,
}

impl ManagedService {
    /// Reads a service, its endpoints included.
    pub fn from_json(value: Json, pointer: &str) -> Result<ManagedService, ReadError> {
        let mut members = Members::of(value, pointer, "The web service")?;
        let place = format!("{pointer}/Endpoints");
        let endpoints = members
            .list("Endpoints", pointer)?
            .into_iter()
            .enumerate()
            .map(|(index, endpoint)| ManagedEndpoint::from_json(endpoint, &format!("{place}/{index}")))
            .collect::<Result<_, _>>()?;
        Ok(ManagedService {
            id: members.text("Id"),
            name: members.text("Name"),
            description: members.text("Description"),
            created: members.text("CreationTime"),
            workspace: members.text("WorkspaceId"),
            default_endpoint: members.text("DefaultEndpointName"),
            endpoints,
            other: members.rest(),
        })
    }
}

impl ManagedEndpoint {
    /// Reads an endpoint.
    pub fn from_json(value: Json, pointer: &str) -> Result<ManagedEndpoint, ReadError> {
        let mut members = Members::of(value, pointer, "The endpoint")?;
        let place = format!("{pointer}/Resources");
        let resources = members
            .list("Resources", pointer)?
            .into_iter()
            .enumerate()
            .map(|(index, resource)| ManagedResource::from_json(resource, &format!("{place}/{index}")))
            .collect::<Result<_, _>>()?;
        Ok(ManagedEndpoint {
            name: members.text("Name"),
            description: members.text("Description"),
            created: members.text("CreationTime"),
            service: members.text("WebServiceId"),
            workspace: members.text("WorkspaceId"),
            help_location: members.text("HelpLocation"),
            api_location: members.text("ApiLocation"),
            experiment_location: members.text("ExperimentLocation"),
            primary_key: members.text("PrimaryKey"),
            secondary_key: members.text("SecondaryKey"),
            prevent_update: members.flag("PreventUpdate"),
            sample_data_enabled: members.flag("SampleDataEnabled"),
            max_concurrent_calls: members
                .text("MaxConcurrentCalls")
                .and_then(|calls| calls.trim().parse().ok()),
            diagnostics_level: members.text("DiagnosticsTraceLevel"),
            throttle_level: members.text("ThrottleLevel"),
            resources,
            other: members.rest(),
        })
    }
}

impl ManagedResource {
    fn from_json(value: Json, pointer: &str) -> Result<ManagedResource, ReadError> {
        let mut members = Members::of(value, pointer, "A resource of the endpoint")?;
        let mut location = match members.take("Location") {
            Some(Json::Object(inner)) => Members::new(inner),
            Some(other) if !other.is_null() => {
                members.put_back("Location", other);
                Members::default()
            }
            _ => Members::default(),
        };
        let mut resource = ManagedResource {
            name: members.text("Name"),
            kind: members.text("Kind"),
            base_location: location.text("BaseLocation"),
            relative_location: location.text("RelativeLocation"),
            token: location.text("SasBlobToken").filter(|token| !token.is_empty()),
            other: members.rest(),
        };
        resource.other.extend(location.rest());
        Ok(resource)
    }
}
