use crate::prelude::*;

/// Put numbers into bins by a saved function; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct ApplyQuantizationFunction {}

impl Component for ApplyQuantizationFunction {
    const IDENTITY: Identity = Identity {
        id: "apply-quantization-function",
        title: "Apply Quantization Function",
        category: "Deprecated",
        families: &["77443f05e1c347fc9167963b2703936d"],
        names: &["Apply Quantization Function (deprecated)"],
        deprecated: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("apply_quantization_function.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with CASE.");
}
