//! The engine in this process, and reading exports for it.

use ml_convert::{Conversion, Limits, SourceFile};
use ml_graph::{Catalogue, Diagnostic, PipelineDraft};
use ml_protocol::{BlobId, Converted, DataBinding};
use ml_run::{Converter, ExportedFile};

/// Name of this program for clients.
pub(crate) const NAME: &str = concat!("ml-migrate ", env!("CARGO_PKG_VERSION"));

/// Every module.
pub(crate) fn catalogue() -> &'static Catalogue {
    ml_modules::catalogue()
}

/// Reads exports and writes drafts in other forms, for the executor.
pub(crate) struct Exports;

impl Converter for Exports {
    fn convert(
        &self,
        files: Vec<(String, Vec<u8>)>,
        keep: &mut dyn FnMut(Vec<u8>) -> Result<BlobId, Diagnostic>,
    ) -> Result<Converted, Vec<Diagnostic>> {
        let files: Vec<SourceFile> =
            files.into_iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
        let Conversion { drafts, endpoints, data, diagnostics, report, .. } =
            ml_convert::convert(&files, catalogue(), &Limits::default());
        let mut bindings = std::collections::BTreeMap::new();
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

    fn export(&self, draft: &PipelineDraft, target: &str) -> Result<ExportedFile, Vec<Diagnostic>> {
        let file = ml_convert::export(draft, target, catalogue()).map_err(|diagnostic| vec![diagnostic])?;
        Ok(ExportedFile { name: file.name, media: file.media.to_owned(), bytes: file.bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_modules::LocalBoxFuture;
    use ml_protocol::{Reply, Request};
    use ml_run::contract::{CASES, Client};
    use ml_run::{Executor, MemoryStore, NativePlatform};

    struct InProcess(Executor);

    impl Client for InProcess {
        fn request<'a>(
            &'a self,
            request: Request,
            attachment: Option<Vec<u8>>,
        ) -> LocalBoxFuture<'a, Result<Reply, String>> {
            Box::pin(std::future::ready(Ok(self.0.request(request, attachment))))
        }

        fn pause<'a>(&'a self, milliseconds: u64) -> LocalBoxFuture<'a, ()> {
            std::thread::sleep(std::time::Duration::from_millis(milliseconds));
            Box::pin(std::future::ready(()))
        }
    }

    /// The rest of the contract does not depend on the converter; the crates that run and serve keep it.
    #[test]
    fn it_converts_as_every_executor_does() {
        let executor = Executor::new(NativePlatform::new(NAME), MemoryStore::new(), Exports).unwrap();
        let client = InProcess(executor);
        let about_exports = CASES.iter().filter(|(name, _)| name.contains("exports"));
        let mut kept = 0;
        for (_, case) in about_exports {
            pollster::block_on(case(&client));
            kept += 1;
        }
        assert_eq!(kept, 1);
    }
}
