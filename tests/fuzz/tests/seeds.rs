//! Every target on the inputs that fuzzing begins with.

use fuzz::{Files, TARGETS, Target};

/// About how many seeds of a target are read.
const SEEDS: usize = 25;

#[test]
fn seeds_are_read() {
    let files = Files::gather();
    for target in TARGETS {
        let seeds = (target.seeds)(&files);
        let short: Vec<&Vec<u8>> = seeds.iter().filter(|seed| seed.len() <= target.longest).collect();
        assert!(!short.is_empty(), "{} has nothing to begin with", target.name);
        // Of many, some all over the list: each run of the fuzzer reads them all.
        for seed in short.iter().step_by(1 + short.len() / SEEDS) {
            (target.run)(seed);
        }
    }
}

#[test]
fn names_are_unique_and_found() {
    for (place, target) in TARGETS.iter().enumerate() {
        assert!(
            TARGETS[..place].iter().all(|other| other.name != target.name),
            "{} stands twice",
            target.name
        );
        assert_eq!(Target::named(target.name).map(|found| found.about), Some(target.about));
    }
    assert!(Target::named("").is_none());
}

#[test]
fn dictionaries_are_in_libfuzzers_form() {
    for target in TARGETS {
        for line in target.dictionary.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            assert!(
                line.len() > 2 && line.starts_with('"') && line.ends_with('"'),
                "{}: {line}",
                target.name
            );
        }
    }
}
