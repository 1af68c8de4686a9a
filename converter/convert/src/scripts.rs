//! Scripts of modules: rewritten for the languages of today, with the original kept where the classic form is written from.
//!
//! The draft's parameter is the code that runs, so it holds the rewritten script: whatever reads a draft – a run, the studio, every
//! target – has the script that works. The original stays in the node's origin, and the classic form gets it back as long as nobody
//! has changed the script since.

use crate::extras::key;
use crate::index::Index;
use crate::params;
use ml_graph::{ComponentSpec, Json, Node, ParamKind, ParamSpec, ParamValue, PipelineDraft, ScriptLanguage};
use ml_scripts::{Checked, Package, PythonVersion};

/// A script after a look at it.
pub(crate) struct Looked {
    pub(crate) checked: Checked,
    /// R packages.
    pub(crate) packages: Vec<Package>,
}

/// The parameter of a component that holds a script of a language that is checked.
pub(crate) fn param(spec: &ComponentSpec) -> Option<(&ParamSpec, ScriptLanguage)> {
    spec.params.iter().find_map(|param| match param.kind {
        ParamKind::Script { language: language @ (ScriptLanguage::Python | ScriptLanguage::R) } => {
            Some((param, language))
        }
        _ => None,
    })
}

/// What exports call the interpreter that a node's script was written for.
pub(crate) fn written_for<'a>(node: &Node, spec: &'a ComponentSpec) -> Option<&'a str> {
    spec.params.iter().find_map(|param| {
        let ParamKind::Choice { options } = &param.kind else { return None };
        let chosen = node.params.get(&param.id).or(param.default.as_ref())?.as_text()?;
        options.iter().find(|option| option.id == chosen).map(|option| option.classic.as_str())
    })
}

/// Checks a script as what its node was written for.
pub(crate) fn look(node: &Node, spec: &ComponentSpec, language: ScriptLanguage, text: &str) -> Looked {
    if language == ScriptLanguage::R {
        let ml_scripts::RChecked { checked, packages } = ml_scripts::r(text);
        return Looked { checked, packages };
    }
    // Only modules of the Studio ran Python 2; of them, those that do not say so too.
    let origin = node.origin.as_ref().and_then(|origin| origin.module_id.as_deref());
    let classic = origin.is_some_and(|id| id.split('.').count() == 3);
    let three = !classic || written_for(node, spec).is_some_and(|version| version.contains("Python 3"));
    let version = if three { PythonVersion::Three } else { PythonVersion::Two };
    Looked { checked: ml_scripts::python(text, version), packages: Vec::new() }
}

/// Puts the rewritten script in the place of each original, which the node's origin keeps.
pub(crate) fn modernise(draft: &mut PipelineDraft, index: &Index<'_>) {
    for node in &mut draft.nodes {
        let Some(spec) = index.component(node) else { continue };
        let Some((param, language)) = param(spec) else { continue };
        let Some(old) = node.params.get(&param.id).and_then(ParamValue::as_text).map(str::to_owned) else {
            continue;
        };
        let code = look(node, spec, language, &old).checked.code;
        if code != old {
            let name = params::source_name(node, spec, param).to_owned();
            node.params.insert(param.id.clone(), ParamValue::Text(code));
            keep(node, name, old);
        }
    }
}

/// Notes the original as the source's own spelling of the parameter.
fn keep(node: &mut Node, name: String, old: String) {
    let origin = node.origin.get_or_insert_default();
    let notes = origin.other.entry(key::PARAMETERS.to_owned()).or_insert_with(|| Json::Object(Vec::new()));
    let Json::Object(notes) = notes else { return };
    let spelled = ("Value".to_owned(), Json::String(old));
    match notes.iter_mut().find(|(known, _)| *known == name) {
        Some((_, Json::Object(note))) => note.push(spelled),
        Some((_, note)) => *note = Json::Object(vec![spelled]),
        None => notes.push((name, Json::Object(vec![spelled]))),
    }
}

/// The script as the source had it, when the draft holds another one that was made of it.
pub(crate) fn original<'a>(node: &'a Node, spec: &'a ComponentSpec) -> Option<&'a str> {
    let (param, language) = param(spec)?;
    let name = params::source_name(node, spec, param);
    let old = params::notes(node).iter().find(|(known, _)| known == name)?.1.get("Value")?.as_str()?;
    let now = node.params.get(&param.id)?.as_text()?;
    (old != now && look(node, spec, language, old).checked.code == now).then_some(old)
}
