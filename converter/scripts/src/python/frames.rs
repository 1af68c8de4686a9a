//! Which names are data frames wherever they stand: the inputs of `azureml_main`, and what is made of them in ways that give frames.

use super::imports::Imports;
use super::source::Source;
use super::token::Kind;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Functions of pandas that give a frame.
const MAKERS: [&str; 12] = [
    "DataFrame",
    "read_csv",
    "read_table",
    "read_excel",
    "read_json",
    "read_sql",
    "read_fwf",
    "concat",
    "merge",
    "get_dummies",
    "pivot_table",
    "melt",
];

/// Methods of frames that give a frame again.
const KEEPERS: [&str; 28] = [
    "copy",
    "dropna",
    "fillna",
    "head",
    "tail",
    "sort_values",
    "sort_index",
    "reset_index",
    "set_index",
    "drop",
    "rename",
    "merge",
    "join",
    "append",
    "drop_duplicates",
    "replace",
    "astype",
    "assign",
    "sample",
    "query",
    "reindex",
    "round",
    "transpose",
    "sort",
    "ffill",
    "bfill",
    "interpolate",
    "pivot_table",
];

/// Frames by name.
#[derive(Default)]
pub(crate) struct Frames<'a> {
    names: BTreeSet<&'a str>,
    /// Those that come from the module's inputs with their columns: these have texts for names.
    inputs: BTreeSet<&'a str>,
    /// Variables of loops over the index of a frame.
    labels: BTreeSet<&'a str>,
}

