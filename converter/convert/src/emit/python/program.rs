//! What a pipeline comes to in Python: functions, variables, calls and results, all named.

use super::connections;
use super::data::key_stem;
use super::expression::Expression;
use super::library::{self, Imports, Source};
use super::modules::{self, Counterpart};
use crate::emit::azureml::names::{Names, snake};
use crate::emit::azureml::plan::{Binding, Component, Plan, Port, Step};
use crate::emit::azureml::values::Literal;
use ml_graph::{Asset, ComponentSpec, CustomCode, Diagnostic, PortKind, Role, Status};
use std::collections::{BTreeMap, BTreeSet};

/// The whole.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) imports: Imports,
    /// What functions share, each after what it needs itself.
    pub(crate) shared: Vec<Source>,
    /// A function a module used, in the order of use.
    pub(crate) functions: Vec<Function<'a>>,
    /// What callers may set.
    pub(crate) parameters: Vec<Setting>,
    /// Credentials that come from the environment.
    pub(crate) credentials: Vec<Credential>,
    /// Reading the data, a statement each.
    pub(crate) reads: Vec<String>,
    pub(crate) calls: Vec<Call<'a>>,
    /// Results to keep: their names, and the variables that hold them.
    pub(crate) results: Vec<(String, String)>,
    /// Data files: how people know the data, and the name of its file.
    pub(crate) data: Vec<(&'a str, String)>,
    /// The user's scripts: file name and text.
    pub(crate) scripts: Vec<(String, String)>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Names of the service's outputs.
    served: BTreeSet<&'a str>,
}

/// A function of the script.
#[derive(Clone, Debug)]
pub(crate) enum Function<'a> {
    /// One of the library.
    Library(&'static Counterpart),
    /// One that calls the R of a customer's own module.
    Own { name: String, component: &'a Component<'a>, code: &'a CustomCode },
    /// One that says why there is none.
    Missing { name: String, title: &'a str, summary: &'a str, sentence: String },
}

impl Function<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Function::Library(counterpart) => counterpart.source.name,
            Function::Own { name, .. } | Function::Missing { name, .. } => name,
        }
    }
}

/// A parameter of the whole.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) name: String,
    /// For people.
    pub(crate) title: String,
    pub(crate) default: Literal,
}

/// A credential.
#[derive(Debug)]
pub(crate) struct Credential {
    /// The environment variable, and the constant that names it.
    pub(crate) name: String,
    /// For people.
    pub(crate) title: String,
}

/// A step.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// The step's name, unique in the pipeline.
    pub(crate) name: String,
    /// What people call it.
    pub(crate) title: &'a str,
    /// What its author wrote on it.
    pub(crate) comment: &'a str,
    /// Place among the functions.
    pub(crate) function: usize,
    /// Variables that take its outputs, with commas between them.
    targets: String,
    call: Expression,
    /// A variable worth looking at.
    pub(crate) shows: Option<String>,
}

impl Call<'_> {
    /// As a statement.
    pub(crate) fn statement(&self, depth: usize) -> String {
        let before = if self.targets.is_empty() { String::new() } else { format!("{} = ", self.targets) };
        self.call.written(depth, &before, "")
    }
}

