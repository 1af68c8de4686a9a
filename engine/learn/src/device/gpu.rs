//! The one GPU of this process (of this worker, in the browser): initialised and tested once, then shared.

#[cfg(not(target_family = "wasm"))]
use super::panic_message;
use super::{DeviceError, Session, self_test};
use std::sync::{Arc, OnceLock};

/// An adapter that passed its self-test.
#[derive(Debug)]
pub(super) struct Gpu {
    backend: burn::tensor::Device,
    name: String,
    software: bool,
    fault: Arc<OnceLock<String>>,
}

impl Gpu {
    pub(super) fn adapter_name(&self) -> &str {
        &self.name
    }

    pub(super) fn is_software(&self) -> bool {
        self.software
    }

    pub(super) fn session(&self, fail_after: Option<usize>) -> Session {
        Session::gpu(self.backend.clone(), self.fault.clone(), fail_after)
    }
}

type Answer = Result<Arc<Gpu>, DeviceError>;

async fn initialise() -> Answer {
    let unavailable = |error: &dyn std::fmt::Display| {
        DeviceError::Unavailable(error.to_string().lines().next().unwrap_or_default().to_owned())
    };
    let options = burn::tensor::Device::wgpu_options();
    let (backend, setup) = options.init_with_setup_async().await.map_err(|error| unavailable(&error))?;
    let info = setup.adapter.get_info();
    // In the browser the handler that burn installs panics without stopping the work; a flag that every read-back sees does.
    let fault = Arc::new(OnceLock::new());
    let flag = fault.clone();
    setup.device.on_uncaptured_error(Arc::new(move |error| {
        let _ = flag.set(error.to_string());
    }));
    let name = if info.name.is_empty() { "WebGPU".to_owned() } else { info.name.clone() };
    let software = info.device_type == burn::tensor::wgpu::wgpu::DeviceType::Cpu;
    let gpu = Gpu { backend, name, software, fault };
    self_test::run(&gpu.session(None)).await?;
    Ok(Arc::new(gpu))
}

/// A device that once failed is not used again: what its buffers hold is unknown.
fn still_sound(answer: Answer) -> Answer {
    match answer {
        Ok(gpu) => match gpu.fault.get() {
            Some(fault) => Err(DeviceError::Failed(fault.lines().next().unwrap_or_default().to_owned())),
            None => Ok(gpu),
        },
        Err(error) => Err(error),
    }
}

/// The GPU.
#[cfg(not(target_family = "wasm"))]
pub(super) async fn gpu() -> Answer {
    static GPU: OnceLock<Answer> = OnceLock::new();
    let initialise_once = || {
        std::panic::catch_unwind(|| pollster::block_on(initialise()))
            .unwrap_or_else(|panic| Err(DeviceError::Unavailable(panic_message(panic.as_ref()))))
    };
    still_sound(GPU.get_or_init(initialise_once).clone())
}

/// The GPU.
#[cfg(target_family = "wasm")]
pub(super) async fn gpu() -> Answer {
    use futures_util::future::{FutureExt, LocalBoxFuture, Shared};
    thread_local! {
        static GPU: Shared<LocalBoxFuture<'static, Answer>> = initialise().boxed_local().shared();
    }
    still_sound(GPU.with(Clone::clone).await)
}
