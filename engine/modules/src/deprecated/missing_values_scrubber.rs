use crate::prelude::*;

/// Replaced or removed missing values; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct MissingValuesScrubber {}

impl Component for MissingValuesScrubber {
    const IDENTITY: Identity = Identity {
        id: "missing-values-scrubber",
        title: "Missing Values Scrubber",
        category: "Deprecated",
        families: &["ba668ff587204676a0a5ff14f5133da7"],
        names: &["Missing Values Scrubber (deprecated)"],
        deprecated: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("missing_values_scrubber.md");
    const DOES_NOT_RUN: Option<&'static str> = Some("It cannot compute here yet. Use Clean Missing Data.");
}
