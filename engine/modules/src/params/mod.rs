//! Parameters: from the values in a draft to the struct of a module, with a diagnostic for whatever does not fit.

mod nearest;
mod reader;
mod types;

pub use nearest::nearest;
pub use reader::{Reader, check_value};
pub use types::{
    Choice, FromText, KindSettings, ParamType, Seed, StaticOption, choice_kind, read_choice, write_choice,
};

use ml_graph::{ComponentSpec, Diagnostic, ParamSpec, ParamValue};
use std::collections::BTreeMap;

/// A struct that holds the parameters of a module; derived with `#[derive(Params)]`.
pub trait Params: Sized {
    /// First paragraph of the struct's documentation: the line in the palette.
    const SUMMARY: &'static str;

    /// The parameters in the order of the property pane.
    fn specs() -> Vec<ParamSpec>;

    /// Reads every field; none when one of them does not fit, which the reader has noted.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;

    /// The values as a draft holds them, defaults included.
    fn write(&self) -> BTreeMap<String, ParamValue>;
}

/// Reads `values` by `spec`: all that is wrong at once, or the struct.
pub fn read<P: Params>(
    spec: &ComponentSpec,
    values: &BTreeMap<String, ParamValue>,
) -> Result<P, Vec<Diagnostic>> {
    let mut reader = Reader::new(spec, values);
    let read = P::read(&mut reader);
    match (read, reader.finish()) {
        (Some(params), diagnostics) if diagnostics.is_empty() => Ok(params),
        (_, diagnostics) => Err(diagnostics),
    }
}
