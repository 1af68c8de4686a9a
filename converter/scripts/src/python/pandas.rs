//! What pandas took out or changed since the Studio's days.

use super::frames::Frames;
use super::rules::{Context, Found};
use super::source::Call;
use crate::edit::Edit;
use std::ops::Range;

/// Everything that pandas rules need.
pub(super) struct Pandas<'a, 's, 'c> {
    pub(super) context: &'c Context<'a, 's>,
    pub(super) frames: Frames<'a>,
    /// The name by which the script knows pandas.
    pub(super) alias: Option<&'a str>,
}

pub(super) fn find(context: &Context<'_, '_>, found: &mut Found) {
    let frames = Frames::of(context.source, context.imports);
    let alias = context.imports.aliases("pandas").next();
    let pandas = Pandas { context, frames, alias };
    pandas.calls(found);
    pandas.functions(found);
    pandas.attributes(found);
    super::indexing::find(&pandas, found);
}

/// Methods with another name that take what the old ones took.
const RENAMED: [(&str, &str); 5] = [
    ("as_matrix", "to_numpy"),
    ("reindex_axis", "reindex"),
    ("get_duplicates", "unique"),
    ("tshift", "shift"),
    ("swaplevels", "swaplevel"),
];

/// Arguments with another name: the function or method, the old name, the new one.
const KEYWORDS: [(&str, &str, &str); 11] = [
    ("drop_duplicates", "cols", "subset"),
    ("duplicated", "cols", "subset"),
    ("pivot_table", "rows", "index"),
    ("pivot_table", "cols", "columns"),
    ("crosstab", "rows", "index"),
    ("crosstab", "cols", "columns"),
    ("to_csv", "cols", "columns"),
    ("read_excel", "sheetname", "sheet_name"),
    ("to_excel", "sheetname", "sheet_name"),
    ("hist", "normed", "density"),
    ("histogram", "normed", "density"),
];

/// Arguments with another name and another value.
const SETTINGS: [(&str, &str, &str, &str); 6] = [
    ("drop_duplicates", "take_last", "True", "keep=\"last\""),
    ("duplicated", "take_last", "True", "keep=\"last\""),
    ("to_datetime", "coerce", "True", "errors=\"coerce\""),
    ("read_csv", "error_bad_lines", "False", "on_bad_lines=\"skip\""),
    ("read_table", "error_bad_lines", "False", "on_bad_lines=\"skip\""),
    ("read_csv", "warn_bad_lines", "True", "on_bad_lines=\"warn\""),
];

/// Methods whose second argument needs its name now: method, name.
const NAMED: [(&str, &str); 2] = [("drop", "axis"), ("concat", "axis")];

/// Methods that are gone, and what to do.
const GONE: [(&str, &str); 9] = [
    ("convert_objects", "Use infer_objects(), or pandas.to_numeric(column, errors=\"coerce\")."),
    ("lookup", "Look the values up with to_numpy() and positions."),
    ("sortlevel", "Use sort_index(level=…)."),
    ("get_dtype_counts", "Use dtypes.value_counts()."),
    ("to_panel", "Use a MultiIndex."),
    ("mad", "Write (data - data.mean()).abs().mean()."),
    ("consolidate", "Leave it out."),
    ("iget", "Use iloc[…]."),
    ("applymap", "It is called map since pandas 2.1."),
];

const METHOD: &str = "pandas/method";
const ARGUMENT: &str = "pandas/argument";

