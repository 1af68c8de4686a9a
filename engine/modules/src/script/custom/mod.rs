//! Custom R modules: what a draft brings along of a customer's own module, as a module like any other.
//!
//! The ids of ports and parameters are the names of the R function's arguments; what it returns fills the outputs in their order.

use super::outcome::first_picture_or_log;
use crate::Value;
use crate::framework::{
    Checked, Failure, Frame, Known, LocalBoxFuture, Module, Outputs, ParamValues, RunContext, ScriptRequest,
    Transforming,
};
use crate::learning::{AnyLearner, LoadModel};
use crate::params::{check_value, nearest};
use ml_graph::{
    ComponentSpec, CustomCode, CustomComponent, Diagnostic, ParamKind, ParamSpec, ParamValue, PortKind,
};
use std::collections::BTreeMap;

/// A customer's own module.
#[derive(Clone, Debug)]
pub struct CustomModule {
    spec: ComponentSpec,
    code: Option<CustomCode>,
}

impl CustomModule {
    /// The module that a draft brings along.
    pub fn new(component: CustomComponent) -> CustomModule {
        CustomModule { spec: component.spec, code: component.code }
    }

    /// What it is.
    pub fn component(&self) -> &ComponentSpec {
        &self.spec
    }

    fn does_not_run(&self) -> Diagnostic {
        Diagnostic::error("module/does-not-run", format!("“{}” cannot run: its code is not in the draft.", self.spec.title))
            .help("Convert the experiment together with the zip that the module was made from, or put Execute R Script in its place.")
    }

    async fn call(&self, values: &ParamValues, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let Some(code) = &self.code else { return Err(self.does_not_run().into()) };
        let values = self.resolve(values).map_err(crate::framework::first)?;
        let mut inputs = Vec::new();
        let mut bundle = None;
        for (place, port) in self.spec.inputs.iter().enumerate() {
            match run.input(&port.id) {
                Some(Value::Bundle(bytes)) => bundle = Some(bytes.to_vec()),
                _ => {
                    if let Some(dataset) = run.optional_dataset(&port.id)? {
                        inputs.push(Frame {
                            port: place + 1,
                            name: port.id.clone(),
                            dataset: dataset.clone(),
                        });
                    }
                }
            }
        }
        let request = ScriptRequest {
            language: code.language,
            code: self.glue(code, &values, run)?,
            inputs,
            bundle,
            files: code.files.iter().map(|(name, file)| (name.clone(), file.bytes().to_vec())).collect(),
            seed: None,
            version: String::new(),
        };
        let mut done = run.host.run_script(request).await?;
        let tables: Vec<&str> = self.outputs(PortKind::Dataset).collect();
        if done.datasets.len() < tables.len() {
            return Err(Failure::new(
                "error-0085",
                format!(
                    "“{}” returned {} of its {} tables.",
                    self.spec.title,
                    done.datasets.len(),
                    tables.len()
                ),
                "Let the function return a list of data frames, one an output.",
            ));
        }
        let mut outputs = Outputs::default();
        for (port, dataset) in tables.into_iter().zip(std::mem::take(&mut done.datasets)) {
            outputs = outputs.and(port, dataset);
        }
        for port in self.outputs(PortKind::Any) {
            outputs = outputs.and(port, first_picture_or_log(&mut done));
        }
        Ok(outputs)
    }

    fn outputs(&self, kind: PortKind) -> impl Iterator<Item = &str> {
        self.spec.outputs.iter().filter(move |port| port.kind == kind).map(|port| port.id.as_str())
    }

    /// R that loads the module's file and calls its function.
    fn glue(&self, code: &CustomCode, values: &ParamValues, run: &RunContext<'_>) -> Result<String, Failure> {
        let mut arguments = Vec::new();
        // By name, so that no message of R that shows the call shows them.
        let mut secrets = Vec::new();
        for (place, port) in self.spec.inputs.iter().enumerate() {
            let value = match port.kind {
                PortKind::Bundle => "\"src\"".to_owned(),
                _ => format!("take({})", place + 1),
            };
            arguments.push(format!("`{}` = {value}", quoted_name(&port.id)));
        }
        for param in &self.spec.params {
            let Some(value) = values.get(&param.id).filter(|_| self.spec.is_visible(param, values)) else {
                continue;
            };
            if let Some(mut value) = literal(param, value, run)? {
                if param.kind == ParamKind::Secret {
                    secrets.push(value);
                    value = format!("secrets[[{}]]", secrets.len());
                }
                arguments.push(format!("`{}` = {value}", quoted_name(&param.id)));
            }
        }
        Ok(format!(
            "source({}, encoding = \"UTF-8\")\nazureml_main <- function(...) {{\n  given <- list(...)\n  \
             secrets <- list({})\n  take <- function(place) if (place <= length(given)) given[[place]]\n  `{}`({})\n}}\n",
            text(&format!("src/{}", code.source_file)),
            secrets.join(", "),
            quoted_name(&code.entry_point),
            arguments.join(", "),
        ))
    }
}

