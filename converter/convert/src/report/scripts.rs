//! What the report says of a script: changes, places to look at, packages, and the difference line by line.

use super::html::escape;
use crate::scripts;
use ml_graph::{ComponentSpec, Node, ParamValue, ScriptLanguage};
use ml_scripts::{Availability, DiffLine, Finding, Package};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// A module's script.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScriptReport {
    /// The parameter that holds it.
    pub param: String,
    /// Its language.
    pub language: ScriptLanguage,
    /// What it was written for, as exports call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_for: Option<String>,
    /// Whether the draft holds the changed script; otherwise the changes are proposals.
    pub rewritten: bool,
    /// What was changed, by line of the original.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ScriptFinding>,
    /// What was left as it is and deserves a look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to_check: Vec<ScriptFinding>,
    /// The difference: lines that begin with a blank, `-` or `+`, and `@` where lines are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diff: Vec<String>,
    /// R packages it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<ScriptPackage>,
}

/// One thing about a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptFinding {
    /// Stable id of the rule.
    pub rule: String,
    /// 1-based line of the original.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// What to do.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
}

/// A package that a script uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptPackage {
    /// Its name.
    pub name: String,
    /// Lines that name it.
    pub lines: Vec<usize>,
    /// The versions of R in the Studio that had it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub studio: Vec<String>,
    /// What to do for it.
    pub advice: String,
}

impl From<Finding> for ScriptFinding {
    fn from(finding: Finding) -> ScriptFinding {
        let Finding { rule, line, message, help } = finding;
        ScriptFinding { rule: rule.to_owned(), line, message, help }
    }
}

impl From<Package> for ScriptPackage {
    fn from(package: Package) -> ScriptPackage {
        let Package { name, lines, installed, availability } = package;
        let (studio, advice) = match availability {
            Availability::WithR => (Vec::new(), "It comes with R.".to_owned()),
            Availability::InStudio(versions) => (
                versions.into_iter().map(str::to_owned).collect(),
                format!("Install it: install.packages(\"{name}\")."),
            ),
            Availability::NotInStudio if installed => {
                (Vec::new(), "The script brings it along; install it from CRAN instead.".to_owned())
            }
            Availability::NotInStudio => {
                (Vec::new(), "The Studio did not have it: look in the script's zip, or on CRAN.".to_owned())
            }
        };
        ScriptPackage { name, lines, studio, advice }
    }
}

impl ScriptReport {
    /// Looks at the script of a node; nothing when it has none.
    pub(super) fn of(node: &Node, spec: &ComponentSpec) -> Option<ScriptReport> {
        let (param, language) = scripts::param(spec)?;
        let now = node.params.get(&param.id).and_then(ParamValue::as_text)?;
        let original = scripts::original(node, spec);
        let old = original.unwrap_or(now);
        let looked = scripts::look(node, spec, language, old);
        let diff = ml_scripts::diff(old, &looked.checked.code);
        Some(ScriptReport {
            param: param.id.clone(),
            language,
            written_for: scripts::written_for(node, spec).map(str::to_owned),
            rewritten: original.is_some(),
            changes: looked.checked.changes.into_iter().map(ScriptFinding::from).collect(),
            to_check: looked.checked.warnings.into_iter().map(ScriptFinding::from).collect(),
            diff: diff.into_iter().map(line).collect(),
            packages: looked.packages.into_iter().map(ScriptPackage::from).collect(),
        })
    }

    /// Why the script cannot be read at all.
    pub(super) fn broken(&self) -> Option<&ScriptFinding> {
        self.to_check.iter().find(|finding| finding.rule.ends_with("/broken"))
    }

    /// Whether there is anything to say.
    pub(super) fn is_worth_a_word(&self) -> bool {
        !(self.changes.is_empty() && self.to_check.is_empty() && self.packages.is_empty())
    }

