//! Tables as the protocol shows them.

use ml_protocol::{Bin, ColumnProfile, ColumnView, TablePage, TableView};
use ml_table::{Bar, Column, ColumnSchema, Dataset};

/// Name, type and role of a column.
pub fn column_view(column: &ColumnSchema) -> ColumnView {
    ColumnView {
        name: column.name.clone(),
        element_type: column.element.name().to_owned(),
        categorical: column.categorical,
        role: column.role.name().to_owned(),
    }
}

/// Columns and the first rows of a table.
pub fn table(dataset: &Dataset) -> TableView {
    beginning(dataset, TablePage::length(dataset.columns().len()) as usize)
}

/// Columns and all rows of a small table.
pub fn whole_table(dataset: &Dataset) -> TableView {
    beginning(dataset, dataset.rows())
}

fn beginning(dataset: &Dataset, rows: usize) -> TableView {
    let all: Vec<usize> = (0..dataset.columns().len()).collect();
    TableView {
        rows: dataset.rows() as u64,
        columns: dataset.columns().iter().map(|column| column_view(&column.schema())).collect(),
        first: page(dataset, &all, 0, rows),
    }
}

/// Up to `limit` rows from `offset` of the columns at these positions, as text.
pub fn page(dataset: &Dataset, columns: &[usize], offset: usize, limit: usize) -> TablePage {
    let shown: Vec<&Column> =
        columns.iter().filter_map(|&position| dataset.columns().get(position)).collect();
    let end = offset.saturating_add(limit).min(dataset.rows());
    TablePage {
        offset: offset as u64,
        rows: dataset.rows() as u64,
        columns: shown.iter().map(|column| column.name().to_owned()).collect(),
        cells: shown
            .iter()
            .map(|column| (offset..end).map(|row| column.text(row).map(|text| text.into_owned())).collect())
            .collect(),
    }
}

/// The statistics of a column.
pub fn column_profile(column: &Column) -> ColumnProfile {
    let profile = ml_table::profile(column);
    ColumnProfile {
        column: column_view(&column.schema()),
        missing: profile.missing as u64,
        unique: profile.unique as u64,
        mean: profile.mean,
        median: profile.median,
        min: profile.min,
        max: profile.max,
        standard_deviation: profile.standard_deviation,
        quartiles: profile.quartiles,
        histogram: profile.histogram.iter().map(bin).collect(),
        log_histogram: profile.log_histogram.iter().map(bin).collect(),
    }
}

fn bin(bar: &Bar) -> Bin {
    Bin {
        label: bar.label.clone(),
        from: bar.edges.map(|(from, _)| from),
        to: bar.edges.map(|(_, to)| to),
        count: bar.count as u64,
    }
}
