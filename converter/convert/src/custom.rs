//! Modules of customers' own: from what a listing or a package says of them to components like those of the catalogue.

use crate::value;
use ml_classic::{
    DescribedChoice, DescribedModule, DescribedParameter, DescribedPort, ModuleNode, ModulePackage,
};
use ml_graph::{
    ChoiceOption, ClassicIdentity, ClassicParam, ComponentSpec, Condition, CustomCode, CustomComponent,
    CustomFile, Flags, ParamKind, ParamSpec, ParamValue, PortKind, PortSpec, Role, ScriptLanguage, Status,
};
use std::collections::{BTreeMap, BTreeSet};

/// The modules met so far, by component id.
#[derive(Debug, Default)]
pub(crate) struct Customs {
    components: BTreeMap<String, CustomComponent>,
    /// Component by family id, in lower case.
    families: BTreeMap<String, String>,
}

impl Customs {
    /// Takes in an entry of a module listing, and gives what it is. The latest of a family counts.
    pub(crate) fn learn(&mut self, module: &DescribedModule) -> Option<&ComponentSpec> {
        let family = module.family.as_deref()?.to_ascii_lowercase();
        if self.families.contains_key(&family) && !module.latest {
            return None;
        }
        let short: String = family.chars().take(8).collect();
        let id = format!("custom-{}-{short}", crate::file_stem(&module.name));
        let reason = "Its code is not part of a module listing. Give the zip that it was made from, or put Execute R Script in its place.";
        let status = Status::DoesNotRun { reason: reason.to_owned() };
        let spec = component(module, id.clone(), 1, status);
        self.families.insert(family, id.clone());
        self.components.insert(id.clone(), CustomComponent { spec, code: None });
        self.components.get(&id).map(|component| &component.spec)
    }

    /// Takes in a package.
    pub(crate) fn learn_package(&mut self, package: ModulePackage) {
        let ModulePackage { module, files } = package;
        let Some(code) = module.code.clone() else { return };
        let files: BTreeMap<String, CustomFile> = files.into_iter().collect();
        let version = checksum(&files);
        let id = format!("custom-{}-{version:08x}", crate::file_stem(&module.name));
        let spec = component(&module, id.clone(), version, Status::Runs);
        let code = CustomCode {
            language: ScriptLanguage::R,
            source_file: code.source_file,
            entry_point: code.entry_point,
            files,
        };
        self.components.insert(id, CustomComponent { spec, code: Some(code) });
    }

    /// Takes in what a draft brings along.
    pub(crate) fn learn_component(&mut self, component: &CustomComponent) {
        for family in &component.spec.classic.family_ids {
            self.families.entry(family.to_ascii_lowercase()).or_insert_with(|| component.spec.id.clone());
        }
        self.components.entry(component.spec.id.clone()).or_insert_with(|| component.clone());
    }

    /// The component of this id.
    pub(crate) fn get(&self, id: &str) -> Option<&CustomComponent> {
        self.components.get(id)
    }

    /// The component of a family: its package rather than its entry in a listing, when there are both under one name.
    pub(crate) fn family(&self, family: &str) -> Option<&ComponentSpec> {
        let listed = &self.components.get(self.families.get(&family.to_ascii_lowercase())?)?.spec;
        let packed = self.packages().find(|package| package.title.eq_ignore_ascii_case(&listed.title));
        Some(packed.unwrap_or(listed))
    }

