use crate::prelude::*;

/// A learner whose training and scoring are a Python script.
#[derive(Clone, Debug, Params)]
pub struct CreatePythonModel {
    /// Python code that defines the model's class.
    #[param("Python Script", title = "Python script", script = "python")]
    python_script: String,
}

impl Component for CreatePythonModel {
    const IDENTITY: Identity = Identity {
        id: "create-python-model",
        title: "Create Python Model",
        category: "Python Language Modules",
        families: &["a5b1e9d25c5411e98647d663bd873d93"],
        designer: Some("Create Python Model"),
        designer_only: true,
        role: Role::Learner,
        flags: Flags {
            deterministic: true,
            passes_rows_through_when_scoring: false,
            needs_script: Some(ScriptLanguage::Python),
        },
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::untrained_model("untrained_model", "Untrained model")];
    const HELP: &'static str = include_str!("create_python_model.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Train and predict in Execute Python Script.");
}
