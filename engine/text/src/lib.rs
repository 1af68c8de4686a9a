//! Texts as numbers: tokens, n-grams, hashing. It knows no pipeline, port or table.

mod hashing;
mod murmur;

pub use hashing::Hashing;
pub use murmur::murmur3;
