//! Bodies that clients sent and got: requests, batch jobs, answers, the state of a job.

use crate::experiment::Other;
use crate::shape::{Members, ReadError, scalar_text};
use ml_graph::Json;

/// One body, with what of the call around it was saved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Call {
    /// Where it was sent.
    pub address: Option<String>,
    /// Inputs with their columns as far as they show.
    pub inputs: Vec<CallPort>,
    /// Outputs with their columns as far as they show.
    pub outputs: Vec<CallPort>,
    /// Global parameters and the values sent.
    pub parameters: Vec<(String, Json)>,
    /// Whether it is a batch job or its state.
    pub batch: bool,
    /// The body of a request or job, verbatim; none for answers.
    pub body: Option<Json>,
    /// An answer, verbatim.
    pub answer: Option<Json>,
    /// What was saved of the call around the body: headers and such.
    pub other: Other,
}

/// A named table in a call.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallPort {
    /// Its name.
    pub name: String,
    /// Its columns with their types where an answer says them.
    pub columns: Vec<(String, Option<String>)>,
}

impl Call {
    /// Whether `value` is a body, or a call with one in it.
    pub(crate) fn is(value: &Json) -> bool {
        body_kind(value).is_some()
            || is_bare_table(value)
            || wrapped(value)
                .is_some_and(|key| value.get_ignoring_case(key).is_some_and(|body| body_kind(body).is_some()))
    }

    /// Reads a body, or a call with its address and headers around the body.
    pub fn from_json(value: Json, pointer: &str) -> Result<Call, ReadError> {
        let mut call = Call::default();
        // A table alone: what an input without a name of its own takes.
        let value = match is_bare_table(&value) {
            true => Json::Object(vec![
                ("Inputs".to_owned(), Json::Object(vec![("input1".to_owned(), value)])),
                ("GlobalParameters".to_owned(), Json::Object(Vec::new())),
            ]),
            false => value,
        };
        let body = match wrapped(&value).filter(|_| body_kind(&value).is_none()) {
            Some(key) => {
                let mut members = Members::of(value, pointer, "The call")?;
                let body = members.take(key).unwrap_or_default();
                call.address = ["url", "uri", "address"].iter().find_map(|name| members.text(name));
                call.other = members.rest();
                body
            }
            None => value,
        };
        let kind = body_kind(&body);
        match kind {
            Some(Body::Request | Body::Job | Body::Old) => {
                call.batch = kind == Some(Body::Job);
                call.read_ports(&body);
                call.body = Some(body);
            }
            Some(Body::Answer | Body::State) => {
                call.batch = kind == Some(Body::State);
                call.outputs = ports(body.get_ignoring_case("Results"));
                call.answer = Some(body);
            }
            None => {
                return Err(ReadError::new(
                    "The body of the call is neither a request nor an answer of a web service.",
                    "Save the body as it was sent.",
                )
                .at(pointer));
            }
        }
        Ok(call)
    }

    fn read_ports(&mut self, body: &Json) {
        // Older jobs have one input without a name.
        self.inputs = match body.get_ignoring_case("Input") {
            Some(input) if !input.is_null() => {
                vec![CallPort { name: "input1".to_owned(), ..CallPort::default() }]
            }
            _ => ports(body.get_ignoring_case("Inputs")),
        };
        self.outputs = ports(body.get_ignoring_case("Outputs"));
        let instance = body.get_ignoring_case("Instance").unwrap_or(body);
        self.parameters =
            instance.get_ignoring_case("GlobalParameters").map(Json::members).unwrap_or_default().to_vec();
        if let Some(Json::Object(features)) = instance.get_ignoring_case("FeatureVector") {
            let columns = features.iter().map(|(name, _)| (name.clone(), None)).collect();
            self.inputs = vec![CallPort { name: "input1".to_owned(), columns }];
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Body {
    /// A call that waits for its answer.
    Request,
    /// The call of 2014, with a single row.
    Old,
    /// A batch job.
    Job,
    /// The answer of a call.
    Answer,
    /// The state of a job.
    State,
}

fn body_kind(value: &Json) -> Option<Body> {
    let part = |key: &str| value.get_ignoring_case(key);
    let object = |key: &str| matches!(part(key), Some(Json::Object(_)));
    let placed = |port: &Json| {
        ["RelativeLocation", "ConnectionString", "BaseLocation"]
            .iter()
            .any(|key| port.get_ignoring_case(key).is_some())
    };
    let any_placed = |key: &str| {
        part(key).is_some_and(|ports| placed(ports) || ports.members().iter().any(|(_, port)| placed(port)))
    };
    if any_placed("Outputs") || any_placed("Inputs") || any_placed("Input") {
        return Some(Body::Job);
    }
    if part("Instance").is_some_and(|instance| instance.get_ignoring_case("FeatureVector").is_some()) {
        return Some(Body::Old);
    }
    if part("StatusCode").is_some() && ["Result", "Results", "Details"].iter().any(|key| part(key).is_some())
    {
        return Some(Body::State);
    }
    if object("Inputs") && (object("GlobalParameters") || !ports(part("Inputs")).is_empty()) {
        let inputs = part("Inputs").map(Json::members).unwrap_or_default();
        return inputs.iter().all(|(_, port)| is_table(port)).then_some(Body::Request);
    }
    let results = part("Results").map(Json::members).unwrap_or_default();
    (!results.is_empty() && results.iter().all(|(_, port)| is_table(port))).then_some(Body::Answer)
}

/// The member that holds the body of a saved call.
fn wrapped(value: &Json) -> Option<&'static str> {
    ["body", "payload", "request"]
        .into_iter()
        .find(|key| matches!(value.get_ignoring_case(key), Some(Json::Object(_))))
}

/// Whether this is a table as requests hold them, with nothing around it.
fn is_bare_table(value: &Json) -> bool {
    ["ColumnNames", "Values"].iter().all(|key| matches!(value.get_ignoring_case(key), Some(Json::Array(_))))
}

/// A table with names apart from its rows, rows with names in each, or a table inside an answer.
fn is_table(port: &Json) -> bool {
    match port {
        Json::Array(rows) => rows.iter().all(|row| matches!(row, Json::Object(_))),
        Json::Object(_) => {
            port.get_ignoring_case("ColumnNames").is_some()
                || port
                    .get_ignoring_case("value")
                    .is_some_and(|value| value.get_ignoring_case("ColumnNames").is_some())
                || port.get_ignoring_case("type").and_then(Json::as_str) == Some("table")
        }
        _ => false,
    }
}

fn ports(part: Option<&Json>) -> Vec<CallPort> {
    part.map(Json::members)
        .unwrap_or_default()
        .iter()
        .map(|(name, port)| CallPort { name: name.clone(), columns: columns(port) })
        .collect()
}

fn columns(port: &Json) -> Vec<(String, Option<String>)> {
    if let Some(row) = port.items().first() {
        return row.members().iter().map(|(name, _)| (name.clone(), None)).collect();
    }
    let table = port.get_ignoring_case("value").unwrap_or(port);
    let list = |key: &str| -> Vec<String> {
        let items = table.get_ignoring_case(key).map(Json::items).unwrap_or_default();
        items.iter().filter_map(scalar_text).collect()
    };
    let mut types = list("ColumnTypes").into_iter();
    list("ColumnNames").into_iter().map(|name| (name, types.next())).collect()
}
