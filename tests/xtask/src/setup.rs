//! Installing what is missing: the wasm target, Debian packages, Python packages for oracles.

use crate::process::{Result, cargo, output, run, succeeds};
use crate::workspace;
use std::path::PathBuf;
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// What building needs: the wasm target, and clang for SQLite's C in the browser.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    debian_packages(&[("cc", "gcc"), ("clang", "clang")])
}

/// What fuzzing needs: a C++ compiler for libFuzzer.
pub fn for_fuzzing() -> Result<()> {
    debian_packages(&[("cc", "gcc"), ("c++", "g++")])
}

/// What testing needs besides: a browser with its driver, a Vulkan driver that runs on the CPU, Python with venv, and R.
pub fn for_testing() -> Result<()> {
    for_building()?;
    let mut missing = vec![
        ("chromium", "chromium"),
        ("chromedriver", "chromium-driver"),
        ("python3", "python3"),
        ("Rscript", "r-base-core"),
    ];
    if !has_software_vulkan() {
        // No program tells of a driver; the name below is never on the path.
        missing.push(("lavapipe-icd", "mesa-vulkan-drivers"));
        missing.push(("libvulkan.so.1", "libvulkan1"));
    }
    if !has_r_curl() {
        // A package of R, which the clients that the converter writes call services with.
        missing.push(("r-cran-curl", "r-cran-curl"));
    }
    debian_packages(&missing)
}

/// A Python with the packages that results are compared against; `None` with a printed sentence where it cannot be made.
pub fn oracle_python() -> Option<PathBuf> {
    python_with("oracles", "numpy pandas polars scikit-learn lightgbm pyarrow brotli")
}

/// A Python with Azure ML's own loader, apart from the others: it brings many packages.
pub fn azure_python() -> Option<PathBuf> {
    python_with("azure-ml", "azure-ai-ml pyyaml")
}

fn python_with(name: &str, packages: &str) -> Option<PathBuf> {
    let folder = workspace::target().join(name);
    let python = folder.join("bin/python");
    let stamp = folder.join("installed");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == packages) {
        return Some(python);
    }
    let made = run(Command::new("python3").args(["-m", "venv"]).arg(&folder)).and_then(|()| {
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(packages.split(' ')))
    });
    match made {
        Ok(()) => {
            if let Err(error) = std::fs::write(&stamp, packages) {
                println!("      (cannot note the installed packages: {error})");
            }
            Some(python)
        }
        Err(error) => {
            println!("      No Python with {packages}: {error} What needs them is left out.");
            None
        }
    }
}

fn wasm_target() -> Result<()> {
    let listed = output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(workspace::root()))?;
    if PathBuf::from(listed.trim()).join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", WASM]).current_dir(workspace::root())).map_err(
        |error| {
            format!(
                "{error} The Rust target {WASM} is needed: install rustup, or run `rustup target add {WASM}`."
            )
        },
    )
}

fn has_software_vulkan() -> bool {
    let folder = std::fs::read_dir("/usr/share/vulkan/icd.d");
    folder.is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("lvp_icd"))
    })
}

fn has_r_curl() -> bool {
    on_path("Rscript")
        && succeeds(
            Command::new("Rscript").args(["-e", "quit(status = !requireNamespace('curl', quietly = TRUE))"]),
        )
}

/// Installs the packages whose program is not on the path.
fn debian_packages(wanted: &[(&str, &str)]) -> Result<()> {
    let packages: Vec<&str> =
        wanted.iter().filter(|(program, _)| !on_path(program)).map(|(_, package)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    let by_hand = format!("install these packages and try again: apt-get install {}", packages.join(" "));
    if !on_path("apt-get") {
        return Err(format!("This system has no apt-get; {by_hand}."));
    }
    println!("      installing {}", packages.join(", "));
    let root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root && !succeeds(Command::new("sudo").args(["-n", "true"])) {
        return Err(format!("Installing needs root rights; {by_hand}."));
    }
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.args(["-n", "apt-get"]);
        }
        run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "-qq"])?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    apt(&[&install[..], &packages[..]].concat()).map_err(|error| format!("{error} Please {by_hand}."))
}

fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).exists()))
}

/// Fetches all crates first, so that a missing network shows at once.
pub fn crates() -> Result<()> {
    run(&mut cargo(&["fetch", "--quiet", "--locked"]))
}
