//! `cargo xtask`: the one door to setting up, building, testing and measuring.
//!
//! Each task says which step it is at and about how long the step takes, installs what is missing, and is quick when nothing changed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool talks to people")]

mod browser;
mod fuzz;
mod modules;
mod process;
mod readme;
mod samples;
mod setup;
mod steps;
mod studio;
mod test;
mod workspace;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Build, open, test and measure ml-migrate.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build everything and open the studio on the sample experiment.
    Studio(studio::Options),
    /// Set up and build everything, without opening it.
    Build,
    /// Build again what browsers load, or a part of it.
    Site {
        /// Which parts; all when none is named.
        parts: Vec<studio::Part>,
    },
    /// Set up and run every test, those in the browser included.
    Test(test::Options),
    /// What continuous integration runs: every test, then format and lint checks.
    Ci,
    /// Write anew what the program keeps: the lists of module files, the tables in the README.
    Gen,
    /// Make the two files of a new module and put it in the list.
    NewModule {
        /// Where: `<family>/<name>` in snake case, for example `manipulation/add_rows`.
        id: String,
    },
    /// Fuzz the readers of files, one after another.
    Fuzz(fuzz::Options),
    /// Measure against the named peers.
    Bench {
        /// Only benchmarks whose name contains this.
        filter: Option<String>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Studio(options) => studio::open(&options),
        Task::Build => studio::build().map(|_| ()),
        Task::Site { parts } => studio::site(&parts),
        Task::Test(options) => test::run(&options),
        Task::Ci => test::run(&test::Options::default()).and_then(|()| test::checks()),
        Task::Gen => modules::generate(&module_files())
            .and_then(|written| Ok(written.into_iter().chain(readme::generate()?).collect::<Vec<_>>()))
            .map(|written| say_written(&written)),
        Task::NewModule { id } => {
            modules::new_module(&module_files(), &id).map(|written| say_written(&written))
        }
        Task::Fuzz(options) => fuzz::run(&options),
        Task::Bench { filter } => test::bench(filter.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nStopped: {message}");
            ExitCode::FAILURE
        }
    }
}

fn module_files() -> PathBuf {
    workspace::root().join("engine/modules/src")
}

fn say_written(files: &[PathBuf]) {
    for file in files {
        println!("Wrote {}.", file.display());
    }
    if files.is_empty() {
        println!("All lists are up to date.");
    }
}
