//! Sorts many whole numbers by their digits: a column of a hundred thousand values several times as fast as by comparing them.

/// Bits of a digit; three digits make a number.
const DIGIT_BITS: u32 = 11;

/// Below this many numbers, comparing is faster.
const FEW: usize = 4_000;

/// Sorts `numbers`; `spare` is room to work in.
pub(crate) fn sort(numbers: &mut Vec<u32>, spare: &mut Vec<u32>) {
    if numbers.len() < FEW {
        numbers.sort_unstable();
        return;
    }
    spare.clear();
    spare.resize(numbers.len(), 0);
    for digit in 0..3 {
        let digit_of = |number: u32| ((number >> (digit * DIGIT_BITS)) & ((1 << DIGIT_BITS) - 1)) as usize;
        let mut places = [0u32; 1 << DIGIT_BITS];
        for &number in numbers.iter() {
            places[digit_of(number)] += 1;
        }
        // Where the numbers with each digit begin.
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for &number in numbers.iter() {
            let place = &mut places[digit_of(number)];
            spare[*place as usize] = number;
            *place += 1;
        }
        std::mem::swap(numbers, spare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn numbers_are_in_order() {
        let mut random = Random::new(3);
        for count in [0, 1, 100, FEW, 20_000] {
            for shift in [32, 60] {
                let mut numbers: Vec<u32> = (0..count).map(|_| (random.bits() >> shift) as u32).collect();
                numbers.extend([u32::MAX, 0]);
                let mut expected = numbers.clone();
                expected.sort_unstable();
                sort(&mut numbers, &mut Vec::new());
                assert_eq!(numbers, expected);
            }
        }
    }
}
