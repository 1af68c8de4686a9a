//! What the migration report says of one pipeline: its own entry of `report.json`, and its own section of `report.md`.
//!
//! A conversion of many experiments has one report. Each document keeps only its part, so that a thousand of them do not hold the
//! whole a thousand times.

use crate::json;
use ml_graph::{Diagnostic, Json, PipelineDraft};
use serde::{Deserialize, Serialize};

/// How well a module runs here, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It does not run.
    CannotRun,
    /// It runs once the user gives something.
    NeedsInput,
    /// It runs; something differs.
    RunsDifferently,
    /// As it did.
    RunsTheSame,
}

impl Verdict {
    /// All of them, best first.
    pub const ALL: [Verdict; 4] =
        [Verdict::RunsTheSame, Verdict::RunsDifferently, Verdict::NeedsInput, Verdict::CannotRun];

    pub(crate) fn read(name: &str) -> Option<Verdict> {
        Some(match name {
            "runs-the-same" => Verdict::RunsTheSame,
            "runs-differently" => Verdict::RunsDifferently,
            "needs-input" => Verdict::NeedsInput,
            "cannot-run" => Verdict::CannotRun,
            _ => return None,
        })
    }

    /// For people; the words of `report.md`.
    pub fn describe(self) -> &'static str {
        match self {
            Verdict::RunsTheSame => "runs the same",
            Verdict::RunsDifferently => "runs with a difference",
            Verdict::NeedsInput => "needs your input",
            Verdict::CannotRun => "cannot run",
        }
    }

    /// For people, of so many modules: `60 run the same`.
    pub fn describe_count(self, count: usize) -> &'static str {
        match (self, count) {
            (Verdict::RunsTheSame, 2.. | 0) => "run the same",
            (Verdict::RunsDifferently, 2.. | 0) => "run with a difference",
            (Verdict::NeedsInput, 2.. | 0) => "need your input",
            _ => self.describe(),
        }
    }
}

/// One module in the report.
#[derive(Clone, Debug, PartialEq)]
pub struct MigratedModule {
    /// Node id in the draft.
    pub node: String,
    /// Title of the module.
    pub module: String,
    /// The user's note on it.
    pub comment: String,
    /// How it runs.
    pub verdict: Verdict,
    /// Why not, what is missing, what differs.
    pub reasons: Vec<String>,
    /// What to do.
    pub to_do: Vec<String>,
    /// What Azure's designer would have lost of it.
    pub lost: Vec<String>,
}

/// What the report says of a trained model that came as a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportedModel {
    /// The file.
    pub file: String,
    /// What it is.
    pub title: String,
    /// Whether Score Model runs with it.
    pub runs: bool,
    /// Why it does not, and what to do.
    pub reasons: Vec<String>,
    /// What trained it.
    pub trainer: Option<String>,
    /// The column that it predicts.
    pub label: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// The columns that it needs.
    pub features: Vec<String>,
    /// The settings it was trained with.
    pub settings: Vec<(String, String)>,
}

impl ReportedModel {
    /// The models of a report.
    pub fn all(report: &Json) -> Vec<ReportedModel> {
        let models = report.get("models").and_then(|models| serde_json::to_string(models).ok());
        models.and_then(|text| json::read(&text).ok()).unwrap_or_default()
    }

    /// What it predicts, for people.
    pub fn predicts(&self) -> String {
        match (&self.label, self.labels.is_empty()) {
            (None, _) => "not known".to_owned(),
            (Some(label), true) => label.clone(),
            (Some(label), false) => format!("{label}: {}", self.labels.join(", ")),
        }
    }
}

/// The report's entry of one pipeline.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Migration {
    /// The file it came from.
    pub file: String,
    /// The name by which the same conversion's endpoints know the draft.
    pub draft: String,
    /// Its modules, those that need attention first.
    pub modules: Vec<MigratedModule>,
    /// Where credentials were taken out: the module, when it is one, and the address in the draft.
    pub secrets: Vec<(Option<String>, String)>,
    /// What the conversion found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Migration {
    /// Reads an entry of the report.
    pub fn of(entry: &Json) -> Migration {
        let mut modules: Vec<MigratedModule> = list(entry, "modules").iter().filter_map(module).collect();
        modules.sort_by_key(|module| module.verdict);
        let secrets = list(entry, "secrets").iter().map(|secret| {
            let node = secret.get("node").and_then(Json::as_str).map(str::to_owned);
            (node, text(secret, "address"))
        });
        Migration {
            file: text(entry, "file"),
            draft: text(entry, "draft"),
            modules,
            secrets: secrets.collect(),
            diagnostics: diagnostics(entry),
        }
    }

    /// How many modules have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.modules.iter().filter(|module| module.verdict == verdict).count()
    }
}

