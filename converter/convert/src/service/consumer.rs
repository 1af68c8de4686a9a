//! Data Factory and Stream Analytics: what they say of the services they call.

use super::definition::element_type;
use super::{Claim, Ground, workspace_of};
use crate::params;
use crate::secrets::Vault;
use ml_classic::{Consumer, ConsumerSort};
use ml_graph::{
    AddressPurpose, ConsumerKind, EndpointAddress, EndpointColumn, EndpointConsumer, EndpointDefinition,
    EndpointKind, EndpointParameter, EndpointPort, EndpointSource, Json,
};

/// One claim for each.
pub(crate) fn of_consumers(consumers: Vec<Consumer>, vault: &Vault, format: &str, file: &str) -> Vec<Claim> {
    consumers.into_iter().map(|consumer| of_consumer(consumer, vault.clone(), format, file)).collect()
}

fn of_consumer(consumer: Consumer, vault: Vault, format: &str, file: &str) -> Claim {
    let (kind, batch) = match consumer.sort {
        ConsumerSort::LinkedService => (ConsumerKind::DataFactoryLinkedService, true),
        ConsumerSort::BatchExecution => (ConsumerKind::DataFactoryBatchExecution, true),
        ConsumerSort::UpdateResource => (ConsumerKind::DataFactoryUpdateResource, true),
        ConsumerSort::ExecutePipeline => (ConsumerKind::DataFactoryExecutePipeline, true),
        ConsumerSort::Function => (ConsumerKind::StreamAnalyticsFunction, false),
    };
    let purpose = if batch { AddressPurpose::Jobs } else { AddressPurpose::Execute };
    let kind_of_calls = if batch { EndpointKind::Batch } else { EndpointKind::Realtime };
    let mut endpoint = EndpointDefinition::new(consumer.name.clone(), kind_of_calls);
    let address = |purpose, url: &Option<String>| url.clone().map(|url| EndpointAddress { purpose, url });
    endpoint.original_addresses =
        [address(purpose, &consumer.address), address(AddressPurpose::Update, &consumer.update_address)]
            .into_iter()
            .flatten()
            .collect();
    endpoint.inputs = ports(&consumer.definition, &["webServiceInputs", "webServiceInput"]);
    endpoint.outputs = ports(&consumer.definition, &["webServiceOutputs"]);
    if consumer.sort == ConsumerSort::Function {
        (endpoint.inputs, endpoint.outputs) = bound(&consumer.definition);
    }
    endpoint.parameters = consumer
        .parameters
        .into_iter()
        .map(|(name, value)| EndpointParameter {
            name,
            value: params::global_value(value, None),
            ..EndpointParameter::default()
        })
        .collect();
    endpoint.source = Some(EndpointSource {
        formats: vec![format.to_owned()],
        workspace_id: consumer.address.as_deref().and_then(workspace_of),
        ..EndpointSource::default()
    });
    endpoint.consumers =
        vec![EndpointConsumer { name: consumer.name, kind, definition: consumer.definition }];
    // All pipelines of a workspace are run through the same linked service.
    let through = consumer.through.filter(|_| consumer.sort != ConsumerSort::ExecutePipeline);
    Claim::new(endpoint, vault, Ground::Consumer { through }, file).with_id(consumer.pipeline.as_deref())
}

/// A member at any depth, the nearest first by order.
fn find<'a>(value: &'a Json, key: &str) -> Option<&'a Json> {
    value.get_ignoring_case(key).or_else(|| value.members().iter().find_map(|(_, inner)| find(inner, key)))
}

/// The ports that an activity names. Of its older form with a single input, that input has no name.
fn ports(definition: &Json, keys: &[&str]) -> Vec<EndpointPort> {
    let Some(part) = keys.iter().find_map(|key| find(definition, key)) else { return Vec::new() };
    let named = |name: &str| EndpointPort { name: name.to_owned(), ..EndpointPort::default() };
    match part {
        Json::Object(members) => members.iter().map(|(name, _)| named(name)).collect(),
        Json::String(_) => vec![named("input1")],
        _ => Vec::new(),
    }
}

/// The columns that a function is bound to.
fn bound(definition: &Json) -> (Vec<EndpointPort>, Vec<EndpointPort>) {
    let columns = |items: &[Json]| {
        let column = |item: &Json| {
            let text = |key: &str| item.get_ignoring_case(key).and_then(Json::as_str);
            Some(EndpointColumn {
                name: text("name")?.to_owned(),
                element_type: element_type(text("dataType"), None),
                format: text("dataType").unwrap_or_default().to_owned(),
                ..EndpointColumn::default()
            })
        };
        items.iter().filter_map(column).collect::<Vec<_>>()
    };
    // The parameters of the function itself are called inputs too.
    let binding = find(definition, "binding").unwrap_or(definition);
    let inputs = find(binding, "inputs").map(|inputs| EndpointPort {
        name: inputs.get_ignoring_case("name").and_then(Json::as_str).unwrap_or("input1").to_owned(),
        columns: columns(inputs.get_ignoring_case("columnNames").map(Json::items).unwrap_or_default()),
        ..EndpointPort::default()
    });
    let outputs = find(binding, "outputs").map(|outputs| EndpointPort {
        name: "output1".to_owned(),
        columns: columns(outputs.items()),
        ..EndpointPort::default()
    });
    (inputs.into_iter().collect(), outputs.into_iter().collect())
}
