//! The dataset: columns of equal length under unique names.

use crate::schema::unused_name;
use crate::{Column, ElementType, Role, Schema, TableError};
use arrow_array::UInt32Array;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// A table. Cloning is cheap: all columns are shared.
#[derive(Clone, Debug)]
pub struct Dataset {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    columns: Vec<Column>,
    rows: usize,
    hash: OnceLock<[u8; 32]>,
}

impl Dataset {
    /// A dataset of these columns. A name that was there before gets a number: `x`, `x (2)`.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Result<Dataset, TableError> {
        let columns: Vec<Column> = columns.into_iter().collect();
        let rows = columns.first().map_or(0, Column::len);
        Dataset::with_rows(rows, columns)
    }

    /// The same when there may be no column: the number of rows is then still known.
    pub fn with_rows(rows: usize, mut columns: Vec<Column>) -> Result<Dataset, TableError> {
        if let Some(column) = columns.iter().find(|column| column.len() != rows) {
            return Err(TableError::LengthMismatch {
                column: column.name().to_owned(),
                found: column.len(),
                expected: rows,
            });
        }
        make_unique(&mut columns);
        Ok(Dataset::from_valid(rows, columns))
    }

    /// Columns already known to be of one length and under unique names.
    pub(crate) fn from_valid(rows: usize, columns: Vec<Column>) -> Dataset {
        Dataset { shared: Arc::new(Shared { columns, rows, hash: OnceLock::new() }) }
    }

    /// A dataset without rows and columns.
    pub fn empty() -> Dataset {
        Dataset::from_valid(0, Vec::new())
    }

    /// A dataset of this schema without rows.
    pub fn from_schema(schema: &Schema) -> Result<Dataset, TableError> {
        Dataset::new(schema.columns.iter().map(|column| {
            let values =
                Column::missing_values(column.name.as_str(), column.element, 0).with_role(column.role);
            if column.categorical { values.to_categorical() } else { values }
        }))
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.shared.rows
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.shared.columns
    }

    /// The names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns().iter().map(Column::name)
    }

    /// Names, types and roles.
    pub fn schema(&self) -> Schema {
        Schema::new(self.columns().iter().map(Column::schema))
    }

    /// The column of this name.
    pub fn get(&self, name: &str) -> Option<&Column> {
        self.columns().iter().find(|column| column.name() == name)
    }

    /// The column of this name, or an error that names the nearest ones.
    pub fn column(&self, name: &str) -> Result<&Column, TableError> {
        match self.get(name) {
            Some(column) => Ok(column),
            None => self.schema().position(name).map(|position| &self.columns()[position]),
        }
    }

    /// The columns in this role.
    pub fn in_role(&self, role: Role) -> impl Iterator<Item = &Column> {
        self.columns().iter().filter(move |column| column.role() == role)
    }

    /// `name`, or the first of `name (2)`, `name (3)` … that no column has.
    pub fn unused_name(&self, name: &str) -> String {
        unused_name(name, |candidate| self.get(candidate).is_some())
    }

    /// The columns at these positions, which must exist, in this order; repeated ones get numbered names.
    pub fn select(&self, positions: &[usize]) -> Dataset {
        let mut columns =
            positions.iter().map(|&position| self.columns()[position].clone()).collect::<Vec<_>>();
        make_unique(&mut columns);
        Dataset::from_valid(self.rows(), columns)
    }

    /// The dataset without the column of this name, if it has it.
    pub fn without(&self, name: &str) -> Dataset {
        let columns = self.columns().iter().filter(|column| column.name() != name).cloned().collect();
        Dataset::from_valid(self.rows(), columns)
    }

    /// Puts a column in the place of the one with its name, or at the end.
    pub fn with_column(&self, column: Column) -> Result<Dataset, TableError> {
        let mut columns = self.columns().to_vec();
        match columns.iter_mut().find(|existing| existing.name() == column.name()) {
            Some(existing) => *existing = column,
            None => columns.push(column),
        }
        let rows = if self.columns().is_empty() { columns[0].len() } else { self.rows() };
        Dataset::with_rows(rows, columns)
    }

    /// Adds columns at the end; clashing names get numbers.
    pub fn with_columns(&self, added: impl IntoIterator<Item = Column>) -> Result<Dataset, TableError> {
        let columns: Vec<Column> = self.columns().iter().cloned().chain(added).collect();
        let rows = if self.columns().is_empty() {
            columns.first().map_or(self.rows(), Column::len)
        } else {
            self.rows()
        };
        Dataset::with_rows(rows, columns)
    }

    /// Renames columns one for one; clashing names get numbers.
    pub fn renamed(&self, names: &[String]) -> Dataset {
        let mut columns = self.columns().to_vec();
        for (column, name) in columns.iter_mut().zip(names) {
            *column = column.renamed(name.as_str());
        }
        make_unique(&mut columns);
        Dataset::from_valid(self.rows(), columns)
    }

    /// The rows at these positions, which must exist; rows may repeat.
    pub fn take(&self, rows: &[usize]) -> Dataset {
        self.take_indices(&rows.iter().map(|&row| row as u32).collect::<Vec<u32>>().into())
    }

    /// The rows at these positions; `None` gives a row of missing values.
    pub fn take_or_missing(&self, rows: &[Option<usize>]) -> Dataset {
        self.take_indices(&rows.iter().map(|row| row.map(|row| row as u32)).collect())
    }

    fn take_indices(&self, indices: &UInt32Array) -> Dataset {
        let columns = self.columns().iter().map(|column| column.take(indices)).collect();
        Dataset::from_valid(indices.len(), columns)
    }

    /// The rows for which `keep` is true; `keep` has one entry a row.
    pub fn filter(&self, keep: &[bool]) -> Dataset {
        if keep.iter().all(|&keep| keep) {
            return self.clone();
        }
        self.take(&keep.iter().enumerate().filter(|(_, keep)| **keep).map(|(row, _)| row).collect::<Vec<_>>())
    }

    /// Up to `length` rows from `offset`, without copying.
    pub fn slice(&self, offset: usize, length: usize) -> Dataset {
        let offset = offset.min(self.rows());
        let length = length.min(self.rows() - offset);
        let columns = self.columns().iter().map(|column| column.slice(offset, length)).collect();
        Dataset::from_valid(length, columns)
    }

    /// The rows of `below` under the rows of this one: columns meet by position, names and roles are this one's.
    pub fn concat(&self, below: &Dataset) -> Result<Dataset, TableError> {
        let (left, right) = (self.columns().len(), below.columns().len());
        if left != right {
            return Err(TableError::ColumnCountMismatch { left, right });
        }
        let columns = self
            .columns()
            .iter()
            .zip(below.columns())
            .map(|(above, below)| above.concat(below))
            .collect::<Result<Vec<Column>, TableError>>()?;
        Ok(Dataset::from_valid(self.rows() + below.rows(), columns))
    }

    /// SHA-256 over names, types, roles and values: equal content gives equal hashes, on every platform.
    pub fn content_hash(&self) -> [u8; 32] {
        *self.shared.hash.get_or_init(|| crate::hash::content_hash(self))
    }

    /// The positions of numeric columns, booleans included, that are not categorical.
    pub fn numeric_positions(&self) -> Vec<usize> {
        let numeric = |column: &Column| {
            !column.is_categorical()
                && (column.element().is_numeric() || column.element() == ElementType::Boolean)
        };
        (0..self.columns().len()).filter(|&position| numeric(&self.columns()[position])).collect()
    }
}

/// Equal when columns, values and number of rows are.
impl PartialEq for Dataset {
    fn eq(&self, other: &Dataset) -> bool {
        self.rows() == other.rows() && self.columns() == other.columns()
    }
}

/// Numbers the names that were there before.
fn make_unique(columns: &mut [Column]) {
    let mut taken = BTreeSet::new();
    for column in columns {
        let name = unused_name(column.name(), |name| taken.contains(name));
        if name != column.name() {
            *column = column.renamed(name.as_str());
        }
        taken.insert(name);
    }
}
