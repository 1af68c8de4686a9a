//! Modules that compute on columns.

mod math;

// <modules>: kept by `cargo xtask gen`
mod apply_math_operation;
mod compute_elementary_statistics;
mod compute_linear_correlation;
mod evaluate_probability_function;
mod profile_dataset;
mod replace_discrete_values;
mod summarize_data;
mod test_hypothesis_using_t_test;

pub(crate) const MODULES: &[&dyn crate::Module] = &[
    crate::entry::<apply_math_operation::ApplyMathOperation>(),
    crate::entry::<compute_elementary_statistics::ComputeElementaryStatistics>(),
    crate::entry::<compute_linear_correlation::ComputeLinearCorrelation>(),
    crate::entry::<evaluate_probability_function::EvaluateProbabilityFunction>(),
    crate::entry::<profile_dataset::ProfileDataset>(),
    crate::entry::<replace_discrete_values::ReplaceDiscreteValues>(),
    crate::entry::<summarize_data::SummarizeData>(),
    crate::entry::<test_hypothesis_using_t_test::TestHypothesisUsingTTest>(),
];
// </modules>
