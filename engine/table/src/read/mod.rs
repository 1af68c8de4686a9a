//! Bytes to datasets.

mod arff;
mod csv;
mod encoding;
mod excel;
mod ipc;
mod layout;
mod package;
#[cfg(not(target_arch = "wasm32"))]
mod parquet;
mod sink;
mod svmlight;

pub use self::arff::arff;
pub use self::csv::{Dialect, delimited};
pub use self::encoding::decode;
pub use self::excel::excel;
pub use self::ipc::ipc;
pub use self::layout::has_header;
pub use self::package::is_zip;
#[cfg(not(target_arch = "wasm32"))]
pub use self::parquet::parquet;
pub use self::svmlight::svmlight;

use crate::{Dataset, TableError};
use ml_graph::DataFormat;

/// Reads a file of this format.
///
/// Types are inferred over the whole file. A zip stands for the one data file in it. Rows that are said to be separated by commas or tabs
/// may be separated by semicolons or bars throughout. Parquet is read natively only; plain text is no table.
pub fn dataset(bytes: &[u8], format: DataFormat) -> Result<Dataset, TableError> {
    if is_zip(bytes) && format != DataFormat::Excel {
        let (content, format) = package::zipped(bytes, Some(format))?;
        return dataset(&content, format);
    }
    let text = |dialect: Dialect| delimited(bytes, layout::with_delimiter(bytes, dialect));
    let headerless = |dialect: Dialect| Dialect { header: false, ..dialect };
    match format {
        DataFormat::Csv => text(Dialect::COMMA),
        DataFormat::CsvHeaderless => text(headerless(Dialect::COMMA)),
        DataFormat::Tsv => text(Dialect::TAB),
        DataFormat::TsvHeaderless => text(headerless(Dialect::TAB)),
        DataFormat::Arff => arff(bytes),
        DataFormat::SvmLight => svmlight(bytes),
        DataFormat::Arrow => ipc(bytes),
        #[cfg(not(target_arch = "wasm32"))]
        DataFormat::Parquet => parquet(bytes),
        #[cfg(target_arch = "wasm32")]
        DataFormat::Parquet => Err(TableError::FormatNotRead { format: "Parquet" }),
        DataFormat::Excel => excel(bytes, None),
        DataFormat::Zip => Err(TableError::FormatNotRead { format: "zip" }),
        DataFormat::PlainText => Err(TableError::FormatNotRead { format: "plain text" }),
    }
}

/// The format that a file name promises; none when its ending says nothing.
pub fn format_of_name(name: &str) -> Option<DataFormat> {
    let name = name.to_ascii_lowercase();
    let ending = name.rsplit_once('.')?.1;
    Some(match ending {
        "csv" if name.ends_with(".nh.csv") => DataFormat::CsvHeaderless,
        "csv" => DataFormat::Csv,
        "tsv" | "tab" if name.ends_with(".nh.tsv") => DataFormat::TsvHeaderless,
        "tsv" | "tab" => DataFormat::Tsv,
        "arff" => DataFormat::Arff,
        "svmlight" | "libsvm" | "svm" => DataFormat::SvmLight,
        "arrow" | "feather" | "ipc" => DataFormat::Arrow,
        "parquet" => DataFormat::Parquet,
        "xlsx" | "xls" => DataFormat::Excel,
        "zip" => DataFormat::Zip,
        "txt" => DataFormat::PlainText,
        _ => return None,
    })
}
