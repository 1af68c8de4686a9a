//! Solves symmetric systems whose matrix may be singular.

/// A symmetric matrix of which the lower half is kept, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Symmetric {
    size: usize,
    lower: Vec<f64>,
}

impl Symmetric {
    /// All zeros.
    pub fn new(size: usize) -> Symmetric {
        Symmetric { size, lower: vec![0.0; size * (size + 1) / 2] }
    }

    /// The entry of a row and a column that is not beyond it.
    #[inline]
    pub fn entry(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.lower[row * (row + 1) / 2 + column]
    }

    /// The row up to and with the diagonal.
    #[inline]
    pub fn row(&mut self, row: usize) -> &mut [f64] {
        let start = row * (row + 1) / 2;
        &mut self.lower[start..=start + row]
    }

    fn get(&self, row: usize, column: usize) -> f64 {
        let (row, column) = (row.max(column), row.min(column));
        self.lower[row * (row + 1) / 2 + column]
    }

    /// Solves `self · x = right` for a positive semidefinite matrix by Cholesky's method. The matrix is scaled to a unit diagonal, the
    /// largest pivot goes first, and unknowns that depend on the others become 0.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        /// Pivots of a unit diagonal below this are rounding.
        const DEPENDENT: f64 = 1e-11;
        let size = self.size;
        let scale: Vec<f64> = (0..size)
            .map(|index| {
                let diagonal = self.get(index, index);
                if diagonal > 0.0 { 1.0 / diagonal.sqrt() } else { 0.0 }
            })
            .collect();
        let mut order: Vec<usize> = (0..size).collect();
        // Row by row in pivot order: the factor so far, and what is left of each diagonal.
        let mut factor = vec![0.0; size * size];
        let mut left: Vec<f64> = scale.iter().map(|&scale| f64::from(scale > 0.0)).collect();
        let mut rank = size;
        for step in 0..size {
            let mut pivot = step;
            for candidate in step + 1..size {
                if left[order[candidate]] > left[order[pivot]] {
                    pivot = candidate;
                }
            }
            order.swap(step, pivot);
            if step != pivot {
                let (head, tail) = factor.split_at_mut(pivot * size);
                head[step * size..step * size + step].swap_with_slice(&mut tail[..step]);
            }
            let chosen = order[step];
            if left[chosen] <= DEPENDENT {
                rank = step;
                break;
            }
            let diagonal = left[chosen].sqrt();
            let (done, below) = factor.split_at_mut((step + 1) * size);
            let pivot_row = &mut done[step * size..];
            pivot_row[step] = diagonal;
            for (row, &index) in below.chunks_exact_mut(size).zip(&order[step + 1..]) {
                let product: f64 = row[..step].iter().zip(&pivot_row[..step]).map(|(a, b)| a * b).sum();
                let entry = self.get(index, chosen) * scale[index] * scale[chosen];
                row[step] = (entry - product) / diagonal;
                left[index] -= row[step] * row[step];
            }
        }
        let mut found: Vec<f64> = order[..rank].iter().map(|&index| right[index] * scale[index]).collect();
        for row in 0..rank {
            let (known, rest) = found.split_at_mut(row);
            let of_row = &factor[row * size..row * size + row];
            let product: f64 = of_row.iter().zip(&*known).map(|(a, b)| a * b).sum();
            rest[0] = (rest[0] - product) / factor[row * size + row];
        }
        for row in (0..rank).rev() {
            found[row] /= factor[row * size + row];
            let value = found[row];
            for column in 0..row {
                found[column] -= factor[row * size + column] * value;
            }
        }
        let mut solution = vec![0.0; size];
        for (&index, value) in order.iter().zip(found) {
            solution[index] = value * scale[index];
        }
        solution
    }
}
