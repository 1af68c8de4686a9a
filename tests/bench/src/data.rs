//! Arrays as compare.py writes them: little-endian f32, column after column, labels in a file of their own.

use crate::Result;
use ml_learn::Matrix;
use std::path::Path;
use std::time::Instant;

/// `<name>_x.f32` and `<name>_y.f32` of a folder.
pub fn read(folder: &Path, name: &str) -> Result<(Matrix, Vec<f32>)> {
    let labels = numbers(&folder.join(format!("{name}_y.f32")))?;
    let values = numbers(&folder.join(format!("{name}_x.f32")))?;
    let columns = values.chunks_exact(labels.len().max(1)).map(<[f32]>::to_vec).collect();
    Ok((Matrix::from_numbers(labels.len(), columns)?, labels))
}

/// The result, and the seconds it took.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

fn numbers(path: &Path) -> Result<Vec<f32>> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (numbers, rest) = bytes.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(format!("{}: not a whole number of values", path.display()).into());
    }
    Ok(numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
}
