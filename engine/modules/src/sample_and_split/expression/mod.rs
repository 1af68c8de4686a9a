//! Comparisons of columns with constants, as Split Data writes them: `\"price" > 3 & !(\"city" == "Oslo" | \2 <= 2016-05-24)`.

use ml_graph::Diagnostic;
use ml_table::{Cell, Column, Dataset, ElementType, Schema, Values};

/// A condition on a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// Both hold.
    And(Box<Expression>, Box<Expression>),
    /// One holds at least.
    Or(Box<Expression>, Box<Expression>),
    /// It does not hold.
    Not(Box<Expression>),
    /// A column compared with a constant.
    Compare {
        /// The column.
        column: ColumnName,
        /// How.
        operator: Operator,
        /// The constant as written, without quotes.
        constant: String,
    },
}

/// How a column is named.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnName {
    /// `\"name"`.
    Name(String),
    /// `\3`, counting from 1.
    Position(usize),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `==` or `=`
    Equal,
    /// `!=` or `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a row says: nothing when a value it needs is missing.
type Truth = Option<bool>;

impl Expression {
    /// Reads an expression.
    pub fn read(text: &str) -> Result<Expression, Diagnostic> {
        let mut reader = Reader { text, position: 0, depth: 0 };
        let expression = reader.alternatives()?;
        reader.skip_blanks();
        if reader.position < text.len() {
            return Err(reader.error("an operator such as & or |"));
        }
        Ok(expression)
    }

    /// Whether all columns are there and can be compared with their constants.
    pub fn check(&self, schema: &Schema) -> Result<(), Diagnostic> {
        match self {
            Expression::And(left, right) | Expression::Or(left, right) => {
                left.check(schema)?;
                right.check(schema)
            }
            Expression::Not(inner) => inner.check(schema),
            Expression::Compare { column, constant, .. } => {
                let column = &schema.columns[column.find(schema)?];
                converted(constant, column.element).map(drop).ok_or_else(|| {
                    let message = format!(
                        "`{constant}` cannot be compared with column `{}`, which holds {} values.",
                        column.name, column.element
                    );
                    Diagnostic::error("error-0002", message)
                        .help("Compare numbers with numbers, dates with dates such as 2016-05-24, and text with text.")
                        .at_column(column.name.clone())
                })
            }
        }
    }

    /// For which rows it holds. A row with a missing value that decides is left out.
    pub fn rows(&self, dataset: &Dataset) -> Vec<bool> {
        self.truths(dataset).into_iter().map(|truth| truth == Some(true)).collect()
    }

    fn truths(&self, dataset: &Dataset) -> Vec<Truth> {
        match self {
            Expression::And(left, right) => {
                let pairs = left.truths(dataset).into_iter().zip(right.truths(dataset));
                pairs.map(|(left, right)| both(left, right)).collect()
            }
            Expression::Or(left, right) => {
                let pairs = left.truths(dataset).into_iter().zip(right.truths(dataset));
                pairs.map(|(left, right)| not(both(not(left), not(right)))).collect()
            }
            Expression::Not(inner) => inner.truths(dataset).into_iter().map(not).collect(),
            Expression::Compare { column, operator, constant } => {
                let Ok(position) = column.find(&dataset.schema()) else { return vec![None; dataset.rows()] };
                let column: &Column = &dataset.columns()[position];
                let Some(constant) = converted(constant, column.element()) else {
                    return vec![None; dataset.rows()];
                };
                let constant = constant.cell(0);
                column.cells().map(|cell| operator.compare(cell, constant)).collect()
            }
        }
    }
}

fn not(truth: Truth) -> Truth {
    truth.map(|truth| !truth)
}

