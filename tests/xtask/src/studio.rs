//! `cargo xtask studio`: from a fresh clone to the studio in the browser.

use crate::process::{Result, cargo, run};
use crate::steps::Steps;
use crate::{browser, samples, setup, workspace};
use clap::Args;
use std::process::Command;

/// How to open the studio.
#[derive(Args, Default)]
pub struct Options {
    /// Print the address instead of opening a browser.
    #[arg(long)]
    no_open: bool,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
}

/// Builds everything; gives back the list of steps for a closing line.
pub fn build() -> Result<Steps> {
    let mut steps = Steps::new(6);
    steps.step("Checking tools, fetching crates", "1 min", || {
        setup::for_building().and_then(|()| setup::crates())
    })?;
    steps.step("Building the command-line tool", "9 min", || {
        run(&mut cargo(&["build", "--release", "--package", "ml-migrate", "--features", "gpu"]))
    })?;
    steps.step("Building the studio", "2 min", || {
        browser::build(&browser::STUDIO).and_then(|()| browser::copy_assets())
    })?;
    steps
        .step("Building the engine for the browser, CPU", "2 min", || browser::build(&browser::ENGINE_CPU))?;
    steps.step("Building the engine for the browser, WebGPU", "5 min", || {
        browser::build(&browser::ENGINE_GPU)
    })?;
    steps.step("Converting the sample experiments", "1 s", || {
        samples::catalogue().and_then(|()| samples::convert())
    })?;
    Ok(steps)
}

/// Builds everything and opens the studio on the sample experiment.
pub fn open(options: &Options) -> Result<()> {
    build()?.finish();
    let mut command = Command::new(workspace::tool());
    command.arg("studio").arg(workspace::root().join("fixtures/classic").join(SAMPLE));
    command.arg("--assets").arg(workspace::site()).arg("--port").arg(options.port.to_string());
    if options.no_open {
        command.arg("--no-open");
    }
    run(&mut command)
}

/// The experiment that opens first.
const SAMPLE: &str = "income-two-models.json";
