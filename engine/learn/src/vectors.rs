//! The inner loops in single precision: plain operations in a fixed order, so that the results are the same bytes on every machine, arranged so that
//! compilers turn them into vector instructions.

/// `into += scale[0] * rows[0] + … + scale[3] * rows[3]`.
#[inline]
pub(crate) fn add_four(into: &mut [f32], scale: [f32; 4], rows: [&[f32]; 4]) {
    let count = into.len();
    let [a, b, c, d] = rows.map(|row| &row[..count]);
    for at in 0..count {
        into[at] += (scale[0] * a[at] + scale[1] * b[at]) + (scale[2] * c[at] + scale[3] * d[at]);
    }
}

/// `into += scale * row`.
#[inline]
pub(crate) fn add_one(into: &mut [f32], scale: f32, row: &[f32]) {
    for (place, value) in into.iter_mut().zip(row) {
        *place += scale * value;
    }
}

/// `into += row`.
#[inline]
pub(crate) fn add(into: &mut [f32], row: &[f32]) {
    for (place, value) in into.iter_mut().zip(row) {
        *place += value;
    }
}

/// `into += sum over index of scale(index) * row(index)`, four at a time.
#[inline]
pub(crate) fn add_all<'a>(
    into: &mut [f32],
    count: usize,
    scale: impl Fn(usize) -> f32,
    row: impl Fn(usize) -> &'a [f32],
) {
    let whole = count / 4 * 4;
    for at in (0..whole).step_by(4) {
        let at = [at, at + 1, at + 2, at + 3];
        add_four(into, at.map(&scale), at.map(&row));
    }
    for at in whole..count {
        add_one(into, scale(at), row(at));
    }
}

/// The sum of products, in eight interleaved sums.
#[inline]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_whole, a_rest) = a.as_chunks::<8>();
    let (b_whole, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0f32; 8];
    for (a, b) in a_whole.iter().zip(b_whole) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}

/// `e` to the power of `x`, for `x` up to 87 in size and constant beyond; relative error below 3e-7. Unlike the system's, it is the
/// same everywhere, and compilers can vectorise it. Method: `x = n ln 2 + r`, Taylor's polynomial of degree 6 in `r`, and `n` into
/// the exponent bits.
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    // Adding and subtracting 1.5 * 2^23 rounds to a whole number, and leaves that number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    // ln 2 in two parts, the first with few bits, so that n times it is exact.
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
    let mut polynomial = 1.0 / 720.0;
    for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        polynomial = polynomial * r + coefficient;
    }
    let power = shifted.to_bits().wrapping_sub(ROUND.to_bits()).wrapping_add(127) << 23;
    polynomial * f32::from_bits(power)
}

/// The logistic function of each.
#[inline]
pub(crate) fn logistic(values: &mut [f32]) {
    for value in values {
        *value = 1.0 / (1.0 + exp(-*value));
    }
}

/// Scores to probabilities.
#[inline]
pub(crate) fn softmax(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - highest);
        total += *score;
    }
    for score in scores {
        *score /= total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close_to_the_exact_one() {
        for step in -87_000..=87_000 {
            let x = step as f32 / 1000.0;
            let exact = libm::exp(f64::from(x));
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 3e-7, "{x}");
        }
        assert!(exp(f32::NAN).is_nan());
        assert!(exp(f32::INFINITY).is_finite());
    }

    #[test]
    fn sums_take_every_term_once() {
        let rows: Vec<[f32; 11]> =
            (0..7).map(|row| std::array::from_fn(|at| (row * 11 + at) as f32)).collect();
        let mut into = [1.0; 11];
        add_all(&mut into, 7, |row| (row + 1) as f32, |row| &rows[row]);
        for at in 0..11 {
            let expected: f32 = 1.0 + (0..7).map(|row| (row + 1) as f32 * rows[row][at]).sum::<f32>();
            assert_eq!(into[at], expected);
        }
        assert_eq!(dot(&rows[1], &rows[2]), (0..11).map(|at| rows[1][at] * rows[2][at]).sum::<f32>());
    }
}
