use super::expression::Expression;
use crate::prelude::*;
use ml_learn::RandomState;
use regex::Regex;

/// Divides the rows of a dataset between two outputs.
#[derive(Clone, Debug, Params)]
pub struct SplitData {
    /// How rows are chosen.
    #[param("Splitting mode", default = SplittingMode::SplitRows)]
    splitting_mode: SplittingMode,
    /// How large a part of the rows goes to the first output.
    #[param(
        "Fraction of rows in the first output dataset",
        default = 0.5,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == split-rows"
    )]
    fraction_of_rows_in_the_first_output_dataset: f64,
    /// Whether chance decides; otherwise the first rows go to the first output.
    #[param("Randomized split", default = true, when = "splitting_mode == split-rows")]
    randomized_split: bool,
    /// The same seed gives the same split.
    #[param("Random seed", default = Seed(Some(0)), when = "splitting_mode == split-rows")]
    random_seed: Seed,
    /// Whether each value of a column is divided in the same proportion.
    #[param("Stratified split", default = false, when = "splitting_mode == split-rows")]
    stratified_split: bool,
    /// The column whose values are divided evenly.
    #[param("Stratification key column", column("dataset"), required, when = "stratified_split == true")]
    stratification_key_column: ColumnSelection,
    /// The part of the users whose ratings all go to the first output.
    #[param(
        "Fraction of training-only users",
        default = 0.5,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_training_only_users: f64,
    /// The part of the other users' ratings that goes to the first output.
    #[param(
        "Fraction of test user ratings for training",
        default = 0.25,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_test_user_ratings_for_training: f64,
    /// The part of the users that the first output does not know.
    #[param(
        "Fraction of cold users",
        default = 0.0,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_cold_users: f64,
    /// The part of the items that the first output does not know.
    #[param(
        "Fraction of cold items",
        default = 0.0,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_cold_items: f64,
    /// The part of the users left out altogether.
    #[param(
        "Fraction of ignored users",
        default = 0.0,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_ignored_users: f64,
    /// The part of the items left out altogether.
    #[param(
        "Fraction of ignored items",
        default = 0.0,
        min = 0.0,
        max = 1.0,
        when = "splitting_mode == recommender-split"
    )]
    fraction_of_ignored_items: f64,
    /// Whether items that are unknown to the first output only by chance are left out.
    #[param(
        "Remove occasionally produced cold items",
        default = false,
        when = "splitting_mode == recommender-split"
    )]
    remove_occasionally_produced_cold_items: bool,
    /// The same seed gives the same split.
    #[param("Random seed for Recommender", title = "Random seed for recommender", default = Seed(Some(0)),
        when = "splitting_mode == recommender-split")]
    random_seed_for_recommender: Seed,
    /// A column and a pattern: `\"column name" ^start`. Rows whose text matches go to the first output.
    #[param(
        "Regular expression",
        default = "\\\"column name\" ^start",
        when = "splitting_mode == regular-expression"
    )]
    regular_expression: String,
    /// A comparison: `\"column name" > 3`, also several with `&` and `|`. Rows for which it holds go to the first output.
    #[param(
        "Relational expression",
        default = "\\\"column name\" > 3",
        when = "splitting_mode == relative-expression"
    )]
    relational_expression: String,
}

/// How rows are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum SplittingMode {
    /// By their number.
    #[choice("Split Rows", title = "Split rows")]
    SplitRows,
    /// By user and item.
    #[choice(
        "Recommender Split",
        title = "Recommender split",
        not_yet = "Ratings are not split by user and item yet: split rows instead."
    )]
    RecommenderSplit,
    /// By a pattern.
    #[choice("Regular Expression", title = "Regular expression")]
    RegularExpression,
    /// By a comparison.
    #[choice("Relative Expression", title = "Relative expression")]
    RelativeExpression,
}

impl SplitData {
    /// The two parts of the strata, as rows.
    fn parts(&self, strata: Vec<Vec<usize>>, seed: u32) -> [Vec<usize>; 2] {
        let mut random = RandomState::new(seed);
        let [mut first, mut second] = [Vec::new(), Vec::new()];
        for rows in strata {
            let wanted = rows.len() as f64 * self.fraction_of_rows_in_the_first_output_dataset;
            let count = (wanted.round_ties_even() as usize).min(rows.len());
            let order = if self.randomized_split {
                random.permutation(rows.len())
            } else {
                (0..rows.len()).collect()
            };
            first.extend(order[..count].iter().map(|&index| rows[index]));
            second.extend(order[count..].iter().map(|&index| rows[index]));
        }
        if self.randomized_split {
            random.shuffle(&mut first);
            random.shuffle(&mut second);
        } else {
            first.sort_unstable();
            second.sort_unstable();
        }
        [first, second]
    }

