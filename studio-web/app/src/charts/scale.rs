//! From values to pixels: linear and logarithmic scales with ticks at round numbers.

use super::format;

/// Maps values to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    domain: (f64, f64),
    pixels: (f64, f64),
    logarithmic: bool,
}

/// A labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where, in pixels.
    pub at: f64,
    /// What stands there.
    pub label: String,
}

impl Scale {
    /// A linear scale. An empty or undefined domain is widened so that something can be drawn.
    pub fn linear(domain: (f64, f64), pixels: (f64, f64)) -> Scale {
        Scale { domain: widened(domain), pixels, logarithmic: false }
    }

    /// A logarithmic scale; falls back to a linear one when the domain is not positive.
    pub fn logarithmic(domain: (f64, f64), pixels: (f64, f64)) -> Scale {
        let domain = widened(domain);
        Scale { domain, pixels, logarithmic: domain.0 > 0.0 }
    }

    /// A linear scale whose ends are round numbers.
    pub fn nice(domain: (f64, f64), pixels: (f64, f64), ticks: usize) -> Scale {
        let (low, high) = widened(domain);
        let step = step(low, high, ticks);
        Scale::linear(((low / step).floor() * step, (high / step).ceil() * step), pixels)
    }

    /// Where a value stands.
    pub fn pixel(&self, value: f64) -> f64 {
        let (low, high, value) = if self.logarithmic {
            (self.domain.0.ln(), self.domain.1.ln(), value.max(f64::MIN_POSITIVE).ln())
        } else {
            (self.domain.0, self.domain.1, value)
        };
        // Halves keep the difference of huge ends finite.
        let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// The value at a pixel.
    pub fn value(&self, pixel: f64) -> f64 {
        let share = (pixel - self.pixels.0) / (self.pixels.1 - self.pixels.0);
        if self.logarithmic {
            let (low, high) = (self.domain.0.ln(), self.domain.1.ln());
            (low + share * (high - low)).exp()
        } else {
            self.domain.0 * (1.0 - share) + self.domain.1 * share
        }
    }

    /// The ends of the domain.
    pub fn domain(&self) -> (f64, f64) {
        self.domain
    }

    /// About `target` ticks at round numbers.
    pub fn ticks(&self, target: usize) -> Vec<Tick> {
        if self.logarithmic {
            return self.powers_of_ten(target);
        }
        let (low, high) = self.domain;
        let step = step(low, high, target);
        let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
        let huge = low.abs().max(high.abs()) >= 1e9 || step < 1e-9;
        let first = (low / step - 1e-9).ceil();
        let last = (high / step + 1e-9).floor();
        if last - first > 1000.0 || !(last - first).is_finite() {
            return Vec::new();
        }
        (0..=(last - first) as i64)
            .map(|index| {
                let value = (first + index as f64) * step;
                let label = if huge { format::number(value) } else { format::fixed(value, decimals) };
                Tick { at: self.pixel(value), label }
            })
            .collect()
    }

    fn powers_of_ten(&self, target: usize) -> Vec<Tick> {
        let (low, high) = self.domain;
        let (first, last) = ((low.log10() - 1e-9).ceil() as i32, (high.log10() + 1e-9).floor() as i32);
        let count = last - first + 1;
        if count < 2 {
            let middle = (low.ln() / 2.0 + high.ln() / 2.0).exp();
            return [low, middle, high]
                .iter()
                .map(|value| Tick { at: self.pixel(*value), label: format::number(*value) })
                .collect();
        }
        let every = (count as usize).div_ceil(target.max(1)).max(1);
        (first..=last)
            .step_by(every)
            .map(|exponent| {
                let value = 10f64.powi(exponent);
                Tick { at: self.pixel(value), label: format::number(value) }
            })
            .collect()
    }
}

/// The ends of some values; nothing when none is finite.
pub fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|value| value.is_finite()).fold(None, |ends, value| {
        Some(ends.map_or((value, value), |(low, high): (f64, f64)| (low.min(value), high.max(value))))
    })
}

