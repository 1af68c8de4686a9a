//! Modules as the Studio describes them: entries of a module listing, and the XML of custom R modules, in one shape.

use crate::shape::{Members, ReadError};
use ml_graph::Json;

/// A module that describes itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DescribedModule {
    /// The middle part of the module ids of its nodes; none in packages.
    pub family: Option<String>,
    /// The workspace part of its id.
    pub workspace: Option<String>,
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: String,
    /// Where it stood in the palette.
    pub category: String,
    /// Whether the same inputs give the same outputs.
    pub deterministic: bool,
    /// Whether it is the latest of its family, as far as the listing says.
    pub latest: bool,
    /// Its inputs.
    pub inputs: Vec<DescribedPort>,
    /// Its outputs.
    pub outputs: Vec<DescribedPort>,
    /// Its parameters.
    pub parameters: Vec<DescribedParameter>,
    /// Its code; only packages have it.
    pub code: Option<DescribedCode>,
}

/// A port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribedPort {
    /// The name that wires use.
    pub name: String,
    /// The name that people see.
    pub title: Option<String>,
    /// For inputs: may stay unconnected.
    pub optional: bool,
    /// Data types.
    pub types: Vec<String>,
}

/// A parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DescribedParameter {
    /// The name that exports use.
    pub name: String,
    /// The name that people see.
    pub title: Option<String>,
    /// What it is for.
    pub description: String,
    /// Its type as the source calls it.
    pub kind: String,
    /// Its default.
    pub default: Option<String>,
    /// Whether it may stay empty.
    pub optional: bool,
    /// The input whose columns are picked.
    pub columns_of: Option<String>,
    /// Whether one column is picked.
    pub single_column: bool,
    /// Smallest value.
    pub min: Option<f64>,
    /// Largest value.
    pub max: Option<f64>,
    /// The language of a script, as far as it is said.
    pub script: Option<String>,
    /// Values to choose from.
    pub choices: Vec<DescribedChoice>,
}

/// A value to choose.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DescribedChoice {
    /// In exports.
    pub value: String,
    /// For people.
    pub title: Option<String>,
    /// Parameters that show while it is chosen.
    pub parameters: Vec<DescribedParameter>,
}

/// The code of a custom module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DescribedCode {
    /// `R`, as the source spells it.
    pub language: String,
    /// The file with the entry point.
    pub source_file: String,
    /// The function to call.
    pub entry_point: String,
}

/// Whether a value is an entry of a module listing.
pub(crate) fn is_module(value: &Json) -> bool {
    let has = |key: &str| value.get_ignoring_case(key).is_some_and(|value| !value.is_null());
    has("ModuleInterface") && (has("FamilyId") || has("Id"))
}

impl DescribedModule {
    /// Reads an entry of a module listing.
    ///
    /// # Errors
    /// When it is no such entry.
    pub fn from_json(json: Json, pointer: &str) -> Result<DescribedModule, ReadError> {
        let mut members = Members::of(json, pointer, "An entry of the module list")?;
        let id = members.text("Id");
        let part = |place: usize| id.as_deref().and_then(|id| id.split('.').nth(place)).map(str::to_owned);
        let family = members.text("FamilyId").or_else(|| part(1));
        let family = family.as_deref().map(|family| family.rsplit('.').next().unwrap_or(family).to_owned());
        if family.is_none() {
            return Err(ReadError::new(
                "An entry of the module list has no “FamilyId”.",
                "Export the list again.",
            )
            .at(pointer));
        }
        let place = format!("{pointer}/ModuleInterface");
        let interface = members.take("ModuleInterface").unwrap_or_default();
        let mut interface = Members::of(interface, &place, "The interface of a module")?;
        let ports = |items: Vec<Json>, list: &str| -> Result<Vec<DescribedPort>, ReadError> {
            items
                .into_iter()
                .enumerate()
                .map(|(index, item)| port(item, &format!("{place}/{list}/{index}")))
                .collect()
        };
        Ok(DescribedModule {
            workspace: part(0).filter(|_| id.as_deref().is_some_and(|id| id.contains('.'))),
            family,
            name: members.text("Name").unwrap_or_default(),
            description: members.text("Description").unwrap_or_default(),
            category: members.text("Category").unwrap_or_default(),
            deterministic: members.flag("IsDeterministic").unwrap_or(true),
            latest: members.flag("IsLatest").unwrap_or(true),
            inputs: ports(interface.list("InputPorts", &place)?, "InputPorts")?,
            outputs: ports(interface.list("OutputPorts", &place)?, "OutputPorts")?,
            parameters: parameters(interface.list("Parameters", &place)?, &format!("{place}/Parameters"))?,
            code: None,
        })
    }
}

fn port(item: Json, pointer: &str) -> Result<DescribedPort, ReadError> {
    let mut members = Members::of(item, pointer, "A port of a module")?;
    let mut types: Vec<String> = members.list_of_texts("Types");
    types.extend(members.text("Type"));
    Ok(DescribedPort {
        name: members.text("Name").unwrap_or_default(),
        title: members.text("FriendlyName"),
        optional: members.flag("IsOptional").unwrap_or(false),
        types,
    })
}

fn parameters(items: Vec<Json>, pointer: &str) -> Result<Vec<DescribedParameter>, ReadError> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| parameter(item, &format!("{pointer}/{index}")))
        .collect()
}

fn parameter(item: Json, pointer: &str) -> Result<DescribedParameter, ReadError> {
    let mut members = Members::of(item, pointer, "A parameter of a module")?;
    let number = |members: &mut Members, name: &str| {
        members.text(name).and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite())
    };
    let has_default = members.flag("HasDefaultValue").unwrap_or(true);
    let default = members.text("DefaultValue").filter(|_| has_default);
    let mut choices = Vec::new();
    let (mut min, mut max) = (number(&mut members, "MinLimit"), number(&mut members, "MaxLimit"));
    for rule in members.list("ParameterRules", pointer)? {
        let mut rule = Members::of(rule, pointer, "A rule of a parameter")?;
        min = min.or(number(&mut rule, "Min"));
        max = max.or(number(&mut rule, "Max"));
        let values = rule.list_of_texts("Values");
        choices
            .extend(values.into_iter().map(|value| DescribedChoice { value, ..DescribedChoice::default() }));
    }
    if let Some(Json::Object(modes)) = members.take("ModeValuesInfo") {
        choices.clear();
        for (value, mode) in modes {
            let place = format!("{pointer}/ModeValuesInfo/{value}");
            let mut mode = Members::of(mode, &place, "A mode of a parameter")?;
            choices.push(DescribedChoice {
                value: mode.text("InterfaceString").unwrap_or(value),
                title: mode.text("DisplayValue"),
                parameters: parameters(mode.list("Parameters", &place)?, &place)?,
            });
        }
    }
    Ok(DescribedParameter {
        name: members.text("Name").unwrap_or_default(),
        title: members.text("FriendlyName"),
        description: members.text("Description").unwrap_or_default(),
        kind: members.text("ParameterType").unwrap_or_default(),
        default,
        optional: members.flag("IsOptional").unwrap_or(false),
        columns_of: members.text("ColumnPickerFor"),
        single_column: members.flag("SingleColumnSelection").unwrap_or(false),
        min,
        max,
        script: members.text("ScriptName"),
        choices,
    })
}
