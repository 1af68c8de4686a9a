//! Web services of both kinds and what calls them: what a JSON object is, and its members.

mod call;
mod consumer;
mod definition;
mod expression;
mod management;
mod parameters;
mod swagger;
mod template;

pub use call::{Call, CallPort};
pub use consumer::{Consumer, ConsumerSort, consumers};
pub use definition::{
    GraphParameter, SchemaColumn, ServiceAsset, ServiceDefinition, ServiceEdge, ServiceNode, ServicePayload,
    ServiceSchema, ServiceValue,
};
pub use management::{ManagedEndpoint, ManagedResource, ManagedService};
pub use parameters::TemplateValues;
pub use swagger::{ServiceDescription, SwaggerParameter};
pub use template::{Evaluated, Template};

use ml_graph::Json;

/// What an object says about web services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceKind {
    /// The definition of a service of the resource manager, with its graph: [`ServiceDefinition`].
    Definition,
    /// A template of the resource manager, with any resources in it: [`Template`].
    Template,
    /// A commitment plan, a workspace, or whatever else of the product the resource manager knows.
    Resource,
    /// A service of the management API: [`ManagedService`].
    Managed,
    /// An endpoint of one: [`ManagedEndpoint`].
    Endpoint,
    /// The description of a service's calls: [`ServiceDescription`].
    Swagger,
    /// A request, a job, an answer: [`Call`].
    Call,
    /// Parts of Data Factory or Stream Analytics that call a service: [`consumers()`].
    Consumers,
    /// Values that a template was deployed with: [`TemplateValues`].
    TemplateValues,
}

impl ServiceKind {
    /// The format id.
    pub fn format(self) -> &'static str {
        match self {
            ServiceKind::Definition => "web-service-definition",
            ServiceKind::Template => "deployment-template",
            ServiceKind::Resource => "resource",
            ServiceKind::Managed => "classic-web-service",
            ServiceKind::Endpoint => "classic-endpoint",
            ServiceKind::Swagger => "service-description",
            ServiceKind::Call => "service-call",
            ServiceKind::Consumers => "service-consumers",
            ServiceKind::TemplateValues => "deployment-parameters",
        }
    }
}

/// The resource type of services, in lower case.
const WEB_SERVICES: &str = "microsoft.machinelearning/webservices";
/// The provider of all that is the product's, in lower case.
const PROVIDER: &str = "microsoft.machinelearning/";

/// What `value` is; none when it has nothing to do with web services.
pub fn service_kind(value: &Json) -> Option<ServiceKind> {
    own_kind(value).or_else(|| consumer::any(value).then_some(ServiceKind::Consumers))
}

/// What `value` is itself, whatever may stand inside of it.
pub(crate) fn own_kind(value: &Json) -> Option<ServiceKind> {
    let has = |holder: &Json, key: &str| holder.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    let any = |holder: &Json, keys: &[&str]| keys.iter().any(|key| has(holder, key));
    let text = |key: &str| {
        value.get_ignoring_case(key).and_then(Json::as_str).unwrap_or_default().to_ascii_lowercase()
    };
    if is_template(value) || is_deployment(value) {
        return Some(ServiceKind::Template);
    }
    if TemplateValues::is(value) {
        return Some(ServiceKind::TemplateValues);
    }
    let kind = text("type");
    let marks = ["packageType", "payloadsInBlobStorage"];
    // Many a tool calls something its package; beside nothing that says more, only one with a graph counts.
    let graph = value
        .get_ignoring_case("package")
        .is_some_and(|package| ["nodes", "edges"].iter().any(|key| package.get_ignoring_case(key).is_some()));
    let properties = value.get_ignoring_case("properties");
    if kind == WEB_SERVICES
        || properties.is_some_and(|properties| any(properties, &marks) || has(properties, "package"))
        || any(value, &marks)
        || graph
    {
        return Some(ServiceKind::Definition);
    }
    if kind.starts_with(PROVIDER) || is_kept(value) {
        return Some(ServiceKind::Resource);
    }
    if has(value, "swagger") && has(value, "paths") {
        return Some(ServiceKind::Swagger);
    }
    if any(value, &["DefaultEndpointName", "EndpointCount"]) {
        return Some(ServiceKind::Managed);
    }
    if any(value, &["ApiLocation", "HelpLocation", "ExperimentLocation"])
        || (has(value, "WebServiceId") && has(value, "Name"))
    {
        return Some(ServiceKind::Endpoint);
    }
    if Call::is(value) {
        return Some(ServiceKind::Call);
    }
    consumer::is(value).then_some(ServiceKind::Consumers)
}

/// Whether this is a workspace or a project as the management API listed them, or the order to replace a model.
fn is_kept(value: &Json) -> bool {
    let has = |key: &str| value.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    let placed = |resource: &Json| {
        resource
            .get_ignoring_case("Location")
            .is_some_and(|place| place.get_ignoring_case("BaseLocation").is_some())
    };
    has("WorkspaceId") && has("FriendlyName")
        || has("ProjectId") && has("Experiments")
        || value.get_ignoring_case("Resources").map_or(&[][..], Json::items).first().is_some_and(placed)
            && !has("ApiLocation")
            && !has("WebServiceId")
}

/// Whether this is a template; some were kept without the members that say so.
fn is_template(value: &Json) -> bool {
    let text = |key: &str| value.get_ignoring_case(key).and_then(Json::as_str).unwrap_or_default();
    let has = |key: &str| value.get_ignoring_case(key).is_some();
    let resources = value.get_ignoring_case("resources").map_or(&[][..], Json::items);
    let typed = |resource: &Json| {
        resource.get_ignoring_case("type").and_then(Json::as_str).is_some_and(|kind| kind.contains('/'))
    };
    text("$schema").to_ascii_lowercase().contains("deploymenttemplate")
        || has("contentVersion") && matches!(value.get_ignoring_case("resources"), Some(Json::Array(_)))
        || (has("parameters") || has("variables")) && !resources.is_empty() && resources.iter().all(typed)
}

/// Whether this asks for a deployment and brings the template along.
fn is_deployment(value: &Json) -> bool {
    let template =
        value.get_ignoring_case("properties").and_then(|properties| properties.get_ignoring_case("template"));
    value.get_ignoring_case("type").is_none() && template.is_some_and(is_template)
}
