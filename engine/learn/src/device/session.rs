//! One piece of work on one device: makes tensors and reads them back.

use super::DeviceError;
use burn::tensor::{Int, Tensor, TensorData};
use std::cell::Cell;
use std::sync::{Arc, OnceLock};

/// One piece of work on one device.
pub struct Session {
    backend: burn::tensor::Device,
    /// The first thing that went wrong on the GPU; none on the CPU.
    fault: Option<Arc<OnceLock<String>>>,
    reads: Cell<usize>,
    fail_after: Option<usize>,
}

impl Session {
    /// On the CPU.
    pub fn cpu() -> Session {
        Session { backend: plain(), fault: None, reads: Cell::new(0), fail_after: None }
    }

    #[cfg(feature = "gpu")]
    pub(super) fn gpu(
        backend: burn::tensor::Device,
        fault: Arc<OnceLock<String>>,
        fail_after: Option<usize>,
    ) -> Session {
        Session { backend, fault: Some(fault), reads: Cell::new(0), fail_after }
    }

    /// Whether this is a GPU.
    pub fn is_gpu(&self) -> bool {
        self.fault.is_some()
    }

    /// A matrix from its rows, one after the other.
    pub(crate) fn matrix(&self, values: Vec<f32>, rows: usize, columns: usize) -> Tensor<2> {
        Tensor::from_data(TensorData::new(values, [rows, columns]), &self.backend)
    }

    /// Row numbers, for gathering.
    pub(crate) fn indices(&self, rows: &[u32]) -> Tensor<1, Int> {
        let rows: Vec<i32> = rows.iter().map(|&row| row as i32).collect();
        let count = rows.len();
        Tensor::from_data(TensorData::new(rows, [count]), &self.backend)
    }

    /// The values of a tensor, rows first. On a GPU they are finite and no error was reported so far, or this is an error.
    pub(crate) async fn read<const D: usize>(&self, tensor: Tensor<D>) -> Result<Vec<f32>, DeviceError> {
        if self.fail_after == Some(self.reads.get()) {
            return Err(DeviceError::Injected);
        }
        self.reads.set(self.reads.get() + 1);
        let failed = |error: String| DeviceError::Failed(first_line(&error));
        let data = tensor.into_data_async().await.map_err(|error| failed(error.to_string()))?;
        let values: Vec<f32> = data.try_into_vec_as().map_err(|error| failed(error.to_string()))?;
        if let Some(fault) = &self.fault {
            if let Some(fault) = fault.get() {
                return Err(failed(fault.clone()));
            }
            if !values.iter().all(|value| value.is_finite()) {
                return Err(DeviceError::NotFinite);
            }
        }
        Ok(values)
    }
}

/// Where a session on the CPU would put tensors. Learners make none there, they have plain arithmetic; only tests do, to hold the
/// two together.
fn plain() -> burn::tensor::Device {
    #[cfg(test)]
    {
        burn::tensor::Device::flex()
    }
    #[cfg(not(test))]
    {
        burn::tensor::Device::default()
    }
}

fn first_line(text: &str) -> String {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given").to_owned()
}
