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
        let (Some(schema), Known::Transform(transform)) =
            (check.schema("dataset"), check.input("transformation"))
        else {
            return;
        };
        match transform {
            Some(transform) => {
                let known = transform.check(schema, check);
                check.output("transformed_dataset", known);
            }
            // One that is still to be fitted mostly changes values, not columns.
            None => check.likely("transformed_dataset", schema.clone()),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let transform = run.transform("transformation")?;
        let dataset = run.dataset("dataset")?;
        let transformed =
            transform.apply(dataset, run).await.map_err(|failure| failure.at_port("dataset"))?;
        Ok(Outputs::one("transformed_dataset", transformed))
    }
}
