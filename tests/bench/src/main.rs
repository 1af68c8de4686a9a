//! Jobs for `cargo xtask bench`: each reads what compare.py wrote, does its work once, and prints what it took as JSON.
//!
//! compare.py runs them in turn with their peers and judges; nothing here knows a peer or a bar.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to the one who called it"
)]

mod boosting;
mod csv;
mod data;
mod logistic;
mod studio;

use std::path::Path;
use std::process::ExitCode;

/// What goes wrong is for people alone.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["boosting", folder] => boosting::run(Path::new(folder)),
        ["logistic", folder] => logistic::run(Path::new(folder)),
        ["csv", file] => csv::run(Path::new(file)),
        ["frames"] => studio::frames(),
        ["table", folder] => studio::table(Path::new(folder)),
        ["first-paint"] => studio::first_paint(),
        ["training", folder] => studio::training(Path::new(folder)),
        _ => Err("usage: bench boosting FOLDER | logistic FOLDER | csv FILE | frames | table FOLDER | first-paint | \
                  training FOLDER"
            .into()),
    };
    match result {
        Ok(figures) => {
            println!("{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
