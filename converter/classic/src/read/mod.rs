//! What is in a file: decided by its content, since names of exports say little.

mod custom;
mod data;
mod document;
mod file;
mod found;
mod glance;
mod package;
mod pipeline;

pub use found::{Content, DataKind, Found};
pub use glance::{is_listing, is_template_values};
pub use pipeline::{is_pipeline, pipeline_parts};

use crate::archive::Budget;
use crate::azureml::Beside;
use crate::limits::Limits;
use crate::shape::ReadError;
use file::file;
use pipeline::{pipeline, pipeline_text};
use std::borrow::Cow;
use std::ops::ControlFlow;

/// A file as it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name or relative path.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All that one file holds, and what of it could not be read.
#[derive(Debug, Default)]
pub struct Reading {
    /// In source order.
    pub found: Vec<Found>,
    /// What failed; the rest is read all the same.
    pub errors: Vec<ReadError>,
}

/// Reads a file. Nothing here runs, fetches or stores anything.
pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Reading {
    let mut found = Vec::new();
    let errors = read_each(name, bytes, limits, &mut |one| {
        found.push(one);
        ControlFlow::Continue(())
    });
    Reading { found, errors }
}

/// Reads a file and hands on each thing as it is found, until `take` breaks off; gives back what failed.
///
/// Of a report or a list, one experiment at a time is held beside the text. Lists of assets come before what names them.
pub fn read_each<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    limits: &Limits,
    take: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Vec<ReadError> {
    read_beside(name, bytes, limits, &mut |_| None, take)
}

/// Like [`read_each`], for a file that may refer to others: `beside` gives these by their path below the file's folder.
pub fn read_beside<'b>(
    name: &str,
    bytes: impl Into<Cow<'b, [u8]>>,
    limits: &Limits,
    beside: &mut Beside<'_>,
    take: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> Vec<ReadError> {
    let bytes = bytes.into();
    let mut out = Out { take, ended: false, errors: Vec::new() };
    match pipeline_text(&bytes, limits) {
        Some(text) => {
            pipeline(name, &text, limits, beside, &mut out);
        }
        None => file(name, bytes, limits, 0, &mut Budget::default(), &mut out),
    }
    out.errors
}

/// Where everything goes.
pub(crate) struct Out<'a> {
    take: &'a mut dyn FnMut(Found) -> ControlFlow<()>,
    /// Whether nothing more is wanted.
    pub(crate) ended: bool,
    pub(crate) errors: Vec<ReadError>,
}

impl Out<'_> {
    /// Hands on something.
    pub(crate) fn found(&mut self, found: Found) {
        self.ended = self.ended || (self.take)(found).is_break();
    }
}
