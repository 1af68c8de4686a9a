//! Reads the Markdown file of a module.

use crate::framework::ParamValues;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The heading that ends the help and begins the cases.
const CASES: &str = "## Cases";

/// The help of a document: what stands before the cases.
pub fn help(document: &str) -> &str {
    split(document).0.trim()
}

/// A case of a document.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its heading.
    pub title: String,
    /// Parameters.
    pub params: ParamValues,
    /// Values by input port.
    pub inputs: BTreeMap<String, Source>,
    /// Files and addresses that the host knows.
    pub files: BTreeMap<String, Vec<u8>>,
    /// Tables expected, by output port, with the tolerance.
    pub outputs: BTreeMap<String, (String, f64)>,
    /// Columns expected, by output port.
    pub columns: BTreeMap<String, Vec<String>>,
    /// What must be found; none when nothing may be.
    pub diagnostics: Option<Vec<String>>,
}

/// Where an input of a case comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A table written out.
    Table {
        /// Comma-separated text.
        csv: String,
        /// What the text cannot say.
        options: TableOptions,
    },
    /// Another module's output.
    Recipe(Recipe),
}

/// What comma-separated text cannot say of a table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableOptions {
    /// Categorical columns.
    pub categorical: Vec<String>,
    /// Element types by column, where they differ from what reading infers.
    pub types: BTreeMap<String, String>,
    /// Roles by column.
    pub roles: BTreeMap<String, String>,
}

/// A value as another module's output: `{"component", "params", "inputs": {PORT: CSV text or recipe}, "output"}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The module.
    pub component: String,
    /// Its parameters.
    #[serde(default)]
    pub params: ParamValues,
    /// Its inputs.
    #[serde(default)]
    pub inputs: BTreeMap<String, Ingredient>,
    /// The port whose value is taken; its only one when absent.
    #[serde(default)]
    pub output: Option<String>,
}

/// An input of a recipe.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Ingredient {
    /// Comma-separated text, line by line.
    Lines(Vec<String>),
    /// Another recipe.
    Recipe(Box<Recipe>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OutputOptions {
    tolerance: f64,
}

/// The cases of a document, or a sentence that says which line is wrong.
pub fn cases(document: &str) -> Result<Vec<Case>, String> {
    let (help, rest) = split(document);
    let first_line = help.lines().count();
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = rest.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let at = |problem: String| format!("line {}: {problem}", first_line + number + 1);
        if let Some(title) = line.strip_prefix("### ") {
            cases.push(Case { title: title.trim().to_owned(), ..Case::default() });
        } else if let Some(fence) = line.strip_prefix("```") {
            let mut content = String::new();
            loop {
                match lines.next() {
                    None => return Err(at("the block is not closed".to_owned())),
                    Some((_, "```")) => break,
                    Some((_, line)) => {
                        content.push_str(line);
                        content.push('\n');
                    }
                }
            }
            let Some(case) = cases.last_mut() else {
                return Err(at("the block belongs to no case".to_owned()));
            };
            case.read_block(fence.trim(), content).map_err(at)?;
        }
    }
    Ok(cases)
}

impl Case {
    fn read_block(&mut self, fence: &str, content: String) -> Result<(), String> {
        let (fence, options) = match fence.find('{') {
            Some(start) => fence.split_at(start),
            None => (fence, ""),
        };
        let words: Vec<&str> = fence.split_whitespace().collect();
        match words.as_slice() {
            ["json", "params"] => self.params = json(&content)?,
            ["csv", "input", port] => {
                let source = Source::Table { csv: content, options: options_of(options)? };
                self.inputs.insert((*port).to_owned(), source);
            }
            ["json", "input", port] => {
                self.inputs.insert((*port).to_owned(), Source::Recipe(json(&content)?));
            }
            ["text", "file" | "address", name] => {
                self.files.insert((*name).to_owned(), content.into_bytes());
            }
            ["csv", "output", port] => {
                let OutputOptions { tolerance } = options_of(options)?;
                self.outputs.insert((*port).to_owned(), (content, tolerance));
            }
            ["text", "columns", port] => {
                self.columns.insert((*port).to_owned(), content.lines().map(str::to_owned).collect());
            }
            ["text", "diagnostics"] => {
                self.diagnostics = Some(content.lines().map(str::to_owned).collect());
            }
            _ => return Err(format!("“{fence}” is no kind of block")),
        }
        Ok(())
    }
}

fn options_of<T: DeserializeOwned + Default>(text: &str) -> Result<T, String> {
    if text.is_empty() { Ok(T::default()) } else { json(text) }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("the JSON does not fit: {error}"))
}

fn split(document: &str) -> (&str, &str) {
    let start = document
        .match_indices(CASES)
        .map(|(start, _)| start)
        .find(|start| *start == 0 || document[..*start].ends_with('\n'));
    document.split_at(start.unwrap_or(document.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_have_help_and_cases() {
        let document = "Help.\n\n## Cases\n\n### One\nSome text.\n```json params\n{\"rows\": 3}\n```\n\
                        ```csv input dataset {\"roles\": {\"y\": \"Label\"}}\nx,y\n1,2\n```\n\
                        ```csv output results {\"tolerance\": 0.5}\nx\n1\n```\n### Two\n```text diagnostics\nerror-0001\n```\n";
        assert_eq!(help(document), "Help.");
        let cases = cases(document).unwrap();
        assert_eq!(cases.iter().map(|case| case.title.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
        assert_eq!(cases[0].params["rows"].as_i64(), Some(3));
        assert_eq!(cases[0].outputs["results"], ("x\n1\n".to_owned(), 0.5));
        assert!(
            matches!(&cases[0].inputs["dataset"], Source::Table { options, .. } if options.roles["y"] == "Label")
        );
        assert_eq!(cases[1].diagnostics.as_deref(), Some(["error-0001".to_owned()].as_slice()));
    }

    #[test]
    fn mistakes_name_their_line() {
        let error = |document: &str| cases(document).unwrap_err();
        assert_eq!(
            error("Help.\n## Cases\n### A\n```json parameters\n```\n"),
            "line 4: “json parameters” is no kind of block"
        );
        assert!(
            error("## Cases\n### A\n```json params\n{]\n```\n").starts_with("line 3: the JSON does not fit")
        );
        assert_eq!(error("## Cases\n```json params\n```\n"), "line 2: the block belongs to no case");
        assert_eq!(error("## Cases\n### A\n```json params\n"), "line 3: the block is not closed");
    }
}
