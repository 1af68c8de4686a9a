use crate::prelude::*;
use ml_table::{Cell, Column, ColumnSchema, ElementType};
use std::collections::HashMap;

/// Joins two datasets on the values of key columns.
#[derive(Clone, Debug, Params)]
pub struct JoinData {
    /// The key columns of the left dataset.
    #[param(
        "Comma-separated case-sensitive names of join key columns for L",
        title = "Join key columns for left dataset",
        columns("dataset1"),
        required
    )]
    join_key_columns_for_left: ColumnSelection,
    /// The key columns of the right dataset, as many as on the left and in the same order.
    #[param(
        "Comma-separated case-sensitive names of join key columns for R",
        title = "Join key columns for right dataset",
        columns("dataset2"),
        required
    )]
    join_key_columns_for_right: ColumnSelection,
    /// Whether upper and lower case make a difference.
    #[param("Match case", default = true)]
    match_case: bool,
    /// Which rows come out.
    #[param("Join type", default = JoinType::Inner)]
    join_type: JoinType,
    /// Whether the key columns of the right dataset come out too.
    #[param(
        "Keep right key columns in joined table",
        default = true,
        when = "join_type == inner-join | left-outer-join | full-outer-join"
    )]
    keep_right_key_columns: bool,
}

/// Which rows come out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum JoinType {
    /// Pairs.
    #[choice("Inner Join", id = "inner-join", title = "Inner join")]
    Inner,
    /// Pairs, and left rows without a partner.
    #[choice("Left Outer Join", id = "left-outer-join", title = "Left outer join")]
    LeftOuter,
    /// Pairs, and rows without a partner of both sides.
    #[choice("Full Outer Join", id = "full-outer-join", title = "Full outer join")]
    FullOuter,
    /// Left rows that have a partner.
    #[choice("Left Semi-Join", id = "left-semi-join", title = "Left semi-join")]
    LeftSemi,
}

/// More rows than this do not come out: keys that repeat on both sides multiply.
const MOST_ROWS: usize = 50_000_000;

impl JoinData {
    /// Whether the keys go together.
    fn check_keys(&self, left: &Schema, right: &Schema, keys: [&[usize]; 2]) -> Result<(), Box<Diagnostic>> {
        let [left_keys, right_keys] = keys;
        if left_keys.len() != right_keys.len() {
            let message = format!(
                "There are {} key columns on the left, but {} on the right.",
                left_keys.len(),
                right_keys.len()
            );
            let error = Diagnostic::error("error-0027", message);
            return Err(Box::new(
                error
                    .help("Select the same number of columns on both sides.")
                    .at_param("join_key_columns_for_right"),
            ));
        }
        for (&l, &r) in left_keys.iter().zip(right_keys) {
            let (l, r) = (&left.columns[l], &right.columns[r]);
            if l.element != r.element && !(l.element.is_numeric() && r.element.is_numeric()) {
                let message = format!(
                    "The key `{}` holds {} values on the left, but `{}` holds {} values on the right.",
                    l.name, l.element, r.name, r.element
                );
                let error = Diagnostic::error("error-0154", message);
                return Err(Box::new(
                    error
                        .help("Give both keys the same type with Edit Metadata first.")
                        .at_param("join_key_columns_for_right"),
                ));
            }
        }
        Ok(())
    }

    /// The right key whose values stand in this left column where only the right dataset has a row: without the right key columns
    /// they would be lost.
    fn merged(&self, position: usize, keys: [&[usize]; 2]) -> Option<usize> {
        let [left_keys, right_keys] = keys;
        if self.join_type != JoinType::FullOuter || self.keep_right_key_columns {
            return None;
        }
        left_keys.iter().zip(right_keys).find(|(left, _)| **left == position).map(|(_, right)| *right)
    }

    /// Columns of the left dataset as they come out.
    fn left_schema(&self, left: &Schema, right: &Schema, keys: [&[usize]; 2]) -> Vec<ColumnSchema> {
        let column = |(position, column): (usize, &ColumnSchema)| {
            let column = column.clone();
            let Some(key) = self.merged(position, keys) else { return column };
            let key = &right.columns[key];
            let element = if column.element == key.element { key.element } else { ElementType::Double };
            let categorical = column.categorical && key.categorical;
            ColumnSchema { element, categorical, ..column }
        };
        left.columns.iter().enumerate().map(column).collect()
    }