/// False when either is, else true when both are, else unknown.
fn both(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// The constant as a value to compare with a column of this type.
fn converted(constant: &str, element: ElementType) -> Option<Values> {
    // A column of whole numbers can be compared with 2.5.
    let element = if element == ElementType::Integer { ElementType::Double } else { element };
    Values::from(vec![constant]).convert(element).ok().filter(|value| value.missing() == 0)
}

impl ColumnName {
    fn find(&self, schema: &Schema) -> Result<usize, Diagnostic> {
        match self {
            ColumnName::Name(name) => schema.position(name).map_err(|error| error.to_diagnostic()),
            ColumnName::Position(number) if (1..=schema.len()).contains(number) => Ok(number - 1),
            ColumnName::Position(number) => {
                let error = ml_table::TableError::ColumnIndexOutOfRange {
                    index: number.to_string(),
                    columns: schema.len(),
                };
                Err(error.to_diagnostic())
            }
        }
    }
}

impl Operator {
    fn compare(self, cell: Cell<'_>, constant: Cell<'_>) -> Truth {
        if cell.is_missing() {
            return None;
        }
        let order = cell.cmp(&constant);
        Some(match self {
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterOrEqual => order.is_ge(),
        })
    }
}

/// Deeper than this an expression is no longer one that a person wrote.
const MOST_DEPTH: usize = 100;

struct Reader<'a> {
    text: &'a str,
    position: usize,
    depth: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn skip_blanks(&mut self) {
        self.position += self.rest().len() - self.rest().trim_start().len();
    }

    /// Takes the first of these words that comes next.
    fn accept(&mut self, words: &[&'static str]) -> Option<&'static str> {
        self.skip_blanks();
        let word = words.iter().copied().find(|word| self.rest().starts_with(word))?;
        self.position += word.len();
        Some(word)
    }

    fn error(&self, expected: &str) -> Diagnostic {
        let place = self.text[..self.position].chars().count() + 1;
        Diagnostic::error("error-0002", format!("The expression cannot be read at character {place}: {expected} is expected."))
            .help("Write a backslash and the column in double quotes, a comparison and a value: \\\"price\" > 3. Join several with & and |.")
    }

    fn deeper(&mut self) -> Result<(), Diagnostic> {
        self.depth += 1;
        if self.depth > MOST_DEPTH { Err(self.error("a simpler expression")) } else { Ok(()) }
    }

    fn alternatives(&mut self) -> Result<Expression, Diagnostic> {
        let mut left = self.conjunctions()?;
        while self.accept(&["||", "|"]).is_some() {
            left = Expression::Or(Box::new(left), Box::new(self.conjunctions()?));
            self.deeper()?;
        }
        Ok(left)
    }

    fn conjunctions(&mut self) -> Result<Expression, Diagnostic> {
        let mut left = self.condition()?;
        while self.accept(&["&&", "&"]).is_some() {
            left = Expression::And(Box::new(left), Box::new(self.condition()?));
            self.deeper()?;
        }
        Ok(left)
    }

    fn condition(&mut self) -> Result<Expression, Diagnostic> {
        self.deeper()?;
        if self.accept(&["!"]).is_some() {
            return Ok(Expression::Not(Box::new(self.condition()?)));
        }
        if self.accept(&["("]).is_some() {
            let inner = self.alternatives()?;
            return match self.accept(&[")"]) {
                Some(_) => Ok(inner),
                None => Err(self.error("a closing parenthesis")),
            };
        }
        let column = self.column()?;
        let operator = match self.accept(&["==", "!=", "<>", "<=", ">=", "<", ">", "="]) {
            Some("==" | "=") => Operator::Equal,
            Some("!=" | "<>") => Operator::NotEqual,
            Some("<=") => Operator::LessOrEqual,
            Some(">=") => Operator::GreaterOrEqual,
            Some("<") => Operator::Less,
            Some(_) => Operator::Greater,
            None => return Err(self.error("a comparison such as > or ==")),
        };
        Ok(Expression::Compare { column, operator, constant: self.constant()? })
    }

    fn column(&mut self) -> Result<ColumnName, Diagnostic> {
        if self.accept(&["\\"]).is_none() {
            return Err(self.error("a backslash before the column"));
        }
        if let Some(rest) = self.rest().strip_prefix('"') {
            let Some(end) = rest.find('"') else { return Err(self.error("a column in double quotes")) };
            let name = rest[..end].to_owned();
            self.position += end + 2;
            return Ok(ColumnName::Name(name));
        }
        let digits =
            self.rest().len() - self.rest().trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        match self.rest()[..digits].parse() {
            Ok(number) => {
                self.position += digits;
                Ok(ColumnName::Position(number))
            }
            Err(_) => Err(self.error("a column in double quotes")),
        }
    }

    /// A value in quotes of either kind, or everything up to the next operator or parenthesis.
    fn constant(&mut self) -> Result<String, Diagnostic> {
        self.skip_blanks();
        if let Some(quote) = self.rest().chars().next().filter(|first| matches!(first, '"' | '\'')) {
            let Some(end) = self.rest()[1..].find(quote) else { return Err(self.error("a closing quote")) };
            let constant = self.rest()[1..=end].to_owned();
            self.position += end + 2;
            return Ok(constant);
        }
        let end = self.rest().find(['&', '|', ')']).unwrap_or(self.rest().len());
        let constant = self.rest()[..end].trim().to_owned();
        if constant.is_empty() {
            return Err(self.error("a value to compare with"));
        }
        self.position += end;
        Ok(constant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<bool> {
        let dataset = Dataset::new([
            Column::new("n", vec![Some(1_i64), Some(3), None, Some(5)]),
            Column::new("city", vec![Some("Oslo"), Some("Rome"), Some("Oslo"), None]),
        ])
        .unwrap();
        let expression = Expression::read(text).unwrap();
        expression.check(&dataset.schema()).unwrap();
        expression.rows(&dataset)
    }

    #[test]
    fn rows_with_missing_values_are_left_out_unless_the_rest_decides() {
        assert_eq!(rows("\\\"n\" > 2.5"), [false, true, false, true]);
        assert_eq!(rows("!(\\\"n\" > 2.5)"), [true, false, false, false]);
        assert_eq!(rows("\\1 >= 1 & \\\"city\" == Oslo"), [true, false, false, false]);
        assert_eq!(rows("\\\"n\" < 2 | \\\"city\" = \"Oslo\""), [true, false, true, false]);
        assert_eq!(rows("\\2 != 'Oslo' || \\1 == 5 && \\1 <> 4"), [false, true, false, true]);
    }

    #[test]
    fn mistakes_name_their_place() {
        let error = |text: &str| Expression::read(text).unwrap_err().message;
        assert_eq!(
            error("n > 3"),
            "The expression cannot be read at character 1: a backslash before the column is expected."
        );
        assert_eq!(
            error("\\\"n\" ~ 3"),
            "The expression cannot be read at character 6: a comparison such as > or == is expected."
        );
        assert_eq!(
            error("\\\"n\" >"),
            "The expression cannot be read at character 7: a value to compare with is expected."
        );
        assert_eq!(
            error("(\\1 > 3"),
            "The expression cannot be read at character 8: a closing parenthesis is expected."
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\\\\"a1 ><=&|()!é]{0,40}") {
            let _ = Expression::read(&text);
        }
    }
}
