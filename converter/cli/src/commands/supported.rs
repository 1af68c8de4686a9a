//! `ml-migrate supported`: what is read, what is written, and which modules run, as tables that are Markdown too.

use super::Failure;
use super::targets;
use crate::engine::catalogue;
use crate::terminal::line;
use ml_convert::FORMATS;
use ml_graph::ComponentSpec;
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Arguments of `ml-migrate supported`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_: Arguments) -> Result<ExitCode, Failure> {
    line("### Read\n");
    let formats = FORMATS.iter().map(|format| [format.title, format.becomes, format.id].map(str::to_owned));
    table(["file", "becomes", "called"], formats);
    line("\n### Written\n");
    let targets = targets::all().map(|(name, title)| [title.to_owned(), format!("`--to {name}`")]);
    table(["form", "option of `ml-migrate convert`"], targets);
    line("\n### Modules\n");
    table(["category", "run", "are converted and do not run yet"], modules());
    let all = catalogue().components().len();
    let run = catalogue().components().iter().filter(|spec| spec.runs()).count();
    line(&format!("\n{run} of {all} modules run."));
    Ok(ExitCode::SUCCESS)
}

/// The modules of each category by name: those that run, and the others.
fn modules() -> impl Iterator<Item = [String; 3]> {
    let mut categories: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
    let mut specs: Vec<&ComponentSpec> = catalogue().components().iter().collect();
    specs.sort_by(|a, b| a.title.cmp(&b.title));
    for spec in specs {
        let place = usize::from(!spec.runs());
        categories.entry(&spec.category).or_default()[place].push(&spec.title);
    }
    categories
        .into_iter()
        .map(|(category, [run, wait])| [category.to_owned(), run.join(", "), wait.join(", ")])
}

fn table<const COLUMNS: usize>(head: [&str; COLUMNS], rows: impl Iterator<Item = [String; COLUMNS]>) {
    line(&format!("| {} |", head.join(" | ")));
    line(&format!("|{}", "---|".repeat(COLUMNS)));
    for row in rows {
        line(&format!("| {} |", row.join(" | ")));
    }
}
