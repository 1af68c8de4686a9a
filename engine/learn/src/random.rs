//! Random numbers from a seed: the same on every platform, today and tomorrow.
//!
//! [`Random`] drives our own learners. [`RandomState`] repeats numpy's legacy generator bit for bit, because the designer splits
//! rows with it and users compare the results.

/// xoshiro256++ (Blackman and Vigna), seeded through SplitMix64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// A generator for this seed.
    pub fn new(seed: u64) -> Random {
        let mut counter = seed;
        let mut next = || {
            counter = counter.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = counter;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Random { state: [next(), next(), next(), next()] }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let c = c ^ a;
        let d = d ^ b;
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// A number from 0 up to, not including, 1.
    pub fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// A whole number from 0 up to, not including, `limit`; 0 when `limit` is 0. Without bias (Lemire).
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit as u64;
        let reject = limit.wrapping_neg().checked_rem(limit).unwrap_or(0);
        loop {
            let product = u128::from(self.bits()) * u128::from(limit);
            if product as u64 >= reject {
                return (product >> 64) as usize;
            }
        }
    }

    /// A draw from the standard normal distribution (Marsaglia's polar method).
    pub fn normal(&mut self) -> f64 {
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = u * u + v * v;
            if square < 1.0 && square > 0.0 {
                return u * (-2.0 * libm::log(square) / square).sqrt();
            }
        }
    }

    /// Puts the items in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// `count` different numbers below `limit` (all of them when there are fewer), rising.
    pub fn sample(&mut self, limit: usize, count: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(count.min(limit));
        for candidate in 0..limit {
            let wanted = count.min(limit) - chosen.len();
            if wanted > 0 && self.below(limit - candidate) < wanted {
                chosen.push(candidate);
            }
        }
        chosen
    }
}

const WORDS: usize = 624;
const SHIFT: usize = 397;

/// numpy's `RandomState`: MT19937 (Matsumoto and Nishimura) with numpy's legacy sampling on top.
#[derive(Clone, Debug)]
pub struct RandomState {
    words: Vec<u32>,
    position: usize,
}

impl RandomState {
    /// `numpy.random.RandomState(seed)`.
    pub fn new(seed: u32) -> RandomState {
        let mut words = Vec::with_capacity(WORDS);
        let mut word = seed;
        for index in 1..=WORDS as u32 {
            words.push(word);
            word = 1_812_433_253u32.wrapping_mul(word ^ (word >> 30)).wrapping_add(index);
        }
        RandomState { words, position: WORDS }
    }

    fn refill(&mut self) {
        for index in 0..WORDS {
            let high = self.words[index] & 0x8000_0000;
            let low = self.words[(index + 1) % WORDS] & 0x7fff_ffff;
            let mixed = high | low;
            let odd = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[index] = self.words[(index + SHIFT) % WORDS] ^ (mixed >> 1) ^ odd;
        }
        self.position = 0;
    }

    /// 32 random bits.
    pub fn bits(&mut self) -> u32 {
        if self.position == WORDS {
            self.refill();
        }
        let mut word = self.words[self.position];
        self.position += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// `random_sample()`: a number from 0 up to, not including, 1.
    pub fn uniform(&mut self) -> f64 {
        let high = f64::from(self.bits() >> 5);
        let low = f64::from(self.bits() >> 6);
        (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0
    }

    /// A whole number from 0 to `last`, both included, as numpy's shuffle draws it.
    fn interval(&mut self, last: u64) -> u64 {
        if last == 0 {
            return 0;
        }
        let mask = u64::MAX >> last.leading_zeros();
        loop {
            let draw = if last <= u64::from(u32::MAX) {
                u64::from(self.bits())
            } else {
                (u64::from(self.bits()) << 32) | u64::from(self.bits())
            };
            if draw & mask <= last {
                return draw & mask;
            }
        }
    }

    /// `shuffle(items)`.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.interval(last as u64) as usize);
        }
    }

    /// `permutation(count)`.
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut items: Vec<usize> = (0..count).collect();
        self.shuffle(&mut items);
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected values: numpy 2.4.6, `RandomState(seed).permutation(n)`, `.random_sample()`.
    #[test]
    fn numpy_is_repeated_exactly() {
        assert_eq!(RandomState::new(42).permutation(10), [8, 1, 5, 0, 7, 2, 9, 4, 3, 6]);
        assert_eq!(RandomState::new(0).permutation(7), [6, 2, 1, 3, 0, 5, 4]);
        let mut state = RandomState::new(7);
        let long = state.permutation(2000);
        assert_eq!(long[..5], [1072, 1048, 204, 694, 1758]);
        assert_eq!(state.uniform(), 0.7122962876716166);
    }

    #[test]
    fn own_generator_is_pinned_and_even() {
        // Reference: the published xoshiro256++ with state from SplitMix64(0).
        let mut random = Random::new(0);
        assert_eq!(
            [random.bits(), random.bits(), random.bits()],
            [0x53175d61490b23df, 0x61da6f3dc380d507, 0x5c0fdf91ec9a7bfc]
        );
        let mut counts = [0usize; 7];
        for _ in 0..70_000 {
            counts[random.below(7)] += 1;
        }
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
        let draws: Vec<f64> = (0..50_000).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn samples_are_sorted_distinct_and_complete() {
        let mut random = Random::new(5);
        assert_eq!(random.sample(4, 9), [0, 1, 2, 3]);
        assert!(random.sample(0, 3).is_empty());
        let sample = random.sample(100, 60);
        assert_eq!(sample.len(), 60);
        assert!(sample.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(random.below(0), 0);
        let mut items: Vec<u32> = (0..50).collect();
        random.shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
