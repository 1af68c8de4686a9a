//! Columns that a model will add to its answer, from what trains it: the learner says what it learns, the trainer which column.
//!
//! For services that are made before anything ran and whose data is not at hand.

use ml_graph::{
    ColumnSelect, Diagnostic, EndpointColumn, EndpointDefinition, Node, ParamKind, ParamValue, PipelineDraft,
    PortKind, PortRef, Role,
};
use ml_modules::learning::{ModelShape, Task, scored_schema, surely_scored};
use ml_table::{ColumnSchema, ElementType};

/// Completes the answer's columns of `endpoint`, and says what they lack. `answer` is the output of the training experiment that it gives.
pub(crate) fn complete(
    endpoint: &mut EndpointDefinition,
    training: &PipelineDraft,
    answer: &PortRef,
) -> Option<Diagnostic> {
    let say = |message: String| {
        Some(
            Diagnostic::info("predictive/answer-columns", message)
                .help("Put the data beside the experiment, or give --run, to describe the whole answer."),
        )
    };
    let known = endpoint.outputs.first().is_some_and(|output| !output.columns.is_empty());
    let Some(shape) = shape(training, answer) else {
        return match known {
            true => None,
            false => say("The columns of the answer are not known before the experiment has run.".to_owned()),
        };
    };
    let open = match shape.task {
        Task::Multiclass => {
            " One column of probabilities a class comes with them, once the classes are known."
        }
        Task::Quantiles => " One column a quantile comes with them.",
        Task::Clustering => " One column of distances a cluster comes with them.",
        Task::Binary | Task::Regression => "",
    };
    if known {
        return None;
    }
    let all = scored_schema(&shape).unwrap_or_else(|| surely_scored(&shape).into_iter().collect());
    let is_label = |column: &ColumnSchema| shape.label.is_some() && column.element == UNKNOWN;
    let columns: Vec<EndpointColumn> = all
        .into_iter()
        .map(|column| EndpointColumn {
            // Labels of classes have the type of a column that is not at hand.
            element_type: if is_label(&column) { String::new() } else { column.element.name().to_owned() },
            name: column.name,
            ..EndpointColumn::default()
        })
        .collect();
    let names: Vec<String> = columns.iter().map(|column| format!("“{}”", column.name)).collect();
    let output = endpoint.outputs.first_mut()?;
    output.columns = columns;
    say(format!(
        "Of the answer only what the model adds is described: {}. The columns of the data come before that.{open}",
        names.join(", ")
    ))
}

/// The type that a label stands for whose data is not known.
const UNKNOWN: ElementType = ElementType::String;

/// What the model that a scorer applies predicts; none when the output is no scorer's, or its model comes from elsewhere.
fn shape(training: &PipelineDraft, answer: &PortRef) -> Option<ModelShape> {
    let spec = |node: &Node| ml_modules::catalogue().get(&node.component);
    let feeding = |node: &Node, port: &str| {
        let edge = training.edges.iter().find(|edge| edge.to.node == node.id && edge.to.port == port)?;
        training.node(&edge.from.node)
    };
    let scorer = training
        .node(&answer.node)
        .filter(|node| spec(node).is_some_and(|spec| spec.role == Role::Scorer))?;
    let model = |kinds: &[PortKind], node: &Node| {
        let port = spec(node)?.inputs.iter().find(|port| kinds.contains(&port.kind))?;
        feeding(node, &port.id)
    };
    let trainer = model(&[PortKind::TrainedModel, PortKind::TrainedClustering], scorer)?;
    let learner = model(&[PortKind::UntrainedModel, PortKind::UntrainedClustering], trainer)?;
    let module = ml_modules::module(&learner.component)?;
    let params = module.resolve(&learner.params).ok()?;
    let task = module.learner(&params)?.ok()?.task();
    let label = spec(trainer)?.params.iter().find_map(|param| {
        let ParamKind::Columns { single: true, .. } = param.kind else { return None };
        let ParamValue::Columns(selection) = trainer.params.get(&param.id)? else { return None };
        selection.rules.iter().find_map(|rule| match &rule.select {
            ColumnSelect::Names(names) if !rule.exclude => names.first().cloned(),
            _ => None,
        })
    });
    Some(ModelShape {
        task,
        label: label.map(|name| ColumnSchema::new(&name, UNKNOWN)),
        levels: None,
        features: None,
    })
}
