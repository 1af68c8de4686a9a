use crate::prelude::*;

/// Writes a dataset in the sparse format of SVMLight.
#[derive(Clone, Debug, Params)]
pub struct ConvertToSvmlight {}

impl Component for ConvertToSvmlight {
    const IDENTITY: Identity = Identity {
        id: "convert-to-svmlight",
        title: "Convert to SVMLight",
        category: "Data Format Conversions",
        families: &["8d44b92397df4dd5a6d4173bb89c7441"],
        role: Role::Sink,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("convert_to_svmlight.md");
    const DOES_NOT_RUN: Option<&'static str> = Some(
        "It cannot compute here yet. Use Convert to CSV; the command-line tool and the studio write CSV, Parquet and Arrow too.",
    );
}
