use crate::prelude::*;

/// Predicts with a model of Vowpal Wabbit 8.
#[derive(Clone, Debug, Params)]
pub struct ScoreVowpalWabbitVersion8Model {
    /// Format of the rows.
    #[param("Specify data type", default = DataType::Vw)]
    data_type: DataType,
    /// Arguments for Vowpal Wabbit, as on its command line.
    #[param("VW arguments")]
    vw_arguments: String,
    /// Whether the labels come out beside the predictions.
    #[param("Include an extra column containing labels", default = false)]
    include_an_extra_column_containing_labels: bool,
    /// Whether the scores before any link function come out too.
    #[param("Include an extra column containing raw scores", default = false)]
    include_an_extra_column_containing_raw_scores: bool,
}

/// Values of “Specify data type”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum DataType {
    #[choice("VW")]
    Vw,
    #[choice("SVMLight")]
    Svmlight,
}

impl Component for ScoreVowpalWabbitVersion8Model {
    const IDENTITY: Identity = Identity {
        id: "score-vowpal-wabbit-version-8-model",
        title: "Score Vowpal Wabbit Version 8 Model",
        category: "Text Analytics",
        families: &["43d255dcc03d4dceacc4884e660210d9"],
        designer: Some("Score Vowpal Wabbit Model"),
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::trained_model("trained_model", "Trained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("score_vowpal_wabbit_version_8_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Run Vowpal Wabbit in Execute Python Script.");
}
