//! The operations that learners need, on this device, against plain arithmetic: a GPU that gets them wrong is not used.

use super::{DeviceError, Session};
use burn::tensor::{Tensor, activation};

const ROWS: usize = 33;
const INNER: usize = 20;
const COLUMNS: usize = 5;

/// Numbers without a pattern that a wrong stride or a skipped operation could repeat.
fn values(count: usize, seed: u64) -> Vec<f32> {
    let mut random = crate::Random::new(seed);
    (0..count).map(|_| (random.uniform() * 2.0 - 1.0) as f32).collect()
}

/// Runs every operation once and compares.
pub(super) async fn run(session: &Session) -> Result<(), DeviceError> {
    let (left, right) = (values(ROWS * INNER, 1), values(INNER * COLUMNS, 2));
    let x = session.matrix(left.clone(), ROWS, INNER);
    let w = session.matrix(right.clone(), INNER, COLUMNS);
    let product = product(&left, &right, INNER, COLUMNS);
    let z = x.clone().matmul(w.clone());
    compare(session, "a matrix product", z.clone(), product.clone()).await?;

    let order: Vec<u32> = (0..ROWS as u32).rev().step_by(2).collect();
    let gathered: Vec<f32> = order.iter().flat_map(|&row| row_of(&product, row as usize).to_vec()).collect();
    compare(session, "gathering rows", z.clone().select(0, session.indices(&order)), gathered).await?;
    let part = product[7 * COLUMNS..19 * COLUMNS].to_vec();
    compare(session, "a slice of rows", z.clone().slice([7..19, 0..COLUMNS]), part).await?;

    let bias = values(COLUMNS, 3);
    let shifted: Vec<f32> =
        product.iter().enumerate().map(|(at, value)| value + bias[at % COLUMNS]).collect();
    let shifted_tensor = z.clone() + session.matrix(bias, 1, COLUMNS);
    compare(session, "adding a row to every row", shifted_tensor, shifted).await?;
    let logistic = product.iter().map(|value| 1.0 / (1.0 + (-value).exp())).collect();
    compare(session, "the logistic function", activation::sigmoid(z.clone()), logistic).await?;
    compare(session, "softmax", activation::softmax(z.clone(), 1), rowwise(&product, softmax)).await?;
    let logarithms = product.iter().map(|value| value.abs().max(1e-3).ln()).collect();
    compare(session, "logarithms", z.clone().abs().clamp_min(1e-3).log(), logarithms).await?;

    let row_sums = rowwise(&product, |row| vec![row.iter().sum()]);
    compare(session, "sums of rows", z.clone().sum_dim(1), row_sums).await?;
    let column_sums = (0..COLUMNS).map(|column| product.iter().skip(column).step_by(COLUMNS).sum()).collect();
    compare(session, "sums of columns", z.clone().sum_dim(0), column_sums).await?;
    let largest = rowwise(&product, |row| vec![largest(row) as f32]);
    compare(session, "the place of the largest of a row", z.clone().argmax(1).float(), largest).await?;

    // The two products of back-propagation: with the left and with the right side transposed.
    let gradient: Vec<f32> = (0..INNER * COLUMNS)
        .map(|at| {
            (0..ROWS)
                .map(|row| left[row * INNER + at / COLUMNS] * product[row * COLUMNS + at % COLUMNS])
                .sum()
        })
        .collect();
    compare(session, "a product with the left side transposed", x.transpose().matmul(z.clone()), gradient)
        .await?;
    let back: Vec<f32> = (0..ROWS * INNER)
        .map(|at| {
            let (row, inner) = (at / INNER, at % INNER);
            (0..COLUMNS).map(|column| product[row * COLUMNS + column] * right[inner * COLUMNS + column]).sum()
        })
        .collect();
    compare(session, "a product with the right side transposed", z.matmul(w.transpose()), back).await
}

fn product(left: &[f32], right: &[f32], inner: usize, columns: usize) -> Vec<f32> {
    let mut result = Vec::with_capacity(left.len() / inner * columns);
    for row in left.chunks(inner) {
        for column in 0..columns {
            result.push(row.iter().zip(right.iter().skip(column).step_by(columns)).map(|(a, b)| a * b).sum());
        }
    }
    result
}

fn row_of(values: &[f32], row: usize) -> &[f32] {
    &values[row * COLUMNS..(row + 1) * COLUMNS]
}

fn rowwise(values: &[f32], change: impl Fn(&[f32]) -> Vec<f32>) -> Vec<f32> {
    values.chunks(COLUMNS).flat_map(change).collect()
}

fn largest(row: &[f32]) -> usize {
    (0..row.len()).fold(0, |best, at| if row[at] > row[best] { at } else { best })
}

fn softmax(row: &[f32]) -> Vec<f32> {
    let total: f32 = row.iter().map(|value| value.exp()).sum();
    row.iter().map(|value| value.exp() / total).collect()
}

async fn compare(
    session: &Session,
    operation: &str,
    tensor: Tensor<2>,
    expected: Vec<f32>,
) -> Result<(), DeviceError> {
    let found = session.read(tensor).await?;
    let close = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-4 * (1.0 + b.abs());
    if found.len() == expected.len() && found.iter().zip(&expected).all(close) {
        return Ok(());
    }
    Err(DeviceError::SelfTest(format!("{operation} came out wrong")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_passes_and_a_wrong_number_does_not() {
        let session = Session::cpu();
        pollster::block_on(run(&session)).unwrap();
        let tensor = session.matrix(vec![1.0, 2.0], 1, 2);
        let error = pollster::block_on(compare(&session, "a sum", tensor, vec![1.0, 2.001])).unwrap_err();
        assert_eq!(error, DeviceError::SelfTest("a sum came out wrong".into()));
    }
}
