//! `ml-migrate`: reads exports, converts them, runs pipelines and serves the studio.
//!
//! This file and [`commands`] are the only places of the project that parse arguments, print or set the exit code.

mod commands;
mod diff;
mod engine;
mod journal;
mod module;
mod progress;
mod run;
mod site;
mod terminal;
mod writer;

use clap::Parser;
use std::process::ExitCode;

/// Bring Studio (classic) experiments to life again: look at them, convert them, run them, serve them.
#[derive(Parser)]
#[command(name = "ml-migrate", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command.run() {
        Ok(code) => code,
        Err(failure) => {
            terminal::failure(&failure);
            ExitCode::from(2)
        }
    }
}
