//! Changes that keep an input readable, so that what lies behind a reader is reached as well.

pub(crate) mod json;
pub(crate) mod zip;

use ml_learn::Random;

/// Changes an input by chance; none when it is nothing that this mutator understands. The last argument changes plain bytes, as libFuzzer
/// does.
pub type Mutator = fn(&[u8], &mut Random, &mut dyn FnMut(&[u8]) -> Vec<u8>) -> Option<Vec<u8>>;
