//! The graph of an experiment as a picture: modules where they stood, coloured by verdict, and their wires.

use super::html::escape;
use super::{ExperimentReport, Verdict};
use ml_graph::{PipelineDraft, Position, Structure};
use std::collections::BTreeMap;
use std::fmt::Write;

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 56.0;
const MARGIN: f64 = 24.0;

/// An SVG element.
pub(super) fn draw(draft: &PipelineDraft, report: &ExperimentReport) -> String {
    let places = places(draft);
    if places.is_empty() {
        return String::new();
    }
    let left = places.values().map(|place| place.x).fold(f64::INFINITY, f64::min) - MARGIN;
    let top = places.values().map(|place| place.y).fold(f64::INFINITY, f64::min) - MARGIN;
    let right = places.values().map(|place| place.x + place.width).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let bottom =
        places.values().map(|place| place.y + place.height).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg class=\"graph\" viewBox=\"{} {} {} {}\" role=\"img\" aria-label=\"The graph of the experiment\">",
        round(left),
        round(top),
        round(right - left),
        round(bottom - top)
    );
    let edges = draft.edges.iter().map(|edge| (edge.from.node.as_str(), edge.to.node.as_str()));
    let inputs = draft.interface.inputs.iter().map(|port| (port.id.as_str(), port.port.node.as_str()));
    let outputs = draft.interface.outputs.iter().map(|port| (port.port.node.as_str(), port.id.as_str()));
    for (from, to) in edges.chain(inputs).chain(outputs) {
        if let (Some(from), Some(to)) = (places.get(from), places.get(to)) {
            wire(&mut out, from, to);
        }
    }
    let modules: BTreeMap<&str, &super::ModuleReport> =
        report.modules.iter().map(|module| (module.node.as_str(), module)).collect();
    for node in &draft.nodes {
        let Some(place) = places.get(node.id.as_str()) else { continue };
        let module = modules.get(node.id.as_str());
        let title = module.map_or(node.component.as_str(), |module| module.module.as_str());
        let title = if node.title.is_empty() { title } else { &node.title };
        let verdict = module.map_or(Verdict::CannotRun, |module| module.verdict);
        card(&mut out, place, title, class(verdict), verdict.describe(), &node.comment);
    }
    for asset in &draft.assets {
        if let Some(place) = places.get(asset.id.as_str()) {
            card(&mut out, place, &asset.name, "data", "data", "");
        }
    }
    for (ports, word) in
        [(&draft.interface.inputs, "service input"), (&draft.interface.outputs, "service output")]
    {
        for port in ports {
            if let Some(place) = places.get(port.id.as_str()) {
                card(&mut out, place, &port.name, "service", word, "");
            }
        }
    }
    out.push_str("</svg>\n");
    out
}

/// A wire from the lower edge of one card to the upper edge of another.
fn wire(out: &mut String, from: &Position, to: &Position) {
    let (x1, y1) = (round(from.x + from.width / 2.0), from.y + from.height);
    let (x2, y2) = (round(to.x + to.width / 2.0), to.y);
    let bend = ((y2 - y1) / 2.0).abs().max(20.0);
    let (below, above) = (round(y1 + bend), round(y2 - bend));
    let (y1, y2) = (round(y1), round(y2));
    let _ = writeln!(out, "<path class=\"wire\" d=\"M{x1} {y1}C{x1} {below} {x2} {above} {x2} {y2}\"/>");
}

/// The class of a verdict in the style sheet.
pub(super) fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RunsTheSame => "same",
        Verdict::RunsDifferently => "differs",
        Verdict::NeedsInput => "input",
        Verdict::CannotRun => "cannot",
    }
}

fn card(out: &mut String, place: &Position, title: &str, class: &str, verdict: &str, comment: &str) {
    let room = ((place.width - 24.0) / 7.2).max(4.0) as usize;
    let mut short: String = title.chars().take(room).collect();
    if short.len() < title.len() {
        short.pop();
        short.push('…');
    }
    let note = if comment.is_empty() { String::new() } else { format!("\n{comment}") };
    let _ = writeln!(
        out,
        "<g class=\"node {class}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" rx=\"6\"/><rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"6\" height=\"{}\" rx=\"3\"/><text x=\"{}\" y=\"{}\">{}</text></g>",
        escape(&format!("{title}: {verdict}{note}")),
        round(place.width),
        round(place.height),
        round(place.height),
        round(place.x + 16.0),
        round(place.y + place.height / 2.0 + 5.0),
        escape(&short),
        x = round(place.x),
        y = round(place.y),
    );
}

/// Where everything stands: as it stood, or in rows along the pipeline where the source does not say.
fn places(draft: &PipelineDraft) -> BTreeMap<&str, Position> {
    let nodes = draft.nodes.iter().map(|node| (node.id.as_str(), node.position));
    let assets = draft.assets.iter().map(|asset| (asset.id.as_str(), asset.position));
    let ports = draft.interface.inputs.iter().chain(&draft.interface.outputs);
    let ports = ports.filter(|port| port.position.is_some()).map(|port| (port.id.as_str(), port.position));
    let all: Vec<(&str, Option<Position>)> = nodes.chain(assets).chain(ports).collect();
    if all.iter().all(|(_, place)| place.is_some_and(|place| place.x.is_finite() && place.y.is_finite())) {
        return all.into_iter().filter_map(|(id, place)| place.map(|place| (id, sized(place)))).collect();
    }
    let structure = Structure::of(draft);
    let order =
        structure.order().unwrap_or_else(|_| draft.nodes.iter().map(|node| node.id.as_str()).collect());
    let mut rows: BTreeMap<&str, usize> = draft.assets.iter().map(|asset| (asset.id.as_str(), 0)).collect();
    for id in order {
        let above = structure.incoming(id).iter().filter_map(|edge| rows.get(edge.from.node.as_str()));
        let row = above.max().map_or(0, |row| row + 1);
        rows.insert(id, row);
    }
    let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
    rows.into_iter()
        .map(|(id, row)| {
            let column = columns.entry(row).or_default();
            let place = Position {
                x: *column as f64 * (WIDTH + 40.0),
                y: row as f64 * (HEIGHT + 50.0),
                width: WIDTH,
                height: HEIGHT,
            };
            *column += 1;
            (id, place)
        })
        .collect()
}

/// Cards have a size of their own: exports give every module the same square, which they do not mean.
fn sized(place: Position) -> Position {
    Position { width: WIDTH, height: HEIGHT, ..place }
}

/// One digit after the point is exact enough for a picture.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
