//! Where tensors are computed: on the CPU, or on a GPU through WebGPU.
//!
//! [`resolve`] turns what the user asked for into a [`Device`]; [`with_fallback`] runs a learner there and, when the GPU fails in
//! any way, again on the CPU, with a sentence that says so. A GPU can fail silently (a shader that the driver refuses is skipped
//! and the numbers are those of the buffer before), so every read-back looks at an error flag, and the first use of an adapter
//! compares the operations learners need with the CPU.

#[cfg(feature = "gpu")]
mod gpu;
#[cfg(any(feature = "gpu", test))]
mod self_test;
#[cfg(any(feature = "gpu", test))]
mod session;

#[cfg(any(feature = "gpu", test))]
pub use session::Session;

use crate::{LearnError, Watch};
use futures_util::FutureExt;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceChoice {
    /// A GPU that is not emulated in software, for work large enough to gain; else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The GPU even for small work, even an emulated one; the CPU when there is none.
    Gpu,
}

/// How much there is to compute, in floating-point operations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkSize {
    /// In all.
    pub total: f64,
    /// In one step, after which results are needed for the next: a batch, a pass over the data.
    pub step: f64,
}

impl WorkSize {
    /// A step below this is over before a GPU has been told what to do (a few dozen dispatches of some ten microseconds each).
    /// Set with care rather than measured: no GPU was at hand.
    const STEP: f64 = 1e8;
    /// Work below this ends on the CPU while shaders are still compiled.
    const TOTAL: f64 = 5e10;

    fn gains_from_gpu(self) -> bool {
        self.step >= Self::STEP && self.total >= Self::TOTAL
    }
}

/// One piece of work on one device: without the feature `gpu`, always the CPU in plain arithmetic.
#[cfg(not(any(feature = "gpu", test)))]
pub struct Session(());

#[cfg(not(any(feature = "gpu", test)))]
impl Session {
    /// On the CPU.
    pub fn cpu() -> Session {
        Session(())
    }

    /// Whether this is a GPU.
    pub fn is_gpu(&self) -> bool {
        false
    }
}

/// Which kind of processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// CPU.
    Cpu,
    /// GPU.
    Gpu,
}

/// A processor that is there.
#[derive(Clone, Debug)]
pub struct Device {
    name: String,
    note: Option<String>,
    #[cfg(feature = "gpu")]
    gpu: Option<std::sync::Arc<gpu::Gpu>>,
}

/// Why a GPU gave no result, or none that can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// Built without the `gpu` feature.
    #[error("this build of the engine computes on the CPU only")]
    NotBuilt,
    /// No adapter, or it refused.
    #[error("no GPU could be used ({0})")]
    Unavailable(String),
    /// The operations of the self-test gave other numbers than the CPU.
    #[error("the GPU computes wrong numbers ({0})")]
    SelfTest(String),
    /// An operation failed or the device was lost.
    #[error("the GPU reported an error ({0})")]
    Failed(String),
    /// A result holds numbers that are infinite or undefined.
    #[error("the GPU gave numbers that are infinite or undefined")]
    NotFinite,
    /// The failure asked for with [`inject_failure`].
    #[error("a GPU failure was injected for a test")]
    Injected,
}

/// A result and where it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran<T> {
    /// The result.
    pub value: T,
    /// Device that computed it, for people: `CPU`, `GPU (…)`.
    pub device: String,
    /// What to tell the user about the device, in a sentence.
    pub warning: Option<String>,
}

impl<T> Ran<T> {
    /// The same with another result.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Ran<U> {
        Ran { value: change(self.value), device: self.device, warning: self.warning }
    }
}

impl Device {
    /// The CPU.
    pub fn cpu() -> Device {
        Device {
            name: "CPU".into(),
            note: None,
            #[cfg(feature = "gpu")]
            gpu: None,
        }
    }

    /// Which kind it is.
    pub fn kind(&self) -> DeviceKind {
        #[cfg(feature = "gpu")]
        if self.gpu.is_some() {
            return DeviceKind::Gpu;
        }
        DeviceKind::Cpu
    }

    /// For people: `CPU`, `GPU (NVIDIA …)`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What to tell the user about the choice: that there is no GPU though it was asked for, or that it is a slow, emulated one.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    fn session(&self) -> Session {
        #[cfg(feature = "gpu")]
        if let Some(gpu) = &self.gpu {
            return gpu.session(take_injected_failure());
        }
        Session::cpu()
    }
}

/// The device to use for this much work.
pub async fn resolve(choice: DeviceChoice, work: WorkSize) -> Device {
    match choice {
        DeviceChoice::Cpu => Device::cpu(),
        DeviceChoice::Auto if !work.gains_from_gpu() => Device::cpu(),
        DeviceChoice::Auto | DeviceChoice::Gpu => match adapter().await {
            Ok(device) if choice == DeviceChoice::Gpu || device.note.is_none() => device,
            Ok(_) => Device::cpu(),
            Err(_) if choice == DeviceChoice::Auto => Device::cpu(),
            Err(error) => {
                let note = format!("The GPU was asked for, but {error}; the CPU did the work.");
                Device { note: Some(note), ..Device::cpu() }
            }
        },
    }
}

/// Features, written out, beyond which a GPU is not tried: 512 MiB, which every adapter holds.
const LARGEST_ON_GPU: usize = 1 << 27;

