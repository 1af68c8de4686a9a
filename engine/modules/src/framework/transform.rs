//! Fitted transformations: what Normalize Data or Clean Missing Data learned, to be applied to other data.

use super::{Check, Component, Failure, Known, LocalBoxFuture, RunContext};
use ml_graph::Diagnostic;
use ml_table::{Dataset, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::future::Future;

/// A fitted transformation. Self-describing: the module that made it applies it again, from its JSON alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transform {
    /// Always `ml-transform/1`.
    pub schema: String,
    /// The module that fitted it and applies it.
    pub component: String,
    /// For people: what it does, in one line.
    pub summary: String,
    /// What was fitted.
    pub state: serde_json::Value,
}

/// A module whose fitted transformations can be applied again. Name it in [`Component::TRANSFORMER`].
pub trait Transformer: Component {
    /// What is fitted.
    type State: Serialize + DeserializeOwned;

    /// What the transformation does to these columns, without data; reports what will not work. None when it cannot be said.
    fn transform_schema(state: &Self::State, schema: &Schema, check: &mut Check<'_>) -> Option<Schema>;

    /// Applies it.
    fn transform(
        state: &Self::State,
        dataset: &Dataset,
        run: &RunContext<'_>,
    ) -> impl Future<Output = Result<Dataset, Failure>>;
}

impl Transform {
    /// The fitted state of a module as a value. `summary` says in one line what it does, for example `ZScore of 3 columns`.
    pub fn new<T: Transformer>(state: &T::State, summary: impl Into<String>) -> Result<Transform, Failure> {
        let state = serde_json::to_value(state).map_err(|error| {
            Failure::new(
                "module/transform",
                format!("The transformation of “{}” cannot be written: {error}.", T::IDENTITY.title),
                "Check the columns for numbers without end.",
            )
        })?;
        Ok(Transform {
            schema: "ml-transform/1".to_owned(),
            component: T::IDENTITY.id.to_owned(),
            summary: summary.into(),
            state,
        })
    }

    /// The name of the module that fitted it.
    pub fn title(&self) -> String {
        crate::module(&self.component).map_or_else(|| self.component.clone(), |module| module.spec().title)
    }

    /// Applies it to a dataset.
    pub async fn apply(&self, dataset: &Dataset, run: &RunContext<'_>) -> Result<Dataset, Failure> {
        let transforming = self.transforming().map_err(Failure::from)?;
        (transforming.apply)(&self.state, dataset, run).await
    }

    /// What it does to columns, as [`Transformer::transform_schema`].
    pub fn check(&self, schema: &Schema, check: &mut Check<'_>) -> Known {
        match self.transforming() {
            Ok(transforming) => (transforming.check)(&self.state, schema, check),
            Err(diagnostic) => {
                check.report(*diagnostic);
                Known::Unknown
            }
        }
    }

    fn transforming(&self) -> Result<Transforming, Box<Diagnostic>> {
        crate::module(&self.component).and_then(|module| module.transformer()).ok_or_else(|| {
            Box::new(
                Diagnostic::error(
                    "module/unknown-transform",
                    format!(
                        "The transformation was made by “{}”, which cannot apply it here.",
                        self.component
                    ),
                )
                .help("Make it again with this version, or use a newer version."),
            )
        })
    }
}

impl From<Box<Diagnostic>> for Failure {
    fn from(diagnostic: Box<Diagnostic>) -> Failure {
        Failure::Failed(diagnostic)
    }
}

type Apply = for<'a> fn(
    &'a serde_json::Value,
    &'a Dataset,
    &'a RunContext<'a>,
) -> LocalBoxFuture<'a, Result<Dataset, Failure>>;

/// How the transformations of a module are applied.
#[derive(Clone, Copy)]
pub struct Transforming {
    apply: Apply,
    check: fn(&serde_json::Value, &Schema, &mut Check<'_>) -> Known,
}

impl Transforming {
    /// By the module itself.
    pub const fn of<T: Transformer>() -> Transforming {
        Transforming { apply: apply::<T>, check: check::<T> }
    }
}

fn apply<'a, T: Transformer>(
    state: &'a serde_json::Value,
    dataset: &'a Dataset,
    run: &'a RunContext<'a>,
) -> LocalBoxFuture<'a, Result<Dataset, Failure>> {
    Box::pin(async move { T::transform(&read::<T>(state)?, dataset, run).await })
}

fn check<T: Transformer>(state: &serde_json::Value, schema: &Schema, check: &mut Check<'_>) -> Known {
    match read::<T>(state) {
        Ok(state) => T::transform_schema(&state, schema, check).map_or(Known::Unknown, Known::Dataset),
        Err(diagnostic) => {
            check.report(*diagnostic);
            Known::Unknown
        }
    }
}

fn read<T: Transformer>(state: &serde_json::Value) -> Result<T::State, Box<Diagnostic>> {
    T::State::deserialize(state).map_err(|error| {
        Box::new(
            Diagnostic::error(
                "error-0082",
                format!("The transformation of “{}” cannot be read: {error}.", T::IDENTITY.title),
            )
            .help("Make it again with this version."),
        )
    })
}
