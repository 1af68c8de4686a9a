//! The new entry point: from `maml.mapInputPort` and `maml.mapOutputPort` to a function `azureml_main` that returns a list.

use super::source::Source;
use super::token::Kind;
use crate::edit::{Change, Edit};

/// Names that mean the global environment, in which the script ran; inside a function they mean something else.
const GLOBAL: [&str; 10] = [
    "globalenv",
    ".GlobalEnv",
    "source",
    "sys.source",
    "clusterExport",
    "ls",
    "sys.frame",
    "sys.frames",
    "sys.call",
    "topenv",
];

const INPUT: &str = "maml.mapInputPort";
const OUTPUT: &str = "maml.mapOutputPort";
const RULE: &str = "r/entry";
const ARGUMENTS: [&str; 2] = ["dataframe1", "dataframe2"];

/// Why the script keeps its entry point, and what a person would do.
pub(super) struct Kept {
    pub(super) line: usize,
    pub(super) why: String,
    pub(super) help: &'static str,
}

const RETURN: &str =
    "It runs here as it is. For the designer, write a function azureml_main that returns a list.";
/// What a file defines, and what it uses, is only known to who has the file.
const READ_IN: &str = "It runs here as it is. For the designer, write a function azureml_main that returns a list, and read files in with source(…, local = TRUE): what they define is then the function's.";
/// Code from elsewhere may look there for what the script put there.
const ASSIGNED: &str = "It runs here as it is. For the designer, write a function azureml_main that returns a list, and say environment() where the script's own variables are meant.";

/// The change, or why it is not made; nothing when the script needs none.
pub(super) fn find(source: &Source<'_>) -> Option<Result<Change, Kept>> {
    let name = |wanted: &str| {
        (0..source.code.len()).find(|at| source.kind(*at) == Some(Kind::Name) && source.is(*at, wanted))
    };
    if name("azureml_main").is_some() {
        return None;
    }
    let first = (0..source.code.len())
        .find(|at| source.kind(*at) == Some(Kind::Name) && matches!(source.word(*at), INPUT | OUTPUT))?;
    Some(change(source, first, &name))
}

fn change(source: &Source<'_>, first: usize, name: &dyn Fn(&str) -> Option<usize>) -> Result<Change, Kept> {
    let kept = |at: usize, why: &str, help| Err(Kept { line: source.line(at), why: why.to_owned(), help });
    let no = |at: usize, why: &str| kept(at, why, RETURN);
    if let Some(at) = GLOBAL.iter().find_map(|global| name(global)) {
        let help = match source.word(at) {
            "source" | "sys.source" => READ_IN,
            ".GlobalEnv" | "globalenv" => ASSIGNED,
            _ => RETURN,
        };
        let why = format!("it uses “{}”, which means something else inside a function", source.word(at));
        return kept(at, &why, help);
    }
    if let Some(at) = ARGUMENTS.iter().find_map(|argument| name(argument)) {
        return no(at, &format!("it has a “{}” of its own", source.word(at)));
    }
    let mut edits = Vec::new();
    let calls = source.calls(INPUT).count() + source.calls(OUTPUT).count();
    let mentions = (0..source.code.len()).filter(|at| matches!(source.word(*at), INPUT | OUTPUT)).count();
    if calls != mentions {
        return no(first, "it does more than call the functions of the Studio");
    }
    for (at, open, close) in source.calls(INPUT) {
        let number = source.word(open + 1).trim_end_matches('L');
        let argument = number.parse::<usize>().ok().and_then(|number| ARGUMENTS.get(number.wrapping_sub(1)));
        match argument {
            Some(argument) if close == open + 2 => {
                edits.push(Edit::replace(source.code[at].start, source.code[close].end, *argument));
            }
            _ => return no(at, "an input is not chosen by a plain 1 or 2"),
        }
    }
    let end = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    let outputs: Vec<(usize, usize, usize)> = source.calls(OUTPUT).collect();
    let finish = match outputs.as_slice() {
        [] => format!("return(list()){end}"),
        [(at, open, close)] => {
            let Some(variable) = source.plain_text(open + 1).filter(|_| *close == open + 2) else {
                return no(*at, "the output is not named by a plain text");
            };
            if !is_statement(source, *at, *close) {
                return no(*at, "the output is given under a condition or inside of something else");
            }
            let variable = if is_name(variable) { variable.to_owned() } else { format!("`{variable}`") };
            let last = (close + 1..source.code.len())
                .all(|at| matches!(source.word(at), ";") || source.kind(at) == Some(Kind::Line));
            let (new, finish) = match last {
                true => (format!("return(list(dataset1 = {variable}))"), String::new()),
                // What the variable holds now counts, whatever it holds later.
                false if name("azureml_output").is_none() => (
                    format!("azureml_output <- {variable}"),
                    format!("return(list(dataset1 = azureml_output)){end}"),
                ),
                false => return no(*at, "it goes on after its output"),
            };
            edits.push(Edit::replace(source.code[*at].start, source.code[*close].end, new));
            finish
        }
        [_, (second, ..), ..] => return no(*second, "it gives its output more than once"),
    };
    let begin = source.code.iter().find(|token| token.kind != Kind::Line).map_or(0, |token| token.start);
    let begin = source.text[..begin].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    edits.push(Edit::insert(begin, format!("azureml_main <- function(dataframe1, dataframe2) {{{end}")));
    let closed = source.text.ends_with(['\n', '\r']);
    edits.push(Edit::insert(source.text.len(), format!("{}{finish}}}{end}", if closed { "" } else { end })));
    let message =
        "The script is a function azureml_main now: its inputs are arguments, its result a list.".to_owned();
    Ok(Change { rule: RULE, line: source.line(first), message, edits })
}

/// Whether a call at the outermost level is a statement by itself.
fn is_statement(source: &Source<'_>, at: usize, close: usize) -> bool {
    let ended = matches!(source.kind(close + 1), None | Some(Kind::Line)) || source.is(close + 1, ";");
    if source.depth(at) > 0 || !ended {
        return false;
    }
    let Some(before) = (0..at).rev().find(|at| source.kind(*at) != Some(Kind::Line)) else { return true };
    let fresh = (before + 1..at).any(|at| source.kind(at) == Some(Kind::Line)) || source.is(before, ";");
    if !fresh {
        return false;
    }
    match source.word(before) {
        // The head of an if, a loop or a function.
        ")" => source.partner(before).is_some_and(|open| {
            open == 0 || !matches!(source.word(open - 1), "if" | "while" | "for" | "function" | "\\")
        }),
        ";" | "]" | "}" => true,
        "else" | "repeat" | "function" => false,
        _ => matches!(source.kind(before), Some(Kind::Name | Kind::Number | Kind::Text)),
    }
}

fn is_name(text: &str) -> bool {
    const RESERVED: [&str; 12] =
        ["if", "else", "repeat", "while", "function", "for", "next", "break", "TRUE", "FALSE", "NULL", "in"];
    let starts = text.chars().next().is_some_and(|first| first.is_alphabetic() || first == '.');
    let digits =
        text.len() > 1 && text.starts_with('.') && text[1..].starts_with(|c: char| c.is_ascii_digit());
    starts
        && !digits
        && text.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_')
        && !RESERVED.contains(&text)
}