    /// Positions of the columns of the right dataset that come out.
    fn right_columns(&self, columns: usize, keys: &[usize]) -> Vec<usize> {
        let kept = |position: &usize| self.keep_right_key_columns || !keys.contains(position);
        if self.join_type == JoinType::LeftSemi { Vec::new() } else { (0..columns).filter(kept).collect() }
    }
}

/// Keys of both sides as numbers that are equal when the values are; none when a part is missing.
async fn keys(
    left: &[&Column],
    right: &[&Column],
    match_case: bool,
    run: &RunContext<'_>,
) -> Result<[Vec<Option<Vec<u32>>>; 2], Failure> {
    let mut sides =
        [left.first().map_or(0, |column| column.len()), right.first().map_or(0, |column| column.len())]
            .map(|rows| vec![Some(Vec::with_capacity(left.len())); rows]);
    for (&left, &right) in left.iter().zip(right) {
        // One numbering for both sides: distinct values by their text, numbers by their value.
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for (side, column) in sides.iter_mut().zip([left, right]) {
            run.checkpoint(0.1, "reading keys").await?;
            let categories = column.encoded();
            let codes: Vec<u32> = categories
                .levels()
                .cells()
                .map(|level| {
                    let next = numbers.len() as u32;
                    *numbers.entry(spelling(level, match_case)).or_insert(next)
                })
                .collect();
            for (row, key) in side.iter_mut().enumerate() {
                match (categories.code(row), key.as_mut()) {
                    (Some(code), Some(parts)) => parts.push(codes[code as usize]),
                    _ => *key = None,
                }
            }
        }
    }
    Ok(sides)
}

