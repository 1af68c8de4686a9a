//! One endpoint: where it is linked, how it was called, and what is known besides.

use super::schema;
use super::{copy_button, delete_button, kind, named, section};
use crate::state::Studio;
use crate::{open, save};
use leptos::prelude::*;
use ml_graph::{AddressPurpose, ConsumerKind, EndpointDefinition, EndpointSettings, Json};
use std::sync::Arc;
use studio_model::SavedEndpoint;

/// Everything there is to say of an endpoint.
pub(super) fn detail(studio: Studio, endpoint: &Arc<SavedEndpoint>) -> AnyView {
    let definition = &endpoint.definition;
    let description = (!definition.description.trim().is_empty())
        .then(|| view! { <p class="summary">{definition.description.clone()}</p> });
    let file = Arc::clone(endpoint);
    let download = move |_| {
        let text = serde_json::to_string(&file.definition).unwrap_or_default();
        let text = studio_model::json::indent(&text) + "\n";
        let name = save::file_name(&file.definition.name, ".endpoint.json");
        save::download(&name, "application/json", text.as_bytes());
    };
    view! {
        <header class="endpoint-head">
            <div class="endpoint-title">
                <h1>{named(endpoint)}</h1>
                <span class="badge" data-testid="endpoint-kind">{kind(definition.kind)}</span>
            </div>
            <span class="spacer"></span>
            {pipelines(studio, endpoint)}
            <button type="button" class="button" data-testid="endpoint-download" on:click=download>
                {crate::icons::icon("download")}
                "JSON"
            </button>
            {delete_button(studio, endpoint)}
        </header>
        {description}
        {section("Addresses", addresses(definition))}
        {section("Inputs", schema::ports(&definition.inputs))}
        {section("Outputs", schema::ports(&definition.outputs))}
        {section("Global parameters", schema::parameters(&definition.parameters))}
        {section("Sample request", definition.sample_request.as_ref().map(body))}
        {section("Sample batch job", definition.sample_batch_request.as_ref().map(body))}
        {section("Callers to point to the new endpoint", consumers(definition))}
        {section("Models and data inside", resources(definition))}
        {section("Settings", settings(&definition.settings))}
        {section("Where it came from", source(definition))}
    }
    .into_any()
}

/// Buttons to the pipelines it belongs to.
fn pipelines(studio: Studio, endpoint: &SavedEndpoint) -> AnyView {
    let link = |document: &Option<String>, title: &'static str, test_id: &'static str| {
        document.clone().map(|id| {
            let show = move |_| {
                let id = id.clone();
                leptos::task::spawn_local(async move { open::document(studio, id).await });
            };
            view! {
                <button type="button" class="button" data-testid=test_id on:click=show>
                    {crate::icons::icon("designer")}
                    {title}
                </button>
            }
        })
    };
    let (answers, trained) = (
        link(&endpoint.document, "Open its pipeline", "endpoint-pipeline"),
        link(&endpoint.experiment, "Open its experiment", "endpoint-experiment"),
    );
    let none = (answers.is_none() && trained.is_none())
        .then(|| view! { <span class="hint">"No export that came in holds its pipeline."</span> });
    view! { {answers}{trained}{none} }.into_any()
}

fn addresses(definition: &EndpointDefinition) -> Option<AnyView> {
    if definition.original_addresses.is_empty() {
        return None;
    }
    let row = |address: &ml_graph::EndpointAddress| {
        let purpose = match address.purpose {
            AddressPurpose::Execute => "Calls",
            AddressPurpose::Jobs => "Batch jobs",
            AddressPurpose::Update => "Replacing its models",
            AddressPurpose::Swagger => "Description",
            AddressPurpose::Help => "Help page",
        };
        view! {
            <tr>
                <th scope="row">{purpose}</th>
                <td><code>{address.url.clone()}</code></td>
                <td>{copy_button(address.url.clone(), format!("Copy the address for {purpose}"))}</td>
            </tr>
        }
    };
    let rows = definition.original_addresses.iter().map(row).collect_view();
    Some(
        view! {
            <p class="hint">"As clients called it. The service behind these addresses was switched off."</p>
            <table class="plain-table address-table"><tbody>{rows}</tbody></table>
        }
        .into_any(),
    )
}

