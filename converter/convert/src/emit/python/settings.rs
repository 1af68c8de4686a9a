//! The settings of a step as arguments of its function.

use super::SCRIPTS_FOLDER;
use super::expression::{self, Expression, text};
use super::library::{Keyword, Source};
use super::modules;
use super::program::{Program, Setting, Values};
use crate::emit::azureml::names::{Names, snake};
use crate::emit::azureml::plan::{Binding, Component, Parameter, Step};
use crate::emit::azureml::values::{Literal, is_blank};
use ml_graph::{Diagnostic, Json, ParamKind, ParamSpec, ParamValue, ScriptLanguage};

impl<'a> Program<'a> {
    /// The settings that differ from the defaults, as far as the function takes them.
    pub(super) fn settings(
        &mut self,
        step: &'a Step<'a>,
        component: &'a Component<'a>,
        function: Source,
        values: &mut Values,
        names: &mut Names,
    ) -> Vec<(String, Expression)> {
        let mut settings = Vec::new();
        let keywords = function.keywords();
        let Some(spec) = component.spec else { return settings };
        for param in spec.params.iter().filter(|param| spec.is_visible(param, &step.node.params)) {
            let keyword = keywords.iter().find(|keyword| keyword.name == param.id);
            let given = step.node.params.get(&param.id);
            let Some(keyword) = keyword else {
                self.left_out(step, function, param, given);
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
        step: &Step<'a>,
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
        let sealed = |text: &str| text.contains(crate::value::SECRET);
        if matches!(given, Some(ParamValue::Secret(_)))
            || given.and_then(ParamValue::as_text).is_some_and(sealed)
        {
            return Some(self.credential(step, &param.id, &param.title));
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
                    "The script of “{}” stands in {SCRIPTS_FOLDER}/{file}.{written_for}",
                    component.title
                ),
            )
            .help("Look through it: it runs with what is installed today.")
            .at_node(&step.node.id),
        );
        Expression::plain(format!("HERE / \"{SCRIPTS_FOLDER}\" / {}", text(&file)))
    }

    /// Says that a setting has no counterpart, when it was set to something else than its default.
    fn left_out(&mut self, step: &Step<'_>, function: Source, param: &ParamSpec, given: Option<&ParamValue>) {
        let same = given.is_none_or(|given| is_blank(given) || Some(given) == param.default.as_ref());
        if same || !modules::is_meant(function.name, param) {
            return;
        }
        let component = self.plan.component(step);
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

    /// The settings of a customer's own module: all that have a value, for its function knows no defaults.
    pub(super) fn own_settings(
        &mut self,
        step: &'a Step<'a>,
        component: &'a Component<'a>,
        tables: &[Expression],
        values: &mut Values,
        names: &mut Names,
    ) -> Vec<(String, Expression)> {
        let node = step.node;
        let Some(spec) = component.spec else { return Vec::new() };
        let mut settings = Vec::new();
        for param in spec.params.iter().filter(|param| spec.is_visible(param, &node.params)) {
            let given = node.params.get(&param.id).filter(|value| !is_blank(value));
            let value = match (self.set_by(step, component, param), given.or(param.default.as_ref())) {
                (Some(parameter), _) => Expression::plain(self.parameter(parameter, values, names)),
                (None, Some(ParamValue::Secret(_))) => self.credential(step, &param.id, &param.title),
                (None, Some(value)) => match (&param.kind, expression::value(value)) {
                    (_, None) => continue,
                    (ParamKind::Choice { options }, Some(value)) => {
                        let chosen = given.or(param.default.as_ref()).and_then(ParamValue::as_text);
                        let option = options.iter().find(|option| Some(option.id.as_str()) == chosen);
                        option.map_or(value, |option| Expression::plain(text(&option.classic)))
                    }
                    (ParamKind::Columns { port, .. }, Some(columns)) => {
                        let place = spec.inputs.iter().position(|known| known.id == *port);
                        let Some(table) = place.and_then(|place| tables.get(place)) else { continue };
                        let arguments = [(String::new(), table.clone()), (String::new(), columns)];
                        Expression::call("choose_columns", arguments)
                    }
                    (_, Some(value)) => value,
                },
                (None, None) => continue,
            };
            settings.push((param.id.clone(), value));
        }
        // R's names may hold what Python's may not.
        let is_name = |name: &str| snake(name, "") == name;
        match settings.iter().all(|(name, _)| is_name(name)) {
            true => settings,
            false => vec![(String::new(), Expression::spread(settings))],
        }
    }

    /// The pipeline parameter that sets a parameter of a step.
    pub(super) fn set_by(
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
    pub(super) fn parameter(
        &mut self,
        parameter: &Parameter<'_>,
        values: &mut Values,
        names: &mut Names,
    ) -> String {
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
    pub(super) fn all_settings(
        &self,
        step: &Step<'_>,
        component: &Component<'_>,
    ) -> Vec<(String, Expression)> {
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
