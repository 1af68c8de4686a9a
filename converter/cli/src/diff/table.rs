//! A difference as lines: what came (`+`), what went (`-`), what changed (`~`), by its title rather than its id.

use ml_graph::{
    Asset, AssetKind, Catalogue, Change, Difference, Edge, InterfacePort, Json, Node, NodeChange, ParamValue,
    ParameterTarget, PipelineDraft, PortRef, Position, counted,
};
use std::collections::BTreeMap;

/// Longest value shown whole.
const LONGEST: usize = 60;

/// The lines on one pipeline.
pub(crate) fn lines(
    first: &PipelineDraft,
    second: &PipelineDraft,
    found: &Difference,
    catalogue: &Catalogue,
) -> Vec<String> {
    let name = if first.name.trim().is_empty() { "Pipeline without a name" } else { &first.name };
    if found.is_empty() && found.moved.is_empty() {
        return vec![format!("{name}: no difference")];
    }
    let mut table = Table { names: Names::of(first, second, found, catalogue), catalogue, lines: Vec::new() };
    table.lines.push(format!("{name}: {}", counted(found.len() + found.moved.len(), "difference")));
    table.pipeline(found);
    table.nodes(found, first);
    table.section("wires", &found.edges.added, &found.edges.removed, |table, edge| table.wire(edge));
    table.assets(found);
    table.parameters(found);
    table.section("service inputs", &found.inputs.added, &found.inputs.removed, |table, port| {
        table.service(port)
    });
    table.section("service outputs", &found.outputs.added, &found.outputs.removed, |table, port| {
        table.service(port)
    });
    if !found.moved.is_empty() {
        table.lines.push("  positions".to_owned());
        for moved in &found.moved {
            let title = table.names.title(&moved.id);
            table.push(
                '~',
                &format!("{title}: {} → {}", place(moved.position.from), place(moved.position.to)),
            );
        }
    }
    table.lines
}

/// Titles by id; look-alikes carry their id.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(first: &PipelineDraft, second: &PipelineDraft, found: &Difference, catalogue: &Catalogue) -> Names {
        let mut titles: BTreeMap<String, String> = BTreeMap::new();
        for node in first.nodes.iter().chain(&found.nodes.added) {
            titles.entry(node.id.clone()).or_insert_with(|| title(node, catalogue));
        }
        for asset in first.assets.iter().chain(&found.assets.added).chain(&second.assets) {
            titles.entry(asset.id.clone()).or_insert_with(|| asset.name.clone());
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for title in titles.values() {
            *counts.entry(title).or_default() += 1;
        }
        let name = |(id, title): (&String, &String)| {
            let alone = counts[title.as_str()] == 1;
            (id.clone(), if alone { title.clone() } else { format!("{title} [{id}]") })
        };
        Names(titles.iter().map(name).collect())
    }

    fn title(&self, id: &str) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| format!("[{id}]"))
    }
}

fn title(node: &Node, catalogue: &Catalogue) -> String {
    match catalogue.get(&node.component) {
        _ if !node.title.is_empty() => node.title.clone(),
        Some(spec) => spec.title.clone(),
        None => node.component.clone(),
    }
}

struct Table<'a> {
    names: Names,
    catalogue: &'a Catalogue,
    lines: Vec<String>,
}

