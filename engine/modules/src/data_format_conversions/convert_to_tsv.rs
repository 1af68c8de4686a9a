use crate::prelude::*;

/// Writes a dataset as tab-separated text.
#[derive(Clone, Debug, Params)]
pub struct ConvertToTsv {}

impl Component for ConvertToTsv {
    const IDENTITY: Identity = Identity {
        id: "convert-to-tsv",
        title: "Convert to TSV",
        category: "Data Format Conversions",
        families: &["1cdbcda42ece49088b87e6b636258d3d"],
        role: Role::Sink,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("convert_to_tsv.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Use Convert to CSV; the command-line tool and the studio write CSV, Parquet and Arrow too.",
    );
}