    /// Rows by the value of the key in its order, missing ones last.
    fn strata(&self, dataset: &Dataset, run: &RunContext<'_>) -> Result<Vec<Vec<usize>>, Failure> {
        if !self.stratified_split {
            return Ok(vec![(0..dataset.rows()).collect()]);
        }
        let position = run.column("stratification_key_column", &self.stratification_key_column, dataset)?;
        let column = &dataset.columns()[position];
        let categories = column.encoded();
        let mut order: Vec<usize> = (0..categories.levels().len()).collect();
        order.sort_by(|&a, &b| categories.levels().cell(a).cmp(&categories.levels().cell(b)));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, &code)| place[code] = rank);
        let mut strata = vec![Vec::new(); order.len() + 1];
        for row in 0..dataset.rows() {
            strata[categories.code(row).map_or(order.len(), |code| place[code as usize])].push(row);
        }
        Ok(strata)
    }
}

/// A pattern for the text of a column.
struct Pattern {
    column: String,
    regex: Regex,
}

impl Pattern {
    /// `\"column name" pattern`.
    fn read(text: &str) -> Result<Pattern, Box<Diagnostic>> {
        let error = |message: String| {
            let help =
                "Write a backslash, the column in double quotes, a blank and the pattern: \\\"city\" ^New";
            Box::new(Diagnostic::error("error-0002", message).help(help).at_param("regular_expression"))
        };
        let rest = text.trim().strip_prefix("\\\"").and_then(|rest| rest.split_once('"'));
        let Some((column, pattern)) = rest else {
            return Err(error("The regular expression does not begin with a column.".to_owned()));
        };
        match Regex::new(pattern.trim()) {
            Ok(regex) => Ok(Pattern { column: column.to_owned(), regex }),
            Err(problem) => {
                let reason = problem.to_string();
                let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                Err(error(format!("The pattern `{}` cannot be read: {last}.", pattern.trim())))
            }
        }
    }
}

impl Component for SplitData {
    const IDENTITY: Identity = Identity {
        id: "split-data",
        title: "Split Data",
        category: "Data Transformation / Sample and Split",
        families: &["70530644c97a4ab685f788bf30a8be5f"],
        names: &["Split"],
        designer: Some("Split Data"),
        keywords: &["train", "test", "holdout", "partition", "filter", "where"],
        role: Role::Transform,
        flags: Flags { deterministic: true, passes_rows_through_when_scoring: true, needs_script: None },
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[
        Port::dataset("results_dataset1", "Results dataset1"),
        Port::dataset("results_dataset2", "Results dataset2"),
    ];
    const HELP: &'static str = include_str!("split_data.md");

    fn check(&self, check: &mut Check<'_>) {
        let schema = check.schema("dataset");
        match self.splitting_mode {
            SplittingMode::RegularExpression => match Pattern::read(&self.regular_expression) {
                Ok(pattern) => {
                    let position = schema.map(|schema| schema.position(&pattern.column));
                    position.map(|position| check.accept("regular_expression", position));
                }
                Err(diagnostic) => check.report(*diagnostic),
            },
            SplittingMode::RelativeExpression => match Expression::read(&self.relational_expression) {
                Ok(expression) => {
                    if let Some(schema) = schema
                        && let Err(diagnostic) = expression.check(schema)
                    {
                        check.report(diagnostic.at_param("relational_expression"));
                    }
                }
                Err(diagnostic) => check.report(diagnostic.at_param("relational_expression")),
            },
            _ if self.stratified_split => {
                check.column("stratification_key_column", &self.stratification_key_column, "dataset");
            }
            _ => {}
        }
        if let Some(schema) = schema {
            check.output("results_dataset1", schema.clone());
            check.output("results_dataset2", schema.clone());
        }
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        run.checkpoint(0.1, "choosing rows").await?;
        let chosen: Vec<bool> = match self.splitting_mode {
            SplittingMode::RegularExpression => {
                let pattern = Pattern::read(&self.regular_expression)?;
                let column = dataset
                    .column(&pattern.column)
                    .map_err(|error| Failure::from(error).at_param("regular_expression"))?;
                let matches = |row: usize| column.text(row).is_some_and(|text| pattern.regex.is_match(&text));
                (0..dataset.rows()).map(matches).collect()
            }
            SplittingMode::RelativeExpression => {
                let at = |diagnostic: Diagnostic| Failure::from(diagnostic.at_param("relational_expression"));
                let expression = Expression::read(&self.relational_expression).map_err(at)?;
                expression.check(&dataset.schema()).map_err(at)?;
                expression.rows(dataset)
            }
            SplittingMode::SplitRows | SplittingMode::RecommenderSplit => {
                let [first, second] =
                    self.parts(self.strata(dataset, run)?, run.seed(self.random_seed) as u32);
                run.checkpoint(0.6, "taking rows").await?;
                return Ok(Outputs::one("results_dataset1", dataset.take(&first))
                    .and("results_dataset2", dataset.take(&second)));
            }
        };
        let others: Vec<bool> = chosen.iter().map(|chosen| !chosen).collect();
        Ok(Outputs::one("results_dataset1", dataset.filter(&chosen))
            .and("results_dataset2", dataset.filter(&others)))
    }
}
