//! A package: exports that were packed together, a custom module, or data.

use super::custom::CustomFiles;
use super::file::file;
use super::pipeline::{is_pipeline, pipeline};
use super::{Content, DataKind, Found, Out};
use crate::archive::{self, Budget};
use crate::designer::DesignerKind;
use crate::limits::Limits;
use crate::shape::ReadError;
use crate::{azureml, text};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

pub(super) fn package(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    nesting: usize,
    budget: &mut Budget,
    out: &mut Out<'_>,
) {
    if nesting >= limits.nesting {
        out.errors.push(
            ReadError::new(
                format!("Packages are nested more than {} deep.", limits.nesting),
                "Unpack the inner packages and convert them by themselves.",
            )
            .in_file(name),
        );
        return;
    }
    // Whether a package is one of exports is known at its end only. Experiments are read again then, one after another, for those of a
    // whole report take many times the room of its text.
    let mut again = *budget;
    let mut first = Vec::new();
    let mut exports = false;
    let mut keep = |one: Found| {
        exports |= !matches!(one.content, Content::Data { .. } | Content::Part);
        if precedes(&one) {
            first.push(one);
        }
        ControlFlow::Continue(())
    };
    let mut inner = Out { take: &mut keep, ended: false, errors: Vec::new() };
    let mut excel = false;
    let mut pipelines = Vec::new();
    let mut custom = CustomFiles::default();
    let outcome = archive::unpack(bytes, limits, budget, &mut |entry, content, budget| {
        excel |= entry == "[Content_Types].xml";
        if !excel && is_pipeline(&content) {
            pipelines.push((entry, content));
        } else if !excel {
            custom.take(&entry, &content);
            file(&format!("{name}!{entry}"), content.into(), limits, nesting + 1, budget, &mut inner);
        }
    });
    let mut errors = inner.errors;
    let whole = !excel && !pipelines.is_empty();
    let (mut jobs, mut used) = (Vec::new(), BTreeSet::new());
    if whole {
        let mut keep = |one| {
            jobs.push(one);
            ControlFlow::Continue(())
        };
        let mut packed_jobs = Out { take: &mut keep, ended: false, errors: Vec::new() };
        used = packed(name, bytes, pipelines, limits, &mut packed_jobs);
        errors.extend(packed_jobs.errors);
        // Parts were met by themselves before; guides and scripts beside a pipeline need no word.
        first.retain(|found| !used.contains(&found.file));
        errors.retain(|error| !used.contains(&error.file) && !error.unrecognised);
    }
    let data = |kind| Found::whole(name, "data", Content::Data { kind, bytes: bytes.to_vec() });
    if excel {
        out.found(data(DataKind::Excel));
        return;
    }
    if outcome.is_ok()
        && let Some(module) = custom.finish()
    {
        match module {
            Ok(json) => out.found(Found::whole(name, "classic-r-module", Content::Package(json))),
            Err(error) => out.errors.push(error.in_file(name)),
        }
        return;
    }
    let exports = exports || !jobs.is_empty() || errors.iter().any(|error| !error.unrecognised);
    if outcome.is_ok() && !exports {
        // A script bundle or zipped data: an asset as a whole.
        out.found(data(DataKind::Zip));
        return;
    }
    first.into_iter().for_each(|found| out.found(found));
    // What went wrong on the way is known already.
    let _ = archive::unpack(bytes, limits, &mut again, &mut |entry, content, budget| {
        if out.ended || is_pipeline(&content) {
            return;
        }
        let mut hand_on = |one: Found| {
            if !precedes(&one) && !used.contains(&one.file) {
                out.found(one);
            }
            if out.ended { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mut inner = Out { take: &mut hand_on, ended: false, errors: Vec::new() };
        file(&format!("{name}!{entry}"), content.into(), limits, nesting + 1, budget, &mut inner);
    });
    jobs.into_iter().for_each(|found| out.found(found));
    out.errors.extend(errors);
    if let Err(error) = outcome {
        out.errors.push(error.in_file(name));
    }
}

/// What experiments name, and the data beside them, comes before them.
fn precedes(found: &Found) -> bool {
    match &found.content {
        Content::Listing(_) | Content::Modules(_) | Content::Package(_) | Content::Data { .. } => true,
        Content::Designer { kind, .. } => *kind != DesignerKind::Pipeline,
        _ => false,
    }
}

/// Pipelines of a package, whose other files are looked up in it; gives back the names of those.
fn packed(
    name: &str,
    bytes: &[u8],
    pipelines: Vec<(String, Vec<u8>)>,
    limits: &Limits,
    out: &mut Out<'_>,
) -> BTreeSet<String> {
    let mut entries: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    // What went wrong on the way is said already.
    let _ = archive::unpack(bytes, limits, &mut Budget::default(), &mut |entry, content, _| {
        entries.insert(entry, content);
    });
    let mut used = BTreeSet::new();
    for (entry, content) in pipelines {
        let folder = entry.rsplit_once('/').map_or("", |(folder, _)| &entry[..=folder.len()]);
        let mut beside = |path: &str| entries.get(&azureml::joined(folder, path)?).cloned();
        used.extend(pipeline(&format!("{name}!{entry}"), &text::decode(&content), limits, &mut beside, out));
    }
    used
}
