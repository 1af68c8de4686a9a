//! Trained models among the files: what could be read of each, and whether it runs.

use super::table;
use crate::secrets;
use ml_graph::{Json, counted};
use serde::Serialize;
use std::collections::BTreeSet;

/// A trained model that was found among the files. Whoever reads such files fills it in; the converter only carries them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SavedModelReport {
    /// The file.
    pub file: String,
    /// What it is, for people.
    pub title: String,
    /// Its class in Studio (classic).
    pub class: String,
    /// What trained it.
    pub trainer: Option<String>,
    /// What it does and how, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<String>,
    /// Whether Score Model runs with it.
    pub runs: bool,
    /// Why it does not, and what to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
    /// The column that it predicts.
    pub label: Option<String>,
    /// The labels, the positive one of two last.
    pub labels: Vec<String>,
    /// The columns that it needs.
    pub features: Vec<String>,
    /// The settings it was trained with.
    pub settings: Vec<(String, String)>,
    /// The parts of its predictor: path, what reads it, version.
    pub parts: Vec<(String, String, u32)>,
    /// What else its file says, where nothing of it runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
    /// Whether it is no trained model, but a transformation or another object.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_other: bool,
}

impl SavedModelReport {
    /// The same without credentials, which scripts and addresses inside of a saved object may hold.
    pub fn without_credentials(mut self) -> SavedModelReport {
        for (name, value) in self.settings.iter_mut().chain(&mut self.facts) {
            // The last part of a fact's way is its name.
            let own = name.rsplit('.').next().unwrap_or(name).to_owned();
            let mut json = Json::Object(vec![(own.clone(), Json::from(value.as_str()))]);
            secrets::seal(&mut json, &BTreeSet::new());
            if let Some(Json::String(sealed)) = json.get(&own) {
                value.clone_from(sealed);
            }
        }
        self
    }

    fn predicts(&self) -> String {
        match (&self.label, self.labels.is_empty()) {
            (None, _) => "not known".to_owned(),
            (Some(label), true) => label.clone(),
            (Some(label), false) => format!("{label}: {}", self.labels.join(", ")),
        }
    }

    fn needs(&self) -> String {
        match self.features.len() {
            0 => "not known".to_owned(),
            count => counted(count, "column"),
        }
    }

    fn settings(&self) -> String {
        let settings = self.settings.iter().map(|(name, value)| format!("{name} = {value}"));
        settings.collect::<Vec<_>>().join(", ")
    }

    fn state(&self) -> String {
        if self.runs { "runs".to_owned() } else { format!("cannot run: {}", self.reasons.join(" ")) }
    }

    fn columns(&self) -> [String; 6] {
        let [file, title] = [&self.file, &self.title].map(String::clone);
        [file, title, self.predicts(), self.needs(), self.settings(), self.state()]
    }
}

const HEADS: [&str; 6] = ["File", "Model", "Predicts", "Needs", "Trained with", "Here"];

/// The section of `report.md`.
pub(super) fn markdown(out: &mut String, models: &[SavedModelReport]) {
    if models.is_empty() {
        return;
    }
    out.push_str("\n## Trained models\n\n");
    table::markdown(out, HEADS, models.iter().map(SavedModelReport::columns));
}

/// The section of the overview.
pub(super) fn html(out: &mut String, models: &[SavedModelReport]) {
    if models.is_empty() {
        return;
    }
    out.push_str("<h2 id=\"models\">Trained models</h2>\n");
    table::html(out, HEADS, models.iter().map(SavedModelReport::columns));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_inside_of_objects_are_withheld() {
        let model = SavedModelReport {
            settings: vec![("AccountKey".to_owned(), "hunter2".to_owned())],
            facts: vec![
                ("reader.password".to_owned(), "hunter2".to_owned()),
                ("means".to_owned(), "1; 2".to_owned()),
            ],
            ..SavedModelReport::default()
        };
        let told = serde_json::to_string(&model.without_credentials()).unwrap();
        assert!(!told.contains("hunter2") && told.contains("1; 2"), "{told}");
    }

    #[test]
    fn sections_say_what_runs_and_why_not() {
        let runs = SavedModelReport {
            file: "a.ilearner".to_owned(),
            title: "Boosted | Trees".to_owned(),
            runs: true,
            label: Some("mood".to_owned()),
            labels: vec!["bad".to_owned(), "<good>".to_owned()],
            features: vec!["x".to_owned()],
            settings: vec![("trees".to_owned(), "7".to_owned())],
            ..SavedModelReport::default()
        };
        let cannot = SavedModelReport {
            file: "b.ilearner".to_owned(),
            title: "Network".to_owned(),
            reasons: vec!["Its kind is not known.".to_owned(), "Train it anew.".to_owned()],
            ..SavedModelReport::default()
        };
        let models = [runs, cannot];
        let mut text = String::new();
        markdown(&mut text, &models);
        assert!(
            text.contains(
                "| a.ilearner | Boosted \\| Trees | mood: bad, &lt;good> | 1 column | trees = 7 | runs |"
            ),
            "{text}"
        );
        assert!(
            text.contains("| not known | not known |  | cannot run: Its kind is not known. Train it anew. |"),
            "{text}"
        );
        let mut page = String::new();
        html(&mut page, &models);
        assert!(page.contains("<td>mood: bad, &lt;good&gt;<td>1 column<td>"), "{page}");
        let mut nothing = String::new();
        markdown(&mut nothing, &[]);
        html(&mut nothing, &[]);
        assert!(nothing.is_empty());
    }
}
