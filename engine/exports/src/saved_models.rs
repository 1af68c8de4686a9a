//! Trained models among data files: what the migration report says of them.

use ml_convert::{DataFile, SavedModelReport};
use ml_graph::Diagnostic;
use ml_interop::{Limits, SavedModel};

/// Looks into a data file: a report when it is a saved model, and what to say about it.
pub fn look(file: &DataFile) -> Option<Result<(SavedModelReport, Vec<Diagnostic>), Diagnostic>> {
    if !ml_interop::is_saved_model(&file.bytes) {
        return None;
    }
    Some(match ml_interop::read(&file.bytes, &Limits::default()) {
        Ok(model) => {
            let diagnostics = model.diagnostics.iter().cloned();
            let diagnostics = diagnostics.map(|diagnostic| diagnostic.in_file(&file.name)).collect();
            Ok((report(&file.name, model), diagnostics))
        }
        Err(error) => Err(error.to_diagnostic().in_file(&file.name)),
    })
}

/// What the migration report says of the saved models among data files, those that cannot be read included.
pub fn reports(files: &[DataFile]) -> Vec<SavedModelReport> {
    let told = |file: &DataFile| match look(file)? {
        Ok((report, _)) => Some(report),
        Err(diagnostic) => Some(SavedModelReport {
            file: file.name.clone(),
            title: "Saved model".to_owned(),
            reasons: reasons(&diagnostic),
            ..SavedModelReport::default()
        }),
    };
    files.iter().filter_map(told).collect()
}

fn reasons(diagnostic: &Diagnostic) -> Vec<String> {
    vec![diagnostic.message.clone(), diagnostic.help.clone()]
}

fn report(file: &str, model: SavedModel) -> SavedModelReport {
    let (title, sentences) = (model.title(), model.sentences());
    let (label, labels) = match model.label {
        Some(label) => (Some(label.name), label.values),
        None => (None, Vec::new()),
    };
    SavedModelReport {
        file: file.to_owned(),
        title,
        sentences,
        runs: model.predictor.is_some(),
        reasons: model.diagnostics.iter().flat_map(reasons).collect(),
        class: model.class,
        trainer: model.trainer,
        label,
        labels,
        features: model.features.into_iter().map(|feature| feature.name).collect(),
        settings: model.settings,
        parts: model.parts.into_iter().map(|part| (part.path, part.loader, part.version)).collect(),
        facts: model.facts,
        is_other: !model.is_model,
    }
    .without_credentials()
}
