use crate::prelude::*;

/// Made features from count tables; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct CountFeaturizer {}

impl Component for CountFeaturizer {
    const IDENTITY: Identity = Identity {
        id: "count-featurizer",
        title: "Count Featurizer",
        category: "Deprecated",
        families: &["217741b5730a4c4b839c93c9cbb80ae7"],
        names: &["Count Featurizer (deprecated)"],
        deprecated: true,
        role: Role::Transform,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("count_featurizer.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Count in Apply SQL Transformation with GROUP BY.");
}
