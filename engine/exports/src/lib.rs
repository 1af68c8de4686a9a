//! The converter as executors use it: exports in, drafts and files of other tools out.
//!
//! The executor knows no converter and the converter no executor; here the two meet, for the tool, the server and the worker alike.

pub mod data_files;
pub mod models;
mod samples;
pub mod saved_models;
mod write;

pub use samples::{first_rows, neutral_row, samples};

use ml_convert::{Conversion, Limits, SourceFile};
use ml_graph::{Asset, Diagnostic};
use ml_protocol::{BlobId, Converted, DataBinding, ExportTarget};
use ml_run::{Converter, ExportOrder, ExportedFile};
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
        let mut datasets = data_files::Datasets::default();
        for converted in &drafts {
            datasets.add(&converted.draft, &converted.file);
        }
        report.data_files = data_files::reports(&datasets, &data);
        report.models = saved_models::reports(&data);
        let assets: Vec<&Asset> = drafts.iter().flat_map(|converted| &converted.draft.assets).collect();
        let pairs = models::pair(&assets, &data);
        let models = pairs.iter().map(|pair| (assets[pair.asset].name.clone(), pair.file));
        let named = data.iter().enumerate().map(|(place, file)| (file.name.clone(), place));
        let places: Vec<(String, usize)> = named.chain(models).collect();
        let mut bound = Vec::with_capacity(data.len());
        for file in data {
            let blob = keep(file.bytes).map_err(|diagnostic| vec![diagnostic])?;
            bound.push(DataBinding { name: file.name, blob });
        }
        let bindings: BTreeMap<String, DataBinding> =
            places.into_iter().map(|(name, place)| (name, bound[place].clone())).collect();
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
        write::targets()
    }

    fn export(&self, order: ExportOrder<'_>) -> Result<ExportedFile, Vec<Diagnostic>> {
        write::write(order).map_err(|diagnostic| vec![diagnostic])
    }
}
