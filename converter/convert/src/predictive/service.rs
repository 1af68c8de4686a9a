//! The interface of a predictive experiment: rows come in where its data came from, the answer goes out.

use super::rewrite::Rewritten;
use super::{KnownData, PredictiveError, title};
use crate::convert::as_json;
use crate::emit::{Samples, sample_request};
use crate::service::complete;
use ml_graph::{
    AssetKind, Catalogue, ColumnSelect, Diagnostic, Edge, EndpointDefinition, EndpointKind, EndpointPort,
    EndpointResource, EndpointSource, InterfacePort, Node, ParamKind, ParamValue, PipelineDraft, PortRef,
    Position, Role, Structure, counted,
};
use std::collections::{BTreeMap, BTreeSet};

/// Names of a service's first ports, as the Studio gave them.
const INPUT: &str = "input1";
const OUTPUT: &str = "output1";
/// How far a service port stands from what it is bound to.
const ASIDE: f64 = 220.0;
const BELOW: f64 = 110.0;

/// Where the rows of callers come in.
#[derive(Debug)]
pub(super) enum Entry {
    /// In place of what this output gives.
    Source(PortRef),
    /// At an input that nothing is connected to.
    Open(PortRef),
}

/// Walks from the answer against the flow of rows to where they come from.
pub(super) fn entry(
    training: &PipelineDraft,
    rewritten: &Rewritten,
    catalogue: &Catalogue,
) -> Result<Entry, PredictiveError> {
    let draft = &rewritten.draft;
    let structure = Structure::of(draft);
    let nodes: BTreeMap<&str, &Node> = draft.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut port = rewritten.answer.clone();
    let mut passed = BTreeSet::new();
    loop {
        let Some(node) = nodes.get(port.node.as_str()).copied().filter(|node| passed.insert(node.id.clone()))
        else {
            return Ok(Entry::Source(port));
        };
        let spec = catalogue.get(&node.component);
        let incoming = structure.incoming(&node.id);
        let rows = match spec {
            Some(spec) => spec
                .inputs
                .iter()
                .filter(|input| input.kind == ml_graph::PortKind::Dataset)
                .find_map(|input| incoming.iter().find(|edge| edge.to.port == input.id)),
            // A module that the catalogue does not have: its first wire brings the rows.
            None => incoming.first(),
        };
        let is_bound = |port: &PortRef| training.interface.inputs.iter().any(|input| input.port == *port);
        port = match (rows, spec.and_then(|spec| spec.rows_in())) {
            (Some(edge), _) if is_bound(&edge.to) && !rewritten.replaced.contains(&node.id) => {
                return Ok(Entry::Source(edge.from.clone()));
            }
            (Some(edge), _) => edge.from.clone(),
            (None, Some(open)) if !open.optional => {
                let port = PortRef::new(&node.id, &open.id);
                if spec.is_some_and(|spec| spec.role == Role::Scorer) && !is_bound(&port) {
                    return Err(PredictiveError::NoData { title: title(node, catalogue) });
                }
                return Ok(Entry::Open(port));
            }
            (None, _) if port.node == rewritten.answer.node => {
                return Err(PredictiveError::NoData { title: title(node, catalogue) });
            }
            (None, _) => return Ok(Entry::Source(port)),
        };
    }
}

