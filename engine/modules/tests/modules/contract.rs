//! What every running module must hold to, whatever it does.

use crate::data::{Makers, Trial, labelled, ordinary, params, trials, value};
use ml_graph::{Diagnostic, ParamKind, ParamValue};
use ml_learn::{Unwatched, Watch};
use ml_modules::{Failure, Inputs, Known, Module, NoHost, Notes, Outputs, RunContext, Value};
use ml_protocol::DeviceChoice;
use ml_table::Dataset;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Parameters by id.
pub type Params = BTreeMap<String, ParamValue>;

/// The modules that run.
pub fn running() -> impl Iterator<Item = &'static dyn Module> {
    ml_modules::modules().iter().copied().filter(|module| module.spec().runs())
}

fn inputs(module: &dyn Module, dataset: &Dataset, makers: &Makers) -> Inputs {
    let ports = module.spec().inputs;
    ports.iter().filter_map(|port| Some((port.id.clone(), value(port, dataset, makers)?))).collect()
}

fn run_watched(
    module: &dyn Module,
    params: &Params,
    inputs: &Inputs,
    watch: &dyn Watch,
) -> (Result<Outputs, Failure>, Vec<Diagnostic>) {
    let notes = Notes::default();
    let context =
        RunContext { inputs, seed: 7, device: DeviceChoice::Cpu, watch, host: &NoHost, notes: &notes };
    (pollster::block_on(module.run(params, &context)), notes.warnings())
}

/// Runs a module with a dataset on each dataset port.
pub fn run(
    module: &dyn Module,
    params: &Params,
    dataset: &Dataset,
    makers: &Makers,
) -> Result<Outputs, Failure> {
    run_watched(module, params, &inputs(module, dataset, makers), &Unwatched).0
}

fn known(inputs: &Inputs) -> BTreeMap<String, Known> {
    inputs.iter().map(|(port, value)| (port.clone(), Known::of(value))).collect()
}

/// A failure is a sentence with a stable code.
fn assert_well_said(place: &str, diagnostic: &Diagnostic) {
    let message = &diagnostic.message;
    assert!(
        !diagnostic.code.is_empty() && !diagnostic.code.contains(' '),
        "{place}: code “{}”",
        diagnostic.code
    );
    assert!(message.ends_with(['.', '?', '!', '…', '”']), "{place}: no sentence: {message}");
    assert!(!message.contains("Err(") && !message.contains("Some("), "{place}: debug text: {message}");
}

#[test]
fn no_data_makes_a_module_panic_and_every_fault_is_a_sentence() {
    let makers = Makers::new();
    for module in running() {
        for Trial { name, dataset } in trials() {
            for dataset in [labelled(&dataset), dataset] {
                let place = format!("{} on {name}", module.id());
                let params = params(module, &dataset);
                judge(&place, module, &params, &inputs(module, &dataset, &makers));
            }
        }
    }
}

/// Checks and runs a module, and holds what it says and gives to what every module promises. Its outputs, when it runs.
pub fn judge(place: &str, module: &dyn Module, params: &Params, inputs: &Inputs) -> Option<Outputs> {
    let checked = module.check(params, &known(inputs));
    checked.diagnostics.iter().for_each(|diagnostic| assert_well_said(place, diagnostic));
    let (result, warnings) = run_watched(module, params, inputs, &Unwatched);
    warnings.iter().for_each(|diagnostic| assert_well_said(place, diagnostic));
    match result {
        Err(failure) => {
            let diagnostic = failure.diagnostic().unwrap_or_else(|| panic!("{place}: cancelled by nobody"));
            assert_well_said(place, diagnostic);
            None
        }
        Ok(outputs) => {
            assert!(!checked.has_errors(), "{place}: it runs, but check says {:?}", checked.diagnostics);
            check_agrees(place, &checked.outputs, &outputs);
            survive_storage(place, &outputs);
            Some(outputs)
        }
    }
}

