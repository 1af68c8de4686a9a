use crate::prelude::*;

/// Describes each column of a dataset.
#[derive(Clone, Debug, Params)]
pub struct ProfileDataset {}

impl Component for ProfileDataset {
    const IDENTITY: Identity = Identity {
        id: "profile-dataset",
        title: "Profile Dataset",
        category: "Statistical Functions",
        families: &["8ef2968c54fd11e98647d663bd873d93"],
        designer_only: true,
        role: Role::Statistics,
        ..Identity::NEW
    };
    const HELP: &'static str = include_str!("profile_dataset.md");
    const DOES_NOT_RUN: Option<&'static str> = Some("It cannot compute here yet. Use Summarize Data.");
}
