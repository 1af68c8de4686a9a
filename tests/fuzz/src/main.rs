//! A fuzz target in libFuzzer's hands: `FUZZ_TARGET` says which, `FUZZ_FOLDER` where its seeds and dictionary are written first.
//!
//! `cargo xtask fuzz` builds this with the compiler's counters and gives libFuzzer its limits of time and memory. What a single input may
//! allocate is held here, where its length is known.

#![no_main]

use fuzz::{Files, Target};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use ml_learn::Random;
use peakmem_alloc::{INSTRUMENTED_SYSTEM, PeakMemAlloc, PeakMemAllocTrait};
use std::alloc::System;
use std::path::Path;
use std::sync::LazyLock;

#[global_allocator]
static MEMORY: &PeakMemAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What an input may allocate whatever its length: catalogues, buffers, limits that are the same for all.
const MEMORY_OF_ANY: usize = 96 << 20;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    Target::named(&name).unwrap_or_else(|| panic!("there is no target {name}"))
});

/// Writes what libFuzzer begins with: seeds that are short enough, and words. Without a target, says which there are.
#[expect(clippy::print_stdout, clippy::exit, reason = "libFuzzer's own main knows nothing of targets")]
fn prepare() {
    if std::env::var_os("FUZZ_TARGET").is_none() {
        fuzz::TARGETS.iter().for_each(|target| println!("{}\t{}", target.name, target.about));
        std::process::exit(0);
    }
    let Some(folder) = std::env::var_os("FUZZ_FOLDER") else { return };
    let folder = Path::new(&folder);
    let write = || -> std::io::Result<()> {
        let seeds = folder.join("seeds");
        std::fs::create_dir_all(&seeds)?;
        for (number, seed) in (TARGET.seeds)(&Files::gather()).into_iter().enumerate() {
            if seed.len() <= TARGET.longest {
                std::fs::write(seeds.join(format!("{number:04}")), seed)?;
            }
        }
        std::fs::write(folder.join("words.dict"), TARGET.dictionary)
    };
    write().unwrap_or_else(|error| panic!("{} cannot be written: {error}", folder.display()));
}

fuzz_target!(init: prepare(), |bytes: &[u8]| {
    MEMORY.reset_peak_memory();
    (TARGET.run)(bytes);
    let peak = usize::try_from(MEMORY.get_peak_memory()).unwrap_or_default();
    let most = MEMORY_OF_ANY + bytes.len() * TARGET.memory_a_byte;
    assert!(peak <= most, "{} bytes of input took {peak} bytes of memory, more than {most}", bytes.len());
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new(seed.into());
    let structured = TARGET.mutate.filter(|_| random.below(8) > 0);
    let mut plain = |bytes: &[u8]| {
        let room = (bytes.len() + 64).min(bytes.len() * 2 + 16);
        let mut changed = bytes.to_vec();
        changed.resize(room, 0);
        let length = fuzzer_mutate(&mut changed, bytes.len(), room);
        changed.truncate(length);
        changed
    };
    match structured.and_then(|mutate| mutate(&data[..size], &mut random, &mut plain)) {
        Some(changed) if changed.len() <= max_size => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});
