//! Histograms of numbers and dates, bars of the most frequent levels, and their small form for column headers.

use super::bars::{Bar, bars};
use super::format;
use super::frame::{Twin, figure};
use super::plot::Area;
use super::scale::Scale;
use leptos::prelude::*;
use ml_protocol::Bin;

/// Draws bins: those with edges over a number axis, levels as bars. `logarithmic` scales the horizontal axis, `log_count` the
/// vertical one.
pub fn histogram(
    title: String,
    x_title: String,
    bins: &[Bin],
    logarithmic: bool,
    log_count: bool,
) -> AnyView {
    let edges: Option<Vec<(f64, f64)>> = bins.iter().map(|bin| bin.from.zip(bin.to)).collect();
    match edges {
        Some(edges) if !edges.is_empty() => over_numbers(title, x_title, bins, edges, logarithmic, log_count),
        _ => {
            let bar = |bin: &Bin| Bar {
                label: bin.label.clone(),
                value: bin.count as f64,
                text: format::count(bin.count),
            };
            bars(title, x_title, "Rows".to_owned(), bins.iter().map(bar).collect())
        }
    }
}

fn over_numbers(
    title: String,
    x_title: String,
    bins: &[Bin],
    edges: Vec<(f64, f64)>,
    logarithmic: bool,
    log_count: bool,
) -> AnyView {
    let area = Area::USUAL;
    let ends = (edges[0].0, edges[edges.len() - 1].1);
    let x = if logarithmic {
        Scale::logarithmic(ends, area.across())
    } else {
        Scale::linear(ends, area.across())
    };
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or_default().max(1) as f64;
    let y = if log_count {
        Scale::logarithmic((0.5, most), area.up())
    } else {
        Scale::nice((0.0, most), area.up(), 5)
    };
    let (bottom, _) = area.up();
    let readout = RwSignal::new(None);
    let hovered = RwSignal::new(None::<usize>);
    let shapes = edges
        .iter()
        .zip(bins)
        .enumerate()
        .map(|(index, ((from, to), bin))| {
            let (left, right) = (x.pixel(*from), x.pixel(*to));
            let top = if bin.count == 0 { bottom } else { y.pixel(bin.count as f64).min(bottom) };
            let gap = if right - left > 3.0 { 1.0 } else { 0.0 };
            view! {
                <rect
                    class="bar"
                    class:hovered=move || hovered.get() == Some(index)
                    x=left
                    y=top
                    width=(right - left - gap).max(0.5)
                    height=(bottom - top).max(0.0)
                />
            }
        })
        .collect_view();
    let own = StoredValue::new(bins.to_vec());
    let label = title.clone();
    let draw = move |drawing| {
        let moved = move |event| {
            let at = area.pointer(drawing, &event).map(|(at, _)| x.value(at));
            let index = at.and_then(|at| edges.iter().position(|(from, to)| (*from..=*to).contains(&at)));
            hovered.set(index);
            readout.set(index.and_then(|index| own.with_value(|bins| bins.get(index).map(words))));
        };
        view! {
            <svg class="plot" node_ref=drawing viewBox=area.view_box() role="img" aria-label=label on:pointermove=moved on:pointerleave=move |_| hovered.set(None)>
                {area.axes(&x, &y, &x_title, "Rows")}
                {shapes}
            </svg>
        }
        .into_any()
    };
    figure(title, readout, draw, move || Twin {
        head: ["From", "To", "Rows"].map(str::to_owned).to_vec(),
        rows: own.with_value(|bins| {
            let edge = |edge: Option<f64>| edge.map_or_else(String::new, |edge| edge.to_string());
            bins.iter().map(|bin| vec![edge(bin.from), edge(bin.to), bin.count.to_string()]).collect()
        }),
    })
}

fn words(bin: &Bin) -> String {
    format!("{}: {}", bin.label, format::counted(bin.count, "row", "rows"))
}

/// The bins as a tiny drawing without axes.
pub fn sparkline(bins: &[Bin]) -> AnyView {
    const WIDTH: f64 = 88.0;
    const HEIGHT: f64 = 22.0;
    view! {
        <svg class="sparkline" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
            <path d=sparkline_path(bins, WIDTH, HEIGHT) />
        </svg>
    }
    .into_any()
}

/// At most 24 bars; neighbours share one when there are more bins.
fn sparkline_path(bins: &[Bin], width: f64, height: f64) -> String {
    let share = bins.len().div_ceil(24).max(1);
    let counts: Vec<u64> = bins.chunks(share).map(|chunk| chunk.iter().map(|bin| bin.count).sum()).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    if most == 0 {
        return String::new();
    }
    // Few levels do not become fat blocks.
    let step = width / (counts.len().max(6) as f64);
    let mut path = String::new();
    for (index, count) in counts.iter().enumerate() {
        if *count > 0 {
            let tall = (*count as f64 / most as f64 * height).max(1.0);
            let left = index as f64 * step;
            path.push_str(&format!("M{left:.1} {height}h{:.1}v-{tall:.1}h-{:.1}z", step - 1.0, step - 1.0));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(counts: &[u64]) -> Vec<Bin> {
        counts.iter().map(|count| Bin { label: String::new(), from: None, to: None, count: *count }).collect()
    }

    #[test]
    fn sparklines_are_small_and_proportional() {
        assert_eq!(
            sparkline_path(&bins(&[4, 0, 2]), 60.0, 20.0),
            "M0.0 20h9.0v-20.0h-9.0zM20.0 20h9.0v-10.0h-9.0z"
        );
        assert_eq!(sparkline_path(&bins(&[]), 60.0, 20.0), "");
        assert_eq!(sparkline_path(&bins(&[1; 100]), 60.0, 20.0).matches('M').count(), 20);
    }
}
