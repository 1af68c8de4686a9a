//! Pipeline endpoints of the designer (v1): batch endpoints with versions.

use super::{Claim, Ground};
use crate::date;
use crate::secrets::Vault;
use ml_classic::DesignerEndpoint;
use ml_graph::{AddressPurpose, EndpointAddress, EndpointDefinition, EndpointKind, EndpointSource, Json};

/// The endpoint; the draft it serves is that of its default version.
pub(crate) fn of_pipeline_endpoint(
    listed: DesignerEndpoint,
    vault: Vault,
    format: &str,
    file: &str,
) -> Claim {
    let pipeline = listed.pipeline().map(str::to_owned);
    let name = listed.name.unwrap_or_default();
    let mut endpoint = EndpointDefinition::new(name, EndpointKind::Batch);
    endpoint.description = listed.description.unwrap_or_default();
    let address = |purpose, url: Option<String>| url.map(|url| EndpointAddress { purpose, url });
    endpoint.original_addresses = [
        address(AddressPurpose::Jobs, listed.address),
        address(AddressPurpose::Swagger, listed.swagger_address),
    ]
    .into_iter()
    .flatten()
    .collect();
    let date = |text: String| date::iso(&text).unwrap_or(text);
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        service_id: listed.id.clone(),
        experiment_id: pipeline,
        created: listed.created.map(date),
        modified: listed.modified.map(date),
        ..EndpointSource::default()
    });
    let mut kept = Vec::new();
    if let Some(version) = listed.default_version {
        kept.push(("DefaultVersion".to_owned(), Json::from(version.as_str())));
    }
    let versions = listed.versions.into_iter().map(|(version, pipeline)| {
        Json::Object(vec![
            ("Version".to_owned(), Json::from(version.as_str())),
            ("PipelineId".to_owned(), Json::from(pipeline.as_str())),
        ])
    });
    kept.push(("PipelineVersionList".to_owned(), Json::Array(versions.collect())));
    kept.extend(listed.other.into_iter().filter(|(_, value)| !value.is_null()));
    endpoint.extensions.insert(format.to_owned(), Json::Object(kept));
    Claim::new(endpoint, vault, Ground::Pipeline, file).with_id(listed.id.as_deref())
}
