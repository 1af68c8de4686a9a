//! Every case of every Markdown file.

use ml_learn::Unwatched;
use ml_modules::cases::run_all;

#[test]
fn every_case_of_every_module_holds() {
    let outcomes = pollster::block_on(run_all(&Unwatched));
    let failures: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| {
            let failure = outcome.failure.as_ref()?;
            Some(format!("{} – {}: {failure}", outcome.module, outcome.case))
        })
        .collect();
    println!("{} cases", outcomes.len());
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
}

#[test]
fn every_document_can_be_read_and_says_something() {
    for module in ml_modules::modules() {
        let document = module.document();
        ml_modules::cases::cases(document).unwrap_or_else(|error| panic!("{}: {error}", module.id()));
        assert!(ml_modules::cases::help(document).len() >= 40, "{} has no help", module.id());
    }
}
