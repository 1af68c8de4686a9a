//! Looks at a draft before it runs: all problems at once, none half-way, and the columns at each port as far as they can be known.

use crate::assets::Assets;
use crate::converter::Columns;
use crate::own::Modules;
use crate::plan::Plan;
use crate::stated;
use crate::store::Store;
use ml_graph::{Catalogue, Diagnostic, ParamValue, PortRef, ScriptLanguage, Severity, Structure};
use ml_modules::{Known, Value};
use ml_protocol::{ColumnView, DataBinding, Secret};
use std::collections::{BTreeMap, BTreeSet};

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Checkup {
    /// All problems, errors first.
    pub diagnostics: Vec<Diagnostic>,
    /// Columns at each output port, by node and port id.
    pub columns: Columns,
}

impl Checkup {
    /// Whether the draft cannot run.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// What the user has given and allowed, as far as it is known yet.
pub(crate) struct Given<'a> {
    pub(crate) data: &'a BTreeMap<String, DataBinding>,
    /// None while nobody has been asked.
    pub(crate) secrets: Option<&'a BTreeMap<String, Secret>>,
    /// None while nobody has been asked.
    pub(crate) allow_scripts: Option<bool>,
    /// Languages that this executor can run.
    pub(crate) scripts: &'a [String],
}

pub(crate) struct Checker<'a> {
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) assets: &'a Assets,
    pub(crate) store: &'a dyn Store,
    pub(crate) given: Given<'a>,
}

impl Checker<'_> {
    /// Checks the nodes of `plan`; `found` is what planning found.
    pub(crate) fn check(&self, plan: &Plan, mut found: Vec<Diagnostic>) -> Checkup {
        let structure = Structure::of(&plan.draft);
        let modules = Modules::of(self.catalogue, &plan.draft);
        let chosen: BTreeSet<&str> = plan
            .nodes
            .iter()
            .map(String::as_str)
            .chain(plan.assets.iter().map(|asset| asset.id.as_str()))
            .collect();
        found.extend(
            structure
                .check(modules.catalogue())
                .into_iter()
                .filter(|diagnostic| diagnostic.at.node.as_deref().is_none_or(|node| chosen.contains(node))),
        );
        if plan.nodes.is_empty() && found.is_empty() {
            found.push(
                Diagnostic::error("run/nothing", "There is no module to run.")
                    .help("Add a module to the pipeline."),
            );
        }
        let mut known: BTreeMap<PortRef, Known> = BTreeMap::new();
        for asset in &plan.assets {
            let port = PortRef::new(&asset.id, ml_graph::Asset::OUTPUT);
            match self.assets.value(asset, self.given.data, self.store) {
                Ok(value) => {
                    if let (Some(stated), Value::Dataset(dataset)) =
                        (plan.draft.stated_columns.get(&asset.id), &value)
                    {
                        found.extend(stated::differences(asset, stated, &dataset.schema()));
                    }
                    known.insert(port, Known::of(&value));
                }
                Err(diagnostic) => {
                    found.push(diagnostic);
                    known.insert(port, Known::Unknown);
                }
            }
        }
        for node in &plan.nodes {
            self.check_node(plan, &modules, &structure, node, &mut known, &mut found);
        }
        found.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        let mut columns: BTreeMap<String, BTreeMap<String, Vec<ColumnView>>> = BTreeMap::new();
        for (port, known) in known {
            if let Some(schema) = known.schema() {
                columns.entry(port.node).or_default().insert(port.port, views(schema));
            }
        }
        Checkup { diagnostics: found, columns }
    }

    fn check_node(
        &self,
        plan: &Plan,
        modules: &Modules,
        structure: &Structure<'_>,
        id: &str,
        known: &mut BTreeMap<PortRef, Known>,
        found: &mut Vec<Diagnostic>,
    ) {
        let Some(node) = plan.draft.node(id) else { return };
        let Some((spec, module)) = modules.get(&node.component) else {
            found.push(unknown(node));
            return;
        };
        if let Some(language) = spec.flags.needs_script {
            found.extend(self.check_script(&spec.title, language).map(|diagnostic| diagnostic.at_node(id)));
        }
        for (param, value) in &node.params {
            if let ParamValue::Secret(secret) = value {
                found.extend(
                    self.check_secret(&secret.0, &spec.title)
                        .map(|diagnostic| diagnostic.at_node(id).at_param(param)),
                );
            }
        }
        let inputs = structure
            .incoming(id)
            .iter()
            .map(|edge| (edge.to.port.clone(), known.get(&edge.from).cloned().unwrap_or_default()))
            .collect();
        let checked = module.check(&node.params, &inputs);
        found.extend(checked.diagnostics.into_iter().map(|mut diagnostic| {
            diagnostic.at.node.get_or_insert_with(|| id.to_owned());
            diagnostic
        }));
        for (port, output) in checked.outputs {
            known.insert(PortRef::new(id, port), output);
        }
    }

    fn check_script(&self, title: &str, language: ScriptLanguage) -> Option<Diagnostic> {
        let (id, name) = match language {
            ScriptLanguage::Python => ("python", "Python"),
            ScriptLanguage::R => ("r", "R"),
            // SQL and Net# are ours to run.
            ScriptLanguage::Sql | ScriptLanguage::NetSharp => return None,
        };
        if !self.given.scripts.iter().any(|known| known == id) {
            return Some(
                Diagnostic::error(
                    "run/no-scripts",
                    format!("“{title}” runs {name} code, which cannot run here."),
                )
                .help(format!(
                    "Run the pipeline with the command-line tool or on a server, where {name} is installed."
                )),
            );
        }
        let sentence =
            format!("“{title}” runs {name} code with your rights on the machine that runs the pipeline.");
        let help = "Read the code, then allow scripts for this run.";
        match self.given.allow_scripts {
            Some(true) => None,
            Some(false) => Some(Diagnostic::error("run/scripts-not-allowed", sentence).help(help)),
            None => Some(Diagnostic::warning("run/scripts-not-allowed", sentence).help(help)),
        }
    }

    fn check_secret(&self, placeholder: &str, title: &str) -> Option<Diagnostic> {
        let severity = match self.given.secrets {
            Some(secrets) if secrets.contains_key(placeholder) => return None,
            Some(_) => Severity::Error,
            None => Severity::Warning,
        };
        let mut diagnostic =
            Diagnostic::error("run/secret", format!("“{title}” needs a credential ({placeholder})."))
                .help("Give it for this run; it is kept in memory only.");
        diagnostic.severity = severity;
        Some(diagnostic)
    }
}

/// What a node says whose module the catalogue does not know.
fn unknown(node: &ml_graph::Node) -> Diagnostic {
    let name = if node.title.is_empty() { &node.component } else { &node.title };
    Diagnostic::error("run/unknown-module", format!("“{name}” is a custom module, which cannot run here."))
        .help("Replace it by built-in modules or a script, or run the pipeline without it.")
        .at_node(&node.id)
}

/// Columns for people.
pub(crate) fn views(schema: &ml_table::Schema) -> Vec<ColumnView> {
    schema
        .columns
        .iter()
        .map(|column| ColumnView {
            name: column.name.clone(),
            element_type: column.element.name().to_owned(),
            categorical: column.categorical,
            role: column.role.name().to_owned(),
        })
        .collect()
}