impl<'a> Program<'a> {
    /// From a plan for Azure ML: order and names of the steps are the same there and here.
    pub(crate) fn new(plan: &'a Plan<'a>) -> Program<'a> {
        let mut program = Program {
            plan,
            imports: Imports::default(),
            shared: Vec::new(),
            functions: Vec::new(),
            parameters: Vec::new(),
            credentials: Vec::new(),
            reads: Vec::new(),
            calls: Vec::new(),
            results: Vec::new(),
            data: Vec::new(),
            scripts: Vec::new(),
            diagnostics: plan
                .diagnostics
                .iter()
                .filter(|found| found.code == "export/cycle")
                .cloned()
                .collect(),
            served: plan.service.outputs.iter().map(|(name, _)| name.as_str()).collect(),
        };
        let places: Vec<usize> = plan.steps.iter().map(|step| program.function_of(step)).collect();
        let reads = program.readings();
        program.take_sources(&reads);
        let mut names = program.taken_names();
        let mut values = Values::default();
        for (key, asset, reading) in reads {
            let otherwise = if asset.is_some() { "data" } else { "service_input" };
            let stem = key_stem(asset, &key);
            let variable = names.next(stem, otherwise);
            program.reads.push(reading.written(0, &format!("{variable} = "), ""));
            values.data.insert(key, variable);
        }
        let used: BTreeSet<(&str, &str)> =
            plan.steps.iter().flat_map(|step| &step.inputs).filter_map(used_output).collect();
        for (step, place) in plan.steps.iter().zip(places) {
            program.call(step, place, &used, &mut values, &mut names);
        }
        if !program.credentials.is_empty()
            && !program.shared.iter().any(|known| known.name == "credentials")
            && let Some(source) = library::shared("credentials")
        {
            source.imports().for_each(|line| program.imports.add(line));
            program.shared.insert(0, source);
        }
        program
    }

    /// The function that does the work of a step; says so when there is none.
    fn function_of(&mut self, step: &Step<'a>) -> usize {
        let component = self.plan.component(step);
        let title = component.title.as_str();
        let connection = component.spec.and_then(|spec| connections::of(step.node, spec));
        let found = match connection {
            Some(connection) => Some(&connection.counterpart),
            None => component.spec.and_then(|spec| modules::counterpart_of(step.node, spec)),
        };
        let missing = component
            .spec
            .filter(|_| connection.is_none())
            .and_then(|spec| modules::missing_choice(step.node, spec));
        let summary = component.spec.map_or("", |spec| spec.summary.as_str());
        let own = component.own.and_then(|own| own.code.as_ref());
        let function = match (found, component.spec, missing) {
            (Some(counterpart), _, None) => Function::Library(counterpart),
            _ if let Some(code) = own => {
                Function::Own { name: format!("module_{}", component.name), component, code }
            }
            (_, Some(spec), Some((param, option, reason))) => Function::Missing {
                name: snake(&format!("{} {option}", spec.id), "module"),
                title,
                summary,
                sentence: format!(
                    "“{}” of “{title}” is set to something that has no counterpart. {reason}",
                    param.title
                ),
            },
            (_, Some(spec), _) => Function::Missing {
                name: snake(&spec.id, "module"),
                title,
                summary,
                sentence: format!("“{title}” has no counterpart in Python here. {}", advice(spec)),
            },
            (_, None, _) => Function::Missing {
                name: format!("module_{}", component.name),
                title,
                summary,
                sentence: format!(
                    "“{title}” is a module of your own workspace, which an export does not contain. Write this function."
                ),
            },
        };
        if let Function::Missing { sentence, .. } = &function {
            self.diagnostics.push(
                Diagnostic::warning("export/python-module", sentence.clone())
                    .help(format!(
                        "The function {} in pipeline.py raises NotImplementedError.",
                        function.name()
                    ))
                    .at_node(&step.node.id),
            );
        }
        match self.functions.iter().position(|known| known.name() == function.name()) {
            Some(place) => place,
            None => {
                self.functions.push(function);
                self.functions.len() - 1
            }
        }
    }

    /// The library's files that are needed, and what they import.
    fn take_sources(&mut self, reads: &[(String, Option<&Asset>, Expression)]) {
        let own: Vec<Source> = self
            .functions
            .iter()
            .filter_map(|function| match function {
                Function::Library(counterpart) => Some(counterpart.source),
                Function::Own { .. } | Function::Missing { .. } => None,
            })
            .collect();
        let statements: String = reads.iter().map(|(.., reading)| reading.written(0, "", "\n")).collect();
        let scripted = own.iter().any(|source| source.name.starts_with("execute_"));
        let selects = self
            .plan
            .steps
            .iter()
            .any(|step| step.node.params.values().any(|value| value.as_columns().is_some()));
        let mut roots = own.clone();
        for (name, wanted) in [
            ("results", true),
            ("files", !reads.is_empty() || scripted),
            ("reading", statements.contains("read_table(")),
            ("arff", statements.contains("read_arff(")),
            ("svmlight", statements.contains("read_svmlight(")),
            ("frames", statements.contains("as_table(")),
            ("columns", selects),
            ("r", self.functions.iter().any(|function| matches!(function, Function::Own { .. }))),
        ] {
            roots.extend(library::shared(name).filter(|_| wanted));
        }
        self.shared = library::needed(&roots);
        for root in roots {
            let is_own = own.iter().any(|source| source.name == root.name);
            if !is_own && !self.shared.iter().any(|known| known.name == root.name) {
                self.shared.push(root);
            }
        }
        for line in own.iter().chain(&self.shared).flat_map(|source| source.imports()) {
            self.imports.add(line);
        }
        if statements.contains("pd.") {
            self.imports.add("import pandas as pd");
        }
    }

    /// Names that variables must not take.
    fn taken_names(&self) -> Names {
        let mut names = Names::default();
        let mut take = |name: &str| drop(names.next(name, "name"));
        RESERVED.iter().for_each(|name| take(name));
        self.imports.bound().for_each(&mut take);
        self.shared.iter().flat_map(|source| source.defines()).for_each(&mut take);
        for function in &self.functions {
            match function {
                Function::Library(counterpart) => counterpart.source.defines().for_each(&mut take),
                Function::Own { name, .. } | Function::Missing { name, .. } => take(name),
            }
        }
        names
    }

    fn call(
        &mut self,
        step: &'a Step<'a>,
        place: usize,
        used: &BTreeSet<(&str, &str)>,
        values: &mut Values,
        names: &mut Names,
    ) {
        let plan = self.plan;
        let component = plan.component(step);
        let function = self.functions[place].clone();
        let mut arguments = self.inputs(step, component, values);
        match &function {
            Function::Library(counterpart)
                if let Some(connection) = connections::named(counterpart.source.name) =>
            {
                arguments.extend(self.connection_settings(step, component, connection, values, names));
            }
            Function::Library(counterpart) => {
                arguments.extend(self.settings(step, component, counterpart.source, values, names));
            }
            Function::Own { .. } => {
                let tables = arguments.iter().map(|(_, table)| table.clone()).collect::<Vec<_>>();
                arguments.extend(self.own_settings(step, component, &tables, values, names));
            }
            Function::Missing { .. } => arguments.extend(self.all_settings(step, component)),
        }
        let outputs: &[&str] = match &function {
            Function::Library(counterpart) => counterpart.outputs,
            Function::Own { .. } | Function::Missing { .. } => &[],
        };
        let is_script = component.spec.is_some_and(|spec| spec.role == Role::Script);
        let mut targets = Vec::new();
        let mut shows = None;
        for (index, port) in component.outputs.iter().enumerate() {
            let is_table = is_table(component, port);
            let alone = component.outputs.len() == 1;
            let is_used = used.contains(&(step.name.as_str(), port.name.as_str()));
            // What a script drew, or its second table, matters to those that read it.
            let aside = is_script && index > 0 && !is_used;
            if aside || !is_table && !used.contains(&(step.name.as_str(), port.name.as_str())) && !alone {
                targets.push("_".to_owned());
                continue;
            }
            let name = outputs.get(index).copied().unwrap_or(&port.name);
            let own = Some(step.node.comment.trim()).filter(|comment| is_script && is_short(comment));
            let title = match (step.node.title.as_str(), alone, outputs.is_empty()) {
                _ if index == 0 && own.is_some() => own.unwrap_or_default().to_owned(),
                ("", _, false) => name.to_owned(),
                ("", true, true) => format!("{} result", step.name),
                ("", false, true) => format!("{} {name}", step.name),
                (title, true, _) => title.to_owned(),
                (title, false, _) => format!("{title} {name}"),
            };
            let variable = names.next(&title, "result");
            if is_table {
                self.results.push((format!("{}.{}", step.name, port.name), variable.clone()));
                shows.get_or_insert_with(|| variable.clone());
            }
            if let Some((_, output)) = step.outputs.iter().find(|(of_port, _)| *of_port == port.name)
                && self.served.contains(output.as_str())
            {
                self.results.push((output.clone(), variable.clone()));
            }
            values.outputs.insert((step.name.clone(), port.name.clone()), variable.clone());
            targets.push(variable);
        }
        self.calls.push(Call {
            name: step.name.clone(),
            title: self.title_of(step),
            comment: step.node.comment.trim(),
            function: place,
            targets: targets.join(", "),
            call: Expression::call(function.name(), arguments),
            shows,
        });
    }

    /// What people call a step.
    pub(super) fn title_of(&self, step: &Step<'a>) -> &'a str {
        if step.node.title.is_empty() { &self.plan.component(step).title } else { &step.node.title }
    }

    /// The inputs by their place; those at the end that nothing feeds are left out.
    fn inputs(
        &mut self,
        step: &Step<'_>,
        component: &Component<'_>,
        values: &Values,
    ) -> Vec<(String, Expression)> {
        let mut inputs = Vec::new();
        for port in &component.inputs {
            let binding = step.inputs.iter().find(|(name, _)| *name == port.name);
            let variable = binding.and_then(|(_, binding)| values.of(binding));
            let needed =
                component.spec.and_then(|spec| spec.input(&port.id)).is_some_and(|port| !port.optional);
            if variable.is_none() && needed {
                self.diagnostics.push(
                    Diagnostic::warning(
                        "export/python-input",
                        format!("Nothing is connected to “{}” of “{}”.", port.title, component.title),
                    )
                    .help("Put a table in the place of None in pipeline.py.")
                    .at_node(&step.node.id)
                    .at_port(&port.id),
                );
            }
            inputs.push((variable, needed));
        }
        while inputs.last().is_some_and(|(variable, needed)| variable.is_none() && !needed) {
            inputs.pop();
        }
        let plain = |(variable, _): (Option<&str>, bool)| {
            (String::new(), Expression::plain(variable.unwrap_or("None")))
        };
        inputs.into_iter().map(plain).collect()
    }
}

