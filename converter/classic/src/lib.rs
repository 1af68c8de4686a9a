//! Lenient readers for what Studio (classic) exported.
