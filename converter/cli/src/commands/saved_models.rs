//! What is said of saved models.

use crate::terminal;
use ml_convert::SavedModelReport;
use ml_graph::counted;

/// Prints it for people.
pub(crate) fn show(model: &SavedModelReport) {
    let runs = if model.runs { "runs" } else { "cannot run here" };
    terminal::line(&format!("{}: trained model, {runs}", model.file));
    let trainer = model.trainer.as_ref().map(|trainer| format!(", trained by {trainer}")).unwrap_or_default();
    terminal::line(&format!("  class {}{trainer}", model.class));
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
}
