//! What a service's own description says of it.

use super::definition::port;
use super::{Claim, Ground, workspace_of};
use crate::params;
use crate::secrets::Vault;
use ml_classic::{ServiceDescription, SwaggerParameter};
use ml_graph::{
    AddressPurpose, EndpointAddress, EndpointDefinition, EndpointKind, EndpointParameter, EndpointPort,
    EndpointSource, Json, ParamValue,
};

/// The endpoint that a description is of.
pub(crate) fn of_description(described: ServiceDescription, vault: Vault, format: &str, file: &str) -> Claim {
    let mut endpoint = EndpointDefinition::new(described.title.unwrap_or_default(), EndpointKind::Realtime);
    endpoint.description =
        described.description.or(described.endpoint_description.clone()).unwrap_or_default();
    endpoint.inputs = described.inputs.iter().map(port).collect();
    endpoint.outputs = described.outputs.iter().map(port).collect();
    // Jobs may give models, which have no columns.
    for (ports, names) in
        [(&mut endpoint.inputs, described.batch_inputs), (&mut endpoint.outputs, described.batch_outputs)]
    {
        for name in names {
            if !ports.iter().any(|known| known.name == name) {
                ports.push(EndpointPort { name, ..EndpointPort::default() });
            }
        }
    }
    if endpoint.inputs.is_empty() || !described.has_calls {
        endpoint.kind = EndpointKind::Batch;
    }
    endpoint.parameters = described.parameters.into_iter().map(parameter).collect();
    endpoint.sample_request = described.example;
    endpoint.original_addresses = described
        .base
        .iter()
        .map(|url| EndpointAddress { purpose: AddressPurpose::Execute, url: url.clone() })
        .collect();
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        workspace_id: described.base.as_deref().and_then(workspace_of),
        endpoint: described.endpoint,
        ..EndpointSource::default()
    });
    let mut kept = described.other;
    if let Some(text) = described.endpoint_description.filter(|text| *text != endpoint.description) {
        kept.push(("x-endpoint-description".to_owned(), Json::from(text.as_str())));
    }
    if !kept.is_empty() {
        endpoint.extensions.insert(format.to_owned(), Json::Object(kept));
    }
    Claim::new(endpoint, vault, Ground::Endpoint, file)
}

fn parameter(described: SwaggerParameter) -> EndpointParameter {
    let value = match described.value {
        Json::Null => None,
        Json::Bool(flag) => Some(ParamValue::Bool(flag)),
        Json::Integer(number) => Some(ParamValue::Integer(number)),
        Json::Float(number) => Some(ParamValue::Float(number)),
        other => params::global_value(other, None),
    };
    EndpointParameter {
        name: described.name,
        description: described.description.unwrap_or_default(),
        value_type: described.kind.unwrap_or_default(),
        value,
        minimum: described.minimum,
        maximum: described.maximum,
        choices: described.choices,
    }
}
