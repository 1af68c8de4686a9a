use crate::prelude::*;

/// A learner whose training and scoring are R scripts.
#[derive(Clone, Debug, Params)]
pub struct CreateRModel {
    /// R code that predicts: it gets the model and the dataset.
    #[param("Scorer R script", script = "r")]
    scorer_r_script: String,
    /// R code that trains: it gets the dataset and leaves a model.
    #[param("Trainer R script", script = "r")]
    trainer_r_script: String,
}

impl Component for CreateRModel {
    const IDENTITY: Identity = Identity {
        id: "create-r-model",
        title: "Create R Model",
        category: "Data Transformation / Manipulation",
        families: &["314e34a8b24c4870afe62649b6fc7476"],
        role: Role::Learner,
        flags: Flags {
            deterministic: true,
            passes_rows_through_when_scoring: false,
            needs_script: Some(ScriptLanguage::R),
        },
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("create_r_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Train and predict in Execute R Script.");
}