    /// The section of `report.md`.
    pub(super) fn markdown(&self, out: &mut String, module: &str, inline: fn(&str) -> String) {
        let _ = writeln!(out, "\n### Script of {}\n", inline(module));
        for (head, findings) in self.lists() {
            let _ = writeln!(out, "{head}:\n");
            for ScriptFinding { line, message, help, .. } in findings {
                let help = if help.is_empty() { String::new() } else { format!(" {}", inline(help)) };
                let _ = writeln!(out, "- line {line}: {}{help}", inline(message));
            }
            out.push('\n');
        }
        if !self.packages.is_empty() {
            let _ = writeln!(out, "| Package | In the Studio | Lines | To do |\n|---|---|---|---|");
            for package in &self.packages {
                let [name, studio, lines, advice] =
                    package.cells().map(|cell| inline(&cell).replace('|', "\\|"));
                let _ = writeln!(out, "| {name} | {studio} | {lines} | {advice} |");
            }
            out.push('\n');
        }
        if !self.diff.is_empty() {
            // A fence that no line of the script can close.
            let ticks =
                self.diff.iter().flat_map(|line| line.split(|c| c != '`')).map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(3.max(ticks + 1));
            let _ = writeln!(out, "{fence}diff\n{}\n{fence}", self.diff.join("\n"));
        }
    }

    /// The section of an experiment's page.
    pub(super) fn html(&self, out: &mut String, module: &str) {
        let _ = writeln!(out, "<h3>{}</h3>", escape(module));
        for (head, findings) in self.lists() {
            let _ = writeln!(out, "<p>{head}:</p>\n<ul>");
            for ScriptFinding { line, message, help, .. } in findings {
                let _ = writeln!(out, "<li>line {line}: {} {}</li>", escape(message), escape(help));
            }
            let _ = writeln!(out, "</ul>");
        }
        if !self.packages.is_empty() {
            let _ = writeln!(
                out,
                "<table><thead><tr><th>Package<th>In the Studio<th>Lines<th>To do</tr></thead><tbody>"
            );
            for package in &self.packages {
                let cells = package.cells().map(|cell| format!("<td>{}", escape(&cell)));
                let _ = writeln!(out, "<tr>{}</tr>", cells.concat());
            }
            let _ = writeln!(out, "</tbody></table>");
        }
        if !self.diff.is_empty() {
            let _ = writeln!(out, "<pre class=\"diff\">");
            for line in &self.diff {
                let element = match line.as_bytes().first() {
                    Some(b'-') => "del",
                    Some(b'+') => "ins",
                    Some(b'@') => "small",
                    _ => "span",
                };
                let _ = writeln!(out, "<{element}>{}</{element}>", escape(line));
            }
            let _ = writeln!(out, "</pre>");
        }
    }

    fn lists(&self) -> impl Iterator<Item = (&'static str, &[ScriptFinding])> {
        let changed = if self.rewritten { "Changed" } else { "Would change" };
        let lists = [(changed, self.changes.as_slice()), ("To look at", self.to_check.as_slice())];
        lists.into_iter().filter(|(_, findings)| !findings.is_empty())
    }
}

impl ScriptPackage {
    fn cells(&self) -> [String; 4] {
        let lines: Vec<String> = self.lines.iter().map(usize::to_string).collect();
        let studio = if self.studio.is_empty() { "no".to_owned() } else { self.studio.join(", ") };
        let studio = if self.advice.starts_with("It comes") { "yes".to_owned() } else { studio };
        [self.name.clone(), studio, lines.join(", "), self.advice.clone()]
    }
}

fn line(line: DiffLine<'_>) -> String {
    match line {
        DiffLine::Same(text) => format!(" {text}"),
        DiffLine::Old(text) => format!("-{text}"),
        DiffLine::New(text) => format!("+{text}"),
        DiffLine::Skipped(count) => format!("@ {} left out", ml_graph::counted(count, "line")),
    }
}
