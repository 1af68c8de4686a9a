//! Dots over two number axes.

use super::format;
use super::frame::{Twin, figure};
use super::plot::Area;
use super::scale::{Scale, extent};
use leptos::prelude::*;

/// Pairs of values and what they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// Name of the horizontal values.
    pub x_title: String,
    /// Name of the vertical values.
    pub y_title: String,
    /// The pairs.
    pub points: Vec<(f64, f64)>,
}

/// Draws the dots.
pub fn scatter(dots: Dots) -> AnyView {
    let area = Area::USUAL;
    let ends = |values: &mut dyn Iterator<Item = f64>| extent(values).unwrap_or((0.0, 1.0));
    let x = Scale::nice(ends(&mut dots.points.iter().map(|point| point.0)), area.across(), 6);
    let y = Scale::nice(ends(&mut dots.points.iter().map(|point| point.1)), area.up(), 5);
    let readout = RwSignal::new(None);
    // One path of tiny circles: thousands of elements would make the page slow.
    let mut path = String::with_capacity(dots.points.len() * 40);
    for (a, b) in &dots.points {
        let (at, up) = (x.pixel(*a), y.pixel(*b));
        path.push_str(&format!("M{:.1} {up:.1}a2 2 0 1 0 4 0a2 2 0 1 0-4 0", at - 2.0));
    }
    let title = format!("{} against {}", dots.y_title, dots.x_title);
    let label = title.clone();
    let (x_title, y_title) = (dots.x_title.clone(), dots.y_title.clone());
    let dots = StoredValue::new(dots);
    let draw = move |drawing| {
        let moved = move |event| {
            let found = area.pointer(drawing, &event).and_then(|(at, up)| {
                dots.with_value(|dots| {
                    let distance = |point: &(f64, f64)| (x.pixel(point.0) - at).hypot(y.pixel(point.1) - up);
                    let near = dots.points.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
                    (distance(near) < 12.0).then(|| {
                        let (a, b) = (format::number(near.0), format::number(near.1));
                        format!("{} {a}, {} {b}", dots.x_title, dots.y_title)
                    })
                })
            });
            readout.set(found);
        };
        view! {
            <svg class="plot" node_ref=drawing viewBox=area.view_box() role="img" aria-label=label on:pointermove=moved>
                {area.axes(&x, &y, &x_title, &y_title)}
                <path class="dots" d=path />
            </svg>
        }
        .into_any()
    };
    figure(title, readout, draw, move || {
        dots.with_value(|dots| Twin {
            head: vec![dots.x_title.clone(), dots.y_title.clone()],
            rows: dots.points.iter().map(|(a, b)| vec![a.to_string(), b.to_string()]).collect(),
        })
    })
}
