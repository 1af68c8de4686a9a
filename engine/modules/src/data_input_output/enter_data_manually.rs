use crate::prelude::*;
use ml_graph::DataFormat;
use ml_table::{TableError, read};

/// A small dataset, typed in as text.
#[derive(Clone, Debug, Params)]
pub struct EnterDataManually {
    /// How the text below is laid out.
    #[param("DataFormat", title = "Data format", default = TextFormat::Csv)]
    data_format: TextFormat,
    /// The rows, one a line.
    #[param("Data", multiline)]
    data: String,
    /// Whether the first line names the columns; without it they are called Col1, Col2 and so on.
    #[param("HasHeader", title = "Has header", default = true, when = "data_format == csv | tsv")]
    has_header: bool,
}

/// Layouts of typed-in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum TextFormat {
    /// Weka's format.
    #[choice("ARFF")]
    Arff,
    /// Commas.
    #[choice("CSV")]
    Csv,
    /// Sparse rows.
    #[choice("SvmLight")]
    SvmLight,
    /// Tabs.
    #[choice("TSV")]
    Tsv,
}

impl EnterDataManually {
    fn read(&self) -> Result<Dataset, TableError> {
        let format = match (self.data_format, self.has_header) {
            (TextFormat::Arff, _) => DataFormat::Arff,
            (TextFormat::SvmLight, _) => DataFormat::SvmLight,
            (TextFormat::Csv, true) => DataFormat::Csv,
            (TextFormat::Csv, false) => DataFormat::CsvHeaderless,
            (TextFormat::Tsv, true) => DataFormat::Tsv,
            (TextFormat::Tsv, false) => DataFormat::TsvHeaderless,
        };
        if self.data.trim().is_empty() {
            return Ok(Dataset::empty());
        }
        read::dataset(self.data.as_bytes(), format)
    }
}

impl Component for EnterDataManually {
    const IDENTITY: Identity = Identity {
        id: "enter-data-manually",
        title: "Enter Data Manually",
        category: "Data Input and Output",
        families: &["4fbef0ab2c8e4a25b5c47be76eac33d6"],
        designer: Some("Enter Data Manually"),
        keywords: &["type", "literal", "small", "inline"],
        role: Role::Source,
        ..Identity::NEW
    };
    const OUTPUTS: &'static [Port] = &[Port::dataset("dataset", "dataset").title("Dataset")];
    const HELP: &'static str = include_str!("enter_data_manually.md");

    fn check(&self, check: &mut Check<'_>) {
        if let Some(dataset) = check.accept("data", self.read()) {
            check.output("dataset", dataset.schema());
        }
    }

    async fn run(&self, _run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = self.read().map_err(|error| Failure::from(error).at_param("data"))?;
        Ok(Outputs::one("dataset", dataset))
    }
}