impl<'a> Frames<'a> {
    pub(crate) fn of(source: &Source<'a>, imports: &Imports<'a>) -> Frames<'a> {
        let mut frames = Frames::default();
        let mut given: BTreeMap<&'a str, Vec<Range<usize>>> = BTreeMap::new();
        let mut spoiled: BTreeSet<&'a str> = BTreeSet::new();
        for statement in &source.statements {
            let (first, second) = (source.word(statement.start), source.word(statement.start + 1));
            match first {
                "def" if second == "azureml_main" => {
                    for parameter in source.arguments(statement.start + 2).unwrap_or_default().iter().take(2)
                    {
                        frames.inputs.insert(source.word(parameter.start));
                    }
                }
                "def" => {
                    let names = statement.clone().skip(2).filter(|at| source.is_name(*at));
                    spoiled.extend(names.map(|at| source.word(at)));
                }
                "for" => {
                    let target = statement.start + 1;
                    let inside = statement.clone().find(|at| source.is(*at, "in")).unwrap_or(statement.end);
                    if inside == target + 1
                        && source.is(statement.end - 1, "index")
                        && source.is(statement.end - 2, ".")
                    {
                        frames.labels.insert(second);
                    }
                    spoiled
                        .extend((target..inside).filter(|at| source.is_name(*at)).map(|at| source.word(at)));
                }
                _ if source.is_name(statement.start) && second == "=" => {
                    given.entry(first).or_default().push(statement.start + 2..statement.end);
                }
                _ => {
                    // Anything else that gives a name a value: several targets, `with … as`, `+=`.
                    let equals = statement.clone().find(|at| {
                        source.depth(*at) == source.depth(statement.start)
                            && matches!(source.word(*at), "=" | "as")
                    });
                    if let Some(equals) = equals
                        && !matches!(first, "import" | "from")
                    {
                        let bare = |at: &usize| {
                            source.is_name(*at)
                                && !matches!(source.word(at + 1), "[" | "." | "(")
                                && source.depth(*at) == source.depth(statement.start)
                                && !source.is(at.wrapping_sub(1), ".")
                        };
                        spoiled.extend((statement.start..equals).filter(bare).map(|at| source.word(at)));
                        spoiled.extend(
                            (equals + 1..equals + 2)
                                .filter(|_| source.is(equals, "as"))
                                .map(|at| source.word(at)),
                        );
                    }
                }
            }
        }
        for at in 1..source.code.len() {
            // Variables of comprehensions.
            if source.is(at - 1, "for") && source.depth(at) > 0 {
                spoiled.insert(source.word(at));
            }
        }
        frames.names = frames.inputs.clone();
        // A name is a frame when everything it is given is one; each round may make further names frames, none fewer.
        frames.names.retain(|name| !spoiled.contains(name));
        let candidates: Vec<&'a str> = given.keys().copied().filter(|name| !spoiled.contains(name)).collect();
        for _ in 0..20 {
            let before = frames.names.len();
            for &name in &candidates {
                if !frames.names.contains(name)
                    && given[name].iter().all(|value| frames.is_frame_of(source, imports, value, Some(name)))
                {
                    frames.names.insert(name);
                }
            }
            if frames.names.len() == before {
                break;
            }
        }
        // An input that is given something else on the way is none any more.
        let kept: BTreeSet<&'a str> = frames
            .names
            .iter()
            .copied()
            .filter(|name| {
                given.get(name).is_none_or(|values| {
                    values.iter().all(|value| frames.is_frame_of(source, imports, value, Some(name)))
                })
            })
            .collect();
        let relabelled = |name: &str| {
            (0..source.code.len()).any(|at| {
                source.is(at, name)
                    && source.is(at + 1, ".")
                    && matches!(source.word(at + 2), "set_index" | "index" | "columns")
                    && matches!(source.word(at + 3), "(" | "=")
            })
        };
        frames.inputs.retain(|name| kept.contains(name) && !given.contains_key(name) && !relabelled(name));
        frames.names = kept;
        frames
    }

    /// Whether a name is a frame.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a name is an input of the module as it came.
    pub(crate) fn is_input(&self, name: &str) -> bool {
        self.inputs.contains(name)
    }

    /// Whether a name is a label of some frame's index.
    pub(crate) fn is_label(&self, name: &str) -> bool {
        self.labels.contains(name)
    }

    /// Whether an expression is a frame.
    pub(crate) fn is_frame(&self, source: &Source<'a>, imports: &Imports<'a>, value: &Range<usize>) -> bool {
        self.is_frame_of(source, imports, value, None)
    }

    /// The same, where `own` stands for itself: `a = a.dropna()`.
    fn is_frame_of(
        &self,
        source: &Source<'a>,
        imports: &Imports<'a>,
        value: &Range<usize>,
        own: Option<&str>,
    ) -> bool {
        let mut at = value.start;
        let first = source.word(at);
        if at >= value.end || source.kind(at) != Some(Kind::Name) {
            return false;
        }
        let after_call =
            |open: usize| source.is(open, "(").then(|| source.partner(open)).flatten().map(|close| close + 1);
        let made = imports
            .dotted(source, at)
            .into_iter()
            .find(|dotted| dotted.module == "pandas" && MAKERS.contains(&dotted.name.as_str()));
        if let Some(dotted) = made {
            let Some(next) = after_call(dotted.member + 1) else { return false };
            at = next;
        } else if self.names.contains(first) || (own == Some(first) && at + 1 < value.end) {
            at += 1;
        } else {
            return false;
        }
        while at < value.end {
            if source.is(at, ".") && KEEPERS.contains(&source.word(at + 1)) {
                let Some(next) = after_call(at + 2) else { return false };
                at = next;
            } else if source.is(at, "[") {
                let Some(close) = source.partner(at) else { return false };
                let list = source.is(at + 1, "[") && source.partner(at + 1) == Some(close - 1);
                let base = source.depth(at + 1);
                let mask = (at + 1..close).any(|at| {
                    source.depth(at) == base
                        && matches!(source.word(at), "==" | "!=" | "<" | ">" | "<=" | ">=" | "<>" | "~")
                });
                if !(list || mask) {
                    return false;
                }
                at = close + 1;
            } else {
                return false;
            }
        }
        at == value.end
    }
}
