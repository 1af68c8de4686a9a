//! Reading exports in the worker.

pub(crate) use ml_run::NoConverter as Exports;
