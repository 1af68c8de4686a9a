//! The catalogue against the facts collected about Studio (classic) and the designer, when they are at hand.

use ml_graph::{ComponentSpec, ParamKind, ParamSpec, ParamValue};
use serde_json::Value;
use std::path::PathBuf;

/// Parameters that the facts list under a module although exports show that they belong to the module beside it.
const MISPLACED: [&str; 1] = ["Named Entity Recognition"];

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn facts() -> Option<Vec<Value>> {
    let shared = std::env::var_os("ML_MIGRATE_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let path = shared.join("facts/modules.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: there is no {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the facts are JSON"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Letters and digits alone: the sources spell names with and without hyphens.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn param<'a>(spec: &'a ComponentSpec, name: &str) -> Option<&'a ParamSpec> {
    let names = |param: &ParamSpec| {
        std::iter::once(&param.classic.name)
            .chain(&param.classic.aliases)
            .any(|known| plain(known) == plain(name))
    };
    spec.params
        .iter()
        .find(|param| names(param))
        .or_else(|| spec.params.iter().find(|param| plain(&param.title) == plain(name)))
}

#[test]
fn every_module_is_there_with_its_identity_and_ports() {
    let Some(facts) = facts() else { return };
    let catalogue = ml_modules::catalogue();
    let mut problems = Vec::new();
    for module in &facts {
        let name = text(module, "name");
        let Some(spec) = catalogue.by_family(text(module, "family_id")) else {
            problems.push(format!("{name}: no module has its family id"));
            continue;
        };
        if catalogue.by_name(name).map(|found| &found.id) != Some(&spec.id) {
            problems.push(format!("{name}: not found by its name, but {} by its id", spec.id));
        }
        for other in list(module, "other_family_ids") {
            if catalogue.by_family(other.as_str().unwrap_or_default()).map(|found| &found.id)
                != Some(&spec.id)
            {
                problems.push(format!("{name}: not found by its other family id {other}"));
            }
        }
        for (key, seen, ports) in
            [("inputs", "input_ports_seen", &spec.inputs), ("outputs", "output_ports_seen", &spec.outputs)]
        {
            let known = |name: &str| ports.iter().any(|port| port.classic_name == name);
            // Names met in exports win over the designer's, and those over the documentation's.
            let names: Vec<String> = if !text(module, seen).is_empty() {
                text(module, seen).split("; ").map(str::to_owned).collect()
            } else {
                let source = if module["designer"][key].is_array() { &module["designer"] } else { module };
                list(source, key)
                    .iter()
                    .filter(|port| text(port, "type") != "Script")
                    .map(|port| text(port, "name").to_owned())
                    .collect()
            };
            for port in names.iter().filter(|port| !known(port)) {
                problems.push(format!("{name}: {key}: no port “{port}”"));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn every_parameter_is_there_with_its_name_default_choices_and_limits() {
    let Some(facts) = facts() else { return };
    let catalogue = ml_modules::catalogue();
    let mut problems = Vec::new();
    for module in &facts {
        let name = text(module, "name");
        let Some(spec) = catalogue.by_family(text(module, "family_id")) else { continue };
        for fact in list(&module["designer"], "params") {
            let known = spec.params.iter().find(|param| {
                param.classic.name == text(fact, "name")
                    || param.classic.aliases.iter().any(|alias| alias == text(fact, "name"))
            });
            match known {
                None => problems.push(format!("{name}: no parameter “{}”", text(fact, "name"))),
                Some(param) => compare(name, fact, param, &mut problems),
            }
        }
        for seen in text(module, "params_seen")
            .split("; ")
            .filter(|seen| !seen.is_empty() && !MISPLACED.contains(&name))
        {
            if param(spec, seen).is_none() {
                problems.push(format!("{name}: no parameter “{seen}”, which exports have"));
            }
        }
        if list(&module["designer"], "params").is_empty() {
            for fact in list(module, "documented_params").iter().filter(|fact| fact["type"].is_string()) {
                if param(spec, text(fact, "friendly_name")).is_none() {
                    problems.push(format!("{name}: no parameter “{}”", text(fact, "friendly_name")));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n"));
}

/// Where classic's own default differs from the designer's, classic's counts.
const CLASSIC_DEFAULTS: [(&str, &str); 4] = [
    ("Two-Class Support Vector Machine", "Number of iterations"),
    ("Neural Network Regression", "The learning rate"),
    ("Neural Network Regression", "Learning rate"),
    ("Latent Dirichlet Allocation", "Initial value of iteration count"),
];

/// Where classic's own range differs from the designer's, classic's counts: this one has the default 0, which the designer refuses.
const CLASSIC_LIMITS: [(&str, &str); 1] =
    [("Latent Dirichlet Allocation", "Initial value of iteration count")];

fn compare(module: &str, fact: &Value, param: &ParamSpec, problems: &mut Vec<String>) {
    let name = text(fact, "name");
    let mut problem = |what: String| problems.push(format!("{module}: {name}: {what}"));
    let fits = match (text(fact, "type"), &param.kind) {
        ("Int", ParamKind::Integer { .. } | ParamKind::Seed)
        | ("Float", ParamKind::Float { .. })
        | ("Boolean", ParamKind::Bool)
        | ("Mode", ParamKind::Choice { .. } | ParamKind::Bool)
        | ("Range", ParamKind::Range { .. })
        | ("String", ParamKind::Text { .. } | ParamKind::Secret)
        // The designer edits rows typed in as text with its script editor.
        | ("Script", ParamKind::Script { .. } | ParamKind::Text { multiline: true, .. })
        | ("ColumnPicker", ParamKind::Columns { .. }) => true,
        _ => false,
    };
    if !fits {
        problem(format!("is {:?}, but was {}", param.kind, text(fact, "type")));
        return;
    }
    if let ParamKind::Choice { options } = &param.kind {
        for value in list(fact, "options") {
            let value = value["value"].as_str().map_or_else(|| value["value"].to_string(), str::to_owned);
            if !options.iter().any(|option| option.classic == value) {
                problem(format!("has no choice “{value}”"));
            }
        }
    }
    if fact["parent"].is_string() != param.when.is_some() {
        problem(format!("shown when {:?}, but its parent was {}", param.when, fact["parent"]));
    }
    let limits = match &param.kind {
        ParamKind::Integer { min, max } => (min.map(|min| min as f64), max.map(|max| max as f64)),
        ParamKind::Float { min, max } | ParamKind::Range { min, max, .. } => (*min, *max),
        _ => (None, None),
    };
    let expected = (
        fact["min_value"].as_f64().or(fact["min_limit"].as_f64()),
        fact["max_value"].as_f64().or(fact["max_limit"].as_f64()),
    );
    // Almost nothing and nothing look the same to people.
    let near = |found: Option<f64>, expected: f64| {
        found.is_some_and(|found| (found - expected).abs() <= 1e-15 * expected.abs().max(1.0))
    };
    if !matches!(param.kind, ParamKind::Seed) && !CLASSIC_LIMITS.contains(&(module, name)) {
        if let Some(min) = expected.0
            && !near(limits.0, min)
        {
            problem(format!("starts at {:?}, but should at {min}", limits.0));
        }
        if let Some(max) = expected.1
            && max < 2_147_483_647.0
            && !near(limits.1, max)
        {
            problem(format!("ends at {:?}, but should at {max}", limits.1));
        }
    }
    if CLASSIC_DEFAULTS.contains(&(module, name)) || fact["default"].is_null() {
        return;
    }
    let expected = &fact["default"];
    let expected_text = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
    let same = match (&param.default, &param.kind) {
        (Some(ParamValue::Text(id)), ParamKind::Choice { options }) => options.iter().any(|option| {
            option.id == *id && (option.classic == expected_text || option.title == expected_text)
        }),
        (Some(ParamValue::Bool(value)), _) => value.to_string() == expected_text.to_lowercase(),
        (Some(value @ (ParamValue::Integer(_) | ParamValue::Float(_))), _) => {
            value.as_f64() == expected_text.parse::<f64>().ok()
        }
        (Some(ParamValue::Text(text)), _) => *text == expected_text,
        (Some(ParamValue::Range(ml_graph::SweepRange::Literal(text))), _) => *text == expected_text,
        (None, _) => expected_text.is_empty(),
        _ => false,
    };
    if !same {
        problem(format!("is {:?} by default, but should be {expected}", param.default));
    }
}
