use crate::prelude::*;

/// Adds up two counting transformations.
#[derive(Clone, Debug, Params)]
pub struct MergeCountTransform {
    /// How much the earlier counts still weigh.
    #[param("Decay factor", default = 1.0)]
    decay_factor: f64,
}

impl Component for MergeCountTransform {
    const IDENTITY: Identity = Identity {
        id: "merge-count-transform",
        title: "Merge Count Transform",
        category: "Learning with Counts",
        families: &["85150a298e574c03a9e0e49e5876f9b7"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::transform("previous_counting_transform", "Previous counting transform"),
        Port::transform("new_counting_transform", "New counting transform"),
    ];
    const OUTPUTS: &'static [Port] =
        &[Port::transform("merged_counting_transform", "Merged counting transform")];
    const HELP: &'static str = include_str!("merge_count_transform.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Add the counts in Apply SQL Transformation.");
}
