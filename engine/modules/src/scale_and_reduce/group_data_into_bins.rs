use crate::prelude::*;

/// Puts numbers into bins.
#[derive(Clone, Debug, Params)]
pub struct GroupDataIntoBins {
    /// How the edges of the bins are found.
    #[param("Binning mode", default = BinningMode::Quantiles)]
    binning_mode: BinningMode,
    /// The columns whose numbers are put into bins.
    #[param("Columns to bin", columns("dataset"))]
    columns_to_bin: ColumnSelection,
    /// Whether the new columns are added, take the place of the old ones, or come out alone.
    #[param("Output mode", default = OutputMode::Append)]
    output_mode: OutputMode,
    /// Whether to tag columns as categorical.
    #[param("Tag columns as categorical", default = true)]
    tag_columns_as_categorical: bool,
    /// How many bins there are.
    #[param(
        "Number of bins",
        default = 10,
        min = 1,
        when = "binning_mode == quantiles | equal-width | entropy-mdl"
    )]
    number_of_bins: u32,
    /// The quantile normalization.
    #[param("Quantile normalization", default = QuantileNormalization::Percent, when = "binning_mode == quantiles")]
    quantile_normalization: QuantileNormalization,
    /// The first edge position.
    #[param(
        "First edge position",
        default = 0.0,
        when = "binning_mode == equal-width-with-custom-start-and-stop"
    )]
    first_edge_position: f64,
    /// The bin width.
    #[param("Bin width", default = 0.5, when = "binning_mode == equal-width-with-custom-start-and-stop")]
    bin_width: f64,
    /// The last edge position.
    #[param(
        "Last edge position",
        default = 1.0,
        when = "binning_mode == equal-width-with-custom-start-and-stop"
    )]
    last_edge_position: f64,
    /// The comma-separated list of bin edges.
    #[param("Comma-separated list of bin edges", when = "binning_mode == custom-edges")]
    comma_separated_list_of_bin_edges: String,
}

/// Values of “Binning mode”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum BinningMode {
    #[choice("Quantiles")]
    Quantiles,
    #[choice("Equal Width")]
    EqualWidth,
    #[choice("Custom Edges")]
    CustomEdges,
    #[choice("Entropy MDL")]
    EntropyMdl,
    #[choice("Equal Width With Custom Start and Stop")]
    EqualWidthWithCustomStartAndStop,
}

/// Values of “Output mode”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum OutputMode {
    #[choice("Append")]
    Append,
    #[choice("Inplace")]
    Inplace,
    #[choice("Result Only")]
    ResultOnly,
}

/// Values of “Quantile normalization”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum QuantileNormalization {
    #[choice("Percent")]
    Percent,
    #[choice("PQuantile")]
    Pquantile,
    #[choice("Quantile Index")]
    QuantileIndex,
}

impl Component for GroupDataIntoBins {
    const IDENTITY: Identity = Identity {
        id: "group-data-into-bins",
        title: "Group Data into Bins",
        category: "Data Transformation / Scale and Reduce",
        families: &["08550dd9c5d34538818896a9024ed92d", "61dd433aee804ac387f0b54708644d93"],
        designer: Some("Group Data into Bins"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("quantized_dataset", "Quantized dataset"),
        Port::transform("binning_transformation", "Binning transformation"),
    ];
    const HELP: &'static str = include_str!("group_data_into_bins.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with CASE, or ntile over a window.");
}
