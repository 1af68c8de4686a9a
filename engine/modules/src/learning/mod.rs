//! Learners between tables and arrays: columns become features, labels become codes, predictions become scored columns.
//!
//! A learner module implements [`Learner`] and sees arrays alone. [`train()`] and [`score()`] do the rest, the same for all of them.

pub(crate) mod boosted_trees;
pub(crate) mod clusters;
pub(crate) mod decision_forest;
pub(crate) mod device;
mod evaluate;
mod features;
mod imported;
mod label;
mod learner;
pub(crate) mod linear_models;
mod model;
pub(crate) mod neural_network;
mod score;
mod scored;
mod train;
mod trainer_mode;

pub use evaluate::{Judgement, judge};
pub use features::{FeatureColumn, FeatureNames, FeatureSettings, Features, Kind, MissingFeatures, Scaling};
pub use imported::{ImportedModel, Origin};
pub use label::Label;
pub(crate) use learner::LearnerWith;
pub use learner::{AnyLearner, Fitted, Learner, Learning, LoadModel, Scores, Target, Task, Training};
pub use model::{ModelShape, SCHEMA, TrainedModel, UntrainedModel};
pub use score::{SCORE_NOTE, score, scored_columns, scored_schema, surely_scored};
pub use scored::{ASSIGNMENTS, DISTANCES, SCORED_LABELS, SCORED_PROBABILITIES, Scored, scored, task_of};
pub use train::{TrainOn, train};
pub use trainer_mode::TrainerMode;
