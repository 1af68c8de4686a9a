//! The report for programs, one experiment after the other.

use super::{
    DataFileReport, Experiments, MigrationStep, Report, ResourceReport, SavedModelReport, ServiceReport,
    Totals,
};
use ml_graph::Diagnostic;
use serde::Serialize;
use serde::ser::{Error as _, SerializeSeq, Serializer};
use std::io;

pub(super) fn write(
    report: &Report,
    experiments: &dyn Experiments,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Report { totals, steps, files, experiments: _, services, models, data_files, resources, diagnostics } =
        report;
    let experiments = OneByOne(experiments);
    let whole = Whole {
        totals,
        files: *files,
        experiments,
        steps,
        services,
        models,
        data_files,
        resources,
        diagnostics,
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

/// A [`Report`] whose experiments come from elsewhere; its members stand in the same order.
#[derive(Serialize)]
struct Whole<'a> {
    totals: &'a Totals,
    files: usize,
    experiments: OneByOne<'a>,
    steps: &'a [MigrationStep],
    services: &'a [ServiceReport],
    models: &'a [SavedModelReport],
    data_files: &'a [DataFileReport],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    resources: &'a [ResourceReport],
    diagnostics: &'a [Diagnostic],
}

struct OneByOne<'a>(&'a dyn Experiments);

impl Serialize for OneByOne<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let mut refused = None;
        let gone_through = self.0.each(&mut |experiment| {
            list.serialize_element(experiment).map_err(|error| {
                refused = Some(error);
                io::ErrorKind::Other.into()
            })
        });
        match (refused, gone_through) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(S::Error::custom(error)),
            (None, Ok(())) => list.end(),
        }
    }
}
