//! What would be lost by drawing a module again in the Azure ML designer, which is what users are asked to do.

use ml_graph::{ComponentSpec, Node};

/// Parameters that the designer's component does not have: module, parameter.
const ABSENT: [(&str, &str); 15] = [
    ("Assign Data to Clusters", "Append or Result Only"),
    ("Assign Data to Clusters", "Specify parameter sweeping mode"),
    (
        "Evaluate Recommender",
        "Minimum number of items that the query user and the related user must have rated in common",
    ),
    (
        "Evaluate Recommender",
        "Minimum number of users that the query item and the related item must have been rated by in common",
    ),
    ("Fast Forest Quantile Regression", "Maximum number of leaves per tree"),
    ("Fast Forest Quantile Regression", "Number of trees constructed"),
    ("Fast Forest Quantile Regression", "Minimum number of samples per leaf node"),
    ("Fast Forest Quantile Regression", "Sample count used to estimate the quantiles"),
    ("Feature Hashing", "Target columns"),
    ("Filter Based Feature Selection", "Minimum number of non-zero elements"),
    ("Join Data", "Join key columns for L"),
    ("Join Data", "Join key columns for R"),
    ("Multiclass Neural Network", "Neural network definition"),
    ("Neural Network Regression", "Neural network definition"),
    ("Preprocess Text", "Lemmatization"),
];

/// Parameters of the same name whose default differs: module, parameter, default of Studio (classic), default of the designer.
const DIFFERENT: [(&str, &str, &str, &str); 8] = [
    ("Decision Forest Regression", "Resampling method", "Bagging", "Bagging Resampling"),
    (
        "Latent Dirichlet Allocation",
        "Initial value of iteration used in learning rate update schedule",
        "0",
        "10",
    ),
    ("Multiclass Decision Forest", "Resampling method", "Bagging", "Bagging Resampling"),
    (
        "Multiclass Neural Network",
        "The type of normalizer",
        "Minimum-maximum normalizer",
        "Min-Max normalizer",
    ),
    ("Neural Network Regression", "Learning rate", "0.005", "0.1"),
    (
        "Permutation Feature Importance",
        "Metric for measuring performance",
        "Classification - Accuracy",
        "Accuracy",
    ),
    ("Two-Class Decision Forest", "Resampling method", "Bagging", "Bagging Resampling"),
    ("Two-Class Support Vector Machine", "Number of iterations", "1", "10"),
];

/// Why the designer has no component for this module; none when it has one.
pub(crate) fn without_component(spec: &ComponentSpec) -> Option<String> {
    let has = spec.classic.designer_only || spec.classic.designer.is_some();
    (!has).then(|| "The designer has no such component.".to_owned())
}

/// What the designer would lose of this module, in sentences.
pub(crate) fn losses(node: &Node, spec: &ComponentSpec) -> Vec<String> {
    if spec.classic.designer_only {
        return Vec::new();
    }
    if let Some(reason) = without_component(spec) {
        return vec![reason];
    }
    let mut losses = Vec::new();
    let is = |module: &str| {
        spec.title.eq_ignore_ascii_case(module)
            || spec.classic.names.iter().any(|name| name.eq_ignore_ascii_case(module))
    };
    let param = |title: &str| {
        spec.params.iter().find(|param| {
            param.title.eq_ignore_ascii_case(title) || param.classic.name.eq_ignore_ascii_case(title)
        })
    };
    for (module, title) in ABSENT {
        if is(module) && param(title).is_some_and(|param| node.params.contains_key(&param.id)) {
            losses.push(format!("The designer's component has no “{title}”."));
        }
    }
    for (module, title, classic, designer) in DIFFERENT {
        if is(module) && param(title).is_some_and(|param| !node.params.contains_key(&param.id)) {
            losses.push(format!(
                "“{title}” is not set: the Studio took {classic}, the designer's component takes {designer}."
            ));
        }
    }
    losses
}
