//! What is known before a run, and what a module finds out from it.

use super::{Transform, Value};
use crate::learning::{ModelShape, Task};
use ml_graph::{ColumnSelection, Diagnostic};
use ml_table::{ColumnSchema, Schema, TableError};
use std::collections::BTreeMap;

/// What is known of a value before it exists.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Known {
    /// Only that something is connected.
    #[default]
    Unknown,
    /// A table with these columns.
    Dataset(Schema),
    /// A learner.
    Untrained {
        /// The learner's module.
        component: String,
        /// What it learns.
        task: Task,
    },
    /// A fitted model.
    Trained(ModelShape),
    /// A transformation; the value itself when it already exists, as saved transformations do.
    Transform(Option<Transform>),
    /// Probably this; the values can make it something else. It shows people what to choose from and refuses nothing. A module's
    /// `check` never meets it: see `supposed`.
    Likely(Box<Known>),
}

impl Known {
    /// What is known of a value that exists.
    pub fn of(value: &Value) -> Known {
        match value {
            Value::Dataset(dataset) => Known::Dataset(dataset.schema()),
            Value::UntrainedModel(model) => {
                Known::Untrained { component: model.component.clone(), task: model.task }
            }
            Value::TrainedModel(model) => Known::Trained(model.shape()),
            Value::Transform(transform) => Known::Transform(Some((**transform).clone())),
            Value::Evaluation(evaluation) => Known::Dataset(evaluation.metrics().schema()),
            Value::Media(_) | Value::Bundle(_) => Known::Unknown,
        }
    }

    /// The columns of a table, certain or likely.
    pub fn schema(&self) -> Option<&Schema> {
        match self {
            Known::Dataset(schema) => Some(schema),
            Known::Likely(known) => known.schema(),
            _ => None,
        }
    }
}

impl From<Schema> for Known {
    fn from(schema: Schema) -> Known {
        Known::Dataset(schema)
    }
}

/// What a module found out about its outputs, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is known of each output, by port id; every output is there.
    pub outputs: BTreeMap<String, Known>,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Checked {
    pub(crate) fn unknown<'a>(ports: impl Iterator<Item = &'a str>, diagnostics: Vec<Diagnostic>) -> Checked {
        Checked { outputs: ports.map(|port| (port.to_owned(), Known::Unknown)).collect(), diagnostics }
    }

    /// Whether it will not run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// What a module's `check` works with.
#[derive(Debug)]
pub struct Check<'a> {
    inputs: &'a BTreeMap<String, Known>,
    outputs: BTreeMap<String, Known>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Check<'a> {
    pub(crate) fn new(inputs: &'a BTreeMap<String, Known>) -> Check<'a> {
        Check { inputs, outputs: BTreeMap::new(), diagnostics: Vec::new() }
    }

    /// Whether something is connected to an input.
    pub fn is_connected(&self, port: &str) -> bool {
        self.inputs.contains_key(port)
    }

    /// What is known of an input; [`Known::Unknown`] too when nothing is connected.
    pub fn input(&self, port: &str) -> &'a Known {
        self.inputs.get(port).unwrap_or(&Known::Unknown)
    }

    /// The columns on an input, when they are known.
    pub fn schema(&self, port: &str) -> Option<&'a Schema> {
        match self.inputs.get(port) {
            Some(Known::Dataset(schema)) => Some(schema),
            _ => None,
        }
    }

    /// Says what an output will be. Outputs that are not named are unknown.
    pub fn output(&mut self, port: &str, known: impl Into<Known>) {
        self.outputs.insert(port.to_owned(), known.into());
    }

    /// Says what an output will be unless the values want it otherwise.
    pub fn likely(&mut self, port: &str, known: impl Into<Known>) {
        self.output(port, Known::Likely(Box::new(known.into())));
    }

    /// Reports what was found.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value of a result; its error is reported at a parameter.
    pub fn accept<T>(&mut self, param: &str, result: Result<T, TableError>) -> Option<T> {
        result.map_err(|error| self.report(error.to_diagnostic().at_param(param))).ok()
    }

    /// Positions of the selected columns of an input, at least one; none when the columns are not known yet or the selection does
    /// not fit, which is reported at the parameter.
    pub fn columns(&mut self, param: &str, selection: &ColumnSelection, port: &str) -> Option<Vec<usize>> {
        let schema = self.schema(port)?;
        self.accept(param, ml_table::resolve_some(selection, schema))
    }

    /// Like [`Check::columns`] for exactly one column: its position and schema.
    pub fn column(
        &mut self,
        param: &str,
        selection: &ColumnSelection,
        port: &str,
    ) -> Option<(usize, &'a ColumnSchema)> {
        let schema = self.schema(port)?;
        let position = self.accept(param, ml_table::resolve_one(selection, schema))?;
        schema.columns.get(position).map(|column| (position, column))
    }

    pub(crate) fn finish<'p>(self, ports: impl Iterator<Item = &'p str>) -> Checked {
        let mut checked = Checked::unknown(ports, self.diagnostics);
        checked.outputs.extend(self.outputs);
        checked
    }
}

/// Checks with what is certain, then once more as if what is likely were so: the first finds the problems, the second only tells what
/// outputs will likely be.
pub(crate) fn supposed(
    inputs: &BTreeMap<String, Known>,
    check: impl Fn(&BTreeMap<String, Known>) -> Checked,
) -> Checked {
    let with = |suppose: fn(&Known) -> Known| -> BTreeMap<String, Known> {
        let known = |known: &Known| match known {
            Known::Likely(likely) => suppose(likely),
            certain => certain.clone(),
        };
        inputs.iter().map(|(port, input)| (port.clone(), known(input))).collect()
    };
    if !inputs.values().any(|known| matches!(known, Known::Likely(_))) {
        return check(inputs);
    }
    let mut certain = check(&with(|_| Known::Unknown));
    let likely = check(&with(Known::clone));
    if !likely.has_errors() {
        for (port, output) in likely.outputs {
            if let Some(unknown @ Known::Unknown) = certain.outputs.get_mut(&port) {
                *unknown = match output {
                    Known::Unknown | Known::Likely(_) => output,
                    output => Known::Likely(Box::new(output)),
                };
            }
        }
    }
    certain
}
