//! A SQLite database in memory that holds datasets as tables and can reach nothing else.

use ml_table::{Cell, Column, ColumnSchema, Dataset, ElementType, Schema, TableError, Values, ValuesBuilder};
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Batch, Connection, ErrorCode, Statement, ToSql, params_from_iter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What can go wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlError {
    /// The query was stopped.
    Interrupted,
    /// SQLite does not accept or finish the script.
    Script {
        /// What it says.
        message: String,
        /// 1-based line in the script, when known.
        line: Option<usize>,
    },
    /// The result makes no dataset.
    Table(TableError),
}

impl From<TableError> for SqlError {
    fn from(error: TableError) -> SqlError {
        SqlError::Table(error)
    }
}

/// How many of SQLite's steps lie between two looks at whether to stop: some tenths of a millisecond.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;
/// How many looks a check may take: it works on empty tables and should be done at once.
const LOOKS_OF_A_CHECK: u32 = 100;

/// The database.
pub struct Database {
    connection: Connection,
}

impl Database {
    /// An empty one, without a way out: no attaching, no file, no extension, few pragmas.
    pub fn new() -> Result<Database, SqlError> {
        let open = || -> rusqlite::Result<Connection> {
            let mut connection = Connection::open_in_memory()?;
            connection.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA journal_mode = OFF;")?;
            connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
            connection.authorizer(Some(authorize))?;
            Ok(connection)
        };
        open().map(|connection| Database { connection }).map_err(|error| script_error(&error, ""))
    }

    /// Makes an empty table of these columns.
    pub fn create(&mut self, table: &str, schema: &Schema) -> Result<(), SqlError> {
        let columns: Vec<String> = schema
            .columns
            .iter()
            .map(|column| format!("{} {}", quoted(&column.name), declared(column.element)))
            .collect();
        if columns.is_empty() {
            return Err(SqlError::Script { message: format!("table {table} has no columns"), line: None });
        }
        let statement = format!("CREATE TABLE {table} ({})", columns.join(", "));
        self.connection.execute_batch(&statement).map_err(|error| script_error(&error, ""))
    }

    /// Adds rows to a table.
    pub fn insert(&mut self, table: &str, dataset: &Dataset) -> Result<(), SqlError> {
        let places = vec!["?"; dataset.columns().len()].join(", ");
        let mut insert = || -> rusqlite::Result<()> {
            let transaction = self.connection.transaction()?;
            let mut statement = transaction.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
            for row in 0..dataset.rows() {
                let cells = dataset.columns().iter().map(|column| Bound(column.cell(row)));
                statement.execute(params_from_iter(cells))?;
            }
            drop(statement);
            transaction.commit()
        };
        insert().map_err(|error| script_error(&error, ""))
    }

    /// Runs the script; its last result is the dataset. `stop`, when set meanwhile, interrupts it.
    pub fn query(&mut self, script: &str, stop: Option<Arc<AtomicBool>>) -> Result<Dataset, SqlError> {
        if let Some(stop) = stop {
            let handler = move || stop.load(Ordering::Relaxed);
            self.connection
                .progress_handler(STEPS_BETWEEN_LOOKS, Some(handler))
                .map_err(|error| script_error(&error, script))?;
        }
        let mut result = None;
        self.each_statement(script, |statement| {
            if statement.column_count() > 0 {
                result = Some(collect(statement)?);
            } else {
                statement.execute([]).map_err(|error| script_error(&error, ""))?;
            }
            Ok(())
        })?;
        result.ok_or_else(no_result)
    }

