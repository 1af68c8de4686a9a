//! What a module is: ports, parameters, help and classic identity, as data that palette, property pane, converter and command line share.

use crate::ParamValue;
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Everything known of one module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComponentSpec {
    /// Kebab-case id, never reused.
    pub id: String,
    /// Raised when results or parameters change.
    pub version: u32,
    /// The name users know.
    pub title: String,
    /// One line for the palette.
    pub summary: String,
    /// Palette path, for example `Data Transformation / Manipulation`.
    pub category: String,
    /// Further words to find it by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Help in Markdown.
    #[serde(default)]
    pub help: String,
    /// Inputs in classic's order.
    #[serde(default)]
    pub inputs: Vec<PortSpec>,
    /// Outputs in classic's order.
    #[serde(default)]
    pub outputs: Vec<PortSpec>,
    /// Parameters in the order of the property pane.
    #[serde(default)]
    pub params: Vec<ParamSpec>,
    /// What it was called in Studio (classic) and the designer.
    pub classic: ClassicIdentity,
    /// What part it plays in a pipeline.
    pub role: Role,
    /// Properties that the scheduler and the converter rely on.
    #[serde(default)]
    pub flags: Flags,
    /// Whether it runs.
    pub status: Status,
}

/// Ids and names of a module in the sources we read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassicIdentity {
    /// Family ids, the usual one first: 32 lower-case hexadecimal digits.
    pub family_ids: Vec<String>,
    /// Its name and older names.
    pub names: Vec<String>,
    /// Its component in the designer, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub designer: Option<String>,
    /// Whether it came with the designer only.
    pub designer_only: bool,
    /// Whether classic itself had deprecated it.
    pub deprecated: bool,
}

/// An input or output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PortSpec {
    /// snake_case id.
    pub id: String,
    /// Shown to people.
    pub title: String,
    /// Internal name in exports: the join key of classic edges.
    pub classic_name: String,
    /// What flows through it.
    pub kind: PortKind,
    /// For inputs: may stay unconnected.
    #[serde(default)]
    pub optional: bool,
}

/// What flows through a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortKind {
    /// A table.
    Dataset,
    /// A learner with its settings.
    UntrainedModel,
    /// A fitted model.
    TrainedModel,
    /// A clustering learner with its settings.
    UntrainedClustering,
    /// A fitted clustering.
    TrainedClustering,
    /// A fitted transformation.
    Transform,
    /// A signal filter.
    Filter,
    /// Scripts and files in a zip.
    Bundle,
    /// A recommender.
    Recommender,
    /// Anything.
    Any,
}

impl PortKind {
    /// Whether an output of this kind may feed an input of `input` kind.
    pub fn feeds(self, input: PortKind) -> bool {
        self == input || self == PortKind::Any || input == PortKind::Any
    }

    /// Whether it is a fitted model of any kind.
    pub fn is_model(self) -> bool {
        matches!(self, PortKind::TrainedModel | PortKind::TrainedClustering | PortKind::Recommender)
    }
}

/// A parameter of a module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParamSpec {
    /// snake_case id, the key in a draft's `params`.
    pub id: String,
    /// Label.
    pub title: String,
    /// Tooltip.
    #[serde(default)]
    pub help: String,
    /// Type, range and choices.
    pub kind: ParamKind,
    /// Value when none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<ParamValue>,
    /// Must have a value before a run.
    #[serde(default)]
    pub required: bool,
    /// Shown only while another parameter has one of these values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// How exports spell it.
    pub classic: ClassicParam,
}

/// How exports spell a parameter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClassicParam {
    /// Internal name.
    pub name: String,
    /// Other names met in exports.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// Visibility: `param` must have one of `values` (and be visible itself).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Another parameter of the same module.
    pub param: String,
    /// Values that show this one.
    pub values: Vec<ParamValue>,
}

/// The type of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum ParamKind {
    /// True or false.
    Bool,
    /// A whole number.
    Integer {
        /// Smallest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// Largest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// A number.
    Float {
        /// Smallest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Largest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
    /// A seed for random numbers: 0 to 4294967295.
    Seed,
    /// Text.
    Text {
        /// More than one line.
        #[serde(default)]
        multiline: bool,
    },
    /// One of several values.
    Choice {
        /// The values in classic's order.
        options: Vec<ChoiceOption>,
    },
    /// Columns of the dataset on an input port.
    Columns {
        /// The input port whose columns are offered.
        port: String,
        /// Exactly one column.
        #[serde(default)]
        single: bool,
    },
    /// Values to sweep over.
    Range {
        /// Whole numbers only.
        #[serde(default)]
        integer: bool,
        /// Geometric steps.
        #[serde(default)]
        logarithmic: bool,
        /// Smallest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<f64>,
        /// Largest allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<f64>,
    },
    /// Code.
    Script {
        /// Its language.
        language: ScriptLanguage,
    },
    /// A credential: kept in a vault, never in a draft.
    Secret,
}

/// Languages of script parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptLanguage {
    /// Python.
    Python,
    /// R.
    R,
    /// SQL, SQLite's dialect.
    Sql,
    /// Net#.
    NetSharp,
}

/// One value of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// kebab-case id, the value in a draft.
    pub id: String,
    /// Label.
    pub title: String,
    /// Value in exports.
    pub classic: String,
    /// Why this choice does not run yet; none when it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_yet: Option<String>,
}

