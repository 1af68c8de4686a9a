//! The few transcendental functions of the hot loops, written with additions, products and bit patterns alone: compilers turn them
//! into vector code, and every platform computes the same bits.

/// 1.5 · 2⁵²: adding it to a small number leaves the nearest whole number in the low bits of the sum.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// e to the power of `x`, within two units in the last place; `x` is held within ±700, where the result is a normal number.
///
/// Cody and Waite's reduction to ±ln 2 / 2, then the series up to the thirteenth power.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let whole = shifted - ROUNDER;
    let r = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let mut series = 1.0 / 6_227_020_800.0;
    series = series * r + 1.0 / 479_001_600.0;
    series = series * r + 1.0 / 39_916_800.0;
    series = series * r + 1.0 / 3_628_800.0;
    series = series * r + 1.0 / 362_880.0;
    series = series * r + 1.0 / 40_320.0;
    series = series * r + 1.0 / 5_040.0;
    series = series * r + 1.0 / 720.0;
    series = series * r + 1.0 / 120.0;
    series = series * r + 1.0 / 24.0;
    series = series * r + 1.0 / 6.0;
    series = series * r + 0.5;
    series = series * r + 1.0;
    series = series * r + 1.0;
    // The low bits of `shifted` are the whole number; beside the bias of 1023 they are the exponent of a power of two.
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    series * power
}

/// The logistic function 1 / (1 + e⁻ˣ).
#[inline]
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Turns logits, class by class, into probabilities.
pub(crate) fn softmax(scores: &mut [f64], classes: usize) {
    let rows = scores.len() / classes.max(1);
    for row in 0..rows {
        let places = (0..classes).map(|class| class * rows + row);
        let largest = places.clone().fold(f64::NEG_INFINITY, |largest, place| largest.max(scores[place]));
        let mut sum = 0.0;
        for place in places.clone() {
            scores[place] = exp(scores[place] - largest);
            sum += scores[place];
        }
        places.for_each(|place| scores[place] /= sum);
    }
}

/// The whole number nearest to `x`, ties to even; `x` must be within ±2³¹.
#[inline]
pub(crate) fn nearest(x: f64) -> i32 {
    (x + ROUNDER).to_bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_agree_with_the_library() {
        for step in -70_000..=70_000 {
            let x = f64::from(step) * 0.01;
            let (ours, theirs) = (exp(x), libm::exp(x));
            assert!((ours - theirs).abs() <= 4.5e-16 * theirs, "{x}: {ours} is not {theirs}");
        }
        assert_eq!((exp(0.0), exp(1e9), logistic(0.0)), (1.0, exp(700.0), 0.5));
        assert!(exp(f64::NAN).is_nan());
        assert_eq!([nearest(-2.5), nearest(-2.6), nearest(7.49), nearest(0.0)], [-2, -3, 7, 0]);
    }
}
