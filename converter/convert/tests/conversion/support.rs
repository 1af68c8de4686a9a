//! Files, the catalogue, and an independent reading of exports to compare with.

use ml_convert::{Conversion, Limits, SourceFile, convert};
use ml_graph::Catalogue;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

pub fn catalogue() -> &'static Catalogue {
    ml_modules::catalogue()
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    let mut folder = std::env::current_dir().expect("a current folder");
    while !folder.join("fixtures/manifest.toml").is_file() {
        assert!(folder.pop(), "the tests run inside the repository");
    }
    folder
}

/// JSON files of a folder under the root, by name.
pub fn json_files(folder: &Path) -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| SourceFile {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            bytes: std::fs::read(&path).unwrap(),
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Real exports, which are not part of the repository; none when they are not there.
pub fn real_exports() -> Vec<SourceFile> {
    real_files("experiments")
}

/// Real files of one kind.
#[expect(clippy::print_stdout, reason = "says why a test looks at nothing")]
pub fn real_files(kind: &str) -> Vec<SourceFile> {
    let shared =
        std::env::var_os("ML_MIGRATE_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let folder = shared.join("exports").join(kind);
    if !folder.is_dir() {
        println!("skipped: no real exports at {}", folder.display());
        return Vec::new();
    }
    json_files(&folder)
}

pub fn convert_one(file: &SourceFile) -> Conversion {
    convert(std::slice::from_ref(file), catalogue(), &Limits::default())
}

pub fn convert_all(files: &[SourceFile]) -> Conversion {
    convert(files, catalogue(), &Limits::default())
}

/// One of our own files.
pub fn fixture(name: &str) -> SourceFile {
    SourceFile { name: name.to_owned(), bytes: std::fs::read(root().join("fixtures").join(name)).unwrap() }
}

pub fn convert_text(name: &str, text: impl Into<Vec<u8>>) -> Conversion {
    convert_one(&SourceFile { name: name.to_owned(), bytes: text.into() })
}

/// An export as a plain tree.
pub fn tree(file: &SourceFile) -> Value {
    serde_json::from_slice(&file.bytes).unwrap()
}

pub fn list<'a>(value: &'a Value, path: &[&str]) -> &'a [Value] {
    let mut current = value;
    for part in path {
        current = &current[*part];
    }
    current.as_array().map_or(&[], Vec::as_slice)
}

/// A zip of these files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
