use crate::learning::clusters;
use crate::prelude::*;

/// Says which cluster of a fitted clustering each row belongs to.
#[derive(Clone, Debug, Params)]
pub struct AssignDataToClusters {
    /// Whether the columns of the dataset come out too, before the assignments. Otherwise only the assignments do.
    #[param(
        "Check for Append or Uncheck for Result Only",
        title = "Check for append or uncheck for result only",
        aliases("Append or Result Only"),
        default = true
    )]
    append: bool,
}

impl Component for AssignDataToClusters {
    const IDENTITY: Identity = Identity {
        id: "assign-data-to-clusters",
        title: "Assign Data to Clusters",
        category: "Machine Learning / Score",
        families: &["20a0683a07f94a08a89b44b3bbaae382"],
        names: &["Assign to Clusters"],
        designer: Some("Assign Data to Clusters"),
        keywords: &["segment", "group", "nearest centre"],
        role: Role::Scorer,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::new("trained_model", "Trained model", PortKind::TrainedClustering),
        Port::dataset("dataset", "Dataset"),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("assign_data_to_clusters.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        let Known::Trained(shape) = check.input("trained_model") else { return };
        for name in shape.features.iter().flatten() {
            if let Err(error) = schema.position(name) {
                check.report(error.to_diagnostic().at_port("dataset"));
            }
        }
        check.likely("results_dataset", clusters::likely_schema(shape, schema, self.append));
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let model = run.trained_model("trained_model")?;
        let dataset = run.dataset("dataset")?;
        let results = clusters::assign(model, dataset, self.append, run)
            .await
            .map_err(|failure| failure.at_port("dataset"))?;
        Ok(Outputs::one("results_dataset", results))
    }
}
