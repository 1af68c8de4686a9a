//! The content hash of a dataset, the key under which results are kept and found again.

use crate::column::Data;
use crate::{Dataset, Values};
use arrow_array::Array;
use sha2::{Digest, Sha256};

/// SHA-256 over a canonical form: lengths, names, types, roles, notes, then validity and values column by column.
pub(crate) fn content_hash(dataset: &Dataset) -> [u8; 32] {
    let mut sink = Sink(Sha256::new());
    sink.text("ml-dataset/1");
    sink.number(dataset.rows() as u64);
    sink.number(dataset.columns().len() as u64);
    for column in dataset.columns() {
        sink.text(column.name());
        sink.text(column.role().name());
        sink.number(column.notes().len() as u64);
        for (key, value) in column.notes() {
            sink.text(key);
            sink.text(value);
        }
        match column.data() {
            Data::Plain(values) => {
                sink.text("plain");
                sink.values(values);
            }
            Data::Categorical(categories) => {
                sink.text("categorical");
                sink.values(categories.levels());
                sink.codes(categories.codes().iter());
            }
        }
    }
    sink.0.finalize().into()
}

struct Sink(Sha256);

impl Sink {
    fn number(&mut self, value: u64) {
        self.0.update(value.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text.as_bytes());
    }

    fn values(&mut self, values: &Values) {
        self.text(values.element().name());
        self.number(values.len() as u64);
        match values {
            Values::String(array) => {
                for row in 0..array.len() {
                    // A length no text has marks a missing one.
                    match array.is_valid(row) {
                        true => self.text(array.value(row)),
                        false => self.number(u64::MAX),
                    }
                }
            }
            Values::Boolean(array) => {
                let bytes: Vec<u8> = array.iter().map(|value| value.map_or(2, u8::from)).collect();
                self.0.update(bytes);
            }
            Values::Integer(array) => self.words(values, array.values(), |value| value as u64),
            Values::DateTime(array) => self.words(values, array.values(), |value| value as u64),
            Values::TimeSpan(array) => self.words(values, array.values(), |value| value as u64),
            Values::Double(array) => self.words(values, array.values(), f64::to_bits),
        }
    }

    /// Validity as bytes, then eight bytes a value, zero where missing.
    fn words<T: Copy>(&mut self, values: &Values, items: &[T], bits: impl Fn(T) -> u64) {
        let validity = values.validity().filter(|validity| validity.null_count() > 0);
        self.number(values.missing() as u64);
        if let Some(validity) = validity {
            let bytes: Vec<u8> = validity.iter().map(u8::from).collect();
            self.0.update(bytes);
        }
        let mut block = Vec::with_capacity(8 * 1024);
        for (start, chunk) in items.chunks(1024).enumerate() {
            block.clear();
            for (offset, &item) in chunk.iter().enumerate() {
                let missing = validity.is_some_and(|validity| validity.is_null(start * 1024 + offset));
                block.extend_from_slice(&if missing { 0 } else { bits(item) }.to_le_bytes());
            }
            self.0.update(&block);
        }
    }

    fn codes(&mut self, codes: impl Iterator<Item = Option<u32>>) {
        let bytes: Vec<u8> = codes.flat_map(|code| code.unwrap_or(u32::MAX).to_le_bytes()).collect();
        self.0.update(bytes);
    }
}
