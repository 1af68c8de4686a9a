//! What module files use.

pub use crate::framework::{
    Check, Component, Failure, Identity, Known, Outputs, Port, RunContext, Transform, Transformer,
    Transforming, Value,
};
pub use crate::learning::{
    FeatureNames, FeatureSettings, Learner, Learning, MissingFeatures, Scaling, Scores, Target, Task,
    Training,
};
pub use crate::params::{Choice as _, Seed};
pub use ml_graph::{
    ColumnSelection, Diagnostic, Flags, PortKind, Role, ScriptLanguage, SecretRef, SweepRange,
};
pub use ml_macros::{Choice, Params};
pub use ml_protocol::ModelView;
pub use ml_table::{Dataset, Schema};