impl Pandas<'_, '_, '_> {
    pub(super) fn is_frame(&self, value: &Range<usize>) -> bool {
        self.frames.is_frame(self.context.source, self.context.imports, value)
    }

    /// Whether the operand is a frame, or a column of one.
    pub(super) fn is_of_frame(&self, value: &Range<usize>) -> bool {
        let source = self.context.source;
        if self.is_frame(value) {
            return true;
        }
        let Some(last) = value.end.checked_sub(1).filter(|last| *last > value.start) else { return false };
        match source.is(last, "]") {
            true => source
                .partner(last)
                .is_some_and(|open| open > value.start && self.is_frame(&(value.start..open))),
            false => {
                last >= value.start + 2 && source.is(last - 1, ".") && self.is_frame(&(value.start..last - 1))
            }
        }
    }

    fn uses_pandas(&self) -> bool {
        self.alias.is_some() || self.context.imports.uses("pandas")
    }

    fn calls(&self, found: &mut Found) {
        let source = self.context.source;
        for at in 1..source.code.len() {
            if !source.is(at, ".") || !source.is(at + 2, "(") {
                continue;
            }
            let (Some(close), Some(receiver)) = (source.partner(at + 2), source.operand_start(at)) else {
                continue;
            };
            let call = Call { receiver, point: at, open: at + 2, close };
            let Some(arguments) = source.arguments(call.open) else { continue };
            self.call(source.word(at + 1), call, &arguments, found);
        }
    }

    fn call(&self, name: &str, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        let receiver = call.receiver..call.point;
        let named = |wanted: &str| arguments.iter().find(|argument| source.keyword(argument) == Some(wanted));
        let gone = |new: &str| format!("“{name}” is gone from pandas; “{new}” does the same.");
        let rename = |new: &str| Edit::replace(source.start(call.point + 1), source.end(call.point + 1), new);
        if let Some((_, new)) =
            RENAMED.iter().find(|(old, _)| *old == name && (name != "as_matrix" || arguments.is_empty()))
        {
            found.change(METHOD, line, gone(new), [rename(new)]);
        }
        match name {
            "as_matrix" if arguments.len() == 1 => {
                let columns = source.slice(&source.value(&arguments[0]));
                let new = format!("[{columns}].to_numpy()");
                found.change(
                    METHOD,
                    line,
                    gone("to_numpy"),
                    [Edit::replace(source.start(call.point), source.end(call.close), new)],
                );
            }
            "irow" | "icol" | "iget_value" if !arguments.is_empty() => {
                let places: Vec<&str> = arguments.iter().map(|argument| source.slice(argument)).collect();
                let rows = if name == "icol" { ":, " } else { "" };
                let new = format!(".iloc[{rows}{}]", places.join(", "));
                found.change(
                    METHOD,
                    line,
                    gone("iloc"),
                    [Edit::replace(source.start(call.point), source.end(call.close), new)],
                );
            }
            "sort" => self.sort(call, arguments, found),
            "order" => {
                let known = arguments.iter().all(|argument| {
                    matches!(source.keyword(argument), Some("ascending" | "kind" | "inplace"))
                });
                if known
                    && (self.is_of_frame(&receiver)
                        || named("ascending").is_some()
                        || named("inplace").is_some())
                {
                    found.change(METHOD, line, gone("sort_values"), [rename("sort_values")]);
                } else if self.uses_pandas() {
                    found.warn(
                        METHOD,
                        line,
                        "“order” is gone from pandas.",
                        "Use sort_values, with na_position for na_last.",
                    );
                }
            }
            "get_value" | "set_value" => self.value(name, call, arguments, found),
            "append" => self.append(call, arguments, found),
            "fillna" => self.fill(call, arguments, found),
            "from_csv" => self.csv(call, arguments, found),
            "pivot"
                if arguments.len() > 1
                    && arguments.iter().all(|argument| source.keyword(argument).is_none()) =>
            {
                let names = ["index=", "columns=", "values="];
                let edits = arguments
                    .iter()
                    .zip(names)
                    .map(|(argument, name)| Edit::insert(source.start(argument.start), name));
                found.change(ARGUMENT, line, "pivot takes its arguments by name only.", edits);
            }
            "dropna" if arguments.len() == 1 && matches!(source.slice(&arguments[0]), "0" | "1") => {
                let edit = Edit::insert(source.start(arguments[0].start), "axis=");
                found.change(ARGUMENT, line, "dropna takes its arguments by name only.", [edit]);
            }
            _ => {}
        }
        if let Some((_, argument)) = NAMED.iter().find(|(method, _)| *method == name)
            && let [_, second] = arguments
            && matches!(source.slice(second), "0" | "1")
            && (name != "concat" || self.is_pandas(&receiver))
        {
            let edit = Edit::insert(source.start(second.start), format!("{argument}="));
            found.change(ARGUMENT, line, format!("{name} takes “{argument}” by name only."), [edit]);
        }
        self.keywords(name, arguments, found);
        if source.is(call.receiver + receiver.len() - 1, "str") {
            self.text(name, call, arguments, found);
        }
        if let Some((_, help)) = GONE.iter().find(|(old, _)| *old == name)
            && self.uses_pandas()
        {
            match name == "applymap" && self.is_frame(&receiver) {
                true => found.change(METHOD, line, gone("map"), [rename("map")]),
                false => found.warn(METHOD, line, format!("“{name}” is gone from pandas."), *help),
            }
        }
    }

    fn is_pandas(&self, receiver: &Range<usize>) -> bool {
        receiver.len() == 1 && self.alias == Some(self.context.source.word(receiver.start))
    }

    fn keywords(&self, name: &str, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        for argument in arguments {
            let Some(keyword) = source.keyword(argument) else { continue };
            let line = source.line(argument.start);
            if let Some((_, _, new)) = KEYWORDS.iter().find(|(of, old, _)| *of == name && *old == keyword) {
                let edit = Edit::replace(source.start(argument.start), source.end(argument.start), *new);
                found.change(ARGUMENT, line, format!("“{keyword}” of {name} is called “{new}”."), [edit]);
            }
            let value = source.slice(&source.value(argument));
            if let Some((.., new)) = SETTINGS
                .iter()
                .find(|(of, old, old_value, _)| *of == name && *old == keyword && *old_value == value)
            {
                let edit = Edit::replace(source.start(argument.start), source.end(argument.end - 1), *new);
                found.change(
                    ARGUMENT,
                    line,
                    format!("“{keyword}={value}” of {name} is written “{new}”."),
                    [edit],
                );
            }
        }
    }

    /// Methods of texts in columns.
    fn text(&self, name: &str, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        match (name, arguments) {
            ("replace", [pattern, _]) if source.keyword(pattern).is_none() => {
                const MESSAGE: &str =
                    "str.replace took its pattern for a regular expression; now it must be told.";
                let content = (pattern.len() == 1).then(|| source.plain_text(pattern.start)).flatten();
                let escapes = source.is_text(pattern.start);
                match content {
                    // A single character never was one.
                    Some(content)
                        if content.chars().count() < 2
                            || !content.contains(|c| ".^$*+?{}[]\\|()".contains(c)) => {}
                    _ if escapes && pattern.len() == 1 => {
                        let last = arguments.last().map_or(call.open, |last| last.end - 1);
                        found.change(
                            "pandas/regular-expression",
                            line,
                            MESSAGE,
                            [Edit::insert(source.end(last), ", regex=True")],
                        );
                    }
                    _ => found.warn(
                        "pandas/regular-expression",
                        line,
                        MESSAGE,
                        "Add regex=True if the pattern is a regular expression, else regex=False.",
                    ),
                }
            }
            ("split" | "rsplit", [_, count]) if source.keyword(count).is_none() => {
                let edit = Edit::insert(source.start(count.start), "n=");
                found.change(ARGUMENT, line, "str.split takes “n” by name only.", [edit]);
            }
            _ => {}
        }
    }

    /// `frame.sort("a")` → `frame.sort_values("a")`.
    fn sort(&self, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        let columns = arguments.iter().find(|argument| source.keyword(argument) == Some("columns"));
        let first = arguments.first();
        let by_name = first.is_some_and(|first| {
            source.is_text(first.start) || (source.is(first.start, "[") && source.is_text(first.start + 1))
        });
        let frame = self.is_frame(&(call.receiver..call.point));
        let axis = arguments
            .iter()
            .any(|argument| matches!(source.keyword(argument), Some("axis" | "cmp" | "key" | "reverse")));
        if axis || !(columns.is_some() || by_name || frame) {
            return;
        }
        let new =
            if columns.is_some() || by_name || first.is_some_and(|first| source.keyword(first).is_none()) {
                "sort_values"
            } else {
                "sort_index"
            };
        let mut edits = vec![Edit::replace(source.start(call.point + 1), source.end(call.point + 1), new)];
        edits.extend(
            columns
                .map(|columns| Edit::replace(source.start(columns.start), source.end(columns.start), "by")),
        );
        found.change(METHOD, line, format!("“sort” is gone from pandas; “{new}” does the same."), edits);
    }

    /// `frame.get_value(row, column)` → `frame.at[row, column]`.
    fn value(&self, name: &str, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        let frame = self.is_frame(&(call.receiver..call.point));
        let plain = arguments.iter().all(|argument| source.keyword(argument).is_none());
        let at = |rows: &[Range<usize>]| {
            let places: Vec<&str> = rows.iter().map(|argument| source.slice(argument)).collect();
            format!(".at[{}]", places.join(", "))
        };
        let alone = source
            .statement_of(call.point)
            .is_some_and(|statement| *statement == (call.receiver..call.close + 1));
        let new = match (name, arguments) {
            ("get_value", [_, _]) if frame && plain => at(arguments),
            ("set_value", [places @ .., value]) if frame && plain && alone && places.len() == 2 => {
                format!("{} = {}", at(places), source.slice(value))
            }
            _ => {
                if frame || (self.uses_pandas() && arguments.len() >= 2) {
                    found.warn(
                        METHOD,
                        line,
                        format!("“{name}” is gone from pandas."),
                        "Use at[row, column], or iat with positions.",
                    );
                }
                return;
            }
        };
        found.change(
            METHOD,
            line,
            format!("“{name}” is gone from pandas; “at” does the same."),
            [Edit::replace(source.start(call.point), source.end(call.close), new)],
        );
    }

    /// `all = all.append(part)` → `all = pd.concat([all, part])`.
    fn append(&self, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        let receiver = call.receiver..call.point;
        let frame = self.is_frame(&receiver);
        // Lists append in place and give nothing: whose result is kept is no list.
        let kept =
            call.receiver.checked_sub(1).is_some_and(|before| matches!(source.word(before), "=" | "return"));
        if !(frame || (kept && self.uses_pandas())) {
            return;
        }
        let help =
            "Write pandas.concat([all, part]); a row as a dictionary is pandas.DataFrame([row]) there.";
        let (Some((first, rest)), Some(alias)) = (arguments.split_first(), self.name(found)) else {
            found.warn(METHOD, line, "“append” is gone from data frames.", help);
            return;
        };
        let part = match source.word(first.start) {
            "{" if source.partner(first.start) == Some(first.end - 1) => {
                format!("{alias}.DataFrame([{}])", source.slice(first))
            }
            "[" if source.partner(first.start) == Some(first.end - 1) => format!("*{}", source.slice(first)),
            _ if source.keyword(first).is_none() && self.is_frame(first) => source.slice(first).to_owned(),
            _ => {
                found.warn(METHOD, line, "“append” is gone from data frames.", help);
                return;
            }
        };
        let known = rest.iter().all(|argument| {
            matches!(source.keyword(argument), Some("ignore_index" | "verify_integrity" | "sort"))
        });
        if !known {
            found.warn(METHOD, line, "“append” is gone from data frames.", help);
            return;
        }
        let rest: String = rest.iter().map(|argument| format!(", {}", source.slice(argument))).collect();
        let new = format!("{alias}.concat([{}, {part}]{rest})", source.slice(&receiver));
        let edit = Edit::replace(source.start(call.receiver), source.end(call.close), new);
        found.change(METHOD, line, "“append” is gone from data frames; “concat” does the same.", [edit]);
    }

    /// The name of pandas, which is imported when it was not.
    fn name(&self, found: &mut Found) -> Option<&str> {
        if self.alias.is_none() && self.context.is_builtin("pd") {
            found.imports.insert("import pandas as pd".to_owned());
            return Some("pd");
        }
        self.alias
    }

    /// `fillna(method="ffill")` → `ffill()`.
    fn fill(&self, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let Some(method) = arguments.iter().find(|argument| source.keyword(argument) == Some("method"))
        else {
            return;
        };
        let value = source.value(method);
        let new = match source.plain_text(value.start) {
            Some("ffill" | "pad") if value.len() == 1 => "ffill",
            Some("bfill" | "backfill") if value.len() == 1 => "bfill",
            _ => {
                found.warn(
                    METHOD,
                    source.line(method.start),
                    "fillna has no method any more.",
                    "Use ffill() or bfill().",
                );
                return;
            }
        };
        let rest: Vec<&str> = arguments
            .iter()
            .filter(|argument| *argument != method)
            .map(|argument| source.slice(argument))
            .collect();
        let edit = Edit::replace(
            source.start(call.point + 1),
            source.end(call.close),
            format!("{new}({})", rest.join(", ")),
        );
        found.change(
            METHOD,
            source.line(call.point + 1),
            format!("fillna has no method any more; “{new}” does the same."),
            [edit],
        );
    }

    /// `pd.DataFrame.from_csv(path)` → `pd.read_csv(path, index_col=0, parse_dates=True)`.
    fn csv(&self, call: Call, arguments: &[Range<usize>], found: &mut Found) {
        let source = self.context.source;
        let line = source.line(call.point + 1);
        let of_frame = source.is(call.point - 1, "DataFrame");
        let Some(alias) = self.alias.filter(|_| of_frame && !arguments.is_empty()) else {
            found.warn(
                METHOD,
                line,
                "“from_csv” is gone from pandas.",
                "Use pandas.read_csv(path, index_col=0, parse_dates=True).",
            );
            return;
        };
        let mut new: Vec<String> =
            arguments.iter().map(|argument| source.slice(argument).to_owned()).collect();
        for (name, default) in [("index_col", "0"), ("parse_dates", "True")] {
            if !arguments.iter().any(|argument| source.keyword(argument) == Some(name)) {
                new.push(format!("{name}={default}"));
            }
        }
        let new = format!("{alias}.read_csv({})", new.join(", "));
        found.change(
            METHOD,
            line,
            "“from_csv” is gone from pandas; “read_csv” does the same.",
            [Edit::replace(source.start(call.receiver), source.end(call.close), new)],
        );
    }

    /// `pd.rolling_mean(column, 5)` → `column.rolling(5).mean()`.
    fn functions(&self, found: &mut Found) {
        const STATISTICS: [&str; 10] =
            ["mean", "sum", "median", "std", "var", "min", "max", "count", "skew", "kurt"];
        let source = self.context.source;
        let Some(alias) = self.alias else { return };
        for at in 0..source.code.len() {
            if !(source.is(at, alias)
                && source.is_free(at)
                && source.is(at + 1, ".")
                && source.is(at + 3, "("))
            {
                continue;
            }
            let name = source.word(at + 2);
            let (window, statistic) = match name.split_once('_') {
                Some(("rolling", statistic)) => ("rolling", statistic),
                Some(("expanding", statistic)) => ("expanding", statistic),
                None if matches!(name, "ewma" | "ewmstd" | "ewmvar") => (
                    "ewm",
                    match &name[3..] {
                        "a" => "mean",
                        rest => rest,
                    },
                ),
                _ => continue,
            };
            let (Some(close), Some(arguments)) = (source.partner(at + 3), source.arguments(at + 3)) else {
                continue;
            };
            if !STATISTICS.contains(&statistic) {
                continue;
            }
            let line = source.line(at + 2);
            let odd = arguments
                .iter()
                .any(|argument| matches!(source.keyword(argument), Some("freq" | "how" | "arg" | "bias")));
            let Some((data, settings)) =
                arguments.split_first().filter(|(data, _)| !odd && self.is_of_frame(data))
            else {
                found.warn(
                    "pandas/window",
                    line,
                    format!("“{name}” is gone from pandas."),
                    format!("Write data.{window}(…).{statistic}()."),
                );
                continue;
            };
            let settings: Vec<&str> = settings.iter().map(|setting| source.slice(setting)).collect();
            let new = format!("{}.{window}({}).{statistic}()", source.operand(data), settings.join(", "));
            let message = format!("“{name}” is gone from pandas; “{window}” does the same.");
            found.change(
                "pandas/window",
                line,
                message,
                [Edit::replace(source.start(at), source.end(close), new)],
            );
        }
    }

    /// Attributes that became methods, and `value[…][…] = …`.
    fn attributes(&self, found: &mut Found) {
        let source = self.context.source;
        for at in 2..source.code.len() {
            if source.is(at - 1, ".") && source.is(at, "weekday_name") && source.is(at - 2, "dt") {
                let edit = Edit::replace(source.start(at), source.end(at), "day_name()");
                found.change(
                    "pandas/attribute",
                    source.line(at),
                    "“weekday_name” is gone from pandas; “day_name()” gives the same.",
                    [edit],
                );
            } else if source.is(at - 1, ".")
                && matches!(source.word(at), "week" | "weekofyear")
                && source.is(at - 2, "dt")
            {
                found.warn(
                    "pandas/attribute",
                    source.line(at),
                    "“week” is gone from pandas.",
                    "Use dt.isocalendar().week.",
                );
            }
        }
        for statement in &source.statements {
            let first = statement.start;
            let frame = self.frames.contains(source.word(first)) && source.is(first + 1, "[");
            let Some(close) = frame.then(|| source.partner(first + 1)).flatten() else { continue };
            let again = source.is(close + 1, "[").then(|| source.partner(close + 1)).flatten();
            if again.is_some_and(|close| source.is(close + 1, "=")) {
                found.warn(
                    "pandas/chained-assignment",
                    source.line(first),
                    "Since pandas 3 this assignment changes a copy: the frame stays as it was.",
                    "Write frame.loc[rows, column] = value.",
                );
            }
        }
    }
}
