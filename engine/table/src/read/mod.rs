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
pub use self::layout::{Layout, has_header};
pub use self::package::is_zip;
#[cfg(not(target_arch = "wasm32"))]
pub use self::parquet::parquet;
pub use self::svmlight::svmlight;

use crate::{Dataset, TableError};
use ml_graph::DataFormat;

/// Reads a file of this format.
///
/// Types are inferred over the whole file. A zip stands for the one data file in it. Rows that are said to be separated by commas or tabs
/// may be separated by semicolons or bars. Parquet is read natively only; plain text is no table.
pub fn dataset(bytes: &[u8], format: DataFormat) -> Result<Dataset, TableError> {
    if is_zip(bytes) && format != DataFormat::Excel {
        let packed = package::zipped(bytes, format)?;
        return dataset(&packed.bytes, packed.format);
    }
    match format {
        DataFormat::Csv | DataFormat::CsvHeaderless | DataFormat::Tsv | DataFormat::TsvHeaderless => {
            delimited(bytes, layout::dialect(bytes, format))
        }
        DataFormat::Arff => arff(bytes),
        DataFormat::SvmLight => svmlight(bytes),
        DataFormat::Arrow => ipc(bytes),
        #[cfg(not(target_arch = "wasm32"))]
        DataFormat::Parquet => parquet(bytes),
        DataFormat::Excel => excel(bytes, None),
        _ => Err(TableError::FormatNotRead { format: format.title() }),
    }
}

/// Reads a file of this format, and says how it turned out to be laid out.
///
/// Unless `header_known`, the file itself decides whether the first row of delimited text names the columns; otherwise `format` does.
pub fn detected(
    bytes: &[u8],
    format: DataFormat,
    header_known: bool,
) -> Result<(Dataset, Layout), TableError> {
    if is_zip(bytes) && format != DataFormat::Excel {
        let packed = package::zipped(bytes, format)?;
        let header_known = header_known || is_headerless(packed.format);
        let (dataset, layout) = detected(&packed.bytes, packed.format, header_known)?;
        return Ok((dataset, Layout { packed: Some(packed.name), ..layout }));
    }
    let layout = Layout::of(bytes, format, header_known);
    Ok((dataset(bytes, layout.format)?, layout))
}

fn is_headerless(format: DataFormat) -> bool {
    matches!(format, DataFormat::CsvHeaderless | DataFormat::TsvHeaderless)
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
