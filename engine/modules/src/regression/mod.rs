//! Learners for numbers.

// <modules>: kept by `cargo xtask gen`
mod bayesian_linear_regression;
mod boosted_decision_tree_regression;
mod decision_forest_regression;
mod fast_forest_quantile_regression;
mod linear_regression;
mod neural_network_regression;
mod ordinal_regression;
mod poisson_regression;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<bayesian_linear_regression::BayesianLinearRegression>(),
    crate::entry::<boosted_decision_tree_regression::BoostedDecisionTreeRegression>(),
    crate::entry::<decision_forest_regression::DecisionForestRegression>(),
    crate::entry::<fast_forest_quantile_regression::FastForestQuantileRegression>(),
    crate::entry::<linear_regression::LinearRegression>(),
    crate::entry::<neural_network_regression::NeuralNetworkRegression>(),
    crate::entry::<ordinal_regression::OrdinalRegression>(),
    crate::entry::<poisson_regression::PoissonRegression>(),
];
// </modules>