/// What part a module plays; converters and executors treat a role alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Brings data in.
    Source,
    /// Sends data out.
    Sink,
    /// Changes a table.
    Transform,
    /// Describes a learner.
    Learner,
    /// Fits a learner.
    Trainer,
    /// Applies a model.
    Scorer,
    /// Judges scores.
    Evaluator,
    /// Runs the user's code.
    Script,
    /// Describes a table in numbers.
    Statistics,
    /// Anything else.
    Other,
}

/// Properties others rely on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// Same input and parameters, same output.
    pub deterministic: bool,
    /// In a predictive pipeline rows pass through unchanged (Split Data, SMOTE, Partition and Sample).
    pub passes_rows_through_when_scoring: bool,
    /// Runs a script in this language, only when the user allows it.
    pub needs_script: Option<ScriptLanguage>,
}

impl Default for Flags {
    fn default() -> Flags {
        Flags { deterministic: true, passes_rows_through_when_scoring: false, needs_script: None }
    }
}

/// Whether a module runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Status {
    /// It runs.
    Runs,
    /// It does not, and says why and what to do meanwhile.
    DoesNotRun {
        /// One sentence.
        reason: String,
    },
}

impl ComponentSpec {
    /// The input with this id.
    pub fn input(&self, id: &str) -> Option<&PortSpec> {
        self.inputs.iter().find(|port| port.id == id)
    }

    /// The output with this id.
    pub fn output(&self, id: &str) -> Option<&PortSpec> {
        self.outputs.iter().find(|port| port.id == id)
    }

    /// The input whose rows go through the module: the first that takes a table.
    pub fn rows_in(&self) -> Option<&PortSpec> {
        self.inputs.iter().find(|port| port.kind == PortKind::Dataset)
    }

    /// The output where its rows come out: the first that gives a table.
    pub fn rows_out(&self) -> Option<&PortSpec> {
        self.outputs.iter().find(|port| port.kind == PortKind::Dataset)
    }

    /// The output with what the module fitted to its rows, where it gives that apart from the rows it changed: applied to other rows,
    /// it does to them what the module did.
    pub fn fitted_transform(&self) -> Option<&PortSpec> {
        self.rows_in().and(self.rows_out())?;
        self.outputs.iter().find(|port| port.kind == PortKind::Transform)
    }

    /// The output with a fitted model, of a trainer.
    pub fn fitted_model(&self) -> Option<&PortSpec> {
        let model = self.outputs.iter().find(|port| port.kind.is_model())?;
        (self.role == Role::Trainer).then_some(model)
    }

    /// Whether it does to a table what a value of this kind says: Apply Transformation, Score Model and their like.
    pub fn applies(&self, kind: PortKind) -> bool {
        let role = if kind == PortKind::Transform { Role::Transform } else { Role::Scorer };
        let takes = self.inputs.iter().any(|port| port.kind == kind);
        takes && self.role == role && self.rows_in().is_some() && self.rows_out().is_some()
    }

    /// The parameter with this id.
    pub fn param(&self, id: &str) -> Option<&ParamSpec> {
        self.params.iter().find(|param| param.id == id)
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.status == Status::Runs
    }

    /// Whether `param` shows with these values: every condition up the chain holds.
    pub fn is_visible(&self, param: &ParamSpec, values: &BTreeMap<String, ParamValue>) -> bool {
        let mut current = param;
        for _ in 0..=self.params.len() {
            let Some(condition) = &current.when else { return true };
            let Some(parent) = self.param(&condition.param) else { return false };
            let value = values.get(&parent.id).or(parent.default.as_ref());
            if !value.is_some_and(|value| condition.values.contains(value)) {
                return false;
            }
            current = parent;
        }
        false
    }
}

/// All components, by id and by classic family.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Catalogue {
    components: Vec<ComponentSpec>,
}

// Looking up needs the order, which a catalogue from elsewhere need not have.
impl<'de> Deserialize<'de> for Catalogue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Catalogue, D::Error> {
        Vec::deserialize(deserializer).map(Catalogue::new)
    }
}

impl Catalogue {
    /// A catalogue of these components, sorted by id.
    pub fn new(mut components: Vec<ComponentSpec>) -> Catalogue {
        components.sort_by(|a, b| a.id.cmp(&b.id));
        Catalogue { components }
    }

    /// All components in the order of their ids.
    pub fn components(&self) -> &[ComponentSpec] {
        &self.components
    }

    /// The component with this id.
    pub fn get(&self, id: &str) -> Option<&ComponentSpec> {
        self.components
            .binary_search_by(|component| component.id.as_str().cmp(id))
            .ok()
            .map(|index| &self.components[index])
    }

    /// The component of a classic or designer family id.
    pub fn by_family(&self, family_id: &str) -> Option<&ComponentSpec> {
        self.components.iter().find(|component| {
            component.classic.family_ids.iter().any(|id| id.eq_ignore_ascii_case(family_id))
        })
    }

    /// The component that does to a table what a value of this kind says; one that runs and is not deprecated before others.
    pub fn applier(&self, kind: PortKind) -> Option<&ComponentSpec> {
        let appliers = self.components.iter().filter(|component| component.applies(kind));
        appliers.min_by_key(|component| (!component.runs(), component.classic.deprecated))
    }

    /// The component of this (older) name, ignoring case.
    pub fn by_name(&self, name: &str) -> Option<&ComponentSpec> {
        self.components
            .iter()
            .find(|component| component.classic.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}
