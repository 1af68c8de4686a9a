//! Conversion as users meet it: real exports, our samples, planted credentials, round trips, broken input, the report.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod azureml;
mod azureml_reading;
mod canary;
mod custom;
mod designer;
mod predictive;
mod python;
mod read_back;
mod readers;
mod real;
mod report;
mod round_trip;
mod samples;
mod scripts;
mod services;
mod support;
mod wild;
