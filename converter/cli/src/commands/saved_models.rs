//! What is said of saved models.

use crate::terminal;
use ml_convert::{DataFile, SavedModelReport};
use ml_graph::{Diagnostic, counted};
use ml_interop::{Limits, SavedModel};

/// Looks into a data file: a report when it is a saved model, and what to say about it.
pub(crate) fn look(file: &DataFile) -> Option<Result<(SavedModelReport, Vec<Diagnostic>), Diagnostic>> {
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
pub(crate) fn reports(files: &[DataFile]) -> Vec<SavedModelReport> {
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

/// Prints it for people.
pub(crate) fn show(model: &SavedModelReport) {
    let runs = if model.runs { "runs" } else { "cannot run here" };
    let what = if model.is_other { "saved transformation or object" } else { "trained model" };
    terminal::line(&format!("{}: {what}, {runs}", model.file));
    let trainer = model.trainer.as_ref().map(|trainer| format!(", trained by {trainer}")).unwrap_or_default();
    terminal::line(&format!("  class {}{trainer}", model.class));
    for sentence in &model.sentences {
        terminal::line(&format!("  {sentence}"));
    }
    if let Some(label) = &model.label {
        let labels =
            if model.labels.is_empty() { String::new() } else { format!(": {}", model.labels.join(", ")) };
        terminal::line(&format!("  predicts “{label}”{labels}"));
    }
    match model.features.as_slice() {
        [] => {}
        [only] => terminal::line(&format!("  1 feature: {only}")),
        [first, .., last] => {
            terminal::line(&format!("  {}: {first} … {last}", counted(model.features.len(), "feature")));
        }
    }
    for (name, value) in &model.settings {
        terminal::line(&format!("  setting {name} = {value}"));
    }
    for (path, loader, version) in &model.parts {
        terminal::line(&format!("  part {path}: {loader}, version {}.{}", version >> 16, version & 0xFFFF));
    }
    for (name, value) in model.facts.iter().take(FACTS_SHOWN) {
        terminal::line(&format!("  holds {name} = {value}"));
    }
    if model.facts.len() > FACTS_SHOWN {
        let more = counted(model.facts.len() - FACTS_SHOWN, "further member");
        terminal::line(&format!("  and {more}, which --json shows"));
    }
}

/// Members of a saved object that are shown; JSON has more.
const FACTS_SHOWN: usize = 40;
