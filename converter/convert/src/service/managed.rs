//! Classic services and endpoints, as listings have them.

use super::definition::is_sealed;
use super::{Claim, Ground, reference, workspace_of};
use crate::secrets::Vault;
use ml_classic::{ManagedEndpoint, ManagedResource, ManagedService};
use ml_graph::{
    AddressPurpose, EndpointAddress, EndpointDefinition, EndpointKind, EndpointResource, EndpointSettings,
    EndpointSource, Json,
};
use std::collections::BTreeMap;

/// A service and the endpoints that are listed with it.
pub(crate) fn of_service(service: ManagedService, vault: Vault, format: &str, file: &str) -> Vec<Claim> {
    let mut endpoint =
        EndpointDefinition::new(service.name.clone().unwrap_or_default(), EndpointKind::Realtime);
    endpoint.description = service.description.clone().unwrap_or_default();
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        service_id: service.id.clone(),
        workspace_id: service.workspace.clone(),
        created: service.created.as_deref().map(date),
        ..EndpointSource::default()
    });
    let mut kept = service.other;
    if let Some(default) = &service.default_endpoint {
        kept.push(("DefaultEndpointName".to_owned(), Json::from(default.as_str())));
    }
    keep(&mut endpoint, format, kept);
    let mut claims =
        vec![Claim::new(endpoint, vault.clone(), Ground::Service, file).with_id(service.id.as_deref())];
    for listed in service.endpoints {
        let mut claim = of_endpoint(listed, vault.clone(), format, file).with_id(service.id.as_deref());
        if let Some(source) = &mut claim.endpoint.source {
            source.service_id = source.service_id.take().or_else(|| service.id.clone());
        }
        claims.push(claim);
    }
    claims
}

/// One endpoint.
pub(crate) fn of_endpoint(listed: ManagedEndpoint, vault: Vault, format: &str, file: &str) -> Claim {
    // The service's name is in its own listing.
    let mut endpoint = EndpointDefinition::new(String::new(), EndpointKind::Realtime);
    endpoint.description = listed.description.unwrap_or_default();
    let address = |purpose, url: &Option<String>| {
        url.clone().filter(|url| !url.is_empty()).map(|url| EndpointAddress { purpose, url })
    };
    endpoint.original_addresses = [
        address(AddressPurpose::Execute, &listed.api_location),
        address(AddressPurpose::Help, &listed.help_location),
    ]
    .into_iter()
    .flatten()
    .collect();
    let keys = [("primary", listed.primary_key), ("secondary", listed.secondary_key)];
    endpoint.settings = EndpointSettings {
        max_concurrent_calls: listed.max_concurrent_calls,
        throttle_level: listed.throttle_level,
        diagnostics_level: listed.diagnostics_level,
        sample_data_exposed: listed.sample_data_enabled,
        read_only: listed.prevent_update,
        keys: keys
            .into_iter()
            .filter_map(|(name, key)| Some((name.to_owned(), reference(key)?)))
            .collect::<BTreeMap<_, _>>(),
        ..EndpointSettings::default()
    };
    endpoint.resources = listed.resources.into_iter().map(resource).collect();
    let workspace = listed.workspace.or_else(|| listed.api_location.as_deref().and_then(workspace_of));
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        service_id: listed.service.clone(),
        workspace_id: workspace,
        endpoint: listed.name,
        experiment_id: listed.experiment_location.as_deref().and_then(experiment_id),
        created: listed.created.as_deref().map(date),
        ..EndpointSource::default()
    });
    let mut kept = listed.other;
    if let Some(location) = listed.experiment_location.filter(|location| !is_sealed(location)) {
        kept.push(("ExperimentLocation".to_owned(), Json::from(location.as_str())));
    }
    keep(&mut endpoint, format, kept);
    Claim::new(endpoint, vault, Ground::Endpoint, file).with_id(listed.service.as_deref())
}

fn keep(endpoint: &mut EndpointDefinition, format: &str, mut kept: Vec<(String, Json)>) {
    kept.retain(|(_, value)| !value.is_null());
    if !kept.is_empty() {
        endpoint.extensions.insert(format.to_owned(), Json::Object(kept));
    }
}

fn resource(listed: ManagedResource) -> EndpointResource {
    let base = listed.base_location.unwrap_or_default();
    let path = listed.relative_location.unwrap_or_default();
    let joined = if base.is_empty() || path.is_empty() || base.ends_with('/') || path.starts_with('/') {
        format!("{base}{path}")
    } else {
        format!("{base}/{path}")
    };
    EndpointResource {
        name: listed.name.unwrap_or_default(),
        kind: listed.kind.unwrap_or_default(),
        location: Some(joined).filter(|joined| !joined.is_empty()),
        credential: reference(listed.token),
    }
}

/// The experiment's id, which an address or a fragment of one ends with.
fn experiment_id(location: &str) -> Option<String> {
    location
        .split(['/', '?', '#', '&', '=', ' '])
        .rev()
        .find(|part| part.contains(".f-id.") || part.contains(".s-id."))
        .map(str::to_owned)
}

fn date(text: &str) -> String {
    crate::date::iso(text).unwrap_or_else(|| text.to_owned())
}
