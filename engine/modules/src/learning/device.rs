//! From the device that a run asks for to the one that a learner uses, and back to the run's report.

use crate::framework::RunContext;
use ml_graph::Diagnostic;
use ml_learn::device::{DeviceChoice, Ran};

/// What the run asks for.
pub(crate) fn choice(run: &RunContext<'_>) -> DeviceChoice {
    match run.device {
        ml_protocol::DeviceChoice::Auto => DeviceChoice::Auto,
        ml_protocol::DeviceChoice::Cpu => DeviceChoice::Cpu,
        ml_protocol::DeviceChoice::Gpu => DeviceChoice::Gpu,
    }
}

/// The result; the run learns which device gave it, and what there is to say about that.
pub(crate) fn report<T>(ran: Ran<T>, run: &RunContext<'_>) -> T {
    run.used_device(ran.device);
    if let Some(warning) = ran.warning {
        run.warn(
            Diagnostic::warning("run/device", warning)
                .help("The results are right. Choose the CPU to be spared this message."),
        );
    }
    ran.value
}
