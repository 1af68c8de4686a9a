//! `pipeline.py`.

use super::expression::{Expression, text};
use super::program::{Function, Program, Setting, is_table};
use crate::emit::azureml::plan::Component;
use crate::emit::azureml::values::Literal;
use crate::emit::folder::File;
use ml_graph::CustomCode;
use std::fmt::Write;

/// Where the library finds what lies beside it, and where a script does.
const FOLDER: (&str, &str) = ("HERE = Path(\".\")", "HERE = Path(__file__).resolve().parent");

/// The longest line of a comment.
const COMMENT: usize = 96;

/// The script.
pub(crate) fn file(program: &Program<'_>) -> File {
    let (title, description) = head(program);
    let mut out = docstring(&format!("{}.\n\n{description}", title.trim_end_matches('.')), "");
    // The library knows nothing of command lines.
    line!(out, "\n{}", program.imports.lines_with("import argparse").trim_end());
    if !program.credentials.is_empty() {
        line!(out, "\n{}", credentials(program).trim_end());
    }
    if !program.shared.is_empty() {
        line!(out, "\n# What the modules share.");
    }
    for source in &program.shared {
        line!(out, "\n\n{}", source.body().replace(FOLDER.0, FOLDER.1));
    }
    if !program.functions.is_empty() {
        line!(out, "\n\n# The modules of the pipeline, one function each.");
    }
    for function in &program.functions {
        line!(out, "\n\n{}", definition(function));
    }
    line!(out, "\n\n# The pipeline.\n\n");
    main(program, &mut out);
    start(program, &mut out);
    File::text("pipeline.py", out)
}

/// The name of the pipeline and what it is for.
pub(crate) fn head<'p>(program: &'p Program<'_>) -> (&'p str, &'p str) {
    let draft = program.plan.draft;
    let name = if draft.name.trim().is_empty() { "Pipeline" } else { draft.name.trim() };
    (name, draft.description.trim())
}

/// The settings block of credentials.
pub(crate) fn credentials(program: &Program<'_>) -> String {
    let mut out =
        "# Where credentials are: set these environment variables before the script runs.\n".to_owned();
    for credential in &program.credentials {
        let about = credential.title.replace('\n', " ");
        line!(out, "{} = {}  # {about}", credential.name, text(&credential.name));
    }
    out
}

/// A function.
pub(crate) fn definition(function: &Function<'_>) -> String {
    match function {
        Function::Library(counterpart) => counterpart.source.body().to_owned(),
        Function::Own { name, component, code } => own(name, component, code),
        Function::Missing { name, title, summary, sentence } => {
            let mut out = format!("def {name}(*inputs, **settings):\n");
            let head = match (title.is_empty(), summary.is_empty()) {
                (true, _) => (*summary).to_owned(),
                (false, true) => format!("{title}."),
                (false, false) => format!("{title}: {summary}"),
            };
            out += &docstring(&head, "    ");
            let error =
                Expression::call("NotImplementedError", [(String::new(), Expression::plain(text(sentence)))]);
            out + &error.written(1, "raise ", "")
        }
    }
}

/// A function that calls the R of a customer's own module.
fn own(name: &str, component: &Component<'_>, code: &CustomCode) -> String {
    let plain = |name: &str| (String::new(), Expression::plain(name));
    let inputs = component.inputs.iter().map(|port| (port.name.clone(), Expression::plain("None")));
    let head = Expression::call(name, inputs.chain([plain("**settings")]));
    let mut out = head.written(0, "def ", ":") + "\n";
    let summary = component.spec.map_or("", |spec| spec.summary.as_str());
    out += &docstring(
        &format!(
            "{}: {summary}\n\nA module of your own in R: calls {} of modules/{}/{}.",
            component.title, code.entry_point, component.name, code.source_file
        ),
        "    ",
    );
    let tables: Vec<&str> = component
        .outputs
        .iter()
        .filter(|port| is_table(component, port))
        .map(|port| port.name.as_str())
        .collect();
    let inputs = component.inputs.iter().map(|port| (port.id.clone(), Expression::plain(&port.name)));
    let arguments = [&component.name, &code.source_file, &code.entry_point]
        .map(|argument| (String::new(), Expression::plain(text(argument))))
        .into_iter()
        .chain([(String::new(), Expression::dictionary(inputs)), plain("settings")])
        .chain([("count".to_owned(), Expression::plain(tables.len().to_string()))]);
    let before = match tables.as_slice() {
        [] => String::new(),
        [one] => format!("({one},) = "),
        several => format!("{} = ", several.join(", ")),
    };
    out += &Expression::call("run_own_r", arguments).written(1, &before, "");
    let given: Vec<&str> = component
        .outputs
        .iter()
        .map(|port| if is_table(component, port) { port.name.as_str() } else { "None" })
        .collect();
    if !given.is_empty() {
        out += &format!("\n    return {}", given.join(", "));
    }
    out
}

