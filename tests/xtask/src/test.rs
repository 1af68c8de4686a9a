//! `cargo xtask test`, `ci` and `bench`.

use crate::process::{Result, cargo};
use crate::steps::Steps;
use crate::{setup, studio, workspace};
use clap::Args;
use std::process::Command;

/// Which tests.
#[derive(Args, Default)]
pub struct Options {
    /// Leave out what needs the release build: tests in the browser and on the GPU.
    #[arg(long)]
    pub quick: bool,
}

/// Runs every test.
pub fn run(options: &Options) -> Result<()> {
    let mut steps = Steps::new(if options.quick { 2 } else { 6 });
    steps.step("Checking tools, fetching crates", "2 min", || {
        let tools = if options.quick { setup::for_building() } else { setup::for_testing() };
        tools.and_then(|()| setup::crates())
    })?;
    let mut tests = cargo(&["test", "--workspace"]);
    if !options.quick {
        let packages = "Installing Python packages that scripts use and results are compared with";
        if let Some(python) = steps.step(packages, "1 min", || Ok(setup::oracle_python()))? {
            tests.env("ML_MIGRATE_PYTHON", python);
        }
        // First, so that one call of cargo then runs all tests: calls for some of them would build crates again with other features.
        steps
            .step("Building the studio and the tool for release", "20 min", || studio::build().map(|_| ()))?;
        tests.env("ML_MIGRATE_SITE", workspace::site()).env("ML_MIGRATE_TOOL", workspace::tool());
    }
    steps.step("Testing every crate, and the studio in the browser", "15 min", || {
        crate::process::run(&mut tests)
    })?;
    if options.quick {
        return Ok(());
    }
    steps.step(
        "Testing the learners on the GPU (a software one where there is no other)",
        "6 min",
        || run_cargo(&["test", "--release", "--package", "ml-learn", "--features", "gpu", "--test", "gpu"]),
    )?;
    steps.step("Loading the files for Azure ML with its own loader", "4 min", || {
        let Some(python) = setup::azure_python() else { return Ok(()) };
        crate::process::run(
            Command::new(python)
                .arg(workspace::root().join("tests/azureml/check.py"))
                .arg(workspace::tool())
                .arg(workspace::root().join("fixtures")),
        )
    })?;
    steps.finish();
    Ok(())
}

/// Format and lint checks; warnings are errors.
pub fn checks() -> Result<()> {
    let mut steps = Steps::new(3);
    steps.step("Checking the format", "1 s", || run_cargo(&["fmt", "--all", "--check"]))?;
    steps.step("Checking for lints", "5 min", || {
        run_cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
    })?;
    steps.step("Building the documentation", "3 min", || {
        crate::process::run(
            cargo(&["doc", "--workspace", "--no-deps", "--quiet", "--document-private-items"])
                .env("RUSTDOCFLAGS", "-D warnings"),
        )
    })?;
    steps.finish();
    Ok(())
}

fn run_cargo(arguments: &[&str]) -> Result<()> {
    crate::process::run(&mut cargo(arguments))
}

/// Measures the conversion of many experiments: time and memory.
fn bench_conversion() -> Result<()> {
    run_cargo(&["build", "--release", "--package", "ml-migrate", "--features", "gpu"])?;
    let script = workspace::root().join("tests/bench/conversion.py");
    crate::process::run(Command::new("python3").arg(script).arg(workspace::target().join("release")))
}

/// Runs the benchmarks in `tests/bench`: each against its peer, in turn, and those of the studio in a browser.
pub fn bench(filter: Option<&str>) -> Result<()> {
    if filter.is_some_and(|filter| "conversion".contains(filter)) {
        return Steps::new(1).step("Measuring the conversion", "4 min", bench_conversion);
    }
    let mut steps = Steps::new(if filter.is_none() { 5 } else { 4 });
    steps.step("Checking tools, fetching crates", "1 min", || {
        setup::for_testing().and_then(|()| setup::crates())
    })?;
    let python = steps
        .step("Python packages to compare with", "1 min", || Ok(setup::oracle_python()))?
        .ok_or("The peers could not be installed.")?;
    steps.step("Building the studio and the tool for release", "18 min", || studio::build().map(|_| ()))?;
    // A bar missed by the conversion is said at the end: the others are measured all the same.
    let conversion = match filter {
        None => steps.step("Measuring the conversion", "4 min", || Ok(bench_conversion()))?,
        Some(_) => Ok(()),
    };
    steps.step("Measuring", "10 min", || {
        run_cargo(&["build", "--release", "--package", "bench"])?;
        let mut command = Command::new(&python);
        command
            .arg(workspace::root().join("tests/bench/compare.py"))
            .arg(workspace::target().join("release"));
        command.env("ML_MIGRATE_SITE", workspace::site()).env("ML_MIGRATE_TOOL", workspace::tool());
        if let Some(filter) = filter {
            command.arg(filter);
        }
        for threads in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS", "MKL_NUM_THREADS"] {
            command.env(threads, "1");
        }
        crate::process::run(&mut command)
    })?;
    conversion
}