/// A value as R writes it; nothing for one that is left to the function.
fn literal(param: &ParamSpec, value: &ParamValue, run: &RunContext<'_>) -> Result<Option<String>, Failure> {
    Ok(match value {
        ParamValue::Null => None,
        ParamValue::Bool(truth) => Some(if *truth { "TRUE" } else { "FALSE" }.to_owned()),
        ParamValue::Integer(number) if number.unsigned_abs() < 1 << 31 => Some(format!("{number}L")),
        ParamValue::Integer(number) => Some(number.to_string()),
        ParamValue::Float(number) => Some(format!("{number:?}")),
        ParamValue::Text(chosen) => match &param.kind {
            ParamKind::Choice { options } => {
                let option = options.iter().find(|option| option.id == *chosen);
                Some(text(option.map_or(chosen, |option| &option.classic)))
            }
            _ => Some(text(chosen)),
        },
        ParamValue::Columns(selection) => {
            let ParamKind::Columns { port, .. } = &param.kind else { return Ok(None) };
            let Some(dataset) = run.optional_dataset(port)? else { return Ok(None) };
            let places = ml_table::resolve(selection, &dataset.schema())
                .map_err(|error| Failure::from(error).at_param(&param.id))?;
            let names: Vec<String> =
                places.iter().map(|place| text(dataset.columns()[*place].name())).collect();
            Some(format!("c({})", names.join(", ")))
        }
        ParamValue::Secret(secret) => Some(text(run.host.secret(secret)?.reveal())),
        ParamValue::Range(_) => None,
    })
}

/// A text as R writes it: every character that is not plain by its number.
fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            ' '..='~' => quoted.push(letter),
            // R's texts hold no zero byte.
            '\0' => {}
            other => quoted.push_str(&format!("\\U{{{:x}}}", u32::from(other))),
        }
    }
    quoted.push('"');
    quoted
}

fn quoted_name(name: &str) -> String {
    name.replace('\\', "\\\\").replace('`', "\\`")
}

impl Module for CustomModule {
    fn id(&self) -> &str {
        &self.spec.id
    }

    fn spec(&self) -> ComponentSpec {
        self.spec.clone()
    }

    fn document(&self) -> &str {
        &self.spec.help
    }

    fn check(&self, values: &ParamValues, _: &BTreeMap<String, Known>) -> Checked {
        let mut diagnostics = self.resolve(values).err().unwrap_or_default();
        if self.code.is_none() {
            diagnostics.push(self.does_not_run());
        }
        Checked::unknown(self.spec.outputs.iter().map(|port| port.id.as_str()), diagnostics)
    }

    fn run<'a>(
        &'a self,
        values: &'a ParamValues,
        context: &'a RunContext<'a>,
    ) -> LocalBoxFuture<'a, Result<Outputs, Failure>> {
        Box::pin(self.call(values, context))
    }

    fn resolve(&self, values: &ParamValues) -> Result<ParamValues, Vec<Diagnostic>> {
        let spec = &self.spec;
        let mut diagnostics = Vec::new();
        for id in values.keys().filter(|id| spec.param(id).is_none()) {
            let help = match nearest(id, spec.params.iter().map(|param| param.id.as_str())) {
                Some(near) => format!("Did you mean “{near}”?"),
                None => "Remove it.".to_owned(),
            };
            let message = format!("“{}” has no parameter “{id}”.", spec.title);
            diagnostics.push(Diagnostic::error("param/unknown", message).help(help).at_param(id));
        }
        let mut resolved = ParamValues::new();
        for param in spec.params.iter().filter(|param| spec.is_visible(param, values)) {
            let given = values.get(&param.id).filter(|value| **value != ParamValue::Null);
            match given.or(param.default.as_ref()) {
                Some(value) => match check_value(param, value) {
                    None => {
                        resolved.insert(param.id.clone(), value.clone());
                    }
                    Some(diagnostic) => diagnostics.push(diagnostic),
                },
                None if param.required => diagnostics.push(
                    Diagnostic::error(
                        "error-0003",
                        format!("“{}” of “{}” has no value.", param.title, spec.title),
                    )
                    .help("Give it a value.")
                    .at_param(&param.id),
                ),
                None => {}
            }
        }
        if diagnostics.is_empty() { Ok(resolved) } else { Err(diagnostics) }
    }

    fn learner(&self, _: &ParamValues) -> Option<Result<Box<dyn AnyLearner>, Vec<Diagnostic>>> {
        None
    }

    fn model_loader(&self) -> Option<LoadModel> {
        None
    }

    fn transformer(&self) -> Option<Transforming> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_rs() {
        assert_eq!(text("a \"b\" \\ ß\n"), "\"a \\\"b\\\" \\\\ \\U{df}\\U{a}\"");
    }
}
