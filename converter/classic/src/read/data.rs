//! Which kind of data file it is: by its first bytes, by its name, or by how its first lines look.

use super::DataKind;
use crate::loose;

pub(super) fn binary(bytes: &[u8]) -> Option<DataKind> {
    if bytes.starts_with(b"PAR1") {
        Some(DataKind::Parquet)
    } else if bytes.starts_with(b"ARROW1") {
        Some(DataKind::Arrow)
    } else if bytes.len() >= 17 && bytes[0] == 0 && bytes[9..17] == [1, 0, 0, 0, 0, 0, 0, 0] {
        // The header record of MS-NRBF, version 1.0.
        Some(DataKind::SavedModel)
    } else {
        None
    }
}

/// JSON, or what is left of JSON that lost its beginning.
pub(super) fn looks_like_json(text: &str) -> bool {
    let start = loose::after_comments(text);
    if start.starts_with(['{', '[']) {
        return true;
    }
    let head: String = start.chars().take(200).collect();
    let member =
        head.strip_prefix('"').and_then(|rest| rest.split_once('"')).map(|(_, rest)| rest.trim_start());
    member.is_some_and(|rest| rest.starts_with(':')) || text.contains("\"ModuleNodes\"")
}

/// A page for people, as servers give it in place of a file.
pub(super) fn is_web_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The kind that the ending of a name promises; whether the rows are well laid out is for their reader to say.
pub(super) fn named(name: &str) -> Option<DataKind> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "csv" => DataKind::Csv,
        "tsv" | "tab" => DataKind::Tsv,
        "arff" => DataKind::Arff,
        "svmlight" | "libsvm" | "svm" => DataKind::SvmLight,
        "xls" | "xlsx" => DataKind::Excel,
        _ => return None,
    })
}

/// Rows of cells: the first lines agree on their delimiter.
pub(super) fn tabular(text: &str) -> Option<DataKind> {
    if text.contains('\0') {
        return None;
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let first = lines.first()?;
    if lines.iter().any(|line| line.trim_start().to_ascii_lowercase().starts_with("@relation")) {
        return Some(DataKind::Arff);
    }
    let sparse = |line: &&str| {
        let mut parts = line.split_whitespace();
        parts.next().is_some_and(|label| label.parse::<f64>().is_ok())
            && parts.clone().next().is_some()
            && parts.take_while(|part| !part.starts_with('#')).all(|part| {
                part.split_once(':').is_some_and(|(index, value)| {
                    (index == "qid" || index.parse::<u64>().is_ok()) && value.parse::<f64>().is_ok()
                })
            })
    };
    if lines.iter().all(sparse) {
        return Some(DataKind::SvmLight);
    }
    let agrees = |delimiter: char| {
        let count = cells(first, delimiter);
        // A quoted cell may run over lines, so a few lines may differ.
        count > 1
            && lines.iter().filter(|line| cells(line, delimiter) == count).count() * 10 >= lines.len() * 7
    };
    if agrees('\t') {
        Some(DataKind::Tsv)
    } else if agrees(',') {
        Some(DataKind::Csv)
    } else {
        None
    }
}

fn cells(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    let mut count = 1;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            other if other == delimiter && !quoted => count += 1,
            _ => {}
        }
    }
    count
}
