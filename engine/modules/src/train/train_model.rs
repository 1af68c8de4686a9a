use crate::learning::{ModelShape, Task, TrainOn, train};
use crate::prelude::*;
use ml_table::{ElementType, TableError};

/// Trains a learner on a dataset to predict one of its columns.
#[derive(Clone, Debug, Params)]
pub struct TrainModel {
    /// The column to predict.
    #[param("Label column", column("dataset"), required)]
    label_column: ColumnSelection,
    /// The designer's wish for explanations of the predictions. It is kept for the designer; here the view of the
    /// trained model shows its weights or trees.
    #[param("Model explanations", default = false)]
    model_explanations: bool,
}

impl Component for TrainModel {
    const IDENTITY: Identity = Identity {
        id: "train-model",
        title: "Train Model",
        category: "Machine Learning / Train",
        families: &["5cc7053eaa30450d96c0dae4be720977"],
        designer: Some("Train Model"),
        keywords: &["fit", "learn"],
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::untrained_model("untrained_model", "Untrained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::trained_model("trained_model", "Trained model")];
    const HELP: &'static str = include_str!("train_model.md");

    fn check(&self, check: &mut Check<'_>) {
        let Known::Untrained { task, .. } = check.input("untrained_model") else { return };
        let label = check.column("label_column", &self.label_column, "dataset");
        let label = label.map(|(_, column)| column.clone());
        if let Some(column) = &label
            && *task == Task::Regression
            && (column.element == ElementType::String
                || !column.element.is_numeric() && column.element != ElementType::Boolean)
        {
            let error = TableError::WrongType {
                column: column.name.clone(),
                found: column.type_name(),
                expected: "numeric".to_owned(),
            };
            check.report(error.to_diagnostic().at_param("label_column"));
        }
        check.output(
            "trained_model",
            Known::Trained(ModelShape { task: *task, label, levels: None, features: None }),
        );
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        if self.model_explanations {
            run.warn(
                Diagnostic::warning(
                    "learn/no-explanations",
                    "Explanations of predictions are not computed here.",
                )
                .help("Look at the weights or trees of the trained model.")
                .at_param("model_explanations"),
            );
        }
        let untrained = run.untrained_model("untrained_model")?;
        let dataset = run.dataset("dataset")?;
        let label = run.column("label_column", &self.label_column, dataset)?;
        let on = TrainOn { label: Some(dataset.columns()[label].name()), features: None };
        let model =
            train(untrained, dataset, on, run).await.map_err(|failure| failure.at_param("label_column"))?;
        Ok(Outputs::one("trained_model", model))
    }
}
