use crate::prelude::*;

/// Samples rows, takes the first ones, or deals them into folds.
#[derive(Clone, Debug, Params)]
pub struct PartitionAndSample {
    /// The partition or sample mode.
    #[param("Partition or sample mode", default = PartitionOrSampleMode::Sampling)]
    partition_or_sample_mode: PartitionOrSampleMode,
    /// Whether to use replacement in the partitioning.
    #[param(
        "Use replacement in the partitioning",
        default = false,
        when = "partition_or_sample_mode == assign-to-folds"
    )]
    use_replacement_in_the_partitioning: bool,
    /// Whether rows are dealt at random rather than in order.
    #[param(
        "Randomized Split",
        title = "Randomized split",
        default = true,
        when = "partition_or_sample_mode == assign-to-folds"
    )]
    randomized_split: bool,
    /// Seed for random numbers; the same seed gives the same result.
    #[param("Random seed", default = Seed(Some(0)), when = "partition_or_sample_mode == assign-to-folds")]
    seed: Seed,
    /// The partitioner method.
    #[param("Specify the partitioner method", default = PartitionerMethod::PartitionEvenly, when = "partition_or_sample_mode == assign-to-folds")]
    partitioner_method: PartitionerMethod,
    /// The number of folds to split evenly into.
    #[param(
        "Specify how many folds do you want to split evenly into",
        title = "Specify number of folds to split evenly into",
        default = 5,
        min = 1,
        when = "partitioner_method == partition-evenly"
    )]
    number_of_folds: u32,
    /// Whether each part keeps the shares of a column's values.
    #[param("Stratified split", default = false, when = "partitioner_method == partition-evenly")]
    stratified_split: bool,
    /// The column whose shares of values each part keeps.
    #[param("Stratification key column", column("dataset"), when = "stratified_split == true")]
    stratification_key_column: ColumnSelection,
    /// The list of proportions separated by comma.
    #[param(
        "Proportion list of customized folds separated by comma",
        title = "List of proportions separated by comma",
        when = "partitioner_method == partition-with-customized-proportions"
    )]
    fold_proportions: String,
    /// Whether the stratified split for customized fold assignment is on.
    #[param(
        "Stratified split for customized fold assignment",
        default = false,
        when = "partitioner_method == partition-with-customized-proportions"
    )]
    stratified_split_for_customized_fold_assignment: bool,
    /// The stratification key column for customized fold assignment.
    #[param(
        "Stratification key column for customized fold assignment",
        column("dataset"),
        when = "stratified_split_for_customized_fold_assignment == true"
    )]
    stratification_key_column_for_customized_fold_assignment: ColumnSelection,
    /// Which fold to be sampled from.
    #[param(
        "Specify which fold to be sampled from",
        default = 1,
        min = 1,
        when = "partition_or_sample_mode == pick-fold"
    )]
    fold: u32,
    /// Whether to pick complement of the selected fold.
    #[param(
        "Pick complement of the selected fold",
        default = false,
        when = "partition_or_sample_mode == pick-fold"
    )]
    pick_complement_of_the_selected_fold: bool,
    /// The rate of sampling.
    #[param("Rate of sampling", default = 0.01, when = "partition_or_sample_mode == sampling")]
    rate_of_sampling: f64,
    /// Seed for the choice of rows; the same seed gives the same sample.
    #[param("Random seed for sampling", default = Seed(Some(0)), when = "partition_or_sample_mode == sampling")]
    random_seed_for_sampling: Seed,
    /// Whether the stratified split for sampling is on.
    #[param("Stratified split for sampling", default = false, when = "partition_or_sample_mode == sampling")]
    stratified_split_for_sampling: bool,
    /// The stratification key column for sampling.
    #[param(
        "Stratification key column for sampling",
        column("dataset"),
        when = "stratified_split_for_sampling == true"
    )]
    stratification_key_column_for_sampling: ColumnSelection,
    /// The number of rows to select.
    #[param("Number of rows to select", default = 10, when = "partition_or_sample_mode == head")]
    number_of_rows_to_select: u32,
}

/// Values of “Partition or sample mode”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum PartitionOrSampleMode {
    #[choice("Assign to Folds")]
    AssignToFolds,
    #[choice("Pick Fold")]
    PickFold,
    #[choice("Sampling")]
    Sampling,
    #[choice("Head")]
    Head,
}

/// Values of “Specify the partitioner method”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum PartitionerMethod {
    #[choice("Partition evenly")]
    PartitionEvenly,
    #[choice("Partition with customized proportions")]
    PartitionWithCustomizedProportions,
}

impl Component for PartitionAndSample {
    const IDENTITY: Identity = Identity {
        id: "partition-and-sample",
        title: "Partition and Sample",
        category: "Data Transformation / Sample and Split",
        families: &["a8726e341b3e4515b59a3e4a475654b8"],
        designer: Some("Partition and Sample"),
        role: Role::Transform,
        flags: Flags { deterministic: true, passes_rows_through_when_scoring: true, needs_script: None },
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("o_dataset", "oDataset").title("Results dataset")];
    const HELP: &'static str = include_str!("partition_and_sample.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Split Data, which samples and stratifies with a seed.");
}
