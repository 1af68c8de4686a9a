use crate::prelude::*;

/// Evaluates a probability distribution at the values of columns.
#[derive(Clone, Debug, Params)]
pub struct EvaluateProbabilityFunction {
    /// Which probability distribution is evaluated.
    #[param("Distribution", default = "StandardNormal")]
    distribution: String,
    /// What is computed.
    #[param("Method", default = "Cdf")]
    method: String,
    /// The negative binomial distribution method.
    #[param("Negative binomial distribution method", default = "Cdf")]
    negative_binomial_distribution_method: String,
    /// The probability of success.
    #[param("Probability of success", default = 0.5, min = 0.0, max = 1.0)]
    probability_of_success: f64,
    /// Shape of the distribution.
    #[param("Shape", default = 1.0)]
    shape: f64,
    /// Scale of the distribution.
    #[param("Scale", default = 1.0, min = 0.0)]
    scale: f64,
    /// The number of trials.
    #[param("Number of trials", default = 3, min = 1)]
    number_of_trials: u32,
    /// The lower bound.
    #[param("Lower bound", default = 0.0)]
    lower_bound: f64,
    /// The upper bound.
    #[param("Upper bound", default = 1.0)]
    upper_bound: f64,
    /// Where the distribution lies.
    #[param("Location", default = 0.0)]
    location: f64,
    /// The number of degrees of freedom.
    #[param("Number of degrees of freedom", default = 1.0)]
    number_of_degrees_of_freedom: f64,
    /// The numerator degrees of freedom.
    #[param("Numerator degrees of freedom", default = 3.0)]
    numerator_degrees_of_freedom: f64,
    /// The denominator degrees of freedom.
    #[param("Denominator degrees of freedom", default = 6.0)]
    denominator_degrees_of_freedom: f64,
    /// Weight of the penalty on large weights.
    #[param("Lambda", default = 1.0, min = 0.0)]
    lambda: f64,
    /// The number of samples.
    #[param("Number of samples", default = 9)]
    number_of_samples: i64,
    /// The number of success.
    #[param("Number of success", default = 24)]
    number_of_success: i64,
    /// The population size.
    #[param("Population size", default = 52)]
    population_size: i64,
    /// Mean of the distribution.
    #[param("Mean", default = 0.0)]
    mean: f64,
    /// The standard deviation.
    #[param("Standard deviation", default = 1.0, min = 0.0)]
    standard_deviation: f64,
    /// The columns that are worked on.
    #[param("Column set", columns("dataset"))]
    column_set: ColumnSelection,
    /// Whether the results are added, take the place of the columns, or come out alone.
    #[param("Result mode", default = "ResultOnly")]
    result_mode: String,
}

impl Component for EvaluateProbabilityFunction {
    const IDENTITY: Identity = Identity {
        id: "evaluate-probability-function",
        title: "Evaluate Probability Function",
        category: "Statistical Functions",
        families: &["0de80e22f74e4e51a080e73806a6e00c"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("evaluate_probability_function.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}
