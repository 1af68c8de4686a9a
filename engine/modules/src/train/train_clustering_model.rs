use crate::learning::{ModelShape, TrainOn, clusters, train};
use crate::prelude::*;

/// Fits a clustering learner and says which cluster each row is in.
#[derive(Clone, Debug, Params)]
pub struct TrainClusteringModel {
    /// The columns by which rows are compared.
    #[param("Column Set", title = "Column set", columns("dataset"), required)]
    columns: ColumnSelection,
    /// Whether the columns of the dataset come out too, before the assignments. Otherwise only the assignments do.
    #[param(
        "Check for Append or Uncheck for Result Only",
        title = "Check for append or uncheck for result only",
        default = true
    )]
    append: bool,
}

impl Component for TrainClusteringModel {
    const IDENTITY: Identity = Identity {
        id: "train-clustering-model",
        title: "Train Clustering Model",
        category: "Machine Learning / Train",
        families: &["bb43c744f7fa41d0ae6774ae75da3ffd"],
        designer: Some("Train Clustering Model"),
        keywords: &["fit", "segment", "group"],
        role: Role::Trainer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::new("untrained_model", "Untrained model", PortKind::UntrainedClustering),
        Port::dataset("dataset", "Dataset"),
    ];
    const OUTPUTS: &'static [Port] = &[
        Port::new("trained_model", "Trained model", PortKind::TrainedClustering),
        Port::dataset("results_dataset", "Results dataset"),
    ];
    const HELP: &'static str = include_str!("train_clustering_model.md");

    fn check(&self, check: &mut Check<'_>) {
        check.columns("columns", &self.columns, "dataset");
        // Which of the columns can be features, and how many clusters come out, is known once the model is there.
        let shape = ModelShape { task: Task::Clustering, label: None, levels: None, features: None };
        if let Some(schema) = check.schema("dataset") {
            check.likely("results_dataset", clusters::likely_schema(&shape, schema, self.append));
        }
        check.output("trained_model", Known::Trained(shape));
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let untrained = run.untrained_model("untrained_model")?;
        let dataset = run.dataset("dataset")?;
        let positions = run.columns("columns", &self.columns, dataset)?;
        let on = TrainOn { label: None, features: Some(&positions) };
        let model = train(untrained, dataset, on, run).await?;
        let results = clusters::assign(&model, dataset, self.append, run).await?;
        Ok(Outputs::one("trained_model", model).and("results_dataset", results))
    }
}
