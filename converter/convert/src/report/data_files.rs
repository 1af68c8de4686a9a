//! Data files among the inputs: how each is laid out, who reads it, and whether it has the columns that the export says.

use super::table;
use ml_graph::counted;
use serde::Serialize;

/// A data file that was found among the inputs. Whoever reads such files fills it in; the converter only carries them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DataFileReport {
    /// The file.
    pub file: String,
    /// Format, delimiter, header and encoding, in words; `data` when it cannot be read.
    pub layout: String,
    /// How many rows it has.
    pub rows: usize,
    /// Its columns, in their order.
    pub columns: Vec<DataColumn>,
    /// The drafts that read it.
    pub drafts: Vec<String>,
    /// Where it differs from what the export says of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<String>,
    /// Why it cannot be read, and what to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// A column of a data file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DataColumn {
    /// Its name.
    pub name: String,
    /// The type of its values.
    #[serde(rename = "type")]
    pub element: String,
    /// How many values are missing.
    pub missing: usize,
}

/// Drafts that are named one by one.
const NAMED: usize = 3;

impl DataFileReport {
    /// How many rows and columns.
    pub fn size(&self) -> String {
        format!("{}, {}", counted(self.rows, "row"), counted(self.columns.len(), "column"))
    }

    fn readers(&self) -> String {
        match self.drafts.as_slice() {
            [] => "no draft".to_owned(),
            drafts if drafts.len() > NAMED => counted(drafts.len(), "draft"),
            drafts => drafts.join(", "),
        }
    }

    fn state(&self) -> String {
        match (self.reasons.is_empty(), self.differences.is_empty()) {
            (false, _) => format!("cannot be read: {}", self.reasons.join(" ")),
            (true, false) => self.differences.join(" "),
            (true, true) => "can be read".to_owned(),
        }
    }

    fn cells(&self) -> [String; 5] {
        let size = if self.reasons.is_empty() { self.size() } else { String::new() };
        [self.file.clone(), self.layout.clone(), size, self.readers(), self.state()]
    }
}

const HEADS: [&str; 5] = ["File", "Laid out as", "Size", "Read by", "Here"];

/// The section of `report.md`.
pub(super) fn markdown(out: &mut String, files: &[DataFileReport]) {
    if files.is_empty() {
        return;
    }
    out.push_str("\n## Data files\n\n");
    table::markdown(out, HEADS, files.iter().map(DataFileReport::cells));
}

/// The section of the overview.
pub(super) fn html(out: &mut String, files: &[DataFileReport]) {
    if files.is_empty() {
        return;
    }
    out.push_str("<h2 id=\"data\">Data files</h2>\n");
    table::html(out, HEADS, files.iter().map(DataFileReport::cells));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_say_who_reads_a_file_and_what_differs() {
        let column = DataColumn { name: "age".to_owned(), element: "Integer".to_owned(), missing: 0 };
        let differs = DataFileReport {
            file: "a|b.csv".to_owned(),
            layout: "CSV, UTF-8".to_owned(),
            rows: 1,
            columns: vec![column],
            drafts: ["1", "2", "3", "4"].map(str::to_owned).to_vec(),
            differences: vec!["It has no column “sex”.".to_owned()],
            ..DataFileReport::default()
        };
        let broken = DataFileReport {
            file: "<c>.csv".to_owned(),
            layout: "data".to_owned(),
            reasons: vec!["Line 2 has 3 fields.".to_owned()],
            ..DataFileReport::default()
        };
        let files = [differs, broken];
        let mut text = String::new();
        markdown(&mut text, &files);
        assert!(
            text.contains(
                "| a\\|b.csv | CSV, UTF-8 | 1 row, 1 column | 4 drafts | It has no column “sex”. |"
            ),
            "{text}"
        );
        let mut page = String::new();
        html(&mut page, &files);
        assert!(
            page.contains(
                "<td>&lt;c&gt;.csv<td>data<td><td>no draft<td>cannot be read: Line 2 has 3 fields.</tr>"
            ),
            "{page}"
        );
        let mut nothing = String::new();
        markdown(&mut nothing, &[]);
        html(&mut nothing, &[]);
        assert!(nothing.is_empty());
    }
}
