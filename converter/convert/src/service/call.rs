//! What bodies of calls show of a service.

use super::definition::element_type;
use super::{Claim, Ground, workspace_of};
use crate::params;
use crate::secrets::Vault;
use ml_classic::{Call, CallPort};
use ml_graph::{
    AddressPurpose, EndpointAddress, EndpointColumn, EndpointDefinition, EndpointKind, EndpointParameter,
    EndpointPort, EndpointSource, Json,
};

/// The endpoint that a call was made to, as far as the call shows it.
pub(crate) fn of_call(call: Call, vault: Vault, format: &str, file: &str) -> Claim {
    // Nothing in a body names the service; its file does, for want of anything better.
    let name = file.rsplit(['/', '\\', '!']).next().unwrap_or(file);
    let name = name.strip_suffix(".json").unwrap_or(name);
    let kind = if call.batch { EndpointKind::Batch } else { EndpointKind::Realtime };
    let mut endpoint = EndpointDefinition::new(name, kind);
    endpoint.inputs = call.inputs.into_iter().map(port).collect();
    endpoint.outputs = call.outputs.into_iter().map(port).collect();
    endpoint.parameters = call
        .parameters
        .into_iter()
        .map(|(name, value)| EndpointParameter {
            name,
            value: params::global_value(value, None),
            ..EndpointParameter::default()
        })
        .collect();
    if call.batch {
        endpoint.sample_batch_request = call.body;
    } else {
        endpoint.sample_request = call.body;
    }
    let purpose = if call.batch { AddressPurpose::Jobs } else { AddressPurpose::Execute };
    endpoint.original_addresses =
        call.address.iter().map(|url| EndpointAddress { purpose, url: url.clone() }).collect();
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        workspace_id: call.address.as_deref().and_then(workspace_of),
        ..EndpointSource::default()
    });
    let mut kept = call.other;
    if let Some(answer) = call.answer {
        kept.push(("answer".to_owned(), answer));
    }
    if !kept.is_empty() {
        endpoint.extensions.insert(format.to_owned(), Json::Object(kept));
    }
    Claim::new(endpoint, vault, Ground::Call, file)
}

fn port(port: CallPort) -> EndpointPort {
    let columns = port.columns.into_iter().map(|(name, kind)| EndpointColumn {
        name,
        element_type: element_type(kind.as_deref(), None),
        format: kind.unwrap_or_default(),
        ..EndpointColumn::default()
    });
    EndpointPort { name: port.name, description: String::new(), columns: columns.collect() }
}
