//! What stands in the way over all experiments: the modules that cannot run or need something, each once, with what to do instead.

use super::html::escape;
use super::markdown::cell;
use super::{ExperimentReport, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A module that stands in the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// The worst of its verdicts.
    pub verdict: Verdict,
    /// How many modules.
    pub modules: usize,
    /// In how many experiments.
    pub experiments: usize,
    /// Why, of the first of them.
    pub why: String,
    /// What to do, of the first of them.
    pub to_do: String,
}

/// Counts the modules of an experiment, by title.
pub(super) fn add(blockers: &mut BTreeMap<String, Blocker>, experiment: &ExperimentReport) {
    let mut here: BTreeMap<&str, ()> = BTreeMap::new();
    for module in experiment.modules.iter().filter(|module| module.verdict >= Verdict::NeedsInput) {
        let first_here = here.insert(&module.module, ()).is_none();
        let known = blockers.entry(module.module.clone()).or_default();
        // What is worst says why.
        if known.modules == 0 || module.verdict > known.verdict {
            known.verdict = module.verdict;
            known.why = module.reasons.join(" ");
            known.to_do = module.to_do.join(" ");
        }
        known.modules += 1;
        known.experiments += usize::from(first_here);
    }
}

/// Those that stand in the way of most experiments first.
fn sorted(blockers: &BTreeMap<String, Blocker>) -> Vec<(&String, &Blocker)> {
    let mut all: Vec<(&String, &Blocker)> = blockers.iter().collect();
    all.sort_by_key(|(_, known)| (std::cmp::Reverse(known.experiments), std::cmp::Reverse(known.modules)));
    all
}

/// The section of `report.md`.
pub(super) fn markdown(out: &mut String, blockers: &BTreeMap<String, Blocker>) {
    if blockers.is_empty() {
        return;
    }
    out.push_str("\n## What stands in the way\n\n| Module | Verdict | Modules | Experiments | Why | To do |\n|---|---|--:|--:|---|---|\n");
    for (title, known) in sorted(blockers) {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            cell(title),
            known.verdict.describe(),
            known.modules,
            known.experiments,
            cell(&known.why),
            cell(&known.to_do)
        );
    }
}

/// The section of the overview.
pub(super) fn html(out: &mut String, blockers: &BTreeMap<String, Blocker>) {
    if blockers.is_empty() {
        return;
    }
    out.push_str("<h2 id=\"blockers\">What stands in the way</h2>\n<table><thead><tr><th>Module<th>Verdict<th class=\"number\">Modules<th class=\"number\">Experiments<th>Why<th>To do</tr></thead><tbody>\n");
    for (title, known) in sorted(blockers) {
        let _ = writeln!(
            out,
            "<tr><td>{}<td><span class=\"pill {}\">{}</span><td class=\"number\">{}<td class=\"number\">{}<td>{}<td>{}</tr>",
            escape(title),
            super::graph::class(known.verdict),
            known.verdict.describe(),
            known.modules,
            known.experiments,
            escape(&known.why),
            escape(&known.to_do)
        );
    }
    out.push_str("</tbody></table>\n");
}
