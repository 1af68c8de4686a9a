//! What a learner module implements, and the same behind one object-safe trait.

use super::{FeatureNames, FeatureSettings};
use crate::framework::value::write_json;
use crate::framework::{Component, Failure, LocalBoxFuture, RunContext};
use ml_learn::Matrix;
use ml_protocol::ModelView;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::sync::Arc;

/// What is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Which of two labels.
    Binary,
    /// Which of several labels.
    Multiclass,
    /// A number.
    Regression,
    /// Quantiles of a number.
    Quantiles,
    /// Groups of similar rows, without a label.
    Clustering,
}

/// A learner. Name it in [`Component::LEARNER`].
pub trait Learner: Component {
    /// What it learns.
    const TASK: Task;
    /// What fitting gives: plain data, readable as JSON.
    type Model: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// How columns become features for it.
    fn features(&self) -> FeatureSettings;

    /// Fits a model. Await [`RunContext::checkpoint`], or hand `run.watch` to the learner, every few ten milliseconds. There is at
    /// least one row; there may be no feature. The target is of the task's kind.
    fn fit(
        &self,
        training: &Training,
        run: &RunContext<'_>,
    ) -> impl Future<Output = Result<Self::Model, Failure>>;

    /// Predicts each row. The features are laid out as in training.
    fn predict(
        model: &Self::Model,
        features: &Matrix,
        run: &RunContext<'_>,
    ) -> impl Future<Output = Result<Scores, Failure>>;

    /// One line on the model, for example `100 trees`.
    fn summary(model: &Self::Model) -> String;

    /// Adds weights, trees or facts to what people see of the model; title and settings are there already. The class of a weight is its
    /// number among the sorted labels, which take its place.
    fn describe(model: &Self::Model, names: &FeatureNames, view: &mut ModelView);
}

/// What a learner learns from.
#[derive(Clone, Debug)]
pub struct Training {
    /// Features.
    pub features: Matrix,
    /// What to predict, one entry a row.
    pub target: Target,
    /// How much each row counts; none when all count 1.
    pub weights: Option<Vec<f32>>,
    /// What the features are called.
    pub names: FeatureNames,
}

/// What to predict.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// Whether a row has the positive label: the last of the two in sorted order.
    Binary(Vec<bool>),
    /// Which label a row has.
    Classes {
        /// Position among the sorted labels.
        codes: Vec<u32>,
        /// How many labels there are.
        classes: usize,
    },
    /// Numbers.
    Numbers(Vec<f64>),
    /// Nothing: clustering without a label column.
    None,
}

impl Target {
    /// Whether each row is positive; for learners of two classes.
    pub fn positives(&self) -> Result<&[bool], Failure> {
        match self {
            Target::Binary(labels) => Ok(labels),
            _ => Err(wrong_target("two labels")),
        }
    }

    /// The label of each row and how many there are; for learners of several classes.
    pub fn classes(&self) -> Result<(&[u32], usize), Failure> {
        match self {
            Target::Classes { codes, classes } => Ok((codes, *classes)),
            _ => Err(wrong_target("several labels")),
        }
    }

    /// The number of each row; for learners of numbers.
    pub fn numbers(&self) -> Result<&[f64], Failure> {
        match self {
            Target::Numbers(numbers) => Ok(numbers),
            _ => Err(wrong_target("numbers")),
        }
    }
}

fn wrong_target(wanted: &str) -> Failure {
    Failure::new(
        "learn/label",
        format!("The learner needs {wanted} to learn from."),
        "Train it with a label column of that kind.",
    )
}

/// Predictions, one entry a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Scores {
    /// Probability of the positive label.
    Probabilities(Vec<f64>),
    /// One vector a class: the probability of that class.
    Classes(Vec<Vec<f64>>),
    /// Predicted numbers.
    Numbers(Vec<f64>),
    /// One vector a quantile: its value.
    Quantiles(Vec<Vec<f64>>),
    /// Clusters.
    Clusters {
        /// The nearest centre.
        assignments: Vec<u32>,
        /// One vector a centre: the distance to it.
        distances: Vec<Vec<f64>>,
    },
}

