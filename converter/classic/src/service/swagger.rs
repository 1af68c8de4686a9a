//! The description that a service gives of its calls: inputs and outputs by column, global parameters, an example.

use crate::experiment::Other;
use crate::service::definition::ServiceSchema;
use crate::shape::{Members, ReadError, content_of, scalar_text};
use ml_graph::Json;

/// What a service's description says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceDescription {
    /// Name of the service: that of the experiment it was deployed from.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Name of the endpoint.
    pub endpoint: Option<String>,
    /// What the endpoint is for.
    pub endpoint_description: Option<String>,
    /// Where it is called, without the path of a call.
    pub base: Option<String>,
    /// Inputs of calls.
    pub inputs: Vec<ServiceSchema>,
    /// Outputs of calls.
    pub outputs: Vec<ServiceSchema>,
    /// Names of inputs of batch jobs.
    pub batch_inputs: Vec<String>,
    /// Names of outputs of batch jobs: these may hold models, which calls do not give.
    pub batch_outputs: Vec<String>,
    /// Global parameters.
    pub parameters: Vec<SwaggerParameter>,
    /// An example of a call's body.
    pub example: Option<Json>,
    /// Whether it takes calls and not only jobs.
    pub has_calls: bool,
    /// Everything else that is not the same for all services.
    pub other: Other,
}

/// A global parameter of a description.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SwaggerParameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Option<String>,
    /// The format beside its type.
    pub format: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Its default.
    pub value: Json,
    /// Smallest allowed.
    pub minimum: Option<f64>,
    /// Largest allowed.
    pub maximum: Option<f64>,
    /// The only values.
    pub choices: Vec<String>,
}

impl ServiceDescription {
    /// Whether a description is that of a web service rather than of any other interface.
    pub fn is_service(value: &Json) -> bool {
        let paths = value.get_ignoring_case("paths").map(Json::members).unwrap_or_default();
        let own = |path: &str| ["/execute", "/jobs", "/score"].iter().any(|own| path.starts_with(own));
        paths.iter().any(|(path, _)| own(path.split('?').next().unwrap_or(path)))
    }

    /// Reads a description. References lead to other parts of it, at most a few steps.
    pub fn from_json(value: Json, pointer: &str) -> Result<ServiceDescription, ReadError> {
        let paths = value.get_ignoring_case("paths").map(Json::members).unwrap_or_default();
        let has_calls =
            paths.iter().any(|(path, _)| path.starts_with("/execute") || path.starts_with("/score"));
        let definitions = Definitions(value.get_ignoring_case("definitions"));
        let request = definitions.body(paths, "/execute").or_else(|| definitions.named("ExecutionRequest"));
        let answer = definitions.answer(paths, "/execute").or_else(|| definitions.named("ExecutionResults"));
        let batch = definitions.body(paths, "/jobs").or_else(|| definitions.named("BatchExecutionRequest"));
        let ports = |part: Option<&Json>| -> Vec<ServiceSchema> {
            part.and_then(|part| part.get_ignoring_case("properties"))
                .map(Json::members)
                .unwrap_or_default()
                .iter()
                .map(|(name, port)| ServiceSchema::of(name.clone(), definitions.rows(port)))
                .collect()
        };
        let names = |part: Option<&Json>| {
            let members = part.and_then(|part| part.get_ignoring_case("properties")).map(Json::members);
            members.unwrap_or_default().iter().map(|(name, _)| name.clone()).collect()
        };
        let globals = definitions
            .part(request, "GlobalParameters")
            .or_else(|| definitions.part(batch, "GlobalParameters"));
        let parameters = globals
            .and_then(|globals| globals.get_ignoring_case("properties"))
            .map(Json::members)
            .unwrap_or_default()
            .iter()
            .map(|(name, schema)| SwaggerParameter::of(name.clone(), schema))
            .collect();
        let mut description = ServiceDescription {
            inputs: ports(definitions.part(request, "Inputs")),
            outputs: ports(definitions.part(answer, "Results")),
            batch_inputs: names(definitions.part(batch, "Inputs")),
            batch_outputs: names(definitions.part(batch, "Outputs")),
            parameters,
            example: request.and_then(|request| request.get_ignoring_case("example")).cloned(),
            has_calls,
            base: base(&value),
            ..ServiceDescription::default()
        };
        let mut members = Members::of(value, pointer, "The service's description")?;
        if let Some(Json::Object(info)) = members.take("info") {
            let mut info = Members::new(info);
            description.title = info.text("title");
            description.description =
                info.text("description").filter(|text| !text.starts_with("No description provided"));
            description.endpoint = info.text("x-endpoint-name");
            description.endpoint_description = info.text("x-endpoint-description");
            description.other = info.rest();
        }
        // What is left is the frame that every service has, and definitions, which are read above.
        let frame = [
            "swagger",
            "host",
            "basePath",
            "schemes",
            "consumes",
            "produces",
            "paths",
            "securityDefinitions",
            "definitions",
        ];
        description.other.extend(
            members
                .rest()
                .into_iter()
                .filter(|(name, _)| !frame.iter().any(|known| name.eq_ignore_ascii_case(known))),
        );
        Ok(description)
    }
}

