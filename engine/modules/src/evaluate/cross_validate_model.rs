use crate::prelude::*;

/// Trains and judges a learner on several folds of a dataset.
#[derive(Clone, Debug, Params)]
pub struct CrossValidateModel {
    /// The column to predict.
    #[param("Name or numerical index of the label column", title = "Label column", column("dataset"))]
    label_column: ColumnSelection,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)))]
    seed: Seed,
}

impl Component for CrossValidateModel {
    const IDENTITY: Identity = Identity {
        id: "cross-validate-model",
        title: "Cross-Validate Model",
        category: "Machine Learning / Evaluate",
        families: &["75fb875d6b864d468bcc74261ade5826"],
        designer: Some("Cross Validate Model"),
        role: Role::Evaluator,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::untrained_model("untrained_model", "Untrained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("scored_results", "Scored results"),
        Port::dataset("evaluation_results_by_fold", "Evaluation results by fold"),
    ];
    const HELP: &'static str = include_str!("cross_validate_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Split Data, Train Model, Score Model and Evaluate Model.");
}
