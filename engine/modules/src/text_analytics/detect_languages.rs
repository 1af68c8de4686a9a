use crate::prelude::*;

/// Says in which language each text is written.
#[derive(Clone, Debug, Params)]
pub struct DetectLanguages {
    /// The upper bound on number of languages to detect.
    #[param("Upper bound on number of languages to detect", default = 1, min = 1, max = 184)]
    upper_bound_on_number_of_languages_to_detect: u32,
    /// The column that holds the texts.
    #[param("Text column", column("dataset"))]
    text_column: ColumnSelection,
}

impl Component for DetectLanguages {
    const IDENTITY: Identity = Identity {
        id: "detect-languages",
        title: "Detect Languages",
        category: "Text Analytics",
        families: &["489238da680648a0a2f312ce2cfe0851"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("detect_languages.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}