impl Table<'_> {
    fn push(&mut self, mark: char, text: &str) {
        self.lines.push(format!("    {mark} {}", one_line(text)));
    }

    fn detail(&mut self, text: &str) {
        self.lines.push(format!("        {}", one_line(text)));
    }

    fn section<T>(&mut self, title: &str, added: &[T], removed: &[T], show: impl Fn(&Self, &T) -> String) {
        if added.is_empty() && removed.is_empty() {
            return;
        }
        self.lines.push(format!("  {title}"));
        for (mark, items) in [('-', removed), ('+', added)] {
            for item in items {
                let text = show(self, item);
                self.push(mark, &text);
            }
        }
    }

    fn pipeline(&mut self, found: &Difference) {
        let text = |change: &Change<String>| format!("{} → {}", short(&change.from), short(&change.to));
        let tags = |tags: &[String]| if tags.is_empty() { "none".to_owned() } else { tags.join(", ") };
        let all = [
            ("name", found.name.as_ref().map(text)),
            ("description", found.description.as_ref().map(text)),
            (
                "tags",
                found.tags.as_ref().map(|change| format!("{} → {}", tags(&change.from), tags(&change.to))),
            ),
        ];
        for (what, change) in all {
            self.lines.extend(change.map(|change| one_line(&format!("  {what}: {change}"))));
        }
    }

    fn nodes(&mut self, found: &Difference, first: &PipelineDraft) {
        if found.nodes.is_empty() {
            return;
        }
        self.lines.push("  modules".to_owned());
        for (mark, nodes) in [('-', &found.nodes.removed), ('+', &found.nodes.added)] {
            for node in nodes {
                let title = self.names.title(&node.id);
                self.push(mark, &title);
            }
        }
        for change in &found.nodes.changed {
            let title = self.names.title(&change.id);
            self.push('~', &title);
            let component = first.node(&change.id).map_or("", |node| node.component.as_str()).to_owned();
            self.node(change, &component);
        }
    }

    fn node(&mut self, change: &NodeChange, component: &str) {
        if let Some(change) = &change.component {
            let title = |id: &str| self.catalogue.get(id).map_or(id, |spec| spec.title.as_str()).to_owned();
            let text = format!("module: {} → {}", title(&change.from), title(&change.to));
            self.detail(&text);
        }
        for (what, change) in [("title", &change.title), ("comment", &change.comment)] {
            if let Some(change) = change {
                self.detail(&format!("{what}: {}", texts(&change.from, &change.to)));
            }
        }
        let spec = self.catalogue.get(component);
        for (name, change) in &change.params {
            let title =
                spec.and_then(|spec| spec.param(name)).map_or(name.as_str(), |param| param.title.as_str());
            let text = match (&change.from, &change.to) {
                (Some(ParamValue::Text(from)), Some(ParamValue::Text(to))) => texts(from, to),
                (from, to) => format!("{} → {}", value(from.as_ref()), value(to.as_ref())),
            };
            self.detail(&format!("{title}: {text}"));
        }
        for (name, change) in &change.source_params {
            let text = |value: &Option<Json>| match value {
                Some(Json::String(text)) => short(text),
                Some(other) => short(&serde_json::to_string(other).unwrap_or_default()),
                None => "none".to_owned(),
            };
            self.detail(&format!("{name}: {} → {}", text(&change.from), text(&change.to)));
        }
    }

    fn port(&self, port: &PortRef) -> String {
        if port.port == Asset::OUTPUT {
            self.names.title(&port.node)
        } else {
            format!("{}: {}", self.names.title(&port.node), port.port)
        }
    }

    fn wire(&self, edge: &Edge) -> String {
        format!("{} → {}", self.port(&edge.from), self.port(&edge.to))
    }

    fn service(&self, port: &InterfacePort) -> String {
        if port.port.node.is_empty() {
            format!("{}, bound to nothing", port.name)
        } else {
            format!("{} at {}", port.name, self.port(&port.port))
        }
    }

    fn assets(&mut self, found: &Difference) {
        if found.assets.is_empty() {
            return;
        }
        let kind = |asset: &Asset| match asset.kind {
            AssetKind::Dataset => "dataset",
            AssetKind::TrainedModel => "trained model",
            AssetKind::Transform => "transformation",
        };
        self.lines.push("  data".to_owned());
        for (mark, assets) in [('-', &found.assets.removed), ('+', &found.assets.added)] {
            for asset in assets {
                self.push(mark, &format!("{} ({})", asset.name, kind(asset)));
            }
        }
        for change in &found.assets.changed {
            let (from, to) = (&change.asset.from, &change.asset.to);
            self.push('~', &from.name);
            let format = |asset: &Asset| {
                asset
                    .format
                    .and_then(|format| serde_json::to_value(format).ok()?.as_str().map(str::to_owned))
                    .unwrap_or_else(|| "unknown".to_owned())
            };
            let location = |asset: &Asset| asset.location.clone().unwrap_or_else(|| "none".to_owned());
            for (what, from, to) in [
                ("name", from.name.clone(), to.name.clone()),
                ("kind", kind(from).to_owned(), kind(to).to_owned()),
                ("format", format(from), format(to)),
                ("location", location(from), location(to)),
            ] {
                if from != to {
                    self.detail(&format!("{what}: {from} → {to}"));
                }
            }
        }
    }

    fn parameters(&mut self, found: &Difference) {
        if found.parameters.is_empty() {
            return;
        }
        self.lines.push("  parameters of the pipeline".to_owned());
        for (mark, parameters) in [('-', &found.parameters.removed), ('+', &found.parameters.added)] {
            for parameter in parameters {
                let text = match &parameter.value {
                    Some(set) => format!("{} = {}", parameter.name, value(Some(set))),
                    None => parameter.name.clone(),
                };
                self.push(mark, &text);
            }
        }
        for change in &found.parameters.changed {
            self.push('~', &change.name);
            if let Some(set) = &change.value {
                self.detail(&format!("value: {} → {}", value(set.from.as_ref()), value(set.to.as_ref())));
            }
            if let Some(targets) = &change.targets {
                let text = format!("sets: {} → {}", self.targets(&targets.from), self.targets(&targets.to));
                self.detail(&text);
            }
        }
    }

    fn targets(&self, targets: &[ParameterTarget]) -> String {
        if targets.is_empty() {
            return "nothing".to_owned();
        }
        let names: Vec<String> = targets
            .iter()
            .map(|target| format!("{}: {}", self.names.title(&target.node), target.param))
            .collect();
        names.join(", ")
    }
}

fn place(position: Option<Position>) -> String {
    position.map_or_else(|| "nowhere".to_owned(), |position| format!("{}, {}", position.x, position.y))
}

fn value(value: Option<&ParamValue>) -> String {
    match value {
        None | Some(ParamValue::Null) => "none".to_owned(),
        Some(ParamValue::Text(text)) => short(text),
        Some(ParamValue::Secret(reference)) => format!("the credential at {}", reference.0),
        Some(other) => short(&serde_json::to_string(other).unwrap_or_default()),
    }
}

/// Two texts; of those with several lines, the first that differs.
fn texts(from: &str, to: &str) -> String {
    if !from.contains('\n') && !to.contains('\n') {
        return format!("{} → {}", short(from), short(to));
    }
    let line = from.lines().zip(to.lines()).position(|(from, to)| from != to);
    let line = line.unwrap_or_else(|| from.lines().count().min(to.lines().count()));
    let at =
        |text: &str| text.lines().nth(line).map_or_else(|| "no line".to_owned(), |line| short(line.trim()));
    format!(
        "line {}: {} → {} ({}, now {})",
        line + 1,
        at(from),
        at(to),
        counted(from.lines().count(), "line"),
        to.lines().count()
    )
}

fn short(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Text of a file as one line that does nothing to a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
