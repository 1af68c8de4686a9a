use crate::prelude::*;

/// Finds faces in images with a cascade that is already trained.
#[derive(Clone, Debug, Params)]
pub struct PretrainedCascadeImageClassification {
    /// The pre-trained classifier.
    #[param("Pre-trained classifier", default = "Frontal face")]
    pre_trained_classifier: String,
    /// The scale factor.
    #[param("Scale factor", default = 1.1, min = 1.0000000000000002)]
    scale_factor: f64,
    /// The minimum number of neighbors.
    #[param("Minimum number of neighbors", default = 3)]
    minimum_number_of_neighbors: u32,
    /// The minimum height.
    #[param("Minimum height", default = 100, min = 1)]
    minimum_height: u32,
    /// The minimum width.
    #[param("Minimum width", default = 100, min = 1)]
    minimum_width: u32,
    /// The maximum height.
    #[param("Maximum height", default = 200, min = 1)]
    maximum_height: u32,
    /// The maximum width.
    #[param("Maximum width", default = 200, min = 1)]
    maximum_width: u32,
}

impl Component for PretrainedCascadeImageClassification {
    const IDENTITY: Identity = Identity {
        id: "pretrained-cascade-image-classification",
        title: "Pretrained Cascade Image Classification",
        category: "OpenCV Library Modules",
        families: &["403eb35a83b24191a2127716292c7a5b"],
        role: Role::Learner,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::trained_model("trained_model", "Trained model")];
    const HELP: &'static str = include_str!("pretrained_cascade_image_classification.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. There is no replacement here yet; keep the pipeline for when there is.",
    );
}
