//! Custom R modules: a zip with one XML that describes the module, and its R files.

use crate::module::{DescribedChoice, DescribedCode, DescribedModule, DescribedParameter, DescribedPort};
use crate::shape::ReadError;
use crate::text;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ml_graph::{CustomFile, Json};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deeper XML is no module.
const DEPTH: usize = 32;

/// Most things of one kind in a module; the Studio allowed eight ports.
const MOST: usize = 1000;

/// Whether the text of an XML file is the description of a module.
pub(crate) fn is_description(xml: &str) -> bool {
    let mut reader = Reader::from_str(xml);
    for _ in 0..64 {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => return element.name().as_ref() == "Module",
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    false
}

/// The files of a package as JSON, so that credentials can be taken out of them: `{"description": …, "files": {…}}`.
pub(crate) fn package(description: String, files: Vec<(String, CustomFile)>) -> Json {
    Json::Object(vec![
        ("description".to_owned(), Json::String(description)),
        ("files".to_owned(), Json::Object(files.into_iter().map(as_member).collect())),
    ])
}

/// A file as a draft has it.
pub(crate) fn as_member((name, file): (String, CustomFile)) -> (String, Json) {
    let json = match file {
        CustomFile::Text(text) => Json::String(text),
        CustomFile::Binary { bytes } => {
            Json::Object(vec![("base64".to_owned(), Json::String(BASE64_STANDARD.encode(&bytes)))])
        }
    };
    (name, json)
}

/// A file of a module: text unless it holds bytes that no text has. Code of the Studio's days may be in Windows' letters.
pub(crate) fn custom_file(bytes: Vec<u8>) -> CustomFile {
    let of_data = |byte: &u8| matches!(byte, 0..=8 | 14..=25 | 28..=31);
    match bytes.iter().any(of_data) {
        true => CustomFile::Binary { bytes },
        false => CustomFile::Text(text::decode(&bytes).into_owned()),
    }
}

/// A package, read: the module and its files by path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModulePackage {
    /// What the XML says.
    pub module: DescribedModule,
    /// The files beside it.
    pub files: Vec<(String, CustomFile)>,
}

impl ModulePackage {
    /// Reads what [`crate::read()`] found.
    ///
    /// # Errors
    /// When the XML is broken, or describes no module that could be called.
    pub fn from_json(json: &Json) -> Result<ModulePackage, ReadError> {
        let description = json.get("description").and_then(Json::as_str).unwrap_or_default();
        let module = describe(description)?;
        let files = json.get("files").map(Json::members).unwrap_or_default();
        let file = |json: &Json| match json.get("base64").and_then(Json::as_str) {
            Some(coded) => BASE64_STANDARD.decode(coded).ok().map(|bytes| CustomFile::Binary { bytes }),
            None => json.as_str().map(|text| CustomFile::Text(text.to_owned())),
        };
        let files: Vec<(String, CustomFile)> =
            files.iter().filter_map(|(name, json)| Some((name.clone(), file(json)?))).collect();
        if let Some(code) = &module.code
            && !files.iter().any(|(name, _)| *name == code.source_file)
        {
            return Err(broken(format!(
                "The package holds no file “{}”, which its XML names.",
                code.source_file
            )));
        }
        Ok(ModulePackage { module, files })
    }
}

fn broken(message: impl Into<String>) -> ReadError {
    ReadError::new(message, "Pack the module again: one XML file and the R files that it names.")
}

/// Where the text between tags belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Module,
    Input,
    Output,
    Argument,
    Other,
}

