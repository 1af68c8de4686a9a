//! What is said of the data files among exports: their layout and columns, who reads them, and whether they are what the export says.

use ml_convert::{DataColumn, DataFile, DataFileReport};
use ml_graph::{Asset, AssetKind, Diagnostic, PipelineDraft, StatedColumn};
use std::collections::BTreeMap;

/// The datasets that drafts read, gathered draft by draft.
#[derive(Clone, Debug, Default)]
pub struct Datasets {
    by_name: BTreeMap<String, Dataset>,
}

#[derive(Clone, Debug)]
struct Dataset {
    asset: Asset,
    stated: Vec<StatedColumn>,
    drafts: Vec<String>,
}

impl Datasets {
    /// Takes in the datasets of a draft, which is in this file.
    pub fn add(&mut self, draft: &PipelineDraft, file: &str) {
        for asset in draft.assets.iter().filter(|asset| asset.kind == AssetKind::Dataset) {
            let stated = draft.stated_columns.get(&asset.id).map_or(&[][..], Vec::as_slice);
            let dataset = self.by_name.entry(asset.name.clone()).or_insert_with(|| Dataset {
                asset: asset.clone(),
                stated: Vec::new(),
                drafts: Vec::new(),
            });
            if dataset.stated.is_empty() {
                dataset.stated = stated.to_vec();
            }
            if dataset.drafts.last().is_none_or(|last| last != file) {
                dataset.drafts.push(file.to_owned());
            }
        }
    }

    /// Whether a draft reads the file of this name: a dataset is called as the file is, with its ending or without.
    pub fn read(&self, file: &str) -> bool {
        self.of(file).is_some()
    }

    fn of(&self, file: &str) -> Option<&Dataset> {
        let stem = || Some(file.rsplit_once('.')?.0).filter(|stem| !stem.is_empty());
        self.by_name.get(file).or_else(|| self.by_name.get(stem()?))
    }

    /// Looks into a data file that is no saved model.
    pub fn report(&self, file: &DataFile) -> DataFileReport {
        let known = self.of(&file.name);
        let report = DataFileReport {
            file: file.name.clone(),
            layout: "data".to_owned(),
            drafts: known.map(|dataset| dataset.drafts.clone()).unwrap_or_default(),
            ..DataFileReport::default()
        };
        let asset = known.map(|dataset| &dataset.asset);
        match ml_run::read_dataset(asset.and_then(|asset| asset.format), &file.name, &file.bytes) {
            Ok((table, layout)) => DataFileReport {
                layout: layout.describe(),
                rows: table.rows(),
                columns: table
                    .columns()
                    .iter()
                    .map(|column| DataColumn {
                        name: column.name().to_owned(),
                        element: column.element().name().to_owned(),
                        missing: column.missing(),
                    })
                    .collect(),
                differences: known
                    .filter(|dataset| !dataset.stated.is_empty())
                    .map(|dataset| {
                        ml_run::stated_differences(&dataset.asset, &dataset.stated, &table.schema())
                    })
                    .unwrap_or_default()
                    .into_iter()
                    .map(sentence)
                    .collect(),
                ..report
            },
            Err(diagnostic) => {
                DataFileReport { reasons: vec![diagnostic.message, diagnostic.help], ..report }
            }
        }
    }
}

/// Looks into all data files that are no saved models.
pub fn reports(datasets: &Datasets, files: &[DataFile]) -> Vec<DataFileReport> {
    let tables = files.iter().filter(|file| !ml_interop::is_saved_model(&file.bytes));
    tables.map(|file| datasets.report(file)).collect()
}

fn sentence(diagnostic: Diagnostic) -> String {
    format!("{} {}", diagnostic.message, diagnostic.help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(format: &str) -> PipelineDraft {
        let mut draft = PipelineDraft::new("people");
        let asset = serde_json::json!({"id": "a", "kind": "dataset", "name": "people.csv", "format": format});
        draft.assets.push(serde_json::from_value(asset).unwrap());
        let stated = serde_json::json!([{"name": "age", "element": "Numeric"}, {"name": "sex"}]);
        draft.stated_columns.insert("a".to_owned(), serde_json::from_value(stated).unwrap());
        draft
    }

    fn file(name: &str, text: &str) -> DataFile {
        DataFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_file_is_compared_with_what_the_export_says() {
        let mut datasets = Datasets::default();
        datasets.add(&draft("csv"), "d.draft.json");
        let report = datasets.report(&file("people.csv", "age;name\n7;Zoë\n"));
        assert_eq!(report.layout, "CSV with semicolons, first row names the columns, UTF-8");
        assert_eq!(report.drafts, ["d.draft.json"]);
        assert_eq!(report.size(), "1 row, 2 columns");
        assert_eq!(report.differences.len(), 2, "{:?}", report.differences);
        assert!(report.differences[0].contains("no column “sex”"), "{:?}", report.differences);
    }

    #[test]
    fn what_no_draft_reads_is_told_as_well() {
        let datasets = Datasets::default();
        let report = datasets.report(&file("other.csv", "1,2\n3,4\n"));
        assert!(report.drafts.is_empty() && report.differences.is_empty());
        assert_eq!(report.layout, "CSV, no header, UTF-8");
        let ragged = datasets.report(&file("ragged.csv", "a,b\n1,2,3\n"));
        assert_eq!(ragged.layout, "data");
        assert!(ragged.reasons[0].contains("line 2"), "{:?}", ragged.reasons);
    }

    #[test]
    fn the_draft_says_whether_there_is_a_header() {
        let mut datasets = Datasets::default();
        datasets.add(&draft("csv-headerless"), "d.draft.json");
        let report = datasets.report(&file("people.csv", "age,sex\n7,f\n"));
        assert_eq!(report.rows, 2);
    }
}
