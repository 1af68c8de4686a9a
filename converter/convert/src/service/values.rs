//! Values that templates were deployed with: they stand in files of their own and belong into the templates before these are worked out.

use ml_classic::TemplateValues;
use ml_graph::Json;

/// The files of values met so far, in their order.
#[derive(Debug, Default)]
pub(crate) struct DeployedValues(Vec<File>);

struct File {
    name: String,
    values: Vec<(String, Option<Json>)>,
}

/// Names alone: any of the values may be a credential.
impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("File").field(&self.name).finish()
    }
}

/// What became of a template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filled {
    /// The file whose values it got.
    pub(crate) from: String,
    /// Other files whose values fit as well.
    pub(crate) others: Vec<String>,
}

impl DeployedValues {
    /// Remembers a file's values.
    pub(crate) fn add(&mut self, name: &str, values: TemplateValues) {
        self.0.push(File { name: name.to_owned(), values: values.values });
    }

    /// Puts the values of the fitting file into the template's parameters, in place of their defaults, which stay beside them. A file
    /// fits when the template declares all that it sets, and better when it is named after the template.
    pub(crate) fn fill(&self, template: &mut Json, template_file: &str) -> Option<Filled> {
        let Json::Object(members) = template else { return None };
        let (_, parameters) = members.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case("parameters"))?;
        let Json::Object(parameters) = parameters else { return None };
        let declares =
            |name: &String| parameters.iter().any(|(declared, _)| declared.eq_ignore_ascii_case(name));
        let fits =
            |file: &&File| !file.values.is_empty() && file.values.iter().all(|(name, _)| declares(name));
        let mut fitting: Vec<&File> = self.0.iter().filter(fits).collect();
        let named: Vec<&File> =
            fitting.iter().copied().filter(|file| stem(&file.name) == stem(template_file)).collect();
        if !named.is_empty() {
            fitting = named;
        }
        let (first, others) = fitting.split_first()?;
        for (name, value) in &first.values {
            let Some(value) = value else { continue };
            let declared = parameters.iter_mut().find(|(declared, _)| declared.eq_ignore_ascii_case(name));
            if let Some((_, Json::Object(definition))) = declared {
                match definition.iter_mut().find(|(key, _)| key.eq_ignore_ascii_case("defaultValue")) {
                    Some((_, default)) => {
                        let default = std::mem::replace(default, value.clone());
                        definition.push(("defaultOfTemplate".to_owned(), default));
                    }
                    None => definition.push(("defaultValue".to_owned(), value.clone())),
                }
            }
        }
        let others = others.iter().map(|file| file.name.clone()).collect();
        Some(Filled { from: first.name.clone(), others })
    }
}

/// `folder/azuredeploy.parameters.json` → `azuredeploy`.
fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\', '!']).next().unwrap_or(name);
    name.split('.').next().unwrap_or(name).to_lowercase()
}
