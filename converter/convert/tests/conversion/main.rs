//! Conversion as users meet it: real exports, our samples, planted credentials, round trips, broken input, the report.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod azureml;
mod canary;
mod python;
mod readers;
mod real;
mod report;
mod round_trip;
mod samples;
mod services;
mod support;
