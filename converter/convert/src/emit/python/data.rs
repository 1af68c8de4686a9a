//! Reading the data of a pipeline: which files, and how each is read.

use super::DATA_FOLDER;
use super::expression::{Expression, text};
use super::program::{Function, Program};
use crate::emit::azureml::plan::Binding;
use ml_graph::{Asset, AssetKind, DataFormat, Diagnostic};
use std::collections::BTreeSet;

impl<'a> Program<'a> {
    /// What is read, by the plan's name for it: the asset when there is one, and the expression.
    pub(super) fn readings(&mut self) -> Vec<(String, Option<&'a Asset>, Expression)> {
        let plan = self.plan;
        let mut wanted = BTreeSet::new();
        for (_, binding) in plan.steps.iter().flat_map(|step| &step.inputs) {
            match binding {
                Binding::Pipeline(name) | Binding::Service { input: name, drawn: None } => {
                    wanted.insert(name.as_str());
                }
                Binding::Service { drawn: Some(drawn), .. } => {
                    if let Binding::Pipeline(name) = drawn.as_ref() {
                        wanted.insert(name.as_str());
                    }
                }
                _ => {}
            }
        }
        let mut reads = Vec::new();
        for data in plan.data.iter().filter(|data| wanted.contains(data.name.as_str())) {
            let reading = self.reading(data.asset);
            reads.push((data.name.clone(), Some(data.asset), reading));
        }
        for (name, title) in plan.service.inputs.iter().filter(|(name, _)| wanted.contains(name.as_str())) {
            let file = format!("{title}.csv");
            reads.push((
                name.clone(),
                None,
                Expression::plain(format!("read_table(data_file({}))", text(&file))),
            ));
            self.data.push((title, file));
        }
        reads
    }

    /// Reads an asset.
    fn reading(&mut self, asset: &'a Asset) -> Expression {
        let file = file_name(asset);
        let place = format!("data_file({})", text(&file));
        self.data.push((&asset.name, file));
        let (function, what) = match asset.kind {
            AssetKind::Dataset => {
                return Expression::plain(match asset_format(asset) {
                    DataFormat::Csv => format!("read_table({place})"),
                    DataFormat::CsvHeaderless => format!("read_table({place}, header=False)"),
                    DataFormat::Tsv => format!("read_table({place}, delimiter=\"\\t\")"),
                    DataFormat::TsvHeaderless => {
                        format!("read_table({place}, delimiter=\"\\t\", header=False)")
                    }
                    DataFormat::Arff => format!("read_arff({place}.open(encoding=\"utf-8-sig\"))"),
                    DataFormat::SvmLight => format!("read_svmlight({place}.open(encoding=\"utf-8-sig\"))"),
                    DataFormat::Parquet => format!("as_table(pd.read_parquet({place}))"),
                    DataFormat::Arrow => format!("as_table(pd.read_feather({place}))"),
                    DataFormat::Excel => format!("as_table(pd.read_excel({place}))"),
                    DataFormat::Zip | DataFormat::PlainText => place,
                });
            }
            AssetKind::TrainedModel => ("load_trained_model", "trained model"),
            AssetKind::Transform => ("load_transformation", "transformation"),
        };
        let sentence = format!(
            "A saved {what} of Studio (classic) cannot be read in Python. Fit it again: run the training experiment as Python, and pass its result on."
        );
        if !self.functions.iter().any(|known| known.name() == function) {
            self.functions.push(Function::Missing {
                name: function.to_owned(),
                title: "",
                summary: if what == "trained model" {
                    "Loads a saved model."
                } else {
                    "Loads a saved transformation."
                },
                sentence: sentence.clone(),
            });
        }
        self.diagnostics.push(
            Diagnostic::warning(
                "export/python-model",
                format!("The {what} “{}” cannot be read in Python.", asset.name),
            )
            .help("Fit it again: run the training experiment as Python, and pass its result on.")
            .at_node(&asset.id),
        );
        Expression::plain(format!("{function}({place})"))
    }
}

/// The name of an asset without its ending.
pub(super) fn key_stem<'t>(asset: Option<&'t Asset>, key: &'t str) -> &'t str {
    match asset {
        Some(asset) if ending(asset).is_some() => asset.name.rsplit_once('.').map_or(key, |(stem, _)| stem),
        Some(asset) => &asset.name,
        None => key,
    }
}

/// The format that the ending of an asset's name says.
fn ending(asset: &Asset) -> Option<DataFormat> {
    let (_, ending) = asset.name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "csv" if asset.name.ends_with(".nh.csv") => DataFormat::CsvHeaderless,
        "csv" => DataFormat::Csv,
        "tsv" | "tab" if asset.name.ends_with(".nh.tsv") => DataFormat::TsvHeaderless,
        "tsv" | "tab" => DataFormat::Tsv,
        "arff" => DataFormat::Arff,
        "svmlight" | "libsvm" | "svm" => DataFormat::SvmLight,
        "parquet" => DataFormat::Parquet,
        "arrow" | "feather" | "ipc" => DataFormat::Arrow,
        "xlsx" | "xls" => DataFormat::Excel,
        "zip" => DataFormat::Zip,
        _ => return None,
    })
}

/// The format of an asset's file: its name decides between families, the draft says whether a header is there.
fn asset_format(asset: &Asset) -> DataFormat {
    match (ending(asset), asset.format) {
        (Some(DataFormat::Csv), Some(DataFormat::CsvHeaderless)) => DataFormat::CsvHeaderless,
        (Some(DataFormat::Tsv), Some(DataFormat::TsvHeaderless)) => DataFormat::TsvHeaderless,
        (Some(found), _) => found,
        (None, Some(known)) => known,
        (None, None) => DataFormat::Csv,
    }
}

/// What the file of an asset is called: its name, without a path.
fn file_name(asset: &Asset) -> String {
    let name = asset.name.rsplit(['/', '\\']).next().unwrap_or(&asset.name);
    if name.is_empty() { DATA_FOLDER.to_owned() } else { name.to_owned() }
}
