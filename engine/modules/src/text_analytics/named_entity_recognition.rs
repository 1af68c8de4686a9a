use crate::prelude::*;

/// Finds people, places and organisations in texts.
#[derive(Clone, Debug, Params)]
pub struct NamedEntityRecognition {}

impl Component for NamedEntityRecognition {
    const IDENTITY: Identity = Identity {
        id: "named-entity-recognition",
        title: "Named Entity Recognition",
        category: "Text Analytics",
        families: &["50b91b4f9c9840d698142d945c0bb3f1"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("story", "Story"),
        Port::new("custom_resources", "CustomResources", PortKind::Bundle),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("entities", "Entities")];
    const HELP: &'static str = include_str!("named_entity_recognition.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}