/// Names of Python's own that the script uses, or that a reader would miss, and those of its own frame.
const RESERVED: [&str; 24] = [
    "argparse",
    "bool",
    "credential",
    "dict",
    "filter",
    "float",
    "input",
    "int",
    "len",
    "list",
    "main",
    "map",
    "max",
    "min",
    "object",
    "options",
    "os",
    "out",
    "parser",
    "range",
    "set",
    "str",
    "sum",
    "type",
];

/// Whether a note on a module is short enough to name what comes out of it.
fn is_short(comment: &str) -> bool {
    (1..=LONGEST_NAME).contains(&snake(comment, "").len()) && !comment.contains('\n') && comment.is_ascii()
}

/// The longest name of a variable that a note becomes.
const LONGEST_NAME: usize = 40;

/// What stands for the plan's values.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Variables of data by the plan's name.
    pub(super) data: BTreeMap<String, String>,
    /// Variables of outputs by step and port.
    outputs: BTreeMap<(String, String), String>,
    /// Parameters by the plan's name.
    pub(super) parameters: BTreeMap<String, String>,
    /// The parameter for blank seeds.
    pub(super) seed: Option<String>,
}

impl Values {
    /// The variable that holds what is bound.
    fn of(&self, binding: &Binding) -> Option<&str> {
        match binding {
            Binding::Step { step, output } => {
                self.outputs.get(&(step.clone(), output.clone())).map(String::as_str)
            }
            Binding::Service { drawn: Some(drawn), .. } => self.of(drawn),
            Binding::Pipeline(name) | Binding::Service { input: name, drawn: None } => {
                self.data.get(name).map(String::as_str)
            }
            Binding::Address(_) | Binding::Value(_) => None,
        }
    }
}

/// The output of a step that an input takes.
fn used_output((_, binding): &(String, Binding)) -> Option<(&str, &str)> {
    match binding {
        Binding::Step { step, output } => Some((step, output)),
        Binding::Service { drawn: Some(drawn), .. } => match drawn.as_ref() {
            Binding::Step { step, output } => Some((step, output)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a table or figures come out of a port.
pub(super) fn is_table(component: &Component<'_>, port: &Port) -> bool {
    let kind = component.spec.and_then(|spec| spec.output(&port.id)).map(|port| port.kind);
    kind == Some(PortKind::Dataset)
}

/// What to do about a module without a counterpart.
fn advice(spec: &ComponentSpec) -> &str {
    let of_engine = match &spec.status {
        // The first sentence says that it does not run.
        Status::DoesNotRun { reason } => reason.split_once(". ").map(|(_, advice)| advice),
        Status::Runs => None,
    };
    modules::advice(&spec.id).or(of_engine).unwrap_or("Write this function.")
}
