use crate::prelude::*;

/// Tests whether the means of two columns differ.
#[derive(Clone, Debug, Params)]
pub struct TestHypothesisUsingTTest {
    /// The hypothesis type.
    #[param("Hypothesis type", default = "Two-tail")]
    hypothesis_type: String,
    /// The mean that the hypothesis claims.
    #[param("Null hypothesized μ", default = 0.0)]
    null_hypothesized_mu: f64,
    /// The target column(s).
    #[param("Target column(s)", columns("dataset"))]
    target_column_s: ColumnSelection,
    /// Whether to assume equal variances.
    #[param("Assume equal variances", default = true)]
    assume_equal_variances: bool,
    /// The null hypothesized μ1.
    #[param("Null hypothesized μ1", default = 0.0)]
    null_hypothesized_mu1: f64,
    /// The α.
    #[param("α", default = 0.95, min = 0.0, max = 1.0)]
    alpha: f64,
}

impl Component for TestHypothesisUsingTTest {
    const IDENTITY: Identity = Identity {
        id: "test-hypothesis-using-t-test",
        title: "Test Hypothesis Using t-Test",
        category: "Statistical Functions",
        families: &["d15ec08c2af64437be3170262ec70806"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("p", "P"), Port::dataset("reject_h0", "Reject H0")];
    const HELP: &'static str = include_str!("test_hypothesis_using_t_test.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Compute it in Execute Python Script.");
}
