//! Pipelines of the designer (v1): read here, written by [`crate::emit`].
//!
//! The designer's graph descends from that of Studio (classic): the same families of modules with the same names of parameters and ports.
//! So modules go through the same lift; wires, datasets and the interface have a form of their own.

mod convert;
pub(crate) mod form;
mod graph;
mod modules;
mod ports;

pub(crate) use convert::Elsewhere;
pub(crate) use graph::resolved;

/// The member of a draft's extensions that holds what only the designer has.
pub(crate) const EXTENSION: &str = "designer";