/// Check promised nothing that did not come out.
fn check_agrees(place: &str, promised: &BTreeMap<String, Known>, outputs: &Outputs) {
    for (port, value) in outputs.values() {
        let promise =
            promised.get(port).unwrap_or_else(|| panic!("{place}: {port} is no output of the specification"));
        match (promise, Known::of(value)) {
            (Known::Unknown | Known::Likely(_), _) => {}
            (Known::Dataset(promise), Known::Dataset(found)) => {
                assert_eq!(*promise, found, "{place}: {port}")
            }
            (Known::Untrained { task: promise, .. }, Known::Untrained { task: found, .. }) => {
                assert_eq!(*promise, found, "{place}: {port}");
            }
            (Known::Trained(promise), Known::Trained(found)) => {
                assert_eq!((promise.task, &promise.label), (found.task, &found.label), "{place}: {port}");
            }
            (Known::Transform(_), Known::Transform(_)) => {}
            (promise, found) => panic!("{place}: {port} should be {promise:?}, but is {found:?}"),
        }
    }
}

/// Values can be stored, read again and shown.
fn survive_storage(place: &str, outputs: &Outputs) {
    for (port, value) in outputs.values() {
        let summary = value.summary();
        assert!(!summary.text.is_empty() && summary.hash.len() == 64, "{place}: {port}: {summary:?}");
        let bytes = value.to_bytes().unwrap_or_else(|failure| panic!("{place}: {port}: {failure}"));
        let read = Value::from_bytes(&summary.kind, &bytes)
            .unwrap_or_else(|failure| panic!("{place}: {port}: {failure}"));
        assert_eq!(read.summary(), summary, "{place}: {port}");
        value.view();
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let makers = Makers::new();
    let dataset = labelled(&ordinary(60));
    for module in running() {
        let params = params(module, &dataset);
        let once = run(module, &params, &dataset, &makers);
        let twice = run(module, &params, &dataset, &makers);
        if let (Ok(once), Ok(twice)) = (once, twice) {
            for (port, value) in once.values() {
                let again = twice.get(port).map(|value| value.to_bytes());
                assert_eq!(Some(value.to_bytes()), again, "{}: {port}", module.id());
            }
        }
    }
}

#[test]
fn defaults_are_valid_and_parameters_survive_a_round_trip() {
    for module in ml_modules::modules() {
        let spec = module.spec();
        for param in &spec.params {
            if let Some(default) = &param.default {
                let problem = ml_modules::params::check_value(param, default);
                assert_eq!(problem, None, "{}: the default of {}", spec.id, param.id);
            }
            if let Some(condition) = &param.when {
                let other =
                    spec.param(&condition.param).unwrap_or_else(|| panic!("{}: {condition:?}", spec.id));
                for value in &condition.values {
                    let known = match &other.kind {
                        ParamKind::Choice { options } => {
                            options.iter().any(|option| value.as_text() == Some(&option.id))
                        }
                        ParamKind::Bool => value.as_bool().is_some(),
                        _ => ml_modules::params::check_value(other, value).is_none(),
                    };
                    assert!(
                        known,
                        "{}: {} is shown for a value that {} cannot have",
                        spec.id, param.id, other.id
                    );
                }
            }
        }
        let params = params(*module, &ordinary(3));
        let resolved = match module.resolve(&params) {
            Ok(resolved) => resolved,
            // What has no default must be given.
            Err(diagnostics) => {
                for diagnostic in &diagnostics {
                    let param = diagnostic.at.param.as_ref().and_then(|param| spec.param(param));
                    assert!(
                        diagnostic.code == "error-0003"
                            && param.is_some_and(|param| param.required && param.default.is_none())
                            || diagnostic.code == "param/not-yet" && !spec.runs(),
                        "{}: {diagnostic:?}",
                        spec.id
                    );
                }
                continue;
            }
        };
        assert_eq!(module.resolve(&resolved).as_ref(), Ok(&resolved), "{}", spec.id);
        let json = serde_json::to_string(&resolved).unwrap();
        assert_eq!(serde_json::from_str::<Params>(&json).unwrap(), resolved, "{}", spec.id);
    }
}

#[test]
fn a_parameter_that_is_unknown_or_of_the_wrong_type_is_named() {
    for module in running() {
        let spec = module.spec();
        let unknown = Params::from([("no_such_parameter".to_owned(), ParamValue::Bool(true))]);
        let checked = module.check(&unknown, &BTreeMap::new());
        assert!(checked.diagnostics.iter().any(|found| found.code == "param/unknown"), "{}", spec.id);
        for param in &spec.params {
            if param.when.is_some() || matches!(param.kind, ParamKind::Bool) {
                continue;
            }
            let mut values = params(module, &ordinary(3));
            values.insert(param.id.clone(), ParamValue::Bool(true));
            let checked = module.check(&values, &BTreeMap::new());
            assert!(
                checked.diagnostics.iter().any(|found| found.at.param.as_deref() == Some(&param.id)),
                "{}: {} takes true",
                spec.id,
                param.id
            );
        }
    }
}

/// Says “cancelled” from the moment it is asked for the first time after the start.
struct CancelAt {
    after: Duration,
    started: Instant,
    cancelled: Cell<Option<Instant>>,
}

impl Watch for CancelAt {
    fn progress(&self, _: f32, _: &str) {}

    fn is_cancelled(&self) -> bool {
        let now = Instant::now();
        if now - self.started < self.after {
            return false;
        }
        if self.cancelled.get().is_none() {
            // The user pressed “cancel” when the time had come, not when somebody asked.
            self.cancelled.set(Some(self.started + self.after));
        }
        true
    }
}

/// How long a module may go on after it is cancelled: a tenth of a second as it is shipped. Unoptimised, or on a busy machine, the same
/// work takes far longer; a module that never asks takes seconds even then.
const PATIENCE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1500 } else { 100 });

