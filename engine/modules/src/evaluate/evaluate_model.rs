use crate::framework::Evaluation;
use crate::learning::{Judgement, judge, task_of};
use crate::prelude::*;
use ml_protocol::OutputView;

/// Measures how good the scores of one model are, or compares two.
#[derive(Clone, Debug, Params)]
pub struct EvaluateModel {}

const SCORED: &str = "scored_dataset";
const COMPARED: &str = "scored_dataset_to_compare";

impl Component for EvaluateModel {
    const IDENTITY: Identity = Identity {
        id: "evaluate-model",
        title: "Evaluate Model",
        category: "Machine Learning / Evaluate",
        families: &["927d65ac3b504694990320f6c1672089"],
        designer: Some("Evaluate Model"),
        keywords: &["metrics", "accuracy", "ROC", "confusion matrix", "AUC"],
        role: Role::Evaluator,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset(SCORED, "Scored dataset"),
        Port::dataset(COMPARED, "Scored dataset to compare").optional(),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("evaluation_results", "Evaluation results")];
    const HELP: &'static str = include_str!("evaluate_model.md");

    fn check(&self, check: &mut Check<'_>) {
        let mut tasks = Vec::new();
        for port in [SCORED, COMPARED] {
            let Some(schema) = check.schema(port) else { continue };
            match task_of(schema) {
                Ok(task) => tasks.push(task),
                Err(diagnostic) => check.report(diagnostic.at_port(port)),
            }
        }
        if let [first, second] = tasks.as_slice()
            && first != second
        {
            check.report(different());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let mut judgements =
            vec![judge("Scored dataset", run.dataset(SCORED)?).map_err(|failure| failure.at_port(SCORED))?];
        run.checkpoint(0.5, "evaluated the first dataset").await?;
        if let Some(dataset) = run.optional_dataset(COMPARED)? {
            judgements.push(
                judge("Scored dataset to compare", dataset).map_err(|failure| failure.at_port(COMPARED))?,
            );
        }
        let value = together(judgements)?;
        Ok(Outputs::one("evaluation_results", value))
    }
}

/// The judgements of one or two datasets as one value; they must speak of the same task.
fn together(judgements: Vec<Judgement>) -> Result<Value, Failure> {
    let (mut binary, mut multiclass, mut regression, mut clusters) = (vec![], vec![], vec![], vec![]);
    let count = judgements.len();
    for judgement in judgements {
        match judgement {
            Judgement::Binary(model) => binary.push(model),
            Judgement::Multiclass(model) => multiclass.push(model),
            Judgement::Regression(model) => regression.push(model),
            Judgement::Clustering(rows) => clusters.push(rows),
        }
    }
    if binary.len() == count {
        return Ok(Evaluation::new(OutputView::Binary { models: binary }).into());
    }
    if multiclass.len() == count {
        return Ok(Evaluation::new(OutputView::Multiclass { models: multiclass }).into());
    }
    if regression.len() == count {
        return Ok(Evaluation::new(OutputView::Regression { models: regression }).into());
    }
    match clusters.as_slice() {
        [one] if count == 1 => Ok(one.clone().into()),
        [first, second] => Ok(first.concat(second)?.into()),
        _ => Err(different().into()),
    }
}

fn different() -> Diagnostic {
    Diagnostic::error("error-0062", "The two scored datasets come from models of different kinds.")
        .help("Compare two-class with two-class, multiclass with multiclass and regression with regression scores.")
        .at_port(COMPARED)
}