    /// Goes through the script on the tables as they are, without asking for any rows; gives the columns of its result with the types
    /// they likely have. None when looking takes too long.
    pub fn check(&mut self, script: &str) -> Result<Option<Schema>, SqlError> {
        let looks = AtomicU32::new(0);
        let handler = move || looks.fetch_add(1, Ordering::Relaxed) >= LOOKS_OF_A_CHECK;
        self.connection
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(handler))
            .map_err(|error| script_error(&error, script))?;
        let mut result = None;
        let checked = self.each_statement(script, |statement| {
            if statement.column_count() > 0 {
                result = Some(likely(statement));
            } else {
                statement.execute([]).map_err(|error| script_error(&error, ""))?;
            }
            Ok(())
        });
        match checked {
            // What takes long is left to the run.
            Err(SqlError::Interrupted) => Ok(None),
            Err(error) => Err(error),
            Ok(()) => result.map(Some).ok_or_else(no_result),
        }
    }

    fn each_statement(
        &self,
        script: &str,
        mut work: impl FnMut(&mut Statement<'_>) -> Result<(), SqlError>,
    ) -> Result<(), SqlError> {
        let mut batch = Batch::new(&self.connection, script);
        loop {
            match batch.next() {
                Ok(Some(mut statement)) => work(&mut statement)?,
                Ok(None) => return Ok(()),
                Err(error) => return Err(script_error(&error, script)),
            }
        }
    }
}

fn no_result() -> SqlError {
    SqlError::Script { message: "no statement gives a table; end with a SELECT".to_owned(), line: None }
}

/// Everything within the database, nothing outside it.
fn authorize(context: AuthContext<'_>) -> Authorization {
    const PRAGMAS: [&str; 5] =
        ["table_info", "table_xinfo", "table_list", "case_sensitive_like", "function_list"];
    match context.action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Authorization::Deny,
        AuthAction::Pragma { pragma_name, .. } if !PRAGMAS.contains(&pragma_name) => Authorization::Deny,
        AuthAction::Function { function_name } if function_name.eq_ignore_ascii_case("load_extension") => {
            Authorization::Deny
        }
        _ => Authorization::Allow,
    }
}

/// The columns of a statement's result: the types of tables' own columns; what is computed is a number more often than not.
fn likely(statement: &Statement<'_>) -> Schema {
    Schema::unique(statement.columns().map(|column| {
        let element = match column.decl_type() {
            Some("INTEGER") => ElementType::Integer,
            Some("TEXT") => ElementType::String,
            _ => ElementType::Double,
        };
        ColumnSchema::new(column.name(), element)
    }))
}

/// All rows of a statement, each column in the narrowest type that holds its values.
fn collect(statement: &mut Statement<'_>) -> Result<Dataset, SqlError> {
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let declared: Vec<Option<String>> =
        statement.columns().map(|column| column.decl_type().map(str::to_owned)).collect();
    let mut cells: Vec<Vec<Value>> = vec![Vec::new(); names.len()];
    let mut rows = statement.query([]).map_err(|error| script_error(&error, ""))?;
    let mut count = 0;
    while let Some(row) = rows.next().map_err(|error| script_error(&error, ""))? {
        for (index, cells) in cells.iter_mut().enumerate() {
            let value: Value = row.get(index).map_err(|error| script_error(&error, ""))?;
            cells.push(value);
        }
        count += 1;
    }
    let columns = names
        .into_iter()
        .zip(cells)
        .zip(declared)
        .map(|((name, cells), declared)| Column::new(name, values(&cells, declared.as_deref())));
    Ok(Dataset::with_rows(count, columns.collect())?)
}

fn values(cells: &[Value], declared: Option<&str>) -> Values {
    let text = cells.iter().any(|cell| matches!(cell, Value::Text(_) | Value::Blob(_)));
    let real = cells.iter().any(|cell| matches!(cell, Value::Real(_)));
    let whole = cells.iter().any(|cell| matches!(cell, Value::Integer(_)));
    let element = match (text, real, whole, declared) {
        (true, ..) => ElementType::String,
        (_, true, ..) => ElementType::Double,
        (_, _, true, _) => ElementType::Integer,
        // Nothing but missing values: as the column was declared.
        (.., Some("INTEGER")) => ElementType::Integer,
        (.., Some("REAL")) => ElementType::Double,
        _ => ElementType::String,
    };
    let mut builder = ValuesBuilder::new(element, cells.len());
    for cell in cells {
        let blob;
        let cell = match cell {
            Value::Null => Cell::Missing,
            Value::Integer(value) => Cell::Integer(*value),
            Value::Real(value) => Cell::Double(*value),
            Value::Text(value) => Cell::String(value),
            Value::Blob(value) => {
                blob = String::from_utf8_lossy(value).into_owned();
                Cell::String(&blob)
            }
        };
        // The type was chosen so that every value fits.
        let _ = builder.push_converted(cell);
    }
    builder.finish()
}

