use crate::prelude::*;

/// Assigned rows to the clusters of a trained model; Studio (classic) had deprecated it.
#[derive(Clone, Debug, Params)]
pub struct AssignToClusters {}

impl Component for AssignToClusters {
    const IDENTITY: Identity = Identity {
        id: "assign-to-clusters",
        title: "Assign to Clusters",
        category: "Deprecated",
        families: &["eed3ee76e8aa46e6907c9ca767f5c114"],
        names: &["Assign to Clusters (deprecated)"],
        deprecated: true,
        role: Role::Scorer,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("assign_to_clusters.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Assign Data to Clusters.");
}
