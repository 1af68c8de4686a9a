use crate::prelude::*;

/// Writes a dataset in Weka's attribute-relation format.
#[derive(Clone, Debug, Params)]
pub struct ConvertToArff {}

impl Component for ConvertToArff {
    const IDENTITY: Identity = Identity {
        id: "convert-to-arff",
        title: "Convert to ARFF",
        category: "Data Format Conversions",
        families: &["62d2ceced8324a7aa0bdf01f03af0960"],
        role: Role::Sink,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("convert_to_arff.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Use Convert to CSV; the command-line tool and the studio write CSV, Parquet and Arrow too.",
    );
}
