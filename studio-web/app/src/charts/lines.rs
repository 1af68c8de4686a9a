//! Curves over a common pair of axes, with marks that can move.

use super::format;
use super::frame::{Twin, figure};
use super::plot::{Area, path};
use super::scale::Scale;
use leptos::prelude::*;

/// One curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it belongs to.
    pub name: String,
    /// Horizontal.
    pub x: Vec<f64>,
    /// Vertical; as many as there are in `x`.
    pub y: Vec<f64>,
}

/// Curves and their axes.
pub struct LineChart {
    /// Title.
    pub title: &'static str,
    /// Title of the horizontal axis.
    pub x_title: &'static str,
    /// Title of the vertical axis.
    pub y_title: &'static str,
    /// Ends of the horizontal axis.
    pub x: (f64, f64),
    /// Ends of the vertical axis.
    pub y: (f64, f64),
    /// The curves.
    pub lines: Vec<Line>,
    /// What guessing would give, from one point to another.
    pub reference: Option<((f64, f64), (f64, f64))>,
    /// A point on each curve to mark, by curve.
    pub marks: Signal<Vec<Option<(f64, f64)>>>,
}

/// Draws the curves.
pub fn line_chart(chart: LineChart) -> AnyView {
    let LineChart { title, x_title, y_title, x, y, lines, reference, marks } = chart;
    let area = Area::USUAL;
    let x = Scale::linear(x, area.across());
    let y = Scale::linear(y, area.up());
    let readout = RwSignal::new(None);
    let cross = RwSignal::new(None::<f64>);
    let several = lines.len() > 1;
    let curves = lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let points = line.x.iter().zip(&line.y).map(|(a, b)| (x.pixel(*a), y.pixel(*b)));
            view! { <path class=format!("curve series-{index}") d=path(points) /> }
        })
        .collect_view();
    let reference = reference.map(|((x1, y1), (x2, y2))| {
        view! { <line class="reference" x1=x.pixel(x1) y1=y.pixel(y1) x2=x.pixel(x2) y2=y.pixel(y2) /> }
    });
    let marks = move || {
        let mark = |(index, at): (usize, Option<(f64, f64)>)| {
            at.map(|(a, b)| view! { <circle class=format!("mark series-{index}") cx=x.pixel(a) cy=y.pixel(b) r="5" /> })
        };
        marks.get().into_iter().enumerate().filter_map(mark).collect_view()
    };
    let legend = several.then(|| {
        let item = |(index, line): (usize, &Line)| {
            view! { <span class="legend-item"><span class=format!("swatch series-{index}")></span>{line.name.clone()}</span> }
        };
        view! { <div class="legend">{lines.iter().enumerate().map(item).collect_view()}</div> }
    });
    let lines = StoredValue::new(lines);
    let draw = move |drawing| {
        let moved = move |event| {
            let Some((at, _)) = area.pointer(drawing, &event) else {
                readout.set(None);
                cross.set(None);
                return;
            };
            let wanted = x.value(at);
            let words = lines.with_value(|lines| {
                let value = |line: &Line| {
                    let (a, b) = nearest(line, wanted)?;
                    let name = if several { format!(" ({})", line.name) } else { String::new() };
                    Some(format!(
                        "{} {}, {} {}{name}",
                        x_title,
                        format::number(a),
                        y_title,
                        format::number(b)
                    ))
                };
                lines.iter().filter_map(value).collect::<Vec<_>>().join("; ")
            });
            readout.set(Some(words));
            cross.set(Some(at));
        };
        view! {
            <svg class="plot" node_ref=drawing viewBox=area.view_box() role="img" aria-label=title on:pointermove=moved on:pointerleave=move |_| cross.set(None)>
                {area.axes(&x, &y, x_title, y_title)}
                {reference}
                {curves}
                {move || cross.get().map(|at| view! { <line class="cross" x1=at x2=at y1=area.up().1 y2=area.up().0 /> })}
                {marks}
            </svg>
            {legend}
        }
        .into_any()
    };
    figure(title, readout, draw, move || {
        lines.with_value(|lines| Twin {
            head: ["Series", x_title, y_title].map(str::to_owned).to_vec(),
            rows: lines
                .iter()
                .flat_map(|line| {
                    line.x
                        .iter()
                        .zip(&line.y)
                        .map(|(a, b)| vec![line.name.clone(), a.to_string(), b.to_string()])
                })
                .collect(),
        })
    })
}

/// The point of a curve whose horizontal value is nearest.
fn nearest(line: &Line, wanted: f64) -> Option<(f64, f64)> {
    let pairs = line.x.iter().copied().zip(line.y.iter().copied());
    pairs
        .filter(|(a, b)| a.is_finite() && b.is_finite())
        .min_by(|(a, _), (b, _)| (a - wanted).abs().total_cmp(&(b - wanted).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_point_is_found_past_gaps() {
        let line =
            Line { name: String::new(), x: vec![0.0, f64::NAN, 0.4, 1.0], y: vec![1.0, 2.0, 3.0, 4.0] };
        assert_eq!(nearest(&line, 0.5), Some((0.4, 3.0)));
        assert_eq!(nearest(&Line { x: vec![], y: vec![], ..line }, 0.5), None);
    }
}
