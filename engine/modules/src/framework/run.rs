//! What a module has while it runs, and what it gives back.

use super::{Failure, Host, Transform, Value};
use crate::learning::{TrainedModel, UntrainedModel};
use crate::params::Seed;
use ml_graph::{ColumnSelection, Diagnostic, PortKind};
use ml_learn::Watch;
use ml_protocol::DeviceChoice;
use ml_table::Dataset;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

/// A future that stays on its thread: WebGPU and JavaScript hosts demand it.
pub type LocalBoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Values by input port id.
pub type Inputs = BTreeMap<String, Value>;

/// Everything a running module may use.
pub struct RunContext<'a> {
    /// Values by input port id; unconnected optional ports are absent.
    pub inputs: &'a Inputs,
    /// Takes the place of a blank seed.
    pub seed: u64,
    /// Where to compute.
    pub device: DeviceChoice,
    /// Progress and cancellation.
    pub watch: &'a dyn Watch,
    /// Files, addresses, scripts, credentials.
    pub host: &'a dyn Host,
    /// What the module has to say besides its outputs.
    pub notes: &'a Notes,
}

impl RunContext<'_> {
    /// The value on an input port.
    pub fn input(&self, port: &str) -> Option<&Value> {
        self.inputs.get(port)
    }

    /// The table on an input port.
    pub fn dataset(&self, port: &str) -> Result<&Dataset, Failure> {
        self.optional_dataset(port)?.ok_or_else(|| not_connected(port))
    }

    /// The table on an input port that may stay unconnected.
    pub fn optional_dataset(&self, port: &str) -> Result<Option<&Dataset>, Failure> {
        match self.inputs.get(port) {
            None => Ok(None),
            Some(Value::Dataset(dataset)) => Ok(Some(dataset)),
            Some(Value::Evaluation(evaluation)) => Ok(Some(evaluation.metrics())),
            Some(other) => Err(wrong_kind(port, PortKind::Dataset, other)),
        }
    }

    /// The untrained model (or clustering) on an input port.
    pub fn untrained_model(&self, port: &str) -> Result<&UntrainedModel, Failure> {
        match self.inputs.get(port) {
            None => Err(not_connected(port)),
            Some(Value::UntrainedModel(model)) => Ok(model),
            Some(other) => Err(wrong_kind(port, PortKind::UntrainedModel, other)),
        }
    }

    /// The trained model (or clustering) on an input port.
    pub fn trained_model(&self, port: &str) -> Result<&TrainedModel, Failure> {
        match self.inputs.get(port) {
            None => Err(not_connected(port)),
            Some(Value::TrainedModel(model)) => Ok(model),
            Some(other) => Err(wrong_kind(port, PortKind::TrainedModel, other)),
        }
    }

    /// The transformation on an input port.
    pub fn transform(&self, port: &str) -> Result<&Transform, Failure> {
        match self.inputs.get(port) {
            None => Err(not_connected(port)),
            Some(Value::Transform(transform)) => Ok(transform),
            Some(other) => Err(wrong_kind(port, PortKind::Transform, other)),
        }
    }

    /// Positions of the selected columns, at least one; an error points at the parameter.
    pub fn columns(
        &self,
        param: &str,
        selection: &ColumnSelection,
        dataset: &Dataset,
    ) -> Result<Vec<usize>, Failure> {
        ml_table::resolve_some(selection, &dataset.schema())
            .map_err(|error| Failure::from(error).at_param(param))
    }

    /// Position of the one selected column; an error points at the parameter.
    pub fn column(
        &self,
        param: &str,
        selection: &ColumnSelection,
        dataset: &Dataset,
    ) -> Result<usize, Failure> {
        ml_table::resolve_one(selection, &dataset.schema())
            .map_err(|error| Failure::from(error).at_param(param))
    }

    /// The seed of a parameter, or the run's when it is blank.
    pub fn seed(&self, seed: Seed) -> u64 {
        seed.0.map_or(self.seed, u64::from)
    }

    /// Reports progress, lets the host breathe and stops when the work is cancelled. Await it every few ten milliseconds.
    pub async fn checkpoint(&self, fraction: f32, message: &str) -> Result<(), Failure> {
        ml_learn::checkpoint(self.watch, fraction, message).await?;
        Ok(())
    }

    /// Tells the user something; the run goes on.
    pub fn warn(&self, diagnostic: Diagnostic) {
        self.notes.warnings.borrow_mut().push(diagnostic);
    }

    /// Says which device did the work, in words for people: `CPU`, `GPU (…)`. The CPU when never said.
    pub fn used_device(&self, device: impl Into<String>) {
        *self.notes.device.borrow_mut() = Some(device.into());
    }
}

fn not_connected(port: &str) -> Failure {
    Failure::new("run/not-connected", format!("Nothing is connected to the input “{port}”."), "Connect it.")
        .at_port(port)
}

fn wrong_kind(port: &str, wanted: PortKind, found: &Value) -> Failure {
    let wanted = super::value::kind_name(wanted);
    Failure::new(
        "run/wrong-kind",
        format!("The input “{port}” takes a {wanted}, but a {} is connected.", found.name()),
        format!("Connect an output that gives a {wanted}."),
    )
    .at_port(port)
}

/// What a module says besides its outputs.
#[derive(Debug, Default)]
pub struct Notes {
    warnings: RefCell<Vec<Diagnostic>>,
    device: RefCell<Option<String>>,
}

impl Notes {
    /// Warnings in the order they came.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        self.warnings.borrow().clone()
    }

    /// The device that did the work, as the module told.
    pub fn device(&self) -> Option<String> {
        self.device.borrow().clone()
    }
}

/// What a module gives back: values by output port id.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    values: BTreeMap<String, Value>,
}

impl Outputs {
    /// One output.
    pub fn one(port: &str, value: impl Into<Value>) -> Outputs {
        Outputs::default().and(port, value)
    }

    /// One more output.
    pub fn and(mut self, port: &str, value: impl Into<Value>) -> Outputs {
        self.values.insert(port.to_owned(), value.into());
        self
    }

    /// The value on a port.
    pub fn get(&self, port: &str) -> Option<&Value> {
        self.values.get(port)
    }

    /// All values by port id.
    pub fn into_values(self) -> BTreeMap<String, Value> {
        self.values
    }

    /// All values by port id.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }
}