/// The entries of a report that belong to these drafts, in their order; none where the report has no such entry.
pub fn entries(report: &Json, drafts: &[PipelineDraft]) -> Vec<Option<Json>> {
    let experiments = list(report, "experiments");
    let is_of = |entry: &Json, draft: &PipelineDraft| {
        let modules = list(entry, "modules");
        modules.len() == draft.nodes.len()
            && modules.iter().zip(&draft.nodes).all(|(module, node)| text(module, "node") == node.id)
    };
    let entry = |(index, draft): (usize, &PipelineDraft)| {
        // Both are in the order of the source.
        experiments.get(index).filter(|entry| is_of(entry, draft)).cloned()
    };
    drafts.iter().enumerate().map(entry).collect()
}

/// The sections of `report.md` on each of `count` experiments: they stand at its end, in order.
pub fn sections(markdown: &str, count: usize) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("## ") {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push_str(line);
            section.push('\n');
        }
    }
    let others = sections.len().saturating_sub(count);
    sections.split_off(others)
}

/// The `diagnostics` of a report or of an entry.
pub fn diagnostics(of: &Json) -> Vec<Diagnostic> {
    let found = of.get("diagnostics").and_then(|found| serde_json::to_string(found).ok());
    found.and_then(|text| json::read(&text).ok()).unwrap_or_default()
}

fn module(entry: &Json) -> Option<MigratedModule> {
    let sentences = |name| list(entry, name).iter().filter_map(Json::as_str).map(str::to_owned).collect();
    Some(MigratedModule {
        node: text(entry, "node"),
        module: text(entry, "module"),
        comment: text(entry, "comment"),
        verdict: Verdict::read(entry.get("verdict")?.as_str()?)?,
        reasons: sentences("reasons"),
        to_do: sentences("to_do"),
        lost: sentences("lost_in_designer"),
    })
}

fn list<'a>(of: &'a Json, name: &str) -> &'a [Json] {
    of.get(name).map_or(&[], Json::items)
}

fn text(of: &Json, name: &str) -> String {
    of.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_graph::Node;

    fn report() -> Result<Json, serde_json::Error> {
        json::read(
            r###"{"experiments": [{"name": "One", "file": "a.json", "modules": [
                {"node": "a", "module": "Add Rows", "verdict": "runs-the-same"},
                {"node": "b", "module": "Mine", "comment": "note", "verdict": "cannot-run", "reasons": ["R1.", "R2."], "to_do": ["T."]}],
                "secrets": [{"address": "secret://a/Key", "node": "a"}, {"address": "secret://x"}],
                "diagnostics": [{"code": "convert/x", "severity": "warning", "message": "M."}]}],
              "diagnostics": [{"code": "convert/y", "severity": "error", "message": "File.", "at": {"file": "b.json", "line": 3}}]}"###,
        )
    }

    fn draft(ids: &[&str]) -> PipelineDraft {
        let mut draft = PipelineDraft::new("One");
        draft.nodes = ids.iter().map(|id| Node { id: (*id).to_owned(), ..Node::default() }).collect();
        draft
    }

    #[test]
    fn an_entry_says_everything_of_its_modules() -> Result<(), serde_json::Error> {
        let report = report()?;
        let found = entries(&report, &[draft(&["a", "b"]), draft(&["c"])]);
        assert!(found[1].is_none());
        let migration = found[0].as_ref().map(Migration::of).unwrap_or_default();
        assert_eq!(migration.file, "a.json");
        let worst = &migration.modules[0];
        assert_eq!((worst.node.as_str(), worst.verdict), ("b", Verdict::CannotRun));
        assert_eq!(worst.reasons, ["R1.", "R2."]);
        assert_eq!(worst.to_do, ["T."]);
        assert_eq!(migration.count(Verdict::RunsTheSame), 1);
        assert_eq!(migration.secrets[0], (Some("a".to_owned()), "secret://a/Key".to_owned()));
        assert_eq!(migration.diagnostics[0].message, "M.");
        assert_eq!(diagnostics(&report)[0].at.line, Some(3));
        Ok(())
    }

    #[test]
    fn an_entry_of_other_nodes_is_not_taken() -> Result<(), serde_json::Error> {
        assert_eq!(entries(&report()?, &[draft(&["b", "a"])]), [None]);
        assert_eq!(entries(&Json::Null, &[draft(&["a"])]), [None]);
        Ok(())
    }

    #[test]
    fn several_modules_run_and_one_runs() {
        let words = |count| Verdict::ALL.map(|verdict| verdict.describe_count(count));
        assert_eq!(words(60), ["run the same", "run with a difference", "need your input", "cannot run"]);
        assert_eq!(words(1), Verdict::ALL.map(Verdict::describe));
        assert_eq!(words(0)[0], "run the same");
    }

    #[test]
    fn sections_stand_at_the_end() {
        let text = "# Report\n\nIntro.\n\n## Files\n\n- x\n\n## One\n\nFirst.\n\n## Two\n\nSecond.\n";
        assert_eq!(sections(text, 2), ["## One\n\nFirst.\n\n", "## Two\n\nSecond.\n"]);
        assert_eq!(sections("", 2), [""; 0]);
    }
}
