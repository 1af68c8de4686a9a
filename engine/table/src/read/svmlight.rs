//! SVMLight: a label, then `index:value` pairs for what is not zero.

use super::encoding::decode;
use crate::{Column, Dataset, Role, TableError, parse};

/// More cells than this would not fit into memory when written out densely.
const MOST_CELLS: usize = 1 << 28;
/// Cells that a small file may come to, and how many more for each of its bytes: a few of them could ask for gigabytes.
const ANY_CELLS: usize = 1 << 22;
const CELLS_A_BYTE: usize = 64;
/// Each column costs some hundred bytes besides its cells.
const MOST_FEATURES: usize = 100_000;

/// Reads SVMLight rows `label [qid:n] index:value … [# comment]`, indexes from 1 and rising.
///
/// The columns are `Col1` … in the order of the indexes, dense, then the label in the column `Labels`.
pub fn svmlight(bytes: &[u8]) -> Result<Dataset, TableError> {
    let text = decode(bytes);
    let mut labels = Vec::new();
    let mut rows: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut width = 0;
    for (number, line) in (1_u64..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or("").trim();
        let mut words = line.split_ascii_whitespace();
        let Some(label) = words.next() else { continue };
        labels.push(parse::double(label.as_bytes()).ok_or_else(|| malformed(number, label, "a label"))?);
        let mut row = Vec::new();
        let mut before = 0;
        for word in words.filter(|word| !word.starts_with("qid:")) {
            let wrong = || malformed(number, word, "a pair `index:value` with a rising index");
            let (index, value) = word.split_once(':').ok_or_else(wrong)?;
            let index: usize = index.parse().ok().filter(|index| *index > before).ok_or_else(wrong)?;
            row.push((index, parse::double(value.as_bytes()).ok_or_else(wrong)?));
            before = index;
        }
        width = width.max(before);
        rows.push(row);
    }
    if width > MOST_FEATURES {
        return Err(too_large(format!("it has {width} features, more than {MOST_FEATURES}")));
    }
    let most = bytes.len().saturating_mul(CELLS_A_BYTE).saturating_add(ANY_CELLS).min(MOST_CELLS);
    if width.saturating_mul(rows.len()) > most {
        return Err(too_large(format!("{} rows of {width} features do not fit into memory", rows.len())));
    }
    let mut features = vec![vec![0.0; rows.len()]; width];
    for (row, pairs) in rows.into_iter().enumerate() {
        for (index, value) in pairs {
            features[index - 1][row] = value;
        }
    }
    let columns = (1..).zip(features).map(|(number, values)| Column::new(format!("Col{number}"), values));
    Dataset::new(columns.chain([Column::new("Labels", labels).with_role(Role::Label)]))
}

fn too_large(reason: String) -> TableError {
    TableError::Malformed {
        format: "SVMLight",
        line: None,
        character: None,
        reason,
        help: "Keep fewer features or fewer rows.".to_owned(),
    }
}

fn malformed(line: u64, word: &str, what: &str) -> TableError {
    TableError::Malformed {
        format: "SVMLight",
        line: Some(line),
        character: None,
        reason: format!("`{}` is not {what}", crate::column::shorten(word)),
        help: "Write each row as `label index:value index:value`, indexes from 1.".to_owned(),
    }
}
