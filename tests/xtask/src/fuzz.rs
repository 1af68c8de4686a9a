//! `cargo xtask fuzz`: fuzz targets in libFuzzer's hands, with the stable compiler.

use crate::process::{Result, cargo, output};
use crate::steps::Steps;
use crate::{setup, workspace};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to fuzz, and for how long.
#[derive(Args)]
pub struct Options {
    /// Targets by name; all of them when none is named.
    targets: Vec<String>,
    /// Seconds for each target.
    #[arg(long, default_value_t = 600)]
    seconds: u32,
    /// Only say which targets there are.
    #[arg(long)]
    list: bool,
}

/// What the compiler puts into the code so that libFuzzer sees where an input goes and what it is compared with.
const COUNTERS: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Ccodegen-units=1",
];

/// Seconds that one input may take, on a machine that has other work too.
const SECONDS_AN_INPUT: u32 = 20;
/// Memory that the whole may take.
const MEGABYTES: u32 = 1024;

/// Builds the targets and runs them one after another. A finding ends its target's run; the others run all the same.
pub fn run(options: &Options) -> Result<()> {
    let mut steps = Steps::new(2);
    steps.step("Checking tools, fetching crates", "1 min", || {
        setup::for_fuzzing().and_then(|()| setup::crates())
    })?;
    let program = steps.step("Building the targets", "6 min", build)?;
    // Without a target it says which there are, and what each reads.
    let known = output(&mut Command::new(&program))?;
    if options.list {
        print!("{known}");
        return Ok(());
    }
    let known: Vec<&str> = known.lines().filter_map(|line| line.split('\t').next()).collect();
    if let Some(unknown) = options.targets.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("There is no target {unknown}; there are {}.", known.join(", ")));
    }
    let named: Vec<&str> = options.targets.iter().map(String::as_str).collect();
    let chosen = if named.is_empty() { known } else { named };
    let mut findings = Vec::new();
    for name in chosen {
        println!("Fuzzing {name} for {} s", options.seconds);
        findings.extend(fuzz(&program, name, options.seconds).err());
    }
    steps.finish();
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}

/// A platform of its own keeps what is built apart from everything else, and the counters out of build scripts and macros.
fn build() -> Result<PathBuf> {
    let version = output(Command::new("rustc").arg("-vV").current_dir(workspace::root()))?;
    let platform = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .ok_or("rustc does not say for which platform it compiles.")?;
    let built = cargo(&["build", "--package", "fuzz", "--features", "libfuzzer", "--profile", "fuzz"])
        .args(["--target", platform])
        .env("CARGO_ENCODED_RUSTFLAGS", COUNTERS.join("\u{1f}"))
        .status();
    match built {
        Ok(status) if status.success() => Ok(workspace::target()
            .join(platform)
            .join("fuzz")
            .join(format!("fuzz{}", std::env::consts::EXE_SUFFIX))),
        _ => Err("The fuzz targets do not build.".to_owned()),
    }
}

fn fuzz(program: &Path, name: &str, seconds: u32) -> Result<()> {
    let folder = workspace::target().join("fuzzing").join(name);
    let (seeds, corpus, findings) = (folder.join("seeds"), folder.join("corpus"), folder.join("findings"));
    for folder in [&seeds, &corpus, &findings] {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
    }
    let log = folder.join("log.txt");
    let file = std::fs::File::create(&log)
        .map_err(|error| format!("{} cannot be written: {error}.", log.display()))?;
    let status = Command::new(program)
        .env("FUZZ_TARGET", name)
        .env("FUZZ_FOLDER", &folder)
        .args([&corpus, &seeds])
        .arg(format!("-dict={}", folder.join("words.dict").display()))
        .arg(format!("-artifact_prefix={}/", findings.display()))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SECONDS_AN_INPUT}"))
        .arg(format!("-rss_limit_mb={MEGABYTES}"))
        .args(["-print_final_stats=1", "-report_slow_units=5"])
        .stderr(file)
        .status()
        .map_err(|error| format!("{} does not start: {error}.", program.display()))?;
    let text = std::fs::read_to_string(&log).unwrap_or_default();
    for line in text.lines().rev().filter(|line| line.contains("cov:")).take(1) {
        println!("      {line}");
    }
    for line in text.lines().filter(|line| line.starts_with("stat::")) {
        println!("      {line}");
    }
    if status.success() {
        return Ok(());
    }
    Err(format!("{name} has a finding: see {} and {}.", log.display(), findings.display()))
}