fn widened((low, high): (f64, f64)) -> (f64, f64) {
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0);
    }
    let (low, high) = if low <= high { (low, high) } else { (high, low) };
    // Closer than rounding can tell apart counts as equal.
    if high - low > low.abs().max(high.abs()) * 1e-12 {
        (low, high)
    } else if low == 0.0 {
        (0.0, 1.0)
    } else {
        (low - low.abs() / 2.0, high + high.abs() / 2.0)
    }
}

/// A step of 1, 2 or 5 times a power of ten that gives about `target` ticks.
fn step(low: f64, high: f64, target: usize) -> f64 {
    let raw = (high / 2.0 - low / 2.0) / (target.max(1) as f64) * 2.0;
    let power = 10f64.powf(raw.log10().floor()).max(f64::MIN_POSITIVE);
    let factor = match raw / power {
        ratio if ratio < 1.5 => 1.0,
        ratio if ratio < 3.5 => 2.0,
        ratio if ratio < 7.5 => 5.0,
        _ => 10.0,
    };
    factor * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(scale: Scale, target: usize) -> Vec<String> {
        scale.ticks(target).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_stand_at_round_numbers() {
        assert_eq!(
            labels(Scale::linear((0.0, 1.0), (0.0, 100.0)), 5),
            ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            labels(Scale::linear((3.0, 1240.0), (0.0, 100.0)), 5),
            ["200", "400", "600", "800", "1,000", "1,200"]
        );
        assert_eq!(
            labels(Scale::linear((-0.02, 0.02), (0.0, 1.0)), 4),
            ["−0.02", "−0.01", "0.00", "0.01", "0.02"]
        );
        assert_eq!(
            labels(Scale::logarithmic((1.0, 10_000.0), (0.0, 1.0)), 9),
            ["1", "10", "100", "1,000", "10,000"]
        );
        assert_eq!(labels(Scale::logarithmic((2.0, 8.0), (0.0, 1.0)), 9), ["2", "4", "8"]);
    }

    #[test]
    fn nice_scales_end_at_ticks() {
        assert_eq!(Scale::nice((0.0, 97.0), (0.0, 1.0), 5).domain(), (0.0, 100.0));
    }

    #[test]
    fn constant_and_undefined_domains_still_draw() {
        for domain in
            [(5.0, 5.0), (0.0, 0.0), (f64::NAN, 1.0), (-3.0, -3.0), (f64::INFINITY, f64::NEG_INFINITY)]
        {
            let scale = Scale::linear(domain, (0.0, 100.0));
            assert!(scale.pixel(scale.domain().0).is_finite(), "{domain:?}");
            assert!(!scale.ticks(5).is_empty(), "{domain:?}");
        }
        assert_eq!(extent([f64::NAN, f64::INFINITY]), None);
    }

    proptest! {
        #[test]
        fn pixels_and_values_agree(low in -1e12..1e12f64, width in 1e-3..1e12f64, share in 0.0..1.0f64) {
            let scale = Scale::linear((low, low + width), (10.0, 410.0));
            let pixel = 10.0 + share * 400.0;
            let (low, high) = scale.domain();
            let tolerance = 1e-6 + (low.abs().max(high.abs()) / (high - low)) * 1e-10;
            prop_assert!((scale.pixel(scale.value(pixel)) - pixel).abs() < tolerance * 400.0);
        }

        #[test]
        fn any_domain_gives_few_finite_ticks(low in any::<f64>(), high in any::<f64>(), target in 0usize..20) {
            let ticks = Scale::linear((low, high), (0.0, 100.0)).ticks(target);
            prop_assert!(ticks.len() <= 60, "{}", ticks.len());
            for tick in ticks {
                prop_assert!(tick.at.is_finite());
            }
        }
    }
}