/// Gives the draft its interface and parameters, and describes its endpoint.
pub(super) fn serve(
    training: &PipelineDraft,
    catalogue: &Catalogue,
    rewritten: &mut Rewritten,
    entry: &Entry,
    known: &KnownData,
) -> EndpointDefinition {
    bind(training, rewritten, entry);
    prune(rewritten);
    keep_parameters(training, catalogue, rewritten);
    say_what_stays(rewritten, catalogue, entry);
    let draft = &rewritten.draft;
    let mut endpoint = EndpointDefinition::new(&draft.name, EndpointKind::Realtime);
    endpoint.description.clone_from(&draft.description);
    let label = label_columns(training, catalogue, rewritten);
    if let Entry::Source(port) = entry {
        let mut columns =
            known.columns.get(&in_training(port, training, catalogue)).cloned().unwrap_or_default();
        for column in &mut columns {
            column.nullable = true;
        }
        if columns.iter().any(|column| label.contains(&column.name)) {
            let names: Vec<String> = label.iter().map(|name| format!("“{name}”")).collect();
            rewritten.diagnostics.push(
                Diagnostic::info(
                    "predictive/label",
                    format!("Callers may send anything for the column to predict ({}).", names.join(", ")),
                )
                .help(
                    "It is among the columns of the data, as it was in the Studio; an empty value will do.",
                ),
            );
        }
        let name = draft.interface.inputs.first().map_or(INPUT, |input| input.name.as_str()).to_owned();
        endpoint.inputs.push(EndpointPort { name, columns, ..EndpointPort::default() });
    }
    if let (Some(output), Some(columns)) =
        (draft.interface.outputs.first(), known.columns.get(&rewritten.answer))
    {
        let columns = columns.clone();
        endpoint.outputs.push(EndpointPort { name: output.name.clone(), columns, ..EndpointPort::default() });
    }
    complete(&mut endpoint, draft);
    let at_inputs = draft.interface.inputs.iter().filter_map(|input| match entry {
        Entry::Source(port) => Some((input.port.clone(), known.rows.get(port)?.clone())),
        Entry::Open(_) => None,
    });
    let rows: Samples = at_inputs.collect();
    if !rows.is_empty() {
        let parameters = draft
            .parameters
            .iter()
            .filter_map(|parameter| Some((parameter.name.clone(), as_json(parameter.value.as_ref()?))));
        endpoint.sample_request = Some(sample_request(&draft.interface, &rows, parameters));
    }
    let of_saved = rewritten.saved.iter().map(|output| EndpointResource {
        name: output.name.clone(),
        kind: if output.kind == AssetKind::Transform { "Transform" } else { "TrainedModel" }.to_owned(),
        ..EndpointResource::default()
    });
    endpoint.resources = of_saved.collect();
    endpoint.source = draft.source.as_ref().map(|source| EndpointSource {
        formats: vec![source.format.clone()],
        workspace_id: source.workspace_id.clone(),
        experiment_id: source.experiment_id.clone(),
        ..EndpointSource::default()
    });
    endpoint
}

/// The output of the training experiment whose rows an output of the new one gives.
fn in_training(port: &PortRef, training: &PipelineDraft, catalogue: &Catalogue) -> PortRef {
    let spec = training.node(&port.node).and_then(|node| catalogue.get(&node.component));
    match spec.filter(|spec| spec.output(&port.port).is_none()).and_then(|spec| spec.rows_out()) {
        Some(rows) => PortRef::new(&port.node, &rows.id),
        None => port.clone(),
    }
}

/// Binds the interface: the ports that the training experiment served already where they are still there, else the usual two.
fn bind(training: &PipelineDraft, rewritten: &mut Rewritten, entry: &Entry) {
    let Rewritten { draft, answer, .. } = rewritten;
    let is_fed = |port: &PortRef| draft.nodes.iter().any(|node| node.id == port.node);
    let kept: Vec<InterfacePort> = training
        .interface
        .inputs
        .iter()
        .filter(|input| is_fed(&input.port) && !rewritten.replaced.contains(&input.port.node))
        .cloned()
        .collect();
    let ports: Vec<PortRef> = match entry {
        Entry::Source(source) => {
            draft.edges.iter().filter(|edge| edge.from == *source).map(|edge| edge.to.clone()).collect()
        }
        Entry::Open(port) => vec![port.clone()],
    };
    let place =
        |port: &PortRef| draft.nodes.iter().find(|node| node.id == port.node).and_then(|node| node.position);
    let inputs = if ports.iter().any(|port| kept.iter().any(|input| input.port == *port)) {
        kept
    } else {
        let aside = |place: Position| Position { x: place.x - ASIDE, y: place.y - BELOW, ..place };
        let bound = ports.iter().enumerate().map(|(index, port)| InterfacePort {
            id: if index == 0 { INPUT.to_owned() } else { format!("{INPUT}#{}", index + 1) },
            name: INPUT.to_owned(),
            port: port.clone(),
            position: place(port).map(aside),
        });
        bound.collect()
    };
    let served = training.interface.outputs.iter().find(|output| output.port == *answer);
    let below = |place: Position| Position { y: place.y + BELOW, ..place };
    let output = served.cloned().unwrap_or_else(|| InterfacePort {
        id: OUTPUT.to_owned(),
        name: OUTPUT.to_owned(),
        port: answer.clone(),
        position: place(answer).map(below),
    });
    draft.interface = ml_graph::Interface { inputs, outputs: vec![output] };
}

