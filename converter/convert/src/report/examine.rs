//! The verdict on each module: from its component's status, its parameters and what the conversion found.

use super::{Counts, DataNeed, ExperimentReport, ModuleReport, ScriptReport, SecretPlace, Subject, Verdict};
use super::{designer, steps};
use crate::index::Index;
use crate::scripts;
use crate::secrets::Vault;
use crate::value::SECRET;
use ml_classic::BUILT_IN_WORKSPACE;
use ml_graph::{
    Asset, AssetKind, ComponentSpec, Diagnostic, Json, Node, ParamKind, ParamValue, Role, ScriptLanguage,
    Status, UNKNOWN_COMPONENT, counted,
};
use std::collections::{BTreeMap, BTreeSet};

/// Looks at a draft.
pub(crate) fn examine(
    subject: &Subject<'_>,
    vault: &Vault,
    diagnostics: &[Diagnostic],
    index: &Index<'_>,
) -> ExperimentReport {
    let draft = subject.draft;
    let mut found: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in diagnostics {
        if let Some(node) = &diagnostic.at.node {
            found.entry(node).or_default().push(diagnostic);
        }
    }
    let assets: BTreeMap<&str, &Asset> =
        draft.assets.iter().map(|asset| (asset.id.as_str(), asset)).collect();
    let mut fed: BTreeMap<&str, Vec<&Asset>> = BTreeMap::new();
    for edge in &draft.edges {
        if let Some(asset) = assets.get(edge.from.node.as_str()) {
            fed.entry(&edge.to.node).or_default().push(asset);
        }
    }
    let known: BTreeSet<&str> = draft.nodes.iter().map(|node| node.id.as_str()).collect();
    let empty = Vec::new();
    let modules: Vec<ModuleReport> = draft
        .nodes
        .iter()
        .map(|node| {
            let id = node.id.as_str();
            let fed = fed.get(id).map_or(&[][..], Vec::as_slice);
            module(node, index.component(node), fed, found.get(id).unwrap_or(&empty))
        })
        .collect();
    let counts = counts(subject, index);
    let effort = steps::effort(&modules, counts.parameters, draft.assets.len());
    ExperimentReport {
        name: draft.name.clone(),
        draft: subject.draft_file.to_owned(),
        file: subject.file.to_owned(),
        pointer: subject.pointer.to_owned(),
        format: subject.format.to_owned(),
        tool: draft.source.as_ref().and_then(|source| source.tool.clone()),
        verdict: modules.iter().map(|module| module.verdict).max().unwrap_or_default(),
        counts,
        effort,
        modules,
        data: draft
            .assets
            .iter()
            .map(|asset| DataNeed { asset: asset.id.clone(), name: asset.name.clone(), kind: asset.kind })
            .collect(),
        secrets: vault
            .addresses()
            .map(|address| SecretPlace {
                address: address.to_owned(),
                node: address
                    .strip_prefix(SECRET)
                    .and_then(|path| path.split_once('/'))
                    .map(|(node, _)| node)
                    .filter(|node| known.contains(node))
                    .map(str::to_owned),
            })
            .collect(),
        diagnostics: diagnostics.to_vec(),
    }
}

/// Whether a node's module belongs to a customer's workspace.
fn is_custom(node: &Node) -> bool {
    let module = node.origin.as_ref().and_then(|origin| origin.module_id.as_deref());
    module.is_some_and(|id| match id.split_once('.') {
        Some((workspace, _)) => workspace != BUILT_IN_WORKSPACE,
        // The designer gives every module an id of its workspace.
        None => node.component == UNKNOWN_COMPONENT,
    })
}

