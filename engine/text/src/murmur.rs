//! MurmurHash3 of 32 bits (x86 variant), the hash behind hashed features.

const FIRST: u32 = 0xCC9E_2D51;
const SECOND: u32 = 0x1B87_3593;

/// The hash of some bytes.
pub fn murmur3(bytes: &[u8], seed: u32) -> u32 {
    let mut hash = seed;
    let blocks = bytes.chunks_exact(4);
    let rest = blocks.remainder();
    for block in blocks {
        hash ^= scramble(u32::from_le_bytes([block[0], block[1], block[2], block[3]]));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xE654_6B64);
    }
    let last = rest.iter().rev().fold(0, |last, &byte| last << 8 | u32::from(byte));
    hash ^= scramble(last);
    hash ^= bytes.len() as u32;
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85EB_CA6B);
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

fn scramble(block: u32) -> u32 {
    block.wrapping_mul(FIRST).rotate_left(15).wrapping_mul(SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_published_hash() {
        // From the test vectors that go around for this hash.
        let known: [(&[u8], u32, u32); 8] = [
            (b"", 0, 0),
            (b"", 1, 0x514E_28B7),
            (b"", 0xFFFF_FFFF, 0x81F1_6F39),
            (b"\xFF\xFF\xFF\xFF", 0, 0x7629_3B50),
            (b"\x21\x43\x65\x87", 0, 0xF55B_516B),
            (b"\x21\x43\x65", 0, 0x7E4A_8634),
            (b"\x21\x43", 0, 0xA0F7_B07A),
            (b"\x21", 0, 0x7266_1CF4),
        ];
        for (bytes, seed, hash) in known {
            assert_eq!(murmur3(bytes, seed), hash, "{bytes:?} with seed {seed}");
        }
    }
}