/// A learner with its settings, whatever module it is.
pub trait AnyLearner {
    /// What it learns.
    fn task(&self) -> Task;

    /// How columns become features for it.
    fn features(&self) -> FeatureSettings;

    /// Fits a model.
    fn fit<'a>(
        &'a self,
        training: &'a Training,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Arc<dyn Fitted>, Failure>>;
}

/// A fitted model, whatever learner it is from.
pub trait Fitted: Send + Sync {
    /// Predicts each row.
    fn predict<'a>(
        &'a self,
        features: &'a Matrix,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Scores, Failure>>;

    /// The model as JSON.
    fn json(&self) -> Result<Vec<u8>, Failure>;

    /// One line on it.
    fn summary(&self) -> String;

    /// Weights, trees, facts.
    fn describe(&self, names: &FeatureNames, view: &mut ModelView);
}

/// Reads a fitted model from its JSON.
pub type LoadModel = fn(serde_json::Value) -> Result<Arc<dyn Fitted>, Failure>;

type Fit<C> = for<'a> fn(
    &'a C,
    &'a Training,
    &'a RunContext<'a>,
) -> LocalBoxFuture<'a, Result<Arc<dyn Fitted>, Failure>>;

/// That a module is a learner, and how it learns: `const LEARNER: Option<Learning<Self>> = Some(Learning::of());`.
pub struct Learning<C> {
    task: Task,
    features: fn(&C) -> FeatureSettings,
    fit: Fit<C>,
    load: LoadModel,
}

impl<C> Clone for Learning<C> {
    fn clone(&self) -> Learning<C> {
        *self
    }
}

impl<C> Copy for Learning<C> {}

impl<C: Learner> Learning<C> {
    /// As the module itself says.
    pub const fn of() -> Learning<C> {
        Learning { task: C::TASK, features: C::features, fit: fit::<C>, load: load::<C> }
    }
}

impl<C> Learning<C> {
    /// What is learned.
    pub fn task(&self) -> Task {
        self.task
    }

    pub(crate) fn load(&self) -> LoadModel {
        self.load
    }
}

fn fit<'a, C: Learner>(
    component: &'a C,
    training: &'a Training,
    run: &'a RunContext<'a>,
) -> LocalBoxFuture<'a, Result<Arc<dyn Fitted>, Failure>> {
    Box::pin(async move {
        let model = component.fit(training, run).await?;
        Ok(Arc::new(FittedBy::<C> { model }) as Arc<dyn Fitted>)
    })
}

fn load<C: Learner>(json: serde_json::Value) -> Result<Arc<dyn Fitted>, Failure> {
    let model = C::Model::deserialize(json).map_err(|error| {
        Failure::new(
            "error-0082",
            format!("The trained model of “{}” cannot be read: {error}.", C::IDENTITY.title),
            "Train it again with this version.",
        )
    })?;
    Ok(Arc::new(FittedBy::<C> { model }))
}

/// A learner module with its parameters.
pub(crate) struct LearnerWith<C> {
    pub(crate) component: C,
    pub(crate) learning: Learning<C>,
}

impl<C> AnyLearner for LearnerWith<C> {
    fn task(&self) -> Task {
        self.learning.task
    }

    fn features(&self) -> FeatureSettings {
        (self.learning.features)(&self.component)
    }

    fn fit<'a>(
        &'a self,
        training: &'a Training,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Arc<dyn Fitted>, Failure>> {
        (self.learning.fit)(&self.component, training, run)
    }
}

struct FittedBy<C: Learner> {
    model: C::Model,
}

impl<C: Learner> Fitted for FittedBy<C> {
    fn predict<'a>(
        &'a self,
        features: &'a Matrix,
        run: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Scores, Failure>> {
        Box::pin(C::predict(&self.model, features, run))
    }

    fn json(&self) -> Result<Vec<u8>, Failure> {
        write_json(&self.model)
    }

    fn summary(&self) -> String {
        C::summary(&self.model)
    }

    fn describe(&self, names: &FeatureNames, view: &mut ModelView) {
        C::describe(&self.model, names, view);
    }
}