fn spelling(level: Cell<'_>, match_case: bool) -> String {
    match level {
        // Whole numbers and others meet where they are equal.
        Cell::Double(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => (value as i64).to_string(),
        Cell::String(text) if !match_case => text.to_lowercase(),
        _ => level.text().unwrap_or_default().into_owned(),
    }
}

/// These rows of a column; a missing value where there is no row.
fn take(column: &Column, rows: &[Option<usize>]) -> Result<Column, Failure> {
    Ok(Dataset::new([column.clone()])?.take_or_missing(rows).columns()[0].clone())
}

impl Component for JoinData {
    const IDENTITY: Identity = Identity {
        id: "join-data",
        title: "Join Data",
        category: "Data Transformation / Manipulation",
        families: &["124865f7e9014656adacf4cb08248099"],
        names: &["Join"],
        designer: Some("Join Data"),
        keywords: &["merge", "lookup", "key", "inner", "outer"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("dataset1", "Dataset1").title("Left dataset"),
        Port::dataset("dataset2", "Dataset2").title("Right dataset"),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("join_data.md");

    fn check(&self, check: &mut Check<'_>) {
        let left_keys =
            check.columns("join_key_columns_for_left", &self.join_key_columns_for_left, "dataset1");
        let right_keys =
            check.columns("join_key_columns_for_right", &self.join_key_columns_for_right, "dataset2");
        let (Some(left), Some(right)) = (check.schema("dataset1"), check.schema("dataset2")) else { return };
        let (Some(left_keys), Some(right_keys)) = (left_keys, right_keys) else { return };
        match self.check_keys(left, right, [&left_keys, &right_keys]) {
            Ok(()) => {
                let added = self.right_columns(right.len(), &right_keys);
                let added = added.into_iter().map(|position| right.columns[position].clone());
                let columns = self.left_schema(left, right, [&left_keys, &right_keys]);
                check.output("results_dataset", Schema::unique(columns.into_iter().chain(added)));
            }
            Err(diagnostic) => check.report(*diagnostic),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let (left, right) = (run.dataset("dataset1")?, run.dataset("dataset2")?);
        let left_keys = run.columns("join_key_columns_for_left", &self.join_key_columns_for_left, left)?;
        let right_keys =
            run.columns("join_key_columns_for_right", &self.join_key_columns_for_right, right)?;
        self.check_keys(&left.schema(), &right.schema(), [&left_keys, &right_keys])?;
        let columns = |dataset: &Dataset, positions: &[usize]| -> Vec<Column> {
            positions.iter().map(|&position| dataset.columns()[position].clone()).collect()
        };
        let (left_columns, right_columns) = (columns(left, &left_keys), columns(right, &right_keys));
        let [left_values, right_values] = keys(
            &left_columns.iter().collect::<Vec<_>>(),
            &right_columns.iter().collect::<Vec<_>>(),
            self.match_case,
            run,
        )
        .await?;
        run.checkpoint(0.2, "joining").await?;
        let mut partners: HashMap<&[u32], Vec<usize>> = HashMap::new();
        for (row, key) in right_values.iter().enumerate() {
            if let Some(key) = key {
                partners.entry(key).or_default().push(row);
            }
        }
        let matching = |key: &Option<Vec<u32>>| key.as_ref().and_then(|key| partners.get(key.as_slice()));
        let count: usize = left_values.iter().filter_map(matching).map(Vec::len).sum();
        if self.join_type != JoinType::LeftSemi && count > MOST_ROWS {
            return Err(Failure::new(
                "error-0138",
                format!("The join gives {count} rows; more than {MOST_ROWS} have no room."),
                "The keys repeat on both sides: remove duplicate rows first, or join on more columns.",
            ));
        }
        let mut pairs: Vec<(Option<usize>, Option<usize>)> = Vec::new();
        let mut found = vec![false; right.rows()];
        let mut next_pause = 0;
        for (row, key) in left_values.iter().enumerate() {
            if row + pairs.len() >= next_pause {
                run.checkpoint(0.2 + 0.3 * row as f32 / left.rows() as f32, "joining").await?;
                next_pause = row + pairs.len() + 65_536;
            }
            match (matching(key), self.join_type) {
                (Some(_), JoinType::LeftSemi) => pairs.push((Some(row), None)),
                (Some(matching), _) => {
                    for &partner in matching {
                        found[partner] = true;
                        pairs.push((Some(row), Some(partner)));
                    }
                }
                (None, JoinType::LeftOuter | JoinType::FullOuter) => pairs.push((Some(row), None)),
                (None, _) => {}
            }
        }
        if self.join_type == JoinType::FullOuter {
            pairs.extend((0..right.rows()).filter(|&row| !found[row]).map(|row| (None, Some(row))));
        }
        let (left_rows, right_rows): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        let added = self.right_columns(right.columns().len(), &right_keys);
        let steps = (left.columns().len() + added.len()) as f32;
        let mut columns = Vec::new();
        for (position, column) in left.columns().iter().enumerate() {
            run.checkpoint(0.5 + 0.5 * columns.len() as f32 / steps, "joining").await?;
            columns.push(match self.merged(position, [&left_keys, &right_keys]) {
                None => take(column, &left_rows)?,
                Some(key) => {
                    let below = left.rows();
                    let either = |(left, right): (&Option<usize>, &Option<usize>)| {
                        left.or_else(|| right.map(|row| below + row))
                    };
                    let rows: Vec<Option<usize>> = left_rows.iter().zip(&right_rows).map(either).collect();
                    take(&column.concat(&right.columns()[key])?, &rows)?
                }
            });
        }
        for position in added {
            run.checkpoint(0.5 + 0.5 * columns.len() as f32 / steps, "joining").await?;
            columns.push(take(&right.columns()[position], &right_rows)?);
        }
        Ok(Outputs::one("results_dataset", Dataset::with_rows(left_rows.len(), columns)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_meet_by_value_and_text_by_spelling() {
        assert_eq!(spelling(Cell::Double(3.0), true), spelling(Cell::Integer(3), true));
        assert_eq!(spelling(Cell::Double(-0.0), true), "0");
        assert_ne!(spelling(Cell::String("A"), true), spelling(Cell::String("a"), true));
        assert_eq!(spelling(Cell::String("Ä"), false), spelling(Cell::String("ä"), false));
    }
}
