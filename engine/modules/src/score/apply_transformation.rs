use crate::prelude::*;

/// Applies a fitted transformation to a dataset.
#[derive(Clone, Debug, Params)]
pub struct ApplyTransformation {}

impl Component for ApplyTransformation {
    const IDENTITY: Identity = Identity {
        id: "apply-transformation",
        title: "Apply Transformation",
        category: "Machine Learning / Score",
        families: &["805e592d0f1f48eb97c9688ed0c1dc70"],
        designer: Some("Apply Transformation"),
        keywords: &["transform", "reuse", "normalize", "clean"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] =
        &[Port::transform("transformation", "Transformation"), Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("transformed_dataset", "Transformed dataset")];
    const HELP: &'static str = include_str!("apply_transformation.md");

    fn check(&self, check: &mut Check<'_>) {
        let (Some(schema), Known::Transform(Some(transform))) =
            (check.schema("dataset"), check.input("transformation"))
        else {
            return;
        };
        let known = transform.check(schema, check);
        check.output("transformed_dataset", known);
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let transform = run.transform("transformation")?;
        let dataset = run.dataset("dataset")?;
        let transformed =
            transform.apply(dataset, run).await.map_err(|failure| failure.at_port("dataset"))?;
        Ok(Outputs::one("transformed_dataset", transformed))
    }
}
