//! Packages: a zip, what is in it, and packages inside of it.

use super::limits;
use crate::{Files, Target, mutate};

pub(crate) const TARGET: Target = Target {
    name: "package",
    about: "zip packages of exports and data",
    longest: 32 << 10,
    memory_a_byte: 4000,
    run,
    seeds,
    mutate: Some(mutate::zip::package),
    dictionary: include_str!("../../dictionaries/exports.dict"),
};

fn run(bytes: &[u8]) {
    let limits = limits();
    let reading = ml_classic::read("fuzz.zip", bytes, &limits);
    assert!(!reading.found.is_empty() || !reading.errors.is_empty(), "a file without an answer");
}

fn seeds(files: &Files) -> Vec<Vec<u8>> {
    let named = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    let mut seeds: Vec<Vec<u8>> = files
        .ending(".json")
        .map(|bytes| ml_interop::testing::zip(&[named("folder/export.json", bytes)]))
        .collect();
    let inner = ml_interop::testing::zip(&[
        named("a.json", b"{\"Graph\": {\"ModuleNodes\": []}}"),
        named("b.csv", b"a,b\n1,2\n"),
    ]);
    seeds.push(ml_interop::testing::zip(&[
        named("inner.zip", &inner),
        named("__MACOSX/x", b""),
        named("notes.txt", b"words"),
    ]));
    seeds.push(ml_interop::testing::zip(&[
        named("[Content_Types].xml", b"<Types/>"),
        named("xl/workbook.xml", b"<workbook/>"),
    ]));
    seeds.push(ml_interop::testing::zip(&[]));
    seeds.push(inner);
    seeds
}
