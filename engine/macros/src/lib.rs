//! `#[derive(Params)]` and `#[derive(Choice)]`: from a struct to the parameters of a module.
//!
//! The struct of a module *is* its property pane: the doc comment of a field is the tooltip, its type decides the kind, and
//! `#[param("Internal name", …)]` carries what exports call it, default, range and condition. The generated code names
//! `::ml_modules::params`, the one crate that uses it.

mod attributes;
mod choice;
mod names;
mod params;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `ml_modules::params::Params` for the struct of a module.
///
/// Every field has `#[param("Internal name in exports", key = value, …)]` with these keys, all optional:
///
/// | key | meaning |
/// |---|---|
/// | `title = "…"` | label; the internal name when absent |
/// | `aliases("…", "…")` | other names met in exports |
/// | `id = "…"` | key in drafts; the field's name when absent |
/// | `default = expression` | value when none is given; a text literal is converted |
/// | `min = …`, `max = …` | limits of numbers and ranges |
/// | `integer` | a range of whole numbers |
/// | `logarithmic` | a range with geometric steps |
/// | `when = "other == value \| value"` | shown only while another parameter has one of these values |
/// | `required` | must have a value before a run |
/// | `columns("port")`, `column("port")` | several columns, or exactly one, of the dataset on an input port |
/// | `script = "python"` | code in `python`, `r`, `sql` or `netsharp` |
/// | `multiline` | text of several lines |
///
/// Modules that differ in little share a struct of parameters, itself derived, in a field with `#[param(flatten)]`: its parameters stand in
/// the place of the field. `#[param(flatten, learning_rate.default = 0.005)]` gives one of them another default, `.title` another title.
#[proc_macro_derive(Params, attributes(param))]
pub fn derive_params(input: TokenStream) -> TokenStream {
    params::expand(parse_macro_input!(input as DeriveInput))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Implements `ml_modules::params::Choice` for an enum without fields.
///
/// Every variant has `#[choice("Value in exports", key = value, …)]` with the optional keys `id` (the variant's name in
/// kebab-case when absent), `title` (the value in exports when absent) and `not_yet` (why it does not run).
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    choice::expand(parse_macro_input!(input as DeriveInput))
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