/// Like [`resolve`] for work on a tensor of this many numbers, which must find room.
pub(crate) async fn resolve_for(choice: DeviceChoice, work: WorkSize, numbers: usize) -> Device {
    let too_large = numbers > LARGEST_ON_GPU;
    if too_large && choice == DeviceChoice::Gpu {
        let note = "The data is too large for the GPU at once; the CPU did the work.";
        return Device { note: Some(note.to_owned()), ..Device::cpu() };
    }
    resolve(if too_large { DeviceChoice::Cpu } else { choice }, work).await
}

/// The GPU, initialised and tested on first use; its note says when it is emulated in software.
pub async fn adapter() -> Result<Device, DeviceError> {
    #[cfg(feature = "gpu")]
    {
        let gpu = gpu::gpu().await?;
        let note = gpu.is_software().then(|| {
            format!("“{}” emulates a GPU in software: it is much slower than the CPU.", gpu.adapter_name())
        });
        Ok(Device { name: format!("GPU ({})", gpu.adapter_name()), note, gpu: Some(gpu) })
    }
    #[cfg(not(feature = "gpu"))]
    Err(DeviceError::NotBuilt)
}

/// Runs a learner on a device; when a GPU fails, again on the CPU.
///
/// `attempt` gets the session to compute in and a watch to report to. Errors that are not the device's are returned as they are.
pub async fn with_fallback<T, F>(device: &Device, watch: &dyn Watch, attempt: F) -> Result<Ran<T>, LearnError>
where
    F: AsyncFn(&Session, &dyn Watch) -> Result<T, LearnError>,
{
    let watch = Rising { inner: watch, highest: Cell::new(0.0) };
    let note = device.note.clone();
    if device.kind() == DeviceKind::Cpu {
        let value = attempt(&Session::cpu(), &watch).await?;
        return Ok(Ran { value, device: device.name.clone(), warning: note });
    }
    let session = device.session();
    // burn reports some failures by panicking. In the browser a panic ends the worker, and the page falls back instead.
    let failure = match AssertUnwindSafe(attempt(&session, &watch)).catch_unwind().await {
        Ok(Ok(value)) => return Ok(Ran { value, device: device.name.clone(), warning: note }),
        Ok(Err(LearnError::Device(failure))) => failure,
        Ok(Err(other)) => return Err(other),
        Err(panic) => DeviceError::Failed(panic_message(panic.as_ref())),
    };
    let cpu = Device::cpu();
    let value = attempt(&Session::cpu(), &watch).await?;
    let warning = format!("{} was given up because {failure}; the CPU did the work.", device.name);
    Ok(Ran { value, device: cpu.name, warning: Some(warning) })
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it stopped without a reason").lines().next().unwrap_or_default().to_owned()
}

/// Keeps progress from falling when the work starts again.
struct Rising<'a> {
    inner: &'a dyn Watch,
    highest: Cell<f32>,
}

impl Watch for Rising<'_> {
    fn progress(&self, fraction: f32, message: &str) {
        self.highest.set(self.highest.get().max(fraction));
        self.inner.progress(self.highest.get(), message);
    }

    fn is_cancelled(&self) -> bool {
        self.inner.is_cancelled()
    }

    fn pause(&self) -> Option<std::pin::Pin<Box<dyn Future<Output = ()>>>> {
        self.inner.pause()
    }
}

const NO_FAILURE: usize = usize::MAX;
static INJECTED: AtomicUsize = AtomicUsize::new(NO_FAILURE);

/// For tests: the next GPU session of this process (of this worker, in the browser) fails after that many read-backs. It fails
/// once; the sessions after it work again.
pub fn inject_failure(after_read_backs: usize) {
    INJECTED.store(after_read_backs.min(NO_FAILURE - 1), Ordering::SeqCst);
}

#[cfg(feature = "gpu")]
fn take_injected_failure() -> Option<usize> {
    let after = INJECTED.swap(NO_FAILURE, Ordering::SeqCst);
    (after != NO_FAILURE).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Unwatched;
    use pollster::block_on;

    const HUGE: WorkSize = WorkSize { total: 1e15, step: 1e12 };
    const SMALL: WorkSize = WorkSize { total: 1e6, step: 1e4 };

    #[test]
    fn small_work_and_an_explicit_choice_stay_on_the_cpu() {
        for (choice, work) in [(DeviceChoice::Cpu, HUGE), (DeviceChoice::Auto, SMALL)] {
            let device = block_on(resolve(choice, work));
            assert_eq!((device.kind(), device.name(), device.note()), (DeviceKind::Cpu, "CPU", None));
        }
    }

    #[cfg(not(feature = "gpu"))]
    #[test]
    fn a_missing_gpu_is_said_only_to_those_who_asked_for_it() {
        assert_eq!(block_on(resolve(DeviceChoice::Auto, HUGE)).note(), None);
        let device = block_on(resolve(DeviceChoice::Gpu, SMALL));
        assert_eq!(device.kind(), DeviceKind::Cpu);
        let ran = block_on(with_fallback(&device, &Unwatched, async |session, _| {
            Ok(session.read(session.matrix(vec![1.0, 2.0], 1, 2)).await?)
        }))
        .unwrap();
        assert_eq!((ran.value, ran.device.as_str()), (vec![1.0, 2.0], "CPU"));
        assert!(ran.warning.unwrap().contains("CPU only"));
    }

    #[test]
    fn errors_of_the_work_itself_are_not_retried() {
        let attempts = Cell::new(0);
        let result: Result<Ran<()>, _> = block_on(with_fallback(&Device::cpu(), &Unwatched, async |_, _| {
            attempts.set(attempts.get() + 1);
            Err(LearnError::NoRows)
        }));
        assert_eq!((result, attempts.get()), (Err(LearnError::NoRows), 1));
    }
}