/// A body as text to read and to copy.
fn body(json: &Json) -> AnyView {
    let text = studio_model::json::indent(&serde_json::to_string(json).unwrap_or_default());
    view! {
        <div class="code-block">
            {copy_button(text.clone(), "Copy the body".to_owned())}
            <pre><code>{text}</code></pre>
        </div>
    }
    .into_any()
}

fn consumers(definition: &EndpointDefinition) -> Option<AnyView> {
    if definition.consumers.is_empty() {
        return None;
    }
    let row = |consumer: &ml_graph::EndpointConsumer| {
        let what = match consumer.kind {
            ConsumerKind::DataFactoryLinkedService => "linked service of a Data Factory",
            ConsumerKind::DataFactoryBatchExecution => "batch activity of a Data Factory",
            ConsumerKind::DataFactoryUpdateResource => "activity of a Data Factory that replaces a model",
            ConsumerKind::DataFactoryExecutePipeline => "activity of a Data Factory that runs a pipeline",
            ConsumerKind::StreamAnalyticsFunction => "function of Stream Analytics",
        };
        view! { <tr><th scope="row">{consumer.name.clone()}</th><td>{what}</td></tr> }
    };
    let rows = definition.consumers.iter().map(row).collect_view();
    Some(view! { <table class="plain-table fact-table"><tbody>{rows}</tbody></table> }.into_any())
}

fn resources(definition: &EndpointDefinition) -> Option<AnyView> {
    if definition.resources.is_empty() {
        return None;
    }
    let row = |resource: &ml_graph::EndpointResource| {
        let place = resource.location.clone().map(|location| view! { <code>{location}</code> });
        view! { <tr><th scope="row">{resource.name.clone()}</th><td>{resource.kind.clone()}</td><td>{place}</td></tr> }
    };
    let rows = definition.resources.iter().map(row).collect_view();
    Some(view! { <table class="plain-table fact-table"><tbody>{rows}</tbody></table> }.into_any())
}

fn settings(settings: &EndpointSettings) -> Option<AnyView> {
    let yes = |flag: Option<bool>| flag.map(|flag| if flag { "yes" } else { "no" }.to_owned());
    let keys = (!settings.keys.is_empty()).then(|| {
        format!("{}; taken out of the export", settings.keys.keys().cloned().collect::<Vec<_>>().join(", "))
    });
    facts(vec![
        ("Calls at the same time", settings.max_concurrent_calls.map(|calls| calls.to_string())),
        ("Throttling", settings.throttle_level.clone()),
        ("Diagnostics", settings.diagnostics_level.clone()),
        ("Diagnostics until", settings.diagnostics_expiry.clone()),
        ("Sample data on the help page", yes(settings.sample_data_exposed)),
        ("Read only", yes(settings.read_only)),
        ("Storage account", settings.storage_account.as_ref().map(|account| account.name.clone())),
        ("Keys", keys),
    ])
}

fn source(definition: &EndpointDefinition) -> Option<AnyView> {
    let source = definition.source.clone()?;
    facts(vec![
        ("Read from", Some(source.formats.join(", ").replace('-', " "))),
        ("Service id", source.service_id),
        ("Endpoint", source.endpoint),
        ("Resource", source.resource_id),
        ("Workspace", source.workspace_id),
        ("Experiment", source.experiment_id),
        ("Region", source.region),
        ("Commitment plan", source.commitment_plan),
        ("Made", source.created),
        ("Changed", source.modified),
    ])
}

/// Names and values; those without a value are left out.
fn facts(facts: Vec<(&'static str, Option<String>)>) -> Option<AnyView> {
    let known: Vec<_> = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)))
        .map(|(name, value)| view! { <tr><th scope="row">{name}</th><td>{value}</td></tr> })
        .collect();
    (!known.is_empty())
        .then(|| view! { <table class="plain-table fact-table"><tbody>{known}</tbody></table> }.into_any())
}
