use crate::prelude::*;
use ml_table::{Column, ColumnSchema, ElementType, TableError};
use ml_text::Hashing;
use std::collections::BTreeSet;

/// Makes a fixed number of columns of texts by hashing their words.
#[derive(Clone, Debug, Params)]
pub struct FeatureHashing {
    /// The text columns to hash. Each gets columns of its own.
    #[param("Target column", aliases("Target columns"), columns("dataset"))]
    target_column: ColumnSelection,
    /// Two to this power is the number of columns for each text column.
    #[param("Hashing bitsize", default = 10, min = 1, max = 31)]
    hashing_bitsize: u32,
    /// The longest sequence of words that counts; 2 counts single words and pairs.
    #[param("N-grams", default = 2, max = 10)]
    n_grams: u32,
}

/// The most columns that are made: what a table, and a person, can still handle.
const MOST_COLUMNS: usize = 1 << 17;

/// The most cells that are made: 4 GiB of numbers, or 1 GiB where memory has no more than 4.
const MOST_CELLS: usize = if cfg!(target_pointer_width = "64") { 1 << 29 } else { 1 << 27 };

impl Component for FeatureHashing {
    const IDENTITY: Identity = Identity {
        id: "feature-hashing",
        title: "Feature Hashing",
        category: "Text Analytics",
        families: &["c9a826602d9c411d81224d9e0b3ce92a"],
        designer: Some("Feature Hashing"),
        keywords: &["text", "words", "n-gram", "vowpal wabbit", "bag of words"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("transformed_dataset", "Transformed dataset")];
    const HELP: &'static str = include_str!("feature_hashing.md");

    fn check(&self, check: &mut Check<'_>) {
        let Some(schema) = check.schema("dataset") else { return };
        let Some(positions) = check.columns("target_column", &self.target_column, "dataset") else { return };
        if check.accept("target_column", check_texts(schema, &positions)).is_none() {
            return;
        }
        match self.check_size(positions.len(), 0) {
            Ok(()) => {
                let mut transformed = schema.clone();
                for name in self.names(schema, &positions).into_iter().flatten() {
                    transformed.columns.push(ColumnSchema::new(name, ElementType::Double));
                }
                check.output("transformed_dataset", transformed);
            }
            Err(diagnostic) => check.report(*diagnostic),
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let schema = dataset.schema();
        let positions = run.columns("target_column", &self.target_column, dataset)?;
        check_texts(&schema, &positions).map_err(|error| Failure::from(error).at_param("target_column"))?;
        self.check_size(positions.len(), dataset.rows()).map_err(|diagnostic| Failure::from(*diagnostic))?;
        let mut columns = dataset.columns().to_vec();
        for (step, (position, names)) in positions.iter().zip(self.names(&schema, &positions)).enumerate() {
            let progress = step as f32 / positions.len() as f32;
            let hashed = self.hash(&dataset.columns()[*position], progress, run).await?;
            columns.extend(names.into_iter().zip(hashed).map(|(name, counts)| Column::new(name, counts)));
        }
        Ok(Outputs::one("transformed_dataset", Dataset::with_rows(dataset.rows(), columns)?))
    }
}

impl FeatureHashing {
    fn hashing(&self) -> Hashing {
        Hashing { bits: self.hashing_bitsize, n_grams: self.n_grams }
    }

    /// Refuses what no memory holds.
    fn check_size(&self, texts: usize, rows: usize) -> Result<(), Box<Diagnostic>> {
        let columns = self.hashing().places().saturating_mul(texts);
        let trouble = if columns > MOST_COLUMNS {
            format!("This makes {columns} columns; at most {MOST_COLUMNS} can be handled.")
        } else if columns.saturating_mul(rows) > MOST_CELLS {
            format!("{columns} columns for {rows} rows are more than fits into memory.")
        } else {
            return Ok(());
        };
        Err(Box::new(
            Diagnostic::error("error-0007", trouble)
                .help("Choose a smaller hashing bitsize: one less halves the number of columns. A model needs the one it was trained with.")
                .at_param("hashing_bitsize"),
        ))
    }

    /// The names of the new columns, text column by text column, none of which is there already.
    fn names(&self, schema: &Schema, positions: &[usize]) -> Vec<Vec<String>> {
        let mut taken: BTreeSet<String> = schema.names().map(str::to_owned).collect();
        let mut all = Vec::with_capacity(positions.len());
        for &position in positions {
            let column = &schema.columns[position].name;
            let names = |ending: &str| -> Vec<String> {
                (1..=self.hashing().places())
                    .map(|place| format!("{column}_HashingFeature{ending}_{place}"))
                    .collect()
            };
            let mut found = names("");
            let mut number = 2u32;
            while found.iter().any(|name| taken.contains(name)) {
                found = names(&number.to_string());
                number += 1;
            }
            taken.extend(found.iter().cloned());
            all.push(found);
        }
        all
    }

    /// How often each place occurs in each text, place by place.
    async fn hash(
        &self,
        column: &Column,
        progress: f32,
        run: &RunContext<'_>,
    ) -> Result<Vec<Vec<f64>>, Failure> {
        let hashing = self.hashing();
        let mut counts = Vec::with_capacity(hashing.places());
        for place in 0..hashing.places() {
            if place % 256 == 0 {
                run.checkpoint(progress, "making columns").await?;
            }
            counts.push(vec![0.0; column.len()]);
        }
        let texts = (0..column.len()).map(|row| column.text(row));
        for (row, text) in texts.enumerate() {
            if row % 256 == 0 {
                run.checkpoint(progress, "hashing words").await?;
            }
            let Some(text) = text else { continue };
            for (place, count) in hashing.counts(&text) {
                counts[place as usize][row] = f64::from(count);
            }
        }
        Ok(counts)
    }
}

/// Only texts have words.
fn check_texts(schema: &Schema, positions: &[usize]) -> Result<(), TableError> {
    let other = positions.iter().map(|&position| &schema.columns[position]);
    match other.into_iter().find(|column| column.element != ElementType::String) {
        None => Ok(()),
        Some(column) => Err(TableError::WrongType {
            column: column.name.clone(),
            found: column.type_name(),
            expected: "text".to_owned(),
        }),
    }
}
