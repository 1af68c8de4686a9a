//! What a module is to whoever writes one ([`Component`]) and to whoever runs one ([`Module`]).

mod check;
mod component;
mod evaluation;
mod failure;
mod host;
mod module;
mod port;
mod run;
mod transform;
pub(crate) mod value;
pub mod view;

pub use check::{Check, Checked, Known};
pub use component::{Component, Identity};
pub use evaluation::{Evaluation, Media};
pub use failure::Failure;
pub use host::{Frame, Host, HostError, NoHost, ScriptOutcome, ScriptRequest};
pub(crate) use module::first;
pub use module::{Module, ParamValues, entry};
pub use port::Port;
pub use run::{Inputs, LocalBoxFuture, Notes, Outputs, RunContext};
pub use transform::{Transform, Transformer, Transforming};
pub use value::Value;