fn base(value: &Json) -> Option<String> {
    let host = value.get_ignoring_case("host")?.as_str()?;
    let path = value.get_ignoring_case("basePath").and_then(Json::as_str).unwrap_or_default();
    let scheme = value
        .get_ignoring_case("schemes")
        .and_then(|schemes| schemes.items().first())
        .and_then(Json::as_str)
        .unwrap_or("https");
    let host = host.strip_suffix(":443").filter(|_| scheme == "https").unwrap_or(host);
    Some(format!("{scheme}://{host}{path}"))
}

impl SwaggerParameter {
    fn of(name: String, schema: &Json) -> SwaggerParameter {
        let text = |key: &str| content_of(schema, key);
        let number = |key: &str| schema.get_ignoring_case(key).and_then(Json::as_f64);
        let choices = schema.get_ignoring_case("enum").map(Json::items).unwrap_or_default();
        SwaggerParameter {
            name,
            kind: text("type"),
            format: text("format"),
            description: text("description"),
            value: schema.get_ignoring_case("default").cloned().unwrap_or_default(),
            minimum: number("minimum"),
            maximum: number("maximum"),
            choices: choices.iter().filter_map(scalar_text).collect(),
        }
    }
}

/// The named parts that references lead to.
struct Definitions<'a>(Option<&'a Json>);

impl<'a> Definitions<'a> {
    fn named(&self, name: &str) -> Option<&'a Json> {
        self.0?.get(name).or_else(|| self.0?.get_ignoring_case(name))
    }

    /// What a reference leads to; a circle ends after a few steps.
    fn resolved(&self, mut part: &'a Json) -> &'a Json {
        for _ in 0..8 {
            let Some(target) = part.get("$ref").and_then(Json::as_str) else { break };
            let Some(next) = target.strip_prefix("#/definitions/").and_then(|name| {
                let name = name.replace("~1", "/").replace("~0", "~");
                self.0?.get(&name)
            }) else {
                break;
            };
            part = next;
        }
        part
    }

    /// The member `key` of a body's schema.
    fn part(&self, holder: Option<&'a Json>, key: &str) -> Option<&'a Json> {
        let properties = holder?.get_ignoring_case("properties")?;
        Some(self.resolved(properties.get_ignoring_case(key)?))
    }

    /// The schema of a row of a port.
    fn rows(&self, port: &'a Json) -> &'a Json {
        let port = self.resolved(port);
        port.get_ignoring_case("items").map_or(port, |items| self.resolved(items))
    }

    fn post(&self, paths: &'a [(String, Json)], start: &str) -> Option<&'a Json> {
        let (_, path) = paths.iter().find(|(path, _)| path.split('?').next() == Some(start))?;
        path.get_ignoring_case("post")
    }

    fn body(&self, paths: &'a [(String, Json)], start: &str) -> Option<&'a Json> {
        let parameters = self.post(paths, start)?.get_ignoring_case("parameters")?.items();
        let body = parameters
            .iter()
            .find(|parameter| parameter.get_ignoring_case("in").and_then(Json::as_str) == Some("body"))?;
        Some(self.resolved(body.get_ignoring_case("schema")?))
    }

    fn answer(&self, paths: &'a [(String, Json)], start: &str) -> Option<&'a Json> {
        let answers = self.post(paths, start)?.get_ignoring_case("responses")?;
        Some(self.resolved(answers.get("200")?.get_ignoring_case("schema")?))
    }
}