/// Runs a module and cancels it after a while.
pub fn assert_stops(place: &str, module: &dyn Module, params: &Params, inputs: &Inputs) {
    let watch =
        CancelAt { after: Duration::from_millis(20), started: Instant::now(), cancelled: Cell::new(None) };
    let (result, _) = run_watched(module, params, inputs, &watch);
    let ended = Instant::now();
    if let Some(cancelled) = watch.cancelled.get() {
        assert!(ended - cancelled < PATIENCE, "{place}: {:?}", ended - cancelled);
        assert!(result.is_err(), "{place} finished although it was cancelled");
    } else {
        // It never asked again: then it must have had little to do.
        assert!(ended - watch.started < watch.after + PATIENCE, "{place}: {:?}", ended - watch.started);
    }
}

#[test]
fn cancelling_stops_within_a_tenth_of_a_second() {
    let makers = Makers::new();
    let dataset = labelled(&ordinary(40_000));
    for module in running() {
        assert_stops(module.id(), module, &params(module, &dataset), &inputs(module, &dataset, &makers));
    }
}

#[test]
fn ids_families_and_port_names_are_unique() {
    let mut ids = BTreeMap::new();
    let mut families = BTreeMap::new();
    for module in ml_modules::modules() {
        let spec = module.spec();
        assert_eq!(ids.insert(spec.id.clone(), ()), None, "two modules are called {}", spec.id);
        assert!(
            spec.id
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
        );
        for family in &spec.classic.family_ids {
            assert_eq!(families.insert(family.clone(), ()), None, "two modules have the family {family}");
            assert!(
                family.len() == 32 && family.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f')),
                "{family}"
            );
        }
        assert!(
            !spec.title.is_empty() && !spec.category.is_empty() && spec.summary.ends_with('.'),
            "{}",
            spec.id
        );
        for ports in [&spec.inputs, &spec.outputs] {
            for (index, port) in ports.iter().enumerate() {
                assert!(ports[..index].iter().all(|other| other.id != port.id), "{}: {}", spec.id, port.id);
                assert!(
                    ports[..index].iter().all(|other| other.classic_name != port.classic_name),
                    "{}",
                    spec.id
                );
            }
        }
        for param in &spec.params {
            assert!(!param.help.is_empty() && !param.classic.name.is_empty(), "{}: {}", spec.id, param.id);
            if let ParamKind::Columns { port, .. } = &param.kind {
                assert!(spec.input(port).is_some(), "{}: {} chooses columns of “{port}”", spec.id, param.id);
            }
        }
    }
}
