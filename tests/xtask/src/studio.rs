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

/// A part of what browsers load.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// The page: the user interface with its styles.
    Page,
    /// The engine on the CPU.
    Cpu,
    /// The engine with WebGPU.
    Gpu,
}

impl Part {
    const ALL: [Part; 3] = [Part::Page, Part::Cpu, Part::Gpu];

    fn build(self, steps: &mut Steps) -> Result<()> {
        match self {
            Part::Page => steps.step("Building the studio", "2 min", || {
                browser::build(&browser::STUDIO).and_then(|()| browser::copy_assets())
            }),
            Part::Cpu => steps.step("Building the engine for the browser, CPU", "2 min", || {
                browser::build(&browser::ENGINE_CPU)
            }),
            Part::Gpu => steps.step("Building the engine for the browser, WebGPU", "5 min", || {
                browser::build(&browser::ENGINE_GPU)
            }),
        }
    }
}

/// Builds some parts of the site again; catalogue and samples stay as the last whole build left them.
pub fn site(parts: &[Part]) -> Result<()> {
    let parts = if parts.is_empty() { &Part::ALL } else { parts };
    let mut steps = Steps::new(parts.len());
    for part in parts {
        part.build(&mut steps)?;
    }
    steps.finish();
    Ok(())
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
    for part in Part::ALL {
        part.build(&mut steps)?;
    }
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
