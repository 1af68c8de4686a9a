use crate::prelude::*;
use ml_table::{Cell, Column, ColumnSchema, ElementType, quantile};

/// Describes each column of a dataset in a row of statistics.
#[derive(Clone, Debug, Params)]
pub struct SummarizeData {}

/// A column of the result: its name, and what it says of the numbers of a column.
type Statistic = (&'static str, fn(&Moments) -> Option<f64>);

const COUNTS: [&str; 3] = ["Count", "Unique Value Count", "Missing Value Count"];

const STATISTICS: [Statistic; 19] = [
    ("Min", |moments| moments.sorted.first().copied()),
    ("Max", |moments| moments.sorted.last().copied()),
    ("Mean", |moments| moments.mean()),
    ("Mean Deviation", Moments::mean_deviation),
    ("1st Quartile", |moments| moments.percentile(25.0)),
    ("Median", |moments| moments.percentile(50.0)),
    ("3rd Quartile", |moments| moments.percentile(75.0)),
    ("Mode", |moments| moments.mode),
    ("Range", |moments| Some(moments.sorted.last()? - moments.sorted.first()?)),
    ("Sample Variance", Moments::variance),
    ("Sample Standard Deviation", |moments| moments.variance().map(f64::sqrt)),
    ("Sample Skewness", Moments::skewness),
    ("Sample Kurtosis", Moments::kurtosis),
    ("P0.5", |moments| moments.percentile(0.5)),
    ("P1", |moments| moments.percentile(1.0)),
    ("P5", |moments| moments.percentile(5.0)),
    ("P95", |moments| moments.percentile(95.0)),
    ("P99", |moments| moments.percentile(99.0)),
    ("P99.5", |moments| moments.percentile(99.5)),
];

/// The numbers of a column in rising order, and sums over them.
struct Moments {
    sorted: Vec<f64>,
    mode: Option<f64>,
    total: f64,
    /// Sums of the second to fourth powers of the distances from the mean.
    powers: [f64; 3],
}

impl Moments {
    fn new(column: &Column) -> Moments {
        let numeric = column.element().is_numeric() || column.element() == ElementType::Boolean;
        let mut sorted: Vec<f64> =
            if numeric { column.cells().filter_map(Cell::number).collect() } else { Vec::new() };
        sorted.retain(|number| !number.is_nan());
        sorted.sort_by(f64::total_cmp);
        let total: f64 = sorted.iter().sum();
        let mean = total / sorted.len() as f64;
        let mut powers = [0.0; 3];
        for number in &sorted {
            let distance = number - mean;
            let square = distance * distance;
            powers[0] += square;
            powers[1] += square * distance;
            powers[2] += square * square;
        }
        // The longest run of equal numbers; the smallest number among equally long ones.
        let runs = sorted.chunk_by(|a, b| a == b);
        let mode =
            runs.fold(
                (None, 0),
                |(mode, most), run| if run.len() > most { (Some(run[0]), run.len()) } else { (mode, most) },
            );
        Moments { sorted, mode: mode.0, total, powers }
    }

    fn count(&self) -> f64 {
        self.sorted.len() as f64
    }

    fn mean(&self) -> Option<f64> {
        (!self.sorted.is_empty()).then(|| self.total / self.count())
    }

    fn percentile(&self, percent: f64) -> Option<f64> {
        quantile(&self.sorted, percent / 100.0)
    }

    fn mean_deviation(&self) -> Option<f64> {
        let mean = self.mean()?;
        Some(self.sorted.iter().map(|number| (number - mean).abs()).sum::<f64>() / self.count())
    }

    fn variance(&self) -> Option<f64> {
        (self.sorted.len() > 1).then(|| self.powers[0] / (self.count() - 1.0))
    }

    /// The adjusted Fisher-Pearson coefficient; 0 when all numbers are alike.
    fn skewness(&self) -> Option<f64> {
        let count = self.count();
        if count < 3.0 {
            return None;
        }
        let [second, third, _] = self.powers.map(|power| power / count);
        if second == 0.0 {
            return Some(0.0);
        }
        Some((count * (count - 1.0)).sqrt() / (count - 2.0) * third / (second * second.sqrt()))
    }

    /// The excess over the normal distribution, without bias; 0 when all numbers are alike.
    fn kurtosis(&self) -> Option<f64> {
        let count = self.count();
        if count < 4.0 {
            return None;
        }
        let [second, _, fourth] = self.powers.map(|power| power / count);
        if second == 0.0 {
            return Some(0.0);
        }
        let excess = fourth / (second * second) - 3.0;
        Some((count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * excess + 6.0))
    }
}

impl Component for SummarizeData {
    const IDENTITY: Identity = Identity {
        id: "summarize-data",
        title: "Summarize Data",
        category: "Statistical Functions",
        families: &["2c57074f674f45dead85d84e4726f04e"],
        names: &["Descriptive Statistics"],
        designer: Some("Summarize Data"),
        keywords: &["describe", "mean", "quartile", "statistics", "profile"],
        role: Role::Statistics,
        ..Identity::NEW
    };
    const INPUTS: &'static [Port] = &[Port::dataset("dataset", "Dataset")];
    const OUTPUTS: &'static [Port] = &[Port::dataset("results_dataset", "Results dataset")];
    const HELP: &'static str = include_str!("summarize_data.md");

    fn check(&self, check: &mut Check<'_>) {
        let counts = COUNTS.iter().map(|name| ColumnSchema::new(*name, ElementType::Integer));
        let numbers = STATISTICS.iter().map(|(name, _)| ColumnSchema::new(*name, ElementType::Double));
        let columns =
            [ColumnSchema::new("Feature", ElementType::String)].into_iter().chain(counts).chain(numbers);
        check.output("results_dataset", Schema::new(columns));
    }

    async fn run(&self, run: &RunContext<'_>) -> Result<Outputs, Failure> {
        let dataset = run.dataset("dataset")?;
        let mut names = Vec::new();
        let mut counts: [Vec<i64>; 3] = Default::default();
        let mut numbers: Vec<Vec<Option<f64>>> = vec![Vec::new(); STATISTICS.len()];
        for (step, column) in dataset.columns().iter().enumerate() {
            run.checkpoint(step as f32 / dataset.columns().len() as f32, column.name()).await?;
            names.push(column.name().to_owned());
            let unique = column.encoded().without_unused().levels().len();
            for (counts, count) in counts.iter_mut().zip([column.len(), unique, column.missing()]) {
                counts.push(count as i64);
            }
            let moments = Moments::new(column);
            for (numbers, (_, statistic)) in numbers.iter_mut().zip(&STATISTICS) {
                numbers.push(statistic(&moments));
            }
        }
        let counts = COUNTS.iter().zip(counts).map(|(name, counts)| Column::new(*name, counts));
        let numbers = STATISTICS.iter().zip(numbers).map(|((name, _), numbers)| Column::new(*name, numbers));
        let columns = [Column::new("Feature", names)].into_iter().chain(counts).chain(numbers);
        Ok(Outputs::one("results_dataset", Dataset::new(columns)?))
    }
}
