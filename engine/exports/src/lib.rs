//! The converter as executors use it: exports in, drafts and files of other tools out.
//!
//! The executor knows no converter and the converter no executor; here the two meet, for the tool, the server and the worker alike.

mod data_files;

pub use data_files::{Datasets, reports as data_file_reports};

use ml_convert::{AssetFile, Conversion, Exported, FOLDERS, Limits, SourceFile};
use ml_graph::{Diagnostic, EndpointDefinition, PipelineDraft};
use ml_protocol::{BlobId, Converted, DataBinding, ExportTarget};
use ml_run::{Converter, ExportedFile};
use std::collections::BTreeMap;

/// Reads exports and writes drafts in other forms, for the executor.
#[derive(Clone, Copy, Debug)]
pub struct Exports;

impl Converter for Exports {
    fn convert(
        &self,
        files: Vec<(String, Vec<u8>)>,
        keep: &mut dyn FnMut(Vec<u8>) -> Result<BlobId, Diagnostic>,
    ) -> Result<Converted, Vec<Diagnostic>> {
        let files: Vec<SourceFile> =
            files.into_iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
        let Conversion { drafts, endpoints, data, diagnostics, mut report, .. } =
            ml_convert::convert(&files, ml_modules::catalogue(), &Limits::default());
        let mut datasets = Datasets::default();
        for converted in &drafts {
            datasets.add(&converted.draft, &converted.file);
        }
        report.data_files = data_files::reports(&datasets, &data);
        let mut bindings = BTreeMap::new();
        for file in data {
            let blob = keep(file.bytes).map_err(|diagnostic| vec![diagnostic])?;
            bindings.insert(file.name.clone(), DataBinding { name: file.name, blob });
        }
        Ok(Converted {
            // The credentials stay behind: whoever runs the draft gives them again.
            drafts: drafts.into_iter().map(|converted| converted.draft).collect(),
            endpoints: endpoints.into_iter().map(|converted| converted.endpoint).collect(),
            data: bindings,
            diagnostics,
            report_markdown: report.to_markdown(),
            report: report.to_json(),
        })
    }

    fn targets(&self) -> Vec<ExportTarget> {
        let target = |(name, title): (&str, &str)| ExportTarget {
            name: name.to_owned(),
            title: title.to_owned(),
            folder: FOLDERS.iter().any(|folder| folder.name == name),
        };
        ml_convert::targets().map(target).collect()
    }

    fn export(
        &self,
        draft: &PipelineDraft,
        targets: &[String],
        data: BTreeMap<String, (String, Vec<u8>)>,
        endpoints: &[EndpointDefinition],
    ) -> Result<ExportedFile, Vec<Diagnostic>> {
        let file = |(asset, (name, bytes)): (String, (String, Vec<u8>))| {
            let asset = draft.asset(&asset)?.name.clone();
            Some(AssetFile { asset, name, bytes })
        };
        let data: Vec<AssetFile> = data.into_iter().filter_map(file).collect();
        let Exported { name, media, bytes, diagnostics } =
            ml_convert::export_all(draft, targets, &data, endpoints, ml_modules::catalogue())
                .map_err(|diagnostic| vec![diagnostic])?;
        Ok(ExportedFile { name, media: media.to_owned(), bytes, diagnostics })
    }
}
