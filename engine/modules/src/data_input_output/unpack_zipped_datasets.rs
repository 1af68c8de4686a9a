use crate::prelude::*;

/// Takes one dataset out of a zip file.
#[derive(Clone, Debug, Params)]
pub struct UnpackZippedDatasets {
    /// The compression file format.
    #[param("Compression file format", default = CompressionFileFormat::Zip)]
    compression_file_format: CompressionFileFormat,
    /// The dataset to Unpack.
    #[param("Dataset to Unpack")]
    dataset_to_unpack: String,
    /// The dataset file format.
    #[param("Dataset file format", default = DatasetFileFormat::Csv)]
    dataset_file_format: DatasetFileFormat,
    /// Whether the first row names the columns.
    #[param("File has header row", default = false)]
    file_has_header_row: bool,
}

/// Values of “Compression file format”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum CompressionFileFormat {
    #[choice("Zip")]
    Zip,
    #[choice("Gzip")]
    Gzip,
}

/// Values of “Dataset file format”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
enum DatasetFileFormat {
    #[choice("CSV")]
    Csv,
    #[choice("TSV")]
    Tsv,
    #[choice("ARFF")]
    Arff,
    #[choice("SVMLIGHT")]
    Svmlight,
}

impl Component for UnpackZippedDatasets {
    const IDENTITY: Identity = Identity {
        id: "unpack-zipped-datasets",
        title: "Unpack Zipped Datasets",
        category: "Data Input and Output",
        families: &["6003605189544cdf972f2d9196ce1328"],
        role: Role::Source,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("unpack_zipped_datasets.md");
    const DOES_NOT_RUN: Option<&'static str> =
        Some("It cannot compute here yet. Unpack the file yourself and attach the dataset.");
}
