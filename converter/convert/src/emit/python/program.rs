//! What a pipeline comes to in Python: functions, variables, calls and results, all named.

use super::expression::{self, Expression, text};
use super::library::{self, Imports, Keyword, Source};
use super::modules::{self, Counterpart};
use super::{DATA_FOLDER, SCRIPTS_FOLDER};
use crate::emit::azureml::names::{Names, snake};
use crate::emit::azureml::plan::{Binding, Component, Parameter, Plan, Port, Step};
use crate::emit::azureml::values::{Literal, is_blank};
use ml_graph::{
    Asset, AssetKind, DataFormat, Diagnostic, Json, ParamKind, ParamSpec, ParamValue, PortKind,
    ScriptLanguage,
};
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
}

/// A function of the script.
#[derive(Clone, Debug)]
pub(crate) enum Function<'a> {
    /// One of the library.
    Library(&'static Counterpart),
    /// One that says why there is none.
    Missing { name: String, title: &'a str, summary: &'a str, sentence: String },
}

impl Function<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Function::Library(counterpart) => counterpart.source.name,
            Function::Missing { name, .. } => name,
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
        program
    }

    /// The function that does the work of a step; says so when there is none.
    fn function_of(&mut self, step: &Step<'a>) -> usize {
        let component = self.plan.component(step);
        let title = component.title.as_str();
        let found = modules::counterpart(&step.node.component);
        let missing = component.spec.and_then(|spec| modules::missing_choice(step.node, spec));
        let summary = component.spec.map_or("", |spec| spec.summary.as_str());
        let function = match (found, component.spec, missing) {
            (Some(counterpart), _, None) => Function::Library(counterpart),
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
                sentence: match modules::advice(&spec.id) {
                    Some(advice) => format!("“{title}” has no counterpart in Python here. {advice}"),
                    None => format!("“{title}” has no counterpart in Python here. Write this function."),
                },
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

    /// What is read, by the plan's name for it: the asset when there is one, and the expression.
    fn readings(&mut self) -> Vec<(String, Option<&'a Asset>, Expression)> {
        let plan = self.plan;
        let mut wanted = BTreeSet::new();
        for (_, binding) in plan.steps.iter().flat_map(|step| &step.inputs) {
            match binding {
                Binding::Pipeline(name) | Binding::Service { input: name, drawn: None } => {
                    wanted.insert(name.as_str());
                }
                Binding::Service { drawn: Some(drawn), .. } => {
                    if let Binding::Pipeline(name) = drawn.as_ref() {
                        wanted.insert(name.as_str());
                    }
                }
                _ => {}
            }
        }
        let mut reads = Vec::new();
        for data in plan.data.iter().filter(|data| wanted.contains(data.name.as_str())) {
            let reading = self.reading(data.asset);
            reads.push((data.name.clone(), Some(data.asset), reading));
        }
        for (name, title) in plan.service.inputs.iter().filter(|(name, _)| wanted.contains(name.as_str())) {
            let file = format!("{title}.csv");
            reads.push((
                name.clone(),
                None,
                Expression::plain(format!("read_table(data_file({}))", text(&file))),
            ));
            self.data.push((title, file));
        }
        reads
    }

    /// Reads an asset.
    fn reading(&mut self, asset: &'a Asset) -> Expression {
        let file = file_name(asset);
        let place = format!("data_file({})", text(&file));
        self.data.push((&asset.name, file));
        let (function, what) = match asset.kind {
            AssetKind::Dataset => {
                return Expression::plain(match asset_format(asset) {
                    DataFormat::Csv => format!("read_table({place})"),
                    DataFormat::CsvHeaderless => format!("read_table({place}, header=False)"),
                    DataFormat::Tsv => format!("read_table({place}, delimiter=\"\\t\")"),
                    DataFormat::TsvHeaderless => {
                        format!("read_table({place}, delimiter=\"\\t\", header=False)")
                    }
                    DataFormat::Arff => format!("read_arff({place}.open(encoding=\"utf-8-sig\"))"),
                    DataFormat::SvmLight => format!("read_svmlight({place}.open(encoding=\"utf-8-sig\"))"),
                    DataFormat::Parquet => format!("as_table(pd.read_parquet({place}))"),
                    DataFormat::Arrow => format!("as_table(pd.read_feather({place}))"),
                    DataFormat::Excel => format!("as_table(pd.read_excel({place}))"),
                    DataFormat::Zip | DataFormat::PlainText => place,
                });
            }
            AssetKind::TrainedModel => ("load_trained_model", "trained model"),
            AssetKind::Transform => ("load_transformation", "transformation"),
        };
        let sentence = format!(
            "A saved {what} of Studio (classic) cannot be read in Python. Fit it again: run the training experiment as Python, and pass its result on."
        );
        if !self.functions.iter().any(|known| known.name() == function) {
            self.functions.push(Function::Missing {
                name: function.to_owned(),
                title: "",
                summary: if what == "trained model" {
                    "Loads a saved model."
                } else {
                    "Loads a saved transformation."
                },
                sentence: sentence.clone(),
            });
        }
        self.diagnostics.push(
            Diagnostic::warning(
                "export/python-model",
                format!("The {what} “{}” cannot be read in Python.", asset.name),
            )
            .help("Fit it again: run the training experiment as Python, and pass its result on.")
            .at_node(&asset.id),
        );
        Expression::plain(format!("{function}({place})"))
    }

    /// The library's files that are needed, and what they import.
    fn take_sources(&mut self, reads: &[(String, Option<&Asset>, Expression)]) {
        let own: Vec<Source> = self
            .functions
            .iter()
            .filter_map(|function| match function {
                Function::Library(counterpart) => Some(counterpart.source),
                Function::Missing { .. } => None,
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
                Function::Missing { name, .. } => take(name),
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
            Function::Library(counterpart) => {
                arguments.extend(self.settings(
                    step,
                    component,
                    &counterpart.source.keywords(),
                    values,
                    names,
                ));
            }
            Function::Missing { .. } => arguments.extend(self.all_settings(step, component)),
        }
        let outputs: &[&str] = match &function {
            Function::Library(counterpart) => counterpart.outputs,
            Function::Missing { .. } => &[],
        };
        let mut targets = Vec::new();
        let mut shows = None;
        for (index, port) in component.outputs.iter().enumerate() {
            let is_table = is_table(component, port);
            let alone = component.outputs.len() == 1;
            if !is_table && !used.contains(&(step.name.as_str(), port.name.as_str())) && !alone {
                targets.push("_".to_owned());
                continue;
            }
            let name = outputs.get(index).copied().unwrap_or(&port.name);
            let title = match (step.node.title.as_str(), alone, outputs.is_empty()) {
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
                && plan.service.outputs.iter().any(|(served, _)| served == output)
            {
                self.results.push((output.clone(), variable.clone()));
            }
            values.outputs.insert((step.name.clone(), port.name.clone()), variable.clone());
            targets.push(variable);
        }
        self.calls.push(Call {
            name: step.name.clone(),
            title: if step.node.title.is_empty() { &component.title } else { &step.node.title },
            comment: step.node.comment.trim(),
            function: place,
            targets: targets.join(", "),
            call: Expression::call(function.name(), arguments),
            shows,
        });
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

    /// The settings that differ from the defaults, as far as the function takes them.
    fn settings(
        &mut self,
        step: &'a Step<'a>,
        component: &'a Component<'a>,
        keywords: &[Keyword<'_>],
        values: &mut Values,
        names: &mut Names,
    ) -> Vec<(String, Expression)> {
        let mut settings = Vec::new();
        let Some(spec) = component.spec else { return settings };
        for param in spec.params.iter().filter(|param| spec.is_visible(param, &step.node.params)) {
            let keyword = keywords.iter().find(|keyword| keyword.name == param.id);
            let given = step.node.params.get(&param.id);
            let Some(keyword) = keyword else {
                self.left_out(step, component, param, given);
                continue;
            };
            let value = match self.set_by(step, component, param) {
                Some(parameter) => {
                    let name = self.parameter(parameter, values, names);
                    let split = matches!(param.kind, ParamKind::Columns { .. });
                    Some(Expression::plain(if split { format!("{name}.split(\",\")") } else { name }))
                }
                None => self.value(step, param, given, keyword, values, names),
            };
            settings.extend(value.map(|value| (param.id.clone(), value)));
        }
        settings
    }

    /// A value; none when it is the default.
    fn value(
        &mut self,
        step: &Step<'_>,
        param: &ParamSpec,
        given: Option<&ParamValue>,
        keyword: &Keyword<'_>,
        values: &mut Values,
        names: &mut Names,
    ) -> Option<Expression> {
        if let ParamKind::Script { language: language @ (ScriptLanguage::Python | ScriptLanguage::R) } =
            param.kind
        {
            return Some(self.script(step, param, given, language));
        }
        if let Some(ParamValue::Secret(_)) = given {
            return Some(self.secret(step, param));
        }
        let blank = given.is_none_or(is_blank);
        if blank
            && param.kind == ParamKind::Seed
            && param.default.is_none()
            && keyword.default != Some("None")
        {
            let seed = values.seed.get_or_insert_with(|| names.next("seed", "seed")).clone();
            if !self.parameters.iter().any(|known| known.name == seed) {
                let title = "Seed of modules whose own seed is blank".to_owned();
                self.parameters
                    .insert(0, Setting { name: seed.clone(), title, default: Literal::Integer(0) });
            }
            return Some(Expression::plain(seed));
        }
        match given {
            Some(value) if !blank && Some(value) != param.default.as_ref() => expression::value(value),
            Some(_) if blank && matches!(param.kind, ParamKind::Text { .. }) && param.default.is_some() => {
                Some(Expression::plain("\"\""))
            }
            _ => None,
        }
    }

    /// A user's script goes into a file of its own.
    fn script(
        &mut self,
        step: &Step<'_>,
        param: &ParamSpec,
        given: Option<&ParamValue>,
        language: ScriptLanguage,
    ) -> Expression {
        let (extension, code) = match language {
            ScriptLanguage::Python => ("py", "python_version"),
            _ => ("R", "r_version"),
        };
        let file = format!("{}.{extension}", step.name);
        let code_text = given.or(param.default.as_ref()).and_then(ParamValue::as_text).unwrap_or_default();
        self.scripts.push((file.clone(), code_text.to_owned()));
        let component = self.plan.component(step);
        let version = component.spec.and_then(|spec| {
            let param = spec.param(code)?;
            let ParamKind::Choice { options } = &param.kind else { return None };
            let chosen = step.node.params.get(code).or(param.default.as_ref())?.as_text()?;
            options.iter().find(|option| option.id == chosen)
        });
        let written_for =
            version.map_or_else(String::new, |version| format!(" It was written for {}.", version.title));
        self.diagnostics.push(
            Diagnostic::info(
                "export/python-script",
                format!(
                    "The script of “{}” stands as it was in {SCRIPTS_FOLDER}/{file}.{written_for}",
                    component.title
                ),
            )
            .help("Look through it: it runs with what is installed today.")
            .at_node(&step.node.id),
        );
        Expression::plain(format!("HERE / \"{SCRIPTS_FOLDER}\" / {}", text(&file)))
    }

    /// A credential comes from the environment.
    fn secret(&mut self, step: &Step<'_>, param: &ParamSpec) -> Expression {
        let variable = format!("{}_{}", step.name, param.id).to_uppercase();
        self.imports.add("import os");
        self.diagnostics.push(
            Diagnostic::info(
                "export/python-secret",
                format!("“{}” is a credential; it stands in no file here.", param.title),
            )
            .help(format!("Set the environment variable {variable}."))
            .at_node(&step.node.id)
            .at_param(&param.id),
        );
        Expression::plain(format!("os.environ[{}]", text(&variable)))
    }

    /// Says that a setting has no counterpart, when it was set to something else than its default.
    fn left_out(
        &mut self,
        step: &Step<'_>,
        component: &Component<'_>,
        param: &ParamSpec,
        given: Option<&ParamValue>,
    ) {
        let same = given.is_none_or(|given| is_blank(given) || Some(given) == param.default.as_ref());
        if same || !modules::is_meant(param) {
            return;
        }
        self.diagnostics.push(
            Diagnostic::info(
                "export/python-setting",
                format!(
                    "“{}” of “{}” has no counterpart in Python and is left out.",
                    param.title, component.title
                ),
            )
            .at_node(&step.node.id)
            .at_param(&param.id),
        );
    }

    /// The pipeline parameter that sets a parameter of a step.
    fn set_by(
        &self,
        step: &Step<'_>,
        component: &Component<'_>,
        param: &ParamSpec,
    ) -> Option<&'a Parameter<'a>> {
        let plan = self.plan;
        let setting = component.settings.iter().find(|setting| setting.param.id == param.id)?;
        let (_, binding) = step.inputs.iter().find(|(name, _)| *name == setting.name)?;
        let Binding::Pipeline(name) = binding else { return None };
        plan.parameters.iter().find(|parameter| parameter.name == *name)
    }

    /// The name of the script's parameter for one of the pipeline.
    fn parameter(&mut self, parameter: &Parameter<'_>, values: &mut Values, names: &mut Names) -> String {
        if let Some(known) = values.parameters.get(&parameter.name) {
            return known.clone();
        }
        let name = names.next(parameter.title, "parameter");
        let title = parameter.title.to_owned();
        self.parameters.push(Setting { name: name.clone(), title, default: parameter.value.clone() });
        values.parameters.insert(parameter.name.clone(), name.clone());
        name
    }

    /// All that was set, for a function that is still to be written.
    fn all_settings(&self, step: &Step<'_>, component: &Component<'_>) -> Vec<(String, Expression)> {
        let node = step.node;
        if let Some(spec) = component.spec {
            let visible = spec.params.iter().filter(|param| spec.is_visible(param, &node.params));
            return visible
                .filter_map(|param| {
                    let value = node.params.get(&param.id).filter(|value| !is_blank(value))?;
                    Some((param.id.clone(), expression::value(value)?))
                })
                .collect();
        }
        let own = node.origin.iter().flat_map(|origin| &origin.params);
        let items: Vec<(String, Expression)> = own
            .filter_map(|(name, value)| {
                let value = match value {
                    Json::String(value) => ParamValue::Text(value.clone()),
                    Json::Bool(value) => ParamValue::Bool(*value),
                    Json::Integer(value) => ParamValue::Integer(*value),
                    Json::Float(value) => ParamValue::Float(*value),
                    _ => return None,
                };
                Some((name.clone(), expression::value(&value)?))
            })
            .collect();
        if items.is_empty() {
            Vec::new()
        } else {
            vec![("settings".to_owned(), Expression::dictionary(items))]
        }
    }
}

/// Names of Python's own that the script uses, or that a reader would miss, and those of its own frame.
const RESERVED: [&str; 22] = [
    "argparse", "bool", "dict", "filter", "float", "input", "int", "len", "list", "main", "map", "max",
    "min", "object", "options", "out", "parser", "range", "set", "str", "sum", "type",
];

/// What stands for the plan's values.
#[derive(Debug, Default)]
struct Values {
    /// Variables of data by the plan's name.
    data: BTreeMap<String, String>,
    /// Variables of outputs by step and port.
    outputs: BTreeMap<(String, String), String>,
    /// Parameters by the plan's name.
    parameters: BTreeMap<String, String>,
    /// The parameter for blank seeds.
    seed: Option<String>,
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
fn is_table(component: &Component<'_>, port: &Port) -> bool {
    let kind = component.spec.and_then(|spec| spec.output(&port.id)).map(|port| port.kind);
    kind == Some(PortKind::Dataset)
}

/// The name of an asset without its ending.
fn key_stem<'t>(asset: Option<&'t Asset>, key: &'t str) -> &'t str {
    match asset {
        Some(asset) if ending(asset).is_some() => asset.name.rsplit_once('.').map_or(key, |(stem, _)| stem),
        Some(asset) => &asset.name,
        None => key,
    }
}

/// The format that the ending of an asset's name says.
fn ending(asset: &Asset) -> Option<DataFormat> {
    let (_, ending) = asset.name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "csv" if asset.name.ends_with(".nh.csv") => DataFormat::CsvHeaderless,
        "csv" => DataFormat::Csv,
        "tsv" | "tab" if asset.name.ends_with(".nh.tsv") => DataFormat::TsvHeaderless,
        "tsv" | "tab" => DataFormat::Tsv,
        "arff" => DataFormat::Arff,
        "svmlight" | "libsvm" | "svm" => DataFormat::SvmLight,
        "parquet" => DataFormat::Parquet,
        "arrow" | "feather" | "ipc" => DataFormat::Arrow,
        "xlsx" | "xls" => DataFormat::Excel,
        "zip" => DataFormat::Zip,
        _ => return None,
    })
}

/// The format of an asset's file: its name decides between families, the draft says whether a header is there.
fn asset_format(asset: &Asset) -> DataFormat {
    match (ending(asset), asset.format) {
        (Some(DataFormat::Csv), Some(DataFormat::CsvHeaderless)) => DataFormat::CsvHeaderless,
        (Some(DataFormat::Tsv), Some(DataFormat::TsvHeaderless)) => DataFormat::TsvHeaderless,
        (Some(found), _) => found,
        (None, Some(known)) => known,
        (None, None) => DataFormat::Csv,
    }
}

/// What the file of an asset is called: its name, without a path.
fn file_name(asset: &Asset) -> String {
    let name = asset.name.rsplit(['/', '\\']).next().unwrap_or(&asset.name);
    if name.is_empty() { DATA_FOLDER.to_owned() } else { name.to_owned() }
}
