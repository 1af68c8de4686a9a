use super::sql::{Database, SqlError};
use crate::prelude::*;

/// Makes a table from up to three others with a SQL query.
#[derive(Clone, Debug, Params)]
pub struct ApplySqlTransformation {
    /// A query in SQLite's SQL over the tables t1, t2 and t3.
    #[param(
        "SQL Query Script",
        title = "SQL query script",
        script = "sql",
        default = "select * from t1;",
        required
    )]
    sql_query_script: String,
}

const PORTS: [(&str, &str); 3] = [("table1", "t1"), ("table2", "t2"), ("table3", "t3")];

impl ApplySqlTransformation {
    fn failure(&self, error: SqlError) -> Failure {
        match error {
            SqlError::Interrupted => Failure::Cancelled,
            SqlError::Script { message, line } => {
                let place = line.map_or(String::new(), |line| format!(" in line {line}"));
                Failure::new(
                    "error-0069",
                    format!("The SQL script fails{place}: {message}."),
                    "Correct the script. It is SQLite's SQL; the inputs are the tables t1, t2 and t3, and nothing else can be reached.",
                )
                .at_param("sql_query_script")
            }
            SqlError::Table(error) => Failure::from(error),
        }
    }
}

impl Component for ApplySqlTransformation {
    const IDENTITY: Identity = Identity {
        id: "apply-sql-transformation",
        title: "Apply SQL Transformation",
        category: "Data Transformation / Manipulation",
        families: &["90381e8067c34d9987541db785b7ea37"],
        designer: Some("Apply SQL Transformation"),
        keywords: &["sqlite", "query", "select", "group by", "join", "where"],
        role: Role::Transform,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[
        Port::dataset("table1", "Table1"),
        Port::dataset("table2", "Table2").optional(),
        Port::dataset("table3", "Table3").optional(),
    ];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("apply_sql_transformation.md");

    fn check(&self, check: &mut Check<'_>) {
        let connected = PORTS.iter().filter(|(port, _)| check.is_connected(port));
        let tables: Option<Vec<(&str, &Schema)>> =
            connected.map(|(port, table)| check.schema(port).map(|schema| (*table, schema))).collect();
        // With all columns known, SQLite itself can say whether the script makes sense.
        let Some(tables) = tables.filter(|tables| !tables.is_empty()) else { return };
        let checked = Database::new().and_then(|mut database| {
            for (table, schema) in tables {
                database.create(table, schema)?;
            }
            database.check(&self.sql_query_script)
        });
        match checked.map_err(|error| self.failure(error)) {
            // The values decide the types.
            Ok(Some(schema)) => check.likely("results_dataset", schema),
            Err(Failure::Failed(diagnostic)) => check.report(*diagnostic),
            _ => {}
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let failure = |error| self.failure(error);
        let mut database = Database::new().map_err(failure)?;
        for (port, table) in PORTS {
            let Some(dataset) = run.optional_dataset(port)? else { continue };
            database.create(table, &dataset.schema()).map_err(failure)?;
            let mut from = 0;
            while from < dataset.rows() {
                run.checkpoint(0.3 * from as f32 / dataset.rows() as f32, "handing over rows").await?;
                let block = dataset.slice(from, 16_384);
                database.insert(table, &block).map_err(failure)?;
                from += block.rows();
            }
        }
        run.checkpoint(0.3, "asking").await?;
        let result = database.query(&self.sql_query_script, run.watch.cancel_flag()).map_err(failure)?;
        Ok(Outputs::one("results_dataset", result))
    }
}
