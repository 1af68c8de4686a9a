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
    line("\n### Trained models of Studio (classic)\n");
    line(
        "Any is described and kept. Which predictor a learner writes was seen in a file for the support vector machine; for the",
    );
    line("others it follows from ML.NET, whose models are those of the same engine.\n");
    table(["trained by", "here", "read from"], ml_interop::LEARNERS.iter().map(saved_learner));
    line("\n### Modules\n");
    table(["category", "run", "are converted and do not run yet"], modules());
    let all = catalogue().components().len();
    let run = catalogue().components().iter().filter(|spec| spec.runs()).count();
    line(&format!("\n{run} of {all} modules run."));
    Ok(ExitCode::SUCCESS)
}

/// A learner, whether its models run, and from which parts or why not.
fn saved_learner(learner: &ml_interop::SavedLearner) -> [String; 3] {
    let [here, from] = match learner.closed {
        Some(why) => ["is described".to_owned(), why.to_owned()],
        None => [
            "runs".to_owned(),
            learner.loaders.iter().map(|loader| layouts(loader)).collect::<Vec<_>>().join(", "),
        ],
    };
    [learner.title.to_owned(), here, from]
}

/// What reads a part, and the layouts of it that are known.
fn layouts(loader: &str) -> String {
    let version = |version: u32| format!("{}.{}", version >> 16, version & 0xFFFF);
    let known = ml_interop::KINDS.iter().find(|kind| kind.loader == loader).map(|kind| &kind.versions);
    match known {
        Some(known) if known.start() == known.end() => format!("{loader} {}", version(*known.start())),
        Some(known) => format!("{loader} {} to {}", version(*known.start()), version(*known.end())),
        None => loader.to_owned(),
    }
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