fn describe(xml: &str) -> Result<DescribedModule, ReadError> {
    let mut reader = Reader::from_str(xml);
    let mut module =
        DescribedModule { category: "Custom".to_owned(), latest: true, ..DescribedModule::default() };
    let mut open: Vec<(String, Owner)> = Vec::new();
    let mut seen = false;
    loop {
        let event = reader.read_event().map_err(|_| {
            let line = xml[..(reader.error_position() as usize).min(xml.len())].matches('\n').count() + 1;
            let mut error = broken("The XML of the module is not well formed.");
            error.line = Some(line as u64);
            error
        })?;
        match event {
            Event::Start(element) => {
                let owner = element_of(&element, &open, &mut module)?;
                open.push((element.name().as_ref().to_owned(), owner));
                if open.len() > DEPTH {
                    return Err(broken("The XML of the module nests deeper than any module does."));
                }
                seen = true;
            }
            Event::Empty(element) => {
                element_of(&element, &open, &mut module)?;
                seen = true;
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => said(&open, text.xml10_content().trim(), &mut module),
            Event::GeneralRef(name) => match quick_xml::escape::resolve_predefined_entity(name.as_ref()) {
                Some(text) => said(&open, text, &mut module),
                None if name.is_char_ref() => {}
                None => return Err(broken("The XML of the module uses an entity that XML does not know.")),
            },
            Event::DocType(_) => {
                return Err(broken("The XML of the module declares entities, which no module does."));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !open.is_empty() || !seen || module.name.is_empty() {
        return Err(broken("The XML describes no module with a name."));
    }
    match &module.code {
        None => Err(broken("The XML names no language, file and function.")),
        Some(code) if !code.language.eq_ignore_ascii_case("R") => Err(broken(format!(
            "The module is written in “{}”; custom modules are written in R.",
            code.language
        ))),
        Some(_) => Ok(module),
    }
}

/// The description of something.
fn said(open: &[(String, Owner)], text: &str, module: &mut DescribedModule) {
    if text.is_empty() || open.last().is_none_or(|(name, _)| name != "Description") {
        return;
    }
    let owner =
        open.len().checked_sub(2).and_then(|at| open.get(at)).map_or(Owner::Other, |(_, owner)| *owner);
    let place = match owner {
        Owner::Module => Some(&mut module.description),
        Owner::Argument => module.parameters.last_mut().map(|parameter| &mut parameter.description),
        Owner::Input | Owner::Output | Owner::Other => None,
    };
    if let Some(place) = place {
        if !place.is_empty() {
            place.push(' ');
        }
        place.push_str(text);
    }
}

fn element_of(
    element: &BytesStart<'_>,
    open: &[(String, Owner)],
    module: &mut DescribedModule,
) -> Result<Owner, ReadError> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in element.attributes() {
        let attribute =
            attribute.map_err(|_| broken("An attribute in the XML of the module is not well formed."))?;
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_err(|_| broken("The XML of the module uses an entity that XML does not know."))?
            .into_owned();
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    let get = |name: &str| {
        attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    };
    let yes = |name: &str| get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let within = |name: &str| open.iter().any(|(outer, _)| outer == name);
    let name = element.name();
    Ok(match name.as_ref() {
        "Module" if open.is_empty() => {
            module.name = get("name").unwrap_or_default();
            module.deterministic = yes("isDeterministic");
            Owner::Module
        }
        "Language" => {
            module.code = Some(DescribedCode {
                language: get("name").unwrap_or_default(),
                source_file: get("sourceFile").unwrap_or_default(),
                entry_point: get("entryPoint").unwrap_or_default(),
            });
            Owner::Other
        }
        port @ ("Input" | "Output") if within("Ports") => {
            let (ports, owner) = match port {
                "Input" => (&mut module.inputs, Owner::Input),
                _ => (&mut module.outputs, Owner::Output),
            };
            ports.push(DescribedPort {
                name: get("id").unwrap_or_default(),
                title: get("name"),
                optional: yes("isOptional"),
                types: get("type").into_iter().collect(),
            });
            enough(ports.len())?;
            owner
        }
        "Arg" if within("Arguments") => {
            module.parameters.push(DescribedParameter {
                name: get("id").unwrap_or_default(),
                title: get("name"),
                kind: get("type").unwrap_or_default(),
                ..DescribedParameter::default()
            });
            enough(module.parameters.len())?;
            Owner::Argument
        }
        "Properties" if within("Arg") => {
            if let Some(parameter) = module.parameters.last_mut() {
                let number = |name: &str| get(name).and_then(|text| text.trim().parse::<f64>().ok());
                parameter.default = get("default");
                parameter.optional = yes("isOptional");
                parameter.min = number("min");
                parameter.max = number("max");
                parameter.columns_of = get("portId");
            }
            Owner::Other
        }
        "Item" if within("Properties") => {
            if let Some(parameter) = module.parameters.last_mut() {
                let value = get("id").unwrap_or_default();
                parameter.choices.push(DescribedChoice { value, title: get("name"), parameters: Vec::new() });
                enough(parameter.choices.len())?;
            }
            Owner::Other
        }
        _ => Owner::Other,
    })
}

fn enough(count: usize) -> Result<(), ReadError> {
    match count > MOST {
        true => Err(broken("The XML describes more than any module has.")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<?xml version="1.0"?>
<Module name="Add Rows &amp; More" isDeterministic="true">
  <Owner>Us</Owner><Description>Puts rows together.</Description>
  <Language name="R" sourceFile="add.R" entryPoint="addRows" />
  <Ports>
    <Output id="all" name="All rows" type="DataTable"><Description>Rows</Description></Output>
    <Input id="first" name="First" type="DataTable" />
    <Input id="second" type="DataTable" isOptional="true" />
  </Ports>
  <Arguments>
    <Arg id="swap" name="Swap" type="bool"><Properties default="false"/><Description>Second first</Description></Arg>
    <Arg id="color" type="DropDown"><Properties default="r"><Item id="r" name="Red"/><Item id="g"/></Properties></Arg>
    <Arg id="n" type="int"><Properties min="0" max="9" isOptional="true" /></Arg>
  </Arguments>
</Module>"#;

    #[test]
    fn a_module_is_read() {
        let module = describe(XML).unwrap();
        assert_eq!(
            (module.name.as_str(), module.description.as_str()),
            ("Add Rows & More", "Puts rows together.")
        );
        assert!(module.deterministic && module.inputs[1].optional);
        assert_eq!(module.outputs[0].title.as_deref(), Some("All rows"));
        assert_eq!(module.parameters[0].description, "Second first");
        assert_eq!(module.parameters[1].choices.len(), 2);
        assert_eq!((module.parameters[2].min, module.parameters[2].max), (Some(0.0), Some(9.0)));
        assert!(is_description(XML) && !is_description("<Workbook/>"));
    }

    #[test]
    fn hostile_xml_is_refused() {
        let deep = format!("<Module name='x'>{}{}</Module>", "<a>".repeat(40), "</a>".repeat(40));
        let many =
            format!("<Module name='x'><Arguments>{}</Arguments></Module>", "<Arg id='a'/>".repeat(1001));
        for (xml, says) in [
            ("<!DOCTYPE x [<!ENTITY a 'b'>]><Module name='&a;'/>", "declares entities"),
            ("<Module name='&nope;'/>", "an entity that XML does not know"),
            ("<Module name='x'>", "describes no module"),
            ("<Module name='x'><a></b></Module>", "not well formed"),
            ("<Module name='x'/>", "names no language"),
            (
                "<Module name='x'><Language name='Python' sourceFile='a' entryPoint='b'/></Module>",
                "written in “Python”",
            ),
            ("", "describes no module"),
            (deep.as_str(), "nests deeper"),
            (many.as_str(), "more than any module"),
        ] {
            let error = describe(xml).unwrap_err();
            assert!(error.message.contains(says), "{}", error.message);
        }
    }
}