fn counts(subject: &Subject<'_>, index: &Index<'_>) -> Counts {
    let draft = subject.draft;
    let kept = |node: &Node| node.origin.as_ref().map_or(0, |origin| origin.params.len());
    let assets = |kind| draft.assets.iter().filter(|asset| asset.kind == kind).count();
    Counts {
        modules: draft.nodes.len(),
        custom_modules: draft.nodes.iter().filter(|node| is_custom(node)).count(),
        trainers: draft
            .nodes
            .iter()
            .filter(|node| index.component(node).is_some_and(|spec| spec.role == Role::Trainer))
            .count(),
        wires: draft.edges.len(),
        datasets: assets(AssetKind::Dataset),
        trained_models: assets(AssetKind::TrainedModel),
        transforms: assets(AssetKind::Transform),
        parameters: draft.nodes.iter().map(|node| node.params.len() + kept(node)).sum(),
        parameters_kept: draft.nodes.iter().map(kept).sum(),
        comments: draft.nodes.iter().filter(|node| !node.comment.is_empty()).count(),
        service_inputs: draft.interface.inputs.len(),
        service_outputs: draft.interface.outputs.len(),
        service_parameters: draft.parameters.len(),
    }
}

/// Collects the verdict: the worst wins, every reason stays.
struct Judge {
    verdict: Verdict,
    reasons: Vec<String>,
    to_do: Vec<String>,
}

impl Judge {
    fn say(&mut self, verdict: Verdict, reason: impl Into<String>, to_do: impl Into<String>) {
        self.verdict = self.verdict.max(verdict);
        self.reasons.push(reason.into());
        let to_do = to_do.into();
        if !to_do.is_empty() && !self.to_do.contains(&to_do) {
            self.to_do.push(to_do);
        }
    }
}

fn module(node: &Node, spec: Option<&ComponentSpec>, fed: &[&Asset], found: &[&Diagnostic]) -> ModuleReport {
    let mut judge = Judge { verdict: Verdict::RunsTheSame, reasons: Vec::new(), to_do: Vec::new() };
    for diagnostic in found {
        let verdict = match diagnostic.code.as_str() {
            "convert/custom-module" | "convert/unknown-module" | "convert/no-module" => Verdict::CannotRun,
            "convert/value-not-understood" | "convert/duplicate-id" => Verdict::NeedsInput,
            "convert/unknown-parameter" => {
                // Studio's own leftovers without a value change nothing.
                let name = diagnostic.at.param.as_deref().unwrap_or_default();
                let kept = node.origin.as_ref().and_then(|origin| origin.params.get(name));
                if kept.is_none_or(|value| value.is_null() || *value == Json::from("")) {
                    continue;
                }
                Verdict::RunsDifferently
            }
            _ => Verdict::RunsDifferently,
        };
        judge.say(verdict, &diagnostic.message, &diagnostic.help);
    }
    let code = spec.and_then(|spec| ScriptReport::of(node, spec));
    if let Some(spec) = spec {
        component(node, spec, code.as_ref(), &mut judge);
    } else if found.is_empty() {
        judge.say(
            Verdict::CannotRun,
            "This module is not in the catalogue.",
            "Replace it with a module that does its work.",
        );
    }
    for asset in fed {
        let what = match asset.kind {
            AssetKind::Dataset => continue,
            AssetKind::TrainedModel => "trained model",
            AssetKind::Transform => "transform",
        };
        judge.say(
            Verdict::NeedsInput,
            format!("It uses the saved {what} “{}”, which an export does not hold.", asset.name),
            "Run the training experiment here and connect its result, or give the saved file.",
        );
    }
    ModuleReport {
        node: node.id.clone(),
        module: spec.map_or_else(|| node.title.clone(), |spec| spec.title.clone()),
        comment: node.comment.clone(),
        verdict: judge.verdict,
        reasons: judge.reasons,
        to_do: judge.to_do,
        script: spec.and_then(|spec| spec.flags.needs_script),
        code,
        lost_in_designer: spec.map(|spec| designer::losses(node, spec)).unwrap_or_default(),
    }
}

