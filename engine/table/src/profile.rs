//! Statistics of a column, for Visualize and for whoever asks.

use crate::{Cell, Column, ElementType};

/// What can be said of one column. Statistics of numbers are there for numbers, booleans, dates and durations (in milliseconds), and
/// only when at least one value is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Values that are there.
    pub count: usize,
    /// Values that are not.
    pub missing: usize,
    /// Distinct values.
    pub unique: usize,
    /// Smallest.
    pub min: Option<f64>,
    /// Largest.
    pub max: Option<f64>,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// First and third quartile, interpolated linearly.
    pub quartiles: Option<(f64, f64)>,
    /// Standard deviation of the sample (n - 1); none below two values.
    pub standard_deviation: Option<f64>,
    /// The most frequent value as text, the first in order among equals.
    pub mode: Option<String>,
    /// Ten bars of equal width over numbers, or the most frequent values of text, categories and booleans.
    pub histogram: Vec<Bar>,
    /// Ten bars over the logarithms, when all numbers are positive.
    pub log_histogram: Vec<Bar>,
}

/// One bar of a histogram: its label, its edges when it stands for numbers (the upper one excluded but for the last), its count.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The value, or the interval.
    pub label: String,
    /// Lower and upper edge.
    pub edges: Option<(f64, f64)>,
    /// How many rows.
    pub count: usize,
}

const BARS: usize = 10;
const TOP_VALUES: usize = 20;

/// The profile of a column.
pub fn profile(column: &Column) -> Profile {
    let mut result =
        Profile { count: column.len() - column.missing(), missing: column.missing(), ..Profile::default() };
    let is_measure = column.element() != ElementType::Boolean && !column.is_categorical();
    let sorted = column.numbers().map(|numbers| {
        let mut present: Vec<f64> = numbers.into_iter().filter(|number| number.is_finite()).collect();
        present.sort_unstable_by(f64::total_cmp);
        present
    });
    if let Some(sorted) = &sorted {
        number_statistics(&mut result, sorted);
        if is_measure {
            let element = column.element();
            result.histogram = histogram(sorted, |value| value, |value| edge(value, element));
            if element.is_numeric() && sorted.first().is_some_and(|&least| least > 0.0) {
                result.log_histogram =
                    histogram(sorted, f64::log10, |value| edge(10_f64.powf(value), element));
            }
            if sorted.len() == result.count && sorted.iter().copied().all(is_exact) {
                distinct_numbers(&mut result, column, sorted);
                return result;
            }
        }
    }
    let categories = column.encoded();
    let mut counts = vec![0_usize; categories.levels().len()];
    categories.codes().iter().flatten().for_each(|code| counts[code as usize] += 1);
    let mut by_count: Vec<usize> = (0..counts.len()).filter(|&code| counts[code] > 0).collect();
    by_count.sort_by_key(|&code| std::cmp::Reverse(counts[code]));
    let label = |code: usize| categories.levels().cell(code).text().unwrap_or_default().into_owned();
    result.unique = by_count.len();
    result.mode = by_count.first().map(|&code| label(code));
    if sorted.is_some() && is_measure {
        return result;
    }
    result.histogram = by_count
        .iter()
        .take(TOP_VALUES)
        .map(|&code| Bar { label: label(code), edges: None, count: counts[code] })
        .collect();
    result
}

/// Whether two values of a column that are this number are the same value: whole numbers beyond 2^53 share one, and so do both zeros.
fn is_exact(number: f64) -> bool {
    number.abs() < 9_007_199_254_740_992.0 && !(number == 0.0 && number.is_sign_negative())
}

/// Distinct values and the most frequent one from the sorted numbers: far cheaper than telling the values themselves apart.
fn distinct_numbers(result: &mut Profile, column: &Column, sorted: &[f64]) {
    let mut most: &[f64] = &[];
    for run in sorted.chunk_by(|a, b| a == b) {
        result.unique += 1;
        if run.len() > most.len() {
            most = run;
        }
    }
    let row = |number: &f64| column.numbers()?.iter().position(|other| other == number);
    result.mode =
        most.first().and_then(row).map(|row| column.cell(row).text().unwrap_or_default().into_owned());
}

fn number_statistics(result: &mut Profile, sorted: &[f64]) {
    let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else { return };
    let count = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / count;
    result.min = Some(min);
    result.max = Some(max);
    result.mean = Some(mean);
    result.median = quantile(sorted, 0.5);
    result.quartiles = quantile(sorted, 0.25).zip(quantile(sorted, 0.75));
    if sorted.len() > 1 {
        let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
        result.standard_deviation = Some((squares / (count - 1.0)).sqrt());
    }
}

/// The quantile of sorted numbers, interpolated linearly between the two nearest (numpy's default); none of no numbers.
pub fn quantile(sorted: &[f64], fraction: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = fraction.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + (high - low) * (position - below as f64))
}

fn edge(value: f64, element: ElementType) -> String {
    match element {
        ElementType::DateTime => Cell::DateTime(value.round() as i64).text().unwrap_or_default().into_owned(),
        ElementType::TimeSpan => Cell::TimeSpan(value.round() as i64).text().unwrap_or_default().into_owned(),
        _ => short_number(value),
    }
}

/// Four significant digits.
fn short_number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Bars of equal width between the least and the largest of sorted numbers; one bar when all are equal.
fn histogram(sorted: &[f64], scale: impl Fn(f64) -> f64, label: impl Fn(f64) -> String) -> Vec<Bar> {
    let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (low, high) = (scale(first), scale(last));
    let bars = if low == high { 1 } else { BARS };
    let width = (high - low) / bars as f64;
    let mut counts = vec![0_usize; bars];
    for &value in sorted {
        let position = if width > 0.0 { ((scale(value) - low) / width) as usize } else { 0 };
        counts[position.min(bars - 1)] += 1;
    }
    counts
        .into_iter()
        .enumerate()
        .map(|(index, count)| {
            let from = low + width * index as f64;
            let to = if index + 1 == bars { high } else { low + width * (index + 1) as f64 };
            Bar { label: format!("{} – {}", label(from), label(to)), edges: Some((from, to)), count }
        })
        .collect()
}
