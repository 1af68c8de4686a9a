//! The binary format in which .NET writes objects (MS-NRBF), read as plain data.
//!
//! Nothing is made of the class names that stand in the file: a record becomes a list of named values. Counts are held against the
//! bytes that are left or, where values may cost no bytes, against a limit; nesting has a limit of its own.

mod graph;
mod reader;

pub(crate) use graph::plain_name;
pub use graph::{Class, Graph, Instance, Numbers, Object, Primitive, Value};
pub use reader::read;

/// How much one stream may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Records inside records.
    pub depth: usize,
    /// Objects and their values, numbers in arrays of numbers not counted.
    pub values: usize,
}

impl Default for Limits {
    /// 64 levels, eight million values.
    fn default() -> Limits {
        Limits { depth: 64, values: 8_000_000 }
    }
}

/// The record that opens every stream: kind 0, then the versions 1 and 0 at their place.
pub fn is_nrbf(bytes: &[u8]) -> bool {
    bytes.len() >= 17 && bytes[0] == 0 && bytes[9..17] == [1, 0, 0, 0, 0, 0, 0, 0]
}