/// A cell as SQLite stores it: booleans are 0 and 1, dates and durations are text.
struct Bound<'a>(Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Missing => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Integer(value) => ToSqlOutput::Borrowed(ValueRef::Integer(value)),
            Cell::Double(value) => ToSqlOutput::Borrowed(ValueRef::Real(value)),
            Cell::Boolean(value) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(value))),
            Cell::String(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            // With a blank, as SQLite's own date functions write it.
            Cell::DateTime(value) => {
                ToSqlOutput::Owned(Value::Text(ml_table::format_datetime(value).replace('T', " ")))
            }
            Cell::TimeSpan(value) => ToSqlOutput::Owned(Value::Text(ml_table::format_timespan(value))),
        })
    }
}

fn declared(element: ElementType) -> &'static str {
    match element {
        ElementType::Integer | ElementType::Boolean => "INTEGER",
        ElementType::Double => "REAL",
        ElementType::String | ElementType::DateTime | ElementType::TimeSpan => "TEXT",
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What SQLite says, and where in the script.
fn script_error(error: &rusqlite::Error, script: &str) -> SqlError {
    if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
        return SqlError::Interrupted;
    }
    match error {
        rusqlite::Error::SqlInputError { msg, sql, offset, .. } => {
            // The statement is a part of the script: its beginning there gives the line.
            let begin = script.find(sql.as_str()).unwrap_or(0);
            let offset = usize::try_from(*offset).unwrap_or(0).saturating_add(begin);
            let before = script.as_bytes().get(..offset);
            let line = before.map(|before| before.iter().filter(|byte| **byte == b'\n').count() + 1);
            SqlError::Script { message: msg.clone(), line: line.filter(|_| !script.is_empty()) }
        }
        rusqlite::Error::SqliteFailure(_, Some(message)) => {
            SqlError::Script { message: message.clone(), line: None }
        }
        other => SqlError::Script { message: other.to_string(), line: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(script: &str) -> Result<Dataset, SqlError> {
        let mut database = Database::new()?;
        let dataset = Dataset::new([Column::new("n", vec![1_i64, 2])]).unwrap();
        database.create("t1", &dataset.schema())?;
        database.insert("t1", &dataset)?;
        database.query(script, None)
    }

    #[test]
    fn nothing_outside_can_be_reached() {
        for script in [
            "ATTACH DATABASE '/tmp/other.db' AS other; SELECT 1",
            "VACUUM INTO '/tmp/copy.db'; SELECT 1",
            "SELECT load_extension('x')",
            "PRAGMA temp_store_directory = '/tmp'; SELECT 1",
            "SELECT readfile('/etc/passwd')",
        ] {
            assert!(matches!(ask(script), Err(SqlError::Script { .. })), "{script}");
        }
    }

    #[test]
    fn a_long_query_stops_when_told() {
        let stop = Arc::new(AtomicBool::new(true));
        let mut database = Database::new().unwrap();
        let endless =
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
        assert_eq!(database.query(endless, Some(stop)), Err(SqlError::Interrupted));
        let columns = Database::new().unwrap().check(endless).unwrap().unwrap();
        assert_eq!(columns.columns[0].name, "count(*)");
    }

    #[test]
    fn several_statements_give_the_last_result() {
        let result =
            ask("CREATE TABLE x AS SELECT n * 2 AS m FROM t1; SELECT 0; SELECT sum(m) AS s FROM x;").unwrap();
        assert_eq!(ml_table::write::csv(&result), "s\n6\n");
        assert!(matches!(ask("CREATE TABLE y (a)"), Err(SqlError::Script { line: None, .. })));
    }
}
