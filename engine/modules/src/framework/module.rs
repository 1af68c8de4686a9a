//! A module as whoever runs it sees it: one object-safe trait over all module files.

use super::check::supposed;
use super::component::{does_not_run, spec};
use super::{Check, Checked, Component, Failure, Known, LocalBoxFuture, Outputs, RunContext, Transforming};
use crate::learning::{AnyLearner, LearnerWith, LoadModel};
use crate::params;
use ml_graph::{ComponentSpec, Diagnostic, ParamValue};
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// Values of parameters by id, as a draft holds them.
pub type ParamValues = BTreeMap<String, ParamValue>;

/// A module, whatever its parameters are.
pub trait Module: Send + Sync {
    /// Its id.
    fn id(&self) -> &str;

    /// Everything known of it, made anew at each call: keep it, or look in [`crate::catalogue`].
    fn spec(&self) -> ComponentSpec;

    /// Its whole Markdown file: help and cases.
    fn document(&self) -> &str;

    /// Judges parameters and the schemas of the inputs, as far as known, and says what the outputs will be. Inputs that are not
    /// connected are absent. Missing required inputs are the caller's to find.
    fn check(&self, params: &ParamValues, inputs: &BTreeMap<String, Known>) -> Checked;

    /// Computes the outputs. The future stays on its thread; inputs and outputs may cross threads.
    fn run<'a>(
        &'a self,
        params: &'a ParamValues,
        context: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Outputs, Failure>>;

    /// All values of its parameters, defaults included, or what is wrong with those given.
    fn resolve(&self, params: &ParamValues) -> Result<ParamValues, Vec<Diagnostic>>;

    /// The learner with these parameters; none when the module is no learner.
    fn learner(&self, params: &ParamValues) -> Option<Result<Box<dyn AnyLearner>, Vec<Diagnostic>>>;

    /// Reads the models that its learner fits; none when the module is no learner.
    fn model_loader(&self) -> Option<LoadModel>;

    /// Applies the transformations that it fits; none when it fits none.
    fn transformer(&self) -> Option<Transforming>;
}

/// A module file as an entry of the list.
struct Entry<C>(PhantomData<fn() -> C>);

/// The entry of a module file, for the machine-kept lists.
pub const fn entry<C: Component>() -> &'static dyn Module {
    &Entry::<C>(PhantomData)
}

impl<C: Component> Module for Entry<C> {
    fn id(&self) -> &str {
        C::IDENTITY.id
    }

    fn spec(&self) -> ComponentSpec {
        spec::<C>()
    }

    fn document(&self) -> &str {
        C::HELP
    }

    fn check(&self, values: &ParamValues, inputs: &BTreeMap<String, Known>) -> Checked {
        let outputs = || C::OUTPUTS.iter().map(|port| port.id());
        if C::DOES_NOT_RUN.is_some() {
            let Failure::Failed(diagnostic) = does_not_run::<C>() else { return Checked::default() };
            return Checked::unknown(outputs(), vec![*diagnostic]);
        }
        match params::read::<C>(&self.spec(), values) {
            Ok(component) => supposed(inputs, |inputs| {
                let mut check = Check::new(inputs);
                component.check(&mut check);
                check.finish(outputs())
            }),
            Err(diagnostics) => Checked::unknown(outputs(), diagnostics),
        }
    }

    fn run<'a>(
        &'a self,
        values: &'a ParamValues,
        context: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Outputs, Failure>> {
        Box::pin(async move {
            if C::DOES_NOT_RUN.is_some() {
                return Err(does_not_run::<C>());
            }
            match params::read::<C>(&self.spec(), values) {
                Ok(component) => component.run(context).await,
                Err(diagnostics) => Err(first(diagnostics)),
            }
        })
    }

    fn resolve(&self, values: &ParamValues) -> Result<ParamValues, Vec<Diagnostic>> {
        params::read::<C>(&self.spec(), values).map(|component| component.write())
    }

    fn learner(&self, values: &ParamValues) -> Option<Result<Box<dyn AnyLearner>, Vec<Diagnostic>>> {
        let learning = C::LEARNER?;
        Some(
            params::read::<C>(&self.spec(), values)
                .map(|component| Box::new(LearnerWith { component, learning }) as Box<dyn AnyLearner>),
        )
    }

    fn model_loader(&self) -> Option<LoadModel> {
        C::LEARNER.map(|learning| learning.load())
    }

    fn transformer(&self) -> Option<Transforming> {
        C::TRANSFORMER
    }
}

/// The first of several findings as a failure.
pub(crate) fn first(diagnostics: Vec<Diagnostic>) -> Failure {
    match diagnostics.into_iter().next() {
        Some(diagnostic) => Failure::from(diagnostic),
        None => Failure::new("error-0002", "The parameters could not be read.", "Check the parameters."),
    }
}