fn main(program: &Program<'_>, out: &mut String) {
    let parameters = program
        .parameters
        .iter()
        .map(|setting| (setting.name.clone(), Expression::plain(literal(&setting.default))));
    let mut arguments: Vec<(String, Expression)> = parameters.collect();
    if !arguments.is_empty() {
        arguments.insert(0, (String::new(), Expression::plain("*")));
    }
    line!(out, "{}", Expression::call("main", arguments).written(0, "def ", ":"));
    out.push_str(&docstring("Runs the pipeline; gives what its steps gave, by step and output.", "    "));
    for read in &program.reads {
        line!(out, "    {read}");
    }
    for call in &program.calls {
        if !call.comment.is_empty() {
            out.push('\n');
            out.push_str(&comment(call.comment, "    "));
        }
        line!(out, "{}", call.statement(1));
    }
    out.push('\n');
    line!(out, "{}", results(program).written(1, "return ", ""));
}

/// The results by name.
pub(crate) fn results(program: &Program<'_>) -> Expression {
    Expression::dictionary(
        program.results.iter().map(|(name, variable)| (name.clone(), Expression::plain(variable))),
    )
}

fn start(program: &Program<'_>, out: &mut String) {
    let name = head(program).0.replace('%', "%%");
    line!(out, "\n\nif __name__ == \"__main__\":");
    line!(out, "    parser = argparse.ArgumentParser(description={})", text(&name));
    line!(out, "    parser.add_argument(\"--out\", default=\"out\", help=\"folder for the results\")");
    for setting in &program.parameters {
        line!(out, "{}", option(setting).written(1, "", ""));
    }
    line!(out, "    options = vars(parser.parse_args())");
    line!(out, "    out = options.pop(\"out\")");
    line!(out, "    write_results(main(**options), out)");
}

fn option(setting: &Setting) -> Expression {
    let plain = |text: &str| Expression::plain(text);
    let kind = match setting.default {
        Literal::Integer(_) => Some(("type", "int")),
        Literal::Float(_) => Some(("type", "float")),
        Literal::Bool(_) => Some(("action", "argparse.BooleanOptionalAction")),
        Literal::Text(_) => None,
    };
    let name = text(&format!("--{}", setting.name.replace('_', "-")));
    let mut arguments = vec![(String::new(), Expression::plain(name))];
    arguments.extend(kind.map(|(keyword, value)| (keyword.to_owned(), plain(value))));
    arguments.push(("default".to_owned(), Expression::plain(literal(&setting.default))));
    // argparse fills in what follows a per cent sign.
    arguments.push(("help".to_owned(), Expression::plain(text(&setting.title.replace('%', "%%")))));
    Expression::call("parser.add_argument", arguments)
}

/// A default as Python writes it.
pub(crate) fn literal(value: &Literal) -> String {
    match value {
        Literal::Text(value) => text(value),
        other => other.to_text(),
    }
}

/// A docstring at this indentation, one paragraph after the other.
fn docstring(content: &str, indent: &str) -> String {
    let safe = content.trim().replace('\\', "\\\\").replace("\"\"\"", "'''");
    let lines: Vec<String> =
        safe.lines().flat_map(|line| wrapped(line.trim(), COMMENT - indent.len())).collect();
    match lines.as_slice() {
        [one] if !one.ends_with('"') => format!("{indent}\"\"\"{one}\"\"\"\n"),
        _ => {
            let mut out = format!("{indent}\"\"\"");
            for (number, line) in lines.iter().enumerate() {
                let indent = if number == 0 || line.is_empty() { "" } else { indent };
                line!(out, "{indent}{line}");
            }
            out + indent + "\"\"\"\n"
        }
    }
}

/// A comment at this indentation.
fn comment(content: &str, indent: &str) -> String {
    let lines = content.lines().flat_map(|line| wrapped(line.trim(), COMMENT - indent.len()));
    lines.map(|line| format!("{}\n", format!("{indent}# {line}").trim_end())).collect()
}

/// Lines of at most this many letters, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let length = lines[last].chars().count();
        if length > 0 && length + 1 + word.chars().count() > width {
            lines.push(word.to_owned());
        } else {
            if length > 0 {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}
