//! What is said of saved models.

use crate::terminal;
use ml_convert::SavedModelReport;
use ml_graph::counted;

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