/// Takes out what the answer does not need once callers' rows come in: where an author had them come in late, all before that place.
/// A dataset that stands there stays, to say what rows look like.
fn prune(rewritten: &mut Rewritten) {
    let Rewritten { draft, saved, left_out, replaced, trainers, answer, .. } = rewritten;
    let bound: BTreeSet<&PortRef> = draft.interface.inputs.iter().map(|input| &input.port).collect();
    let datasets: BTreeSet<&str> = draft.assets.iter().map(|asset| asset.id.as_str()).collect();
    let is_read = |edge: &Edge| !bound.contains(&edge.to) || datasets.contains(edge.from.node.as_str());
    let read = draft.edges.iter().filter(|edge| is_read(edge)).cloned().collect();
    let mut needed = PipelineDraft::new("");
    needed.edges = read;
    let kept = Structure::of(&needed).upstream_of([answer.node.as_str()]);
    draft.edges = needed.edges;
    draft.edges.retain(|edge| kept.contains(&edge.to.node));
    draft.assets.retain(|asset| kept.contains(&asset.id));
    saved.retain(|output| kept.contains(&output.asset));
    replaced.retain(|id| kept.contains(id));
    trainers.retain(|id| saved.iter().any(|output| output.output.node == *id));
    let (stay, go) = std::mem::take(&mut draft.nodes).into_iter().partition(|node| kept.contains(&node.id));
    draft.nodes = stay;
    left_out.extend(go.into_iter().map(|node: Node| node.id));
}

/// Keeps parameters of the service as far as they set something that is still there.
fn keep_parameters(training: &PipelineDraft, catalogue: &Catalogue, rewritten: &mut Rewritten) {
    for parameter in &training.parameters {
        let mut kept = parameter.clone();
        kept.targets.retain(|target| {
            let node = rewritten.draft.nodes.iter().find(|node| node.id == target.node);
            node.is_some_and(|node| {
                catalogue.get(&node.component).is_none_or(|spec| spec.param(&target.param).is_some())
            })
        });
        if !kept.targets.is_empty() || parameter.targets.is_empty() {
            rewritten.draft.parameters.push(kept);
            continue;
        }
        let fitted = parameter.targets.iter().any(|target| rewritten.replaced.contains(&target.node));
        let why = match fitted {
            true => "what it sets is part of a saved transformation now",
            false => "what it sets is only used in training",
        };
        rewritten.diagnostics.push(
            Diagnostic::warning(
                "predictive/parameter",
                format!("The service has no parameter “{}”: {why}.", parameter.name),
            )
            .help("Train with another value and save anew, or add a module that the parameter can set."),
        );
    }
}

/// Says which other data the service keeps.
fn say_what_stays(rewritten: &mut Rewritten, catalogue: &Catalogue, entry: &Entry) {
    let source = match entry {
        Entry::Source(port) => port.node.as_str(),
        Entry::Open(_) => "",
    };
    let draft = &rewritten.draft;
    let datasets = draft
        .assets
        .iter()
        .filter(|asset| asset.kind == AssetKind::Dataset && asset.id != source)
        .map(|asset| asset.name.clone());
    let modules = draft.nodes.iter().filter(|node| {
        node.id != source && catalogue.get(&node.component).is_some_and(|spec| spec.role == Role::Source)
    });
    let stays: Vec<String> = datasets.chain(modules.map(|node| title(node, catalogue))).collect();
    if !stays.is_empty() {
        rewritten.diagnostics.push(
            Diagnostic::info(
                "predictive/other-data",
                format!(
                    "The service reads {} beside the rows of callers: {}.",
                    counted(stays.len(), "other source"),
                    stays.join(", ")
                ),
            )
            .help("It stays part of the service, as it is when the service is deployed."),
        );
    }
}

/// Columns that the trainers learned to predict.
fn label_columns(training: &PipelineDraft, catalogue: &Catalogue, rewritten: &Rewritten) -> BTreeSet<String> {
    let mut columns = BTreeSet::new();
    for node in training.nodes.iter().filter(|node| rewritten.trainers.contains(&node.id)) {
        let spec = catalogue.get(&node.component);
        let single = spec
            .iter()
            .flat_map(|spec| &spec.params)
            .filter(|param| matches!(param.kind, ParamKind::Columns { single: true, .. }));
        for param in single {
            let Some(ParamValue::Columns(selection)) = node.params.get(&param.id) else { continue };
            for rule in selection.rules.iter().filter(|rule| !rule.exclude) {
                if let ColumnSelect::Names(names) = &rule.select {
                    columns.extend(names.iter().cloned());
                }
            }
        }
    }
    columns
}
