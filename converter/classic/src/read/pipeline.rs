//! A pipeline job, which is read together with the files it refers to.

use super::data::{binary, looks_like_json};
use super::{Content, Found, Out};
use crate::archive;
use crate::azureml::{self, Beside};
use crate::limits::Limits;
use crate::text;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// The names of the files that belong to a pipeline and are read with it; none for any other file.
pub fn pipeline_parts(
    name: &str,
    bytes: &[u8],
    limits: &Limits,
    beside: &mut Beside<'_>,
) -> BTreeSet<String> {
    let mut out = Out { take: &mut |_| ControlFlow::Continue(()), ended: false, errors: Vec::new() };
    let text = pipeline_text(bytes, limits);
    text.map(|text| pipeline(name, &text, limits, beside, &mut out)).unwrap_or_default()
}

/// A quick look whether a file is a pipeline that refers to others; its first bytes are enough.
pub fn is_pipeline(head: &[u8]) -> bool {
    !archive::is_zip(head) && binary(head).is_none() && {
        let text = text::decode(head);
        !looks_like_json(&text) && azureml::is_job(&text)
    }
}

pub(super) fn pipeline_text<'a>(bytes: &'a [u8], limits: &Limits) -> Option<Cow<'a, str>> {
    (bytes.len() as u64 <= limits.bytes && is_pipeline(bytes)).then(|| text::decode(bytes))
}

/// A pipeline and what it refers to; gives back the names of the files that it took in.
pub(super) fn pipeline(
    name: &str,
    text: &str,
    limits: &Limits,
    beside: &mut Beside<'_>,
    out: &mut Out<'_>,
) -> BTreeSet<String> {
    let folder = name.rsplit_once(['/', '!']).map_or("", |(folder, _)| &name[..=folder.len()]);
    let mut faults = Vec::new();
    let mut used = BTreeSet::new();
    match azureml::gather(text, limits, beside, &mut faults) {
        Ok(gathered) => {
            used.extend(gathered.used.iter().filter_map(|path| azureml::joined(folder, path)));
            out.found(Found::whole(name, azureml::FORMAT, Content::Pipeline(gathered.json)));
        }
        Err(error) => out.errors.push(error.in_file(name)),
    }
    for fault in faults {
        let at = (!fault.file.is_empty()).then(|| azureml::joined(folder, &fault.file)).flatten();
        let file = at.unwrap_or_else(|| name.to_owned());
        out.errors.push(fault.in_file(&file));
    }
    used
}
