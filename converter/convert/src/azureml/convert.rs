//! Pipelines of Azure Machine Learning on their way through the converter: sealed, read, lifted, completed from the notes beside them.

use super::{lift, notes};
use crate::convert::{Conversion, Converter, Place};
use crate::emit::own_from_json;
use crate::secrets;
use ml_classic::{PipelineJob, ReadError};
use ml_graph::{Diagnostic, Json};

impl Converter<'_> {
    /// Takes in a pipeline with all that it refers to.
    pub(crate) fn job(
        &mut self,
        mut json: Json,
        place: &Place<'_>,
        result: &mut Conversion,
    ) -> Result<(), ReadError> {
        let vault = secrets::seal(&mut json, &self.index.credentials);
        let job = PipelineJob::from_json(json, place.pointer, &self.limits)?;
        let mut broken = Vec::new();
        for json in job.steps.iter().filter_map(|step| step.component.own.as_ref()) {
            match own_from_json(json) {
                Ok(component) => self.index.customs.learn_component(&component),
                Err(diagnostic) => broken.push(diagnostic),
            }
        }
        let (mut draft, mut diagnostics) = lift::lift(&job, &self.index);
        broken.dedup();
        diagnostics.extend(broken);
        if let Some(beside) = &job.beside
            && notes::apply(beside, &mut draft, &self.index).is_none()
        {
            diagnostics.push(
                Diagnostic::warning(
                    "convert/notes",
                    format!("{} is not what was written beside this pipeline; it is left aside.", ml_classic::BESIDE),
                )
                .help("Positions, notes and ids of modules are made anew. Convert the export again if you have it."),
            );
        }
        self.add(draft, vault, diagnostics, place, result);
        Ok(())
    }
}
