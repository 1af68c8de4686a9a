use crate::learning::{Label, score, scored_columns, scored_schema, surely_scored};
use crate::prelude::*;
use ml_table::{Column, ColumnSchema, Role as ColumnRole};

/// Predicts each row of a dataset with a trained model.
#[derive(Clone, Debug, Params)]
pub struct ScoreModel {
    /// Whether the columns of the dataset come out too, before the scored ones. Otherwise only the label does.
    #[param("Append score columns to output", default = true)]
    append_score_columns: bool,
}

impl Component for ScoreModel {
    const IDENTITY: Identity = Identity {
        id: "score-model",
        title: "Score Model",
        category: "Machine Learning / Score",
        families: &["401b4f92e7244d5abe81d5b0ff9bdb33"],
        designer: Some("Score Model"),
        keywords: &["predict", "apply"],
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::trained_model("trained_model", "Trained model"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("scored_dataset", "Scored dataset")];
    const HELP: &'static str = include_str!("score_model.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        let Known::Trained(shape) = check.input("trained_model") else { return };
        for name in shape.features.iter().flatten() {
            if let Err(error) = schema.position(name) {
                check.report(error.to_diagnostic().at_port("dataset"));
            }
        }
        let label = shape.label.as_ref().map(|label| label.name.as_str());
        let mut output = Schema::default();
        for column in &schema.columns {
            if let Some(column) = self.keep(column, label) {
                output.columns.push(column);
            }
        }
        let certain = scored_schema(shape);
        let is_certain = certain.is_some();
        for column in certain.unwrap_or_else(|| surely_scored(shape).into_iter().collect()) {
            let name = output.unused_name(&column.name);
            output.columns.push(column.renamed(name));
        }
        if is_certain {
            check.output("scored_dataset", output);
        } else {
            check.likely("scored_dataset", output);
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let model = run.trained_model("trained_model")?;
        let dataset = run.dataset("dataset")?;
        let scores = score(model, dataset, run).await.map_err(|failure| failure.at_port("dataset"))?;
        let label = model.label().map(|label: &Label| label.column.name.as_str());
        let mut columns: Vec<Column> = Vec::new();
        for column in dataset.columns() {
            if let Some(schema) = self.keep(&column.schema(), label) {
                columns.push(column.with_role(schema.role));
            }
        }
        let kept = Dataset::with_rows(dataset.rows(), columns)?;
        Ok(Outputs::one("scored_dataset", kept.with_columns(scored_columns(model, &scores)?)?))
    }
}

impl ScoreModel {
    /// The column as it comes out, if it does: the label in its role, and the rest only when asked for.
    fn keep(&self, column: &ColumnSchema, label: Option<&str>) -> Option<ColumnSchema> {
        if Some(column.name.as_str()) == label {
            return Some(column.clone().with_role(ColumnRole::Label));
        }
        // A label or score of an earlier model would be mistaken for this one's.
        let role = match column.role {
            ColumnRole::Label | ColumnRole::Score => ColumnRole::None,
            role => role,
        };
        self.append_score_columns.then(|| column.clone().with_role(role))
    }
}