fn component(node: &Node, spec: &ComponentSpec, code: Option<&ScriptReport>, judge: &mut Judge) {
    if let Status::DoesNotRun { reason } = &spec.status {
        judge.say(Verdict::CannotRun, reason, "");
    }
    let mut random = false;
    for param in spec.params.iter().filter(|param| spec.is_visible(param, &node.params)) {
        let value = node.params.get(&param.id);
        let blank = matches!(value, None | Some(ParamValue::Null));
        match (&param.kind, value) {
            (_, Some(ParamValue::Secret(_))) => judge.say(
                Verdict::NeedsInput,
                format!("The credential “{}” was taken out.", param.title),
                format!("Enter “{}” again before a run.", param.title),
            ),
            (ParamKind::Secret, _) if blank => judge.say(
                Verdict::NeedsInput,
                format!("The credential “{}” is not in the export.", param.title),
                format!("Enter “{}” before a run.", param.title),
            ),
            (ParamKind::Choice { options }, Some(ParamValue::Text(chosen))) => {
                let reason = options
                    .iter()
                    .find(|option| option.id == *chosen)
                    .and_then(|option| option.not_yet.as_ref());
                if let Some(reason) = reason {
                    judge.say(Verdict::CannotRun, reason, format!("Choose another “{}”.", param.title));
                }
            }
            (ParamKind::Seed, _) => random = true,
            (_, Some(ParamValue::Text(text))) if text.contains(SECRET) => judge.say(
                Verdict::NeedsInput,
                format!("A credential was taken out of “{}”.", param.title),
                format!("Look for “secret://” in “{}” and give the credential another way.", param.title),
            ),
            _ if param.required && blank && param.default.is_none() => judge.say(
                Verdict::NeedsInput,
                format!("“{}” has no value.", param.title),
                format!("Set “{}”.", param.title),
            ),
            _ => {}
        }
    }
    if let Some(language) = spec.flags.needs_script {
        script(node, spec, language, code, judge);
    } else if spec.role == Role::Learner {
        judge.say(
            Verdict::RunsDifferently,
            "It trains the same kind of model with our own learner: metrics come out close, not equal to the last digit.",
            "",
        );
    } else if random {
        judge.say(
            Verdict::RunsDifferently,
            "Its random numbers differ from the Studio's: the same seed picks other rows, though always the same ones here.",
            "",
        );
    }
}

fn script(
    node: &Node,
    spec: &ComponentSpec,
    language: ScriptLanguage,
    code: Option<&ScriptReport>,
    judge: &mut Judge,
) {
    let was = scripts::written_for(node, spec)
        .map(|version| format!(" It was written for {version}."))
        .unwrap_or_default();
    let (name, program) = match language {
        ScriptLanguage::Python => ("Python", "Python 3 (with pandas)"),
        ScriptLanguage::R => ("R", "R"),
        ScriptLanguage::Sql | ScriptLanguage::NetSharp => return,
    };
    if let Some(broken) = code.and_then(ScriptReport::broken) {
        judge.say(Verdict::NeedsInput, format!("Line {}: {}", broken.line, broken.message), &broken.help);
    }
    judge.say(
        Verdict::RunsDifferently,
        format!("The {name} script runs in the {program} that is installed where the pipeline runs.{was}"),
        format!("Read the script, then allow scripts for the run; install the {name} packages it uses."),
    );
    let Some(code) = code else { return };
    let changes = code.changes.len();
    if changes > 0 && code.rewritten && language == ScriptLanguage::R {
        let reason = "It takes its inputs and gives its results as a function now; the original is kept.";
        judge.say(Verdict::RunsDifferently, reason, "Compare the changes, which the report shows.");
    } else if changes > 0 && code.rewritten {
        let reason = format!("{} brought it to {program}; the original is kept.", counted(changes, "change"));
        judge.say(Verdict::RunsDifferently, reason, "Compare the changes, which the report shows.");
    } else if changes > 0 {
        let reason = format!(
            "It was kept as it is, though {} would bring it to {program}.",
            counted(changes, "change")
        );
        judge.say(
            Verdict::RunsDifferently,
            reason,
            "Convert without “--keep-scripts”, or make the changes yourself.",
        );
    }
    if !code.to_check.is_empty() && code.broken().is_none() {
        let verb = if code.to_check.len() == 1 { "deserves" } else { "deserve" };
        let places = counted(code.to_check.len(), "place");
        judge.say(
            Verdict::RunsDifferently,
            format!("{places} of the script {verb} a look."),
            "See the list of places in the report.",
        );
    }
}
