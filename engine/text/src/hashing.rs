//! Words and word sequences as places in a table of fixed size, as Vowpal Wabbit hashes them. No vocabulary is kept, so that the
//! same text has the same places everywhere and always.

use crate::murmur::murmur3;
use std::collections::BTreeMap;

/// How texts are hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashing {
    /// Two to this power is the number of places; 31 at most.
    pub bits: u32,
    /// The longest sequence of words that counts; 0 counts as 1.
    pub n_grams: u32,
}

/// What Vowpal Wabbit multiplies a sequence with before it adds the next word.
const NEXT_WORD: u32 = 27_942_141;

impl Hashing {
    /// Number of places.
    pub fn places(&self) -> usize {
        1 << self.bits.min(31)
    }

    /// The places of a text, ascending, and how often each occurs. Words are what stands between white space, taken as they are.
    pub fn counts(&self, text: &str) -> BTreeMap<u32, u32> {
        let mask = (self.places() - 1) as u32;
        let words: Vec<u32> = text.split_whitespace().map(word).collect();
        let mut counts = BTreeMap::new();
        for start in 0..words.len() {
            let mut sequence = 0u32;
            for &word in words[start..].iter().take(self.n_grams.max(1) as usize) {
                sequence = sequence.wrapping_mul(NEXT_WORD).wrapping_add(word);
                *counts.entry(sequence & mask).or_default() += 1;
            }
        }
        counts
    }
}

/// The hash of a word; a word of digits alone is its number.
fn word(text: &str) -> u32 {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text
            .bytes()
            .fold(0, |number: u32, digit| number.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')));
    }
    murmur3(text.as_bytes(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(text: &str, bits: u32, n_grams: u32) -> Vec<(u32, u32)> {
        Hashing { bits, n_grams }.counts(text).into_iter().collect()
    }

    #[test]
    fn words_and_pairs_have_their_places() {
        let (love, it) = (murmur3(b"love", 0), murmur3(b"it", 0));
        assert_eq!(counts("love", 31, 1), [(love & 0x7FFF_FFFF, 1)]);
        let mut both = vec![love & 2047, it & 2047, love.wrapping_mul(NEXT_WORD).wrapping_add(it) & 2047];
        both.sort_unstable();
        assert_eq!(counts("love  it\n", 11, 2).iter().map(|(place, _)| *place).collect::<Vec<_>>(), both);
        assert_eq!(counts("love love", 11, 1), [(love & 2047, 2)]);
        assert_eq!(counts("love it", 11, 0), counts("love it", 11, 1));
    }

    #[test]
    fn numbers_are_their_own_place() {
        assert_eq!(counts("7 1031", 10, 1), [(7, 2)]);
    }

    #[test]
    fn no_words_have_no_places() {
        assert_eq!(counts(" \t\n", 10, 3), []);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_sequence_counts_once(text in ".{0,60}", bits in 1u32..=31, n_grams in 0u32..=10) {
            let words = text.split_whitespace().count();
            let sequences: usize = (0..words).map(|start| (words - start).min(n_grams.max(1) as usize)).sum();
            let hashing = Hashing { bits, n_grams };
            let counts = hashing.counts(&text);
            prop_assert_eq!(counts.values().sum::<u32>() as usize, sequences);
            prop_assert!(counts.keys().all(|&place| (place as usize) < hashing.places()));
        }
    }
}