    /// The one package whose ports and parameters are those of a module that nothing else describes.
    pub(crate) fn alike(&self, node: &ModuleNode) -> Option<&ComponentSpec> {
        let inputs: BTreeSet<&str> = node.inputs.iter().map(|port| port.name.as_str()).collect();
        let outputs: BTreeSet<&str> = node.outputs.iter().map(|port| port.name.as_str()).collect();
        let parameters: BTreeSet<&str> =
            node.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let names = |ports: &[PortSpec], wanted: &BTreeSet<&str>| {
            ports.iter().map(|port| port.classic_name.as_str()).collect::<BTreeSet<&str>>() == *wanted
        };
        let mut fitting = self.packages().filter(|spec| {
            let known: BTreeSet<&str> = spec.params.iter().map(|param| param.classic.name.as_str()).collect();
            names(&spec.inputs, &inputs) && names(&spec.outputs, &outputs) && known == parameters
        });
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn packages(&self) -> impl Iterator<Item = &ComponentSpec> {
        self.components.values().filter(|component| component.code.is_some()).map(|component| &component.spec)
    }
}

/// A number that changes with the files (FNV-1a), so that results of other code are not taken for those of this one.
fn checksum(files: &BTreeMap<String, CustomFile>) -> u32 {
    let bytes = files
        .iter()
        .flat_map(|(name, file)| name.bytes().chain([0]).chain(file.bytes().iter().copied()).chain([0]));
    bytes.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn component(module: &DescribedModule, id: String, version: u32, status: Status) -> ComponentSpec {
    let script = module.code.is_some();
    let inputs = ports(&module.inputs);
    let mut params = Vec::new();
    let mut taken = BTreeSet::new();
    parameters(&module.parameters, &inputs, None, &mut taken, &mut params);
    let summary = module.description.lines().next().unwrap_or_default().to_owned();
    ComponentSpec {
        id,
        version,
        title: if module.name.is_empty() { "Custom module".to_owned() } else { module.name.clone() },
        summary: if summary.is_empty() { "A module of your own.".to_owned() } else { summary },
        category: match module.category.as_str() {
            "" | "Custom" => "Custom".to_owned(),
            category => format!("Custom / {category}"),
        },
        keywords: Vec::new(),
        help: module.description.clone(),
        outputs: ports(&module.outputs),
        inputs,
        params,
        classic: ClassicIdentity {
            family_ids: module.family.iter().map(|family| family.to_ascii_lowercase()).collect(),
            names: vec![module.name.clone()],
            ..ClassicIdentity::default()
        },
        role: if script { Role::Script } else { Role::Other },
        flags: Flags {
            deterministic: module.deterministic,
            passes_rows_through_when_scoring: false,
            needs_script: script.then_some(ScriptLanguage::R),
        },
        status,
    }
}

fn ports(described: &[DescribedPort]) -> Vec<PortSpec> {
    let mut taken = BTreeSet::new();
    let port = |port: &DescribedPort| PortSpec {
        id: unused(&identifier(&port.name), &mut taken),
        title: port.title.clone().unwrap_or_else(|| port.name.clone()),
        classic_name: port.name.clone(),
        kind: kind(&port.types),
        optional: port.optional,
    };
    described.iter().map(port).collect()
}

/// What flows through a port of these data types.
fn kind(types: &[String]) -> PortKind {
    let of = |name: &String| match name.as_str() {
        "DataTable" | "Dataset" | "DataTableDotNet" | "ARFF" | "SvmLight" => PortKind::Dataset,
        name if name.starts_with("Generic") && (name.contains("CSV") || name.contains("TSV")) => {
            PortKind::Dataset
        }
        "ILearnerDotNet" => PortKind::TrainedModel,
        "IClusterDotNet" => PortKind::TrainedClustering,
        "ITransformDotNet" => PortKind::Transform,
        "IFilterDotNet" => PortKind::Filter,
        "IRecommenderDotNet" => PortKind::Recommender,
        "Zip" => PortKind::Bundle,
        _ => PortKind::Any,
    };
    let mut kinds: Vec<PortKind> = types.iter().map(of).collect();
    kinds.dedup();
    match kinds.as_slice() {
        [kind] => *kind,
        _ => PortKind::Any,
    }
}

fn parameters(
    described: &[DescribedParameter],
    inputs: &[PortSpec],
    when: Option<&Condition>,
    taken: &mut BTreeSet<String>,
    params: &mut Vec<ParamSpec>,
) {
    for parameter in described {
        let id = unused(&identifier(&parameter.name), taken);
        let kind = param_kind(parameter, inputs);
        let default = parameter.default.as_deref().filter(|text| !text.is_empty());
        let default =
            default.and_then(|text| value::parse(&kind, text)).filter(|value| *value != ParamValue::Null);
        let options = match &kind {
            ParamKind::Choice { options } => options.clone(),
            _ => Vec::new(),
        };
        params.push(ParamSpec {
            id: id.clone(),
            title: parameter.title.clone().unwrap_or_else(|| parameter.name.clone()),
            help: parameter.description.clone(),
            required: !parameter.optional && default.is_none() && !matches!(kind, ParamKind::Text { .. }),
            kind,
            default,
            when: when.cloned(),
            classic: ClassicParam { name: parameter.name.clone(), aliases: Vec::new() },
        });
        for (choice, option) in parameter.choices.iter().zip(&options) {
            let condition =
                Condition { param: id.clone(), values: vec![ParamValue::Text(option.id.clone())] };
            parameters(&choice.parameters, inputs, Some(&condition), taken, params);
        }
    }
}

fn param_kind(parameter: &DescribedParameter, inputs: &[PortSpec]) -> ParamKind {
    let whole =
        |number: Option<f64>| number.filter(|number| number.abs() < 9.0e15).map(|number| number as i64);
    match parameter.kind.to_ascii_lowercase().as_str() {
        "bool" | "boolean" => ParamKind::Bool,
        "int" | "integer" => ParamKind::Integer { min: whole(parameter.min), max: whole(parameter.max) },
        "float" | "double" => ParamKind::Float { min: parameter.min, max: parameter.max },
        "credential" => ParamKind::Secret,
        "columnpicker" => {
            let of = parameter.columns_of.as_deref();
            let port =
                inputs.iter().find(|port| of.is_none_or(|of| port.classic_name.eq_ignore_ascii_case(of)));
            let port = port.or(inputs.first()).map(|port| port.id.clone()).unwrap_or_default();
            ParamKind::Columns { port, single: parameter.single_column }
        }
        "parameterrange" => ParamKind::Range { integer: false, logarithmic: false, min: None, max: None },
        "script" => match parameter.script.as_deref().unwrap_or_default().to_ascii_lowercase() {
            script if script.contains("python") => ParamKind::Script { language: ScriptLanguage::Python },
            script if script.contains("sql") => ParamKind::Script { language: ScriptLanguage::Sql },
            script if script == "r" || script.contains("r script") => {
                ParamKind::Script { language: ScriptLanguage::R }
            }
            _ => ParamKind::Text { multiline: true },
        },
        "enumerated" | "mode" | "dropdown" if !parameter.choices.is_empty() => {
            ParamKind::Choice { options: options(&parameter.choices) }
        }
        _ => ParamKind::Text { multiline: false },
    }
}

fn options(choices: &[DescribedChoice]) -> Vec<ChoiceOption> {
    let mut taken = BTreeSet::new();
    let option = |choice: &DescribedChoice| {
        let words = choice.value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let id = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
        let id = if id.is_empty() { "none".to_owned() } else { id };
        ChoiceOption {
            id: unused(&id, &mut taken),
            title: choice.title.clone().unwrap_or_else(|| choice.value.clone()),
            classic: choice.value.clone(),
            not_yet: None,
        }
    };
    choices.iter().map(option).collect()
}

/// A name as an id: R's argument names stay as they are.
fn identifier(name: &str) -> String {
    let mut id = String::new();
    for letter in name.trim().chars() {
        if letter.is_alphanumeric() || letter == '_' || letter == '.' {
            id.push(letter);
        } else if !id.ends_with('_') {
            id.push('_');
        }
    }
    if id.is_empty() { "unnamed".to_owned() } else { id }
}

fn unused(id: &str, taken: &mut BTreeSet<String>) -> String {
    let free = (1..).map(|number| if number == 1 { id.to_owned() } else { format!("{id}_{number}") });
    let id = free.into_iter().find(|id| !taken.contains(id)).unwrap_or_default();
    taken.insert(id.clone());
    id
}
