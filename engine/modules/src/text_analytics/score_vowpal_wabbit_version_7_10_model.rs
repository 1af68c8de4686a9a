use crate::prelude::*;

/// Predicts with a model of Vowpal Wabbit 7.10.
#[derive(Clone, Debug, Params)]
pub struct ScoreVowpalWabbitVersion710Model {
    /// Arguments for Vowpal Wabbit, as on its command line.
    #[param("VW arguments")]
    vw_arguments: String,
    /// Whether the labels come out beside the predictions.
    #[param("Include an extra column containing labels", default = false)]
    include_an_extra_column_containing_labels: bool,
    /// Format of the rows.
    #[param("Specify data type", default = DataType::Vw)]
    data_type: DataType,
}

/// Values of “Specify data type”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum DataType {
    #[choice("VW")]
    Vw,
    #[choice("SVMLight")]
    Svmlight,
}

impl Component for ScoreVowpalWabbitVersion710Model {
    const IDENTITY: Identity = Identity {
        id: "score-vowpal-wabbit-version-7-10-model",
        title: "Score Vowpal Wabbit Version 7-10 Model",
        category: "Text Analytics",
        families: &["e3a0906aa5ba4721b0de885c31abd676"],
        designer: Some("Score Vowpal Wabbit Model"),
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::trained_model("trained_model", "Trained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("score_vowpal_wabbit_version_7_10_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Run Vowpal Wabbit in Execute Python Script.");
}
