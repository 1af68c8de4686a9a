//! Building what runs in the browser: `cargo build` for wasm, then wasm-bindgen as a library.

use crate::process::{Result, cargo, run};
use crate::workspace;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// One WebAssembly module of the studio.
pub struct Artefact {
    /// Cargo package.
    pub package: &'static str,
    /// The package's program that it is; its library when there is none.
    pub program: Option<&'static str>,
    /// Cargo profile.
    pub profile: &'static str,
    /// Cargo features.
    pub features: &'static [&'static str],
    /// Flags of the compiler.
    pub flags: &'static [&'static str],
    /// Folder in the site; empty for its root.
    pub folder: &'static str,
    /// Name of the JavaScript and wasm files.
    pub name: &'static str,
}

/// The feature of artefacts of which a part is fetched later.
const SPLIT: &str = "split";

/// The user interface: small, fetched first.
pub const STUDIO: Artefact = Artefact {
    package: "studio-app",
    program: None,
    profile: "studio",
    features: &[SPLIT],
    // Leptos then hides the types of views from each other, and far less code is generated. Splitting needs the relocations.
    flags: &["--cfg", "erase_components", "-C", "link-arg=--emit-relocs"],
    folder: "",
    name: "studio",
};

/// The engine on the CPU, fetched when first needed.
pub const ENGINE_CPU: Artefact = Artefact {
    package: "ml-worker",
    program: Some("engine-cpu"),
    profile: "engine",
    features: &[],
    flags: &[],
    folder: "engine-cpu",
    name: "engine",
};

/// The engine with WebGPU, fetched only where there is a real adapter.
pub const ENGINE_GPU: Artefact = Artefact {
    package: "ml-worker",
    program: Some("engine-gpu"),
    profile: "engine",
    features: &["gpu"],
    flags: &[],
    folder: "engine-gpu",
    name: "engine",
};

/// Builds `artefact` into the site.
pub fn build(artefact: &Artefact) -> Result<()> {
    // The page has a target folder of its own: it shares few crates with the engines, and its features must not rebuild theirs.
    let folder = workspace::target().join("browser").join(if artefact.folder.is_empty() {
        "studio"
    } else {
        "engine"
    });
    let features = artefact.features.join(",");
    // Added to those of the workspace's configuration.
    let flags = format!("target.wasm32-unknown-unknown.rustflags={:?}", artefact.flags);
    let mut command = cargo(&[
        "build",
        "--target",
        "wasm32-unknown-unknown",
        "--package",
        artefact.package,
        "--profile",
        artefact.profile,
        "--features",
        &features,
        "--config",
        &flags,
    ]);
    let name = match artefact.program {
        Some(program) => {
            command.args(["--bin", program]);
            program.to_owned()
        }
        None => {
            command.arg("--lib");
            artefact.package.replace('-', "_")
        }
    };
    run(command.arg("--target-dir").arg(&folder))?;
    let built =
        folder.join("wasm32-unknown-unknown").join(artefact.profile).join(name).with_extension("wasm");
    let site = workspace::site().join(artefact.folder);
    bind(&built, &site, artefact)?;
    if !artefact.folder.is_empty() {
        copy(&workspace::root().join("engine/worker/worker.js"), &site.join("worker.js"))?;
    }
    Ok(())
}

/// Runs wasm-bindgen, unless the module is the one bound last time.
fn bind(built: &Path, site: &Path, artefact: &Artefact) -> Result<()> {
    let name = artefact.name;
    let stamp = site.join(format!(".{name}.stamp"));
    let module = read(built)?;
    let state = format!("{} {:016x}", module.len(), fingerprint(&module));
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == state) {
        return Ok(());
    }
    create(site)?;
    let is_split = artefact.features.contains(&SPLIT);
    let module = if is_split { split(&module, built, site, name)? } else { module };
    let mut bindgen = Bindgen::new();
    bindgen
        // The later part links to these by their names.
        .keep_lld_exports(is_split)
        .demangle(!is_split)
        .input_bytes(name, module)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(name);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(site))
        .map_err(|error| format!("wasm-bindgen on {}: {error:#}.", built.display()))?;
    write(&stamp, state.as_bytes())
}

/// Writes what is fetched later, and what fetches it, into the site; returns the rest.
fn split(module: &[u8], built: &Path, site: &Path, name: &str) -> Result<Vec<u8>> {
    let first = built.with_extension("first.wasm");
    let page = format!("./{name}.js");
    let mut options = wasm_split_cli_support::Options::new(module);
    options.output_dir = site;
    options.main_out_path = &first;
    options.main_module = &page;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| format!("Splitting {}: {error:#}.", built.display()))?;
    for part in parts.split_modules {
        let module = read(&part)?;
        write(&part, &without_custom_sections(&module))?;
    }
    read(&first)
}

/// A module without names of functions and the like; wasm-bindgen takes them from the first part itself.
fn without_custom_sections(module: &[u8]) -> Vec<u8> {
    // After magic number and version: sections of an id, a length in LEB128 and a content. Custom ones have the id 0.
    let (header, mut rest) = module.split_at(module.len().min(8));
    let mut kept = header.to_vec();
    while !rest.is_empty() {
        let (mut length, mut end) = (0, 1);
        for (index, byte) in rest.iter().skip(1).take(5).enumerate() {
            length |= usize::from(byte & 0x7f) << (7 * index);
            end += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (section, next) = rest.split_at((end + length).min(rest.len()));
        if section.first() != Some(&0) {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    kept
}

/// FNV-1a: enough to see that a file changed.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Copies page, styles, icons and the service worker into the site.
pub fn copy_assets() -> Result<()> {
    let assets = workspace::root().join("studio-web/assets");
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let from = assets.join(&folder);
        let entries =
            std::fs::read_dir(&from).map_err(|error| format!("Cannot read {}: {error}.", from.display()))?;
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(path);
            } else {
                copy(&assets.join(&path), &workspace::site().join(&path))?;
            }
        }
    }
    Ok(())
}

/// Creates a folder and those above it.
pub fn create(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| format!("Cannot create {}: {error}.", folder.display()))
}

/// Reads a file.
fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("Cannot read {}: {error}.", path.display()))
}

/// Writes a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|error| format!("Cannot write {}: {error}.", path.display()))
}

/// Copies a file into a folder that may not exist yet.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        create(folder)?;
    }
    std::fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| format!("Cannot copy {} to {}: {error}.", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::without_custom_sections;

    #[test]
    fn only_custom_sections_go() {
        let long = [&[0, 0x82, 0x01][..], &[7; 130]].concat();
        let module = [&b"\0asm\x01\0\0\0"[..], &[1, 2, 9, 9], &[0, 1, 5], &[10, 0], &long].concat();
        assert_eq!(without_custom_sections(&module), b"\0asm\x01\0\0\0\x01\x02\x09\x09\x0a\x00");
        assert_eq!(without_custom_sections(b"\0as"), b"\0as");
    }
}
