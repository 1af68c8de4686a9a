//! Datasets to bytes.

mod csv;
mod ipc;
#[cfg(not(target_arch = "wasm32"))]
mod parquet;

pub use self::csv::{csv, delimited};
pub use self::ipc::ipc;
#[cfg(not(target_arch = "wasm32"))]
pub use self::parquet::parquet;
