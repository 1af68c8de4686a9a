use crate::prelude::*;

/// Replaces values beyond thresholds.
#[derive(Clone, Debug, Params)]
pub struct ClipValues {
    /// Whether a column says which values were clipped.
    #[param("Add indicator columns", default = false)]
    add_indicator_columns: bool,
    /// The constant value for lower threshold.
    #[param("Constant value for lower threshold", default = -1.0)]
    constant_value_for_lower_threshold: f64,
    /// The constant value for upper threshold.
    #[param("Constant value for upper threshold", default = 1.0)]
    constant_value_for_upper_threshold: f64,
    /// The constant value of lower threshold.
    #[param("Constant value of lower threshold", default = -1.0)]
    constant_value_of_lower_threshold: f64,
    /// The constant value of upper threshold.
    #[param("Constant value of upper threshold", default = 1.0, min = 1.0)]
    constant_value_of_upper_threshold: f64,
    /// The columns that are clipped.
    #[param("List of columns", columns("dataset"))]
    list_of_columns: ColumnSelection,
    /// The lower substitute value.
    #[param("Lower substitute value", default = LowerSubstituteValue::Threshold)]
    lower_substitute_value: LowerSubstituteValue,
    /// The lower threshold.
    #[param("Lower threshold", default = LowerThreshold::Constant)]
    lower_threshold: LowerThreshold,
    /// Whether the clipped values take the place of the old ones.
    #[param("Overwrite flag", default = true)]
    overwrite_flag: bool,
    /// The percentile number for lower threshold.
    #[param("Percentile number for lower threshold", default = 1, min = 1, max = 99)]
    percentile_number_for_lower_threshold: u32,
    /// The percentile number for upper threshold.
    #[param("Percentile number for upper threshold", default = 99, min = 1, max = 99)]
    percentile_number_for_upper_threshold: u32,
    /// The percentile number of lower threshold.
    #[param("Percentile number of lower threshold", default = 1, min = 1, max = 99)]
    percentile_number_of_lower_threshold: u32,
    /// The percentile number of upper threshold.
    #[param("Percentile number of upper threshold", default = 99, min = 1, max = 99)]
    percentile_number_of_upper_threshold: u32,
    /// Whether large values, small values or both are clipped.
    #[param("Set of thresholds", default = SetOfThresholds::ClipPeaks)]
    set_of_thresholds: SetOfThresholds,
    /// The substitute value for peaks.
    #[param("Substitute value for peaks", default = SubstituteValueForPeaks::Threshold)]
    substitute_value_for_peaks: SubstituteValueForPeaks,
    /// The substitute value for subpeaks.
    #[param("Substitute value for subpeaks", default = SubstituteValueForSubpeaks::Threshold)]
    substitute_value_for_subpeaks: SubstituteValueForSubpeaks,
    /// Scores above it mark a point as unusual.
    #[param("Threshold", default = Threshold::Constant)]
    threshold: Threshold,
    /// The upper substitute value.
    #[param("Upper substitute value", default = UpperSubstituteValue::Threshold)]
    upper_substitute_value: UpperSubstituteValue,
    /// The upper threshold.
    #[param("Upper threshold", default = UpperThreshold::Constant)]
    upper_threshold: UpperThreshold,
}

/// Values of “Lower substitute value”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum LowerSubstituteValue {
    #[choice("Threshold")]
    Threshold,
    #[choice("Mean")]
    Mean,
    #[choice("Median")]
    Median,
    #[choice("Missing")]
    Missing,
}

/// Values of “Lower threshold”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum LowerThreshold {
    #[choice("Constant")]
    Constant,
    #[choice("Percentile")]
    Percentile,
}

/// Values of “Set of thresholds”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
#[expect(clippy::enum_variant_names, reason = "the names are those of exports")]
enum SetOfThresholds {
    #[choice("ClipPeaks")]
    ClipPeaks,
    #[choice("ClipSubPeaks")]
    ClipSubPeaks,
    #[choice("ClipPeaksAndSubPeaks")]
    ClipPeaksAndSubPeaks,
}

/// Values of “Substitute value for peaks”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum SubstituteValueForPeaks {
    #[choice("Threshold")]
    Threshold,
    #[choice("Mean")]
    Mean,
    #[choice("Median")]
    Median,
    #[choice("Missing")]
    Missing,
}

/// Values of “Substitute value for subpeaks”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum SubstituteValueForSubpeaks {
    #[choice("Threshold")]
    Threshold,
    #[choice("Mean")]
    Mean,
    #[choice("Median")]
    Median,
    #[choice("Missing")]
    Missing,
}

/// Values of “Threshold”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum Threshold {
    #[choice("Constant")]
    Constant,
    #[choice("Percentile")]
    Percentile,
}

/// Values of “Upper substitute value”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum UpperSubstituteValue {
    #[choice("Threshold")]
    Threshold,
    #[choice("Mean")]
    Mean,
    #[choice("Median")]
    Median,
    #[choice("Missing")]
    Missing,
}

/// Values of “Upper threshold”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum UpperThreshold {
    #[choice("Constant")]
    Constant,
    #[choice("Percentile")]
    Percentile,
}

impl Component for ClipValues {
    const IDENTITY: Identity = Identity {
        id: "clip-values",
        title: "Clip Values",
        category: "Data Transformation / Scale and Reduce",
        families: &["cdc62e1db64f424cac09bb050918a668"],
        designer: Some("Clip Values"),
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("clip_values.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Use Apply SQL Transformation with min and max.");
}
