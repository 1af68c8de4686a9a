//! A box plot of one column from its five numbers.

use super::format;
use super::frame::{Twin, figure};
use super::plot::Area;
use super::scale::Scale;
use leptos::prelude::*;
use ml_protocol::ColumnProfile;

/// Draws the box; none when the column has no quartiles.
pub fn box_plot(profile: &ColumnProfile, logarithmic: bool) -> Option<AnyView> {
    let (first, third) = profile.quartiles?;
    let (low, median, high) = (profile.min?, profile.median?, profile.max?);
    let mean = profile.mean;
    let area = Area { height: 130.0, left: 20.0, ..Area::USUAL };
    let x = if logarithmic {
        Scale::logarithmic((low, high), area.across())
    } else {
        Scale::nice((low, high), area.across(), 6)
    };
    let readout = RwSignal::new(None);
    let numbers = [
        ("Smallest", Some(low)),
        ("First quartile", Some(first)),
        ("Median", Some(median)),
        ("Mean", mean),
        ("Third quartile", Some(third)),
        ("Largest", Some(high)),
    ];
    let (top, tall) = (20.0, 46.0);
    let middle = top + tall / 2.0;
    let hits = numbers
        .into_iter()
        .filter_map(|(name, value)| {
            let value = value?;
            let words = format!("{name} {}", format::number(value));
            Some(view! {
                <rect class="hit" x=x.pixel(value) - 6.0 y=top - 6.0 width="12" height=tall + 12.0 on:pointerenter=move |_| readout.set(Some(words.clone())) />
            })
        })
        .collect_view();
    let name = profile.column.name.clone();
    let label = format!("Box plot of {name}");
    let bottom = area.up().0;
    let ticks = x
        .ticks(6)
        .into_iter()
        .map(|tick| {
            view! {
                <line class="grid" x1=tick.at x2=tick.at y1="8" y2=bottom />
                <text class="tick" x=tick.at y=bottom + 15.0 text-anchor="middle">{tick.label}</text>
            }
        })
        .collect_view();
    let draw = move |drawing| {
        view! {
            <svg class="plot" node_ref=drawing viewBox=area.view_box() role="img" aria-label=label>
                {ticks}
                <line class="axis" x1=area.across().0 x2=area.across().1 y1=bottom y2=bottom />
                <text class="axis-title" x=area.width / 2.0 y=area.height - 6.0 text-anchor="middle">{name}</text>
                <line class="whisker" x1=x.pixel(low) x2=x.pixel(first) y1=middle y2=middle />
                <line class="whisker" x1=x.pixel(third) x2=x.pixel(high) y1=middle y2=middle />
                <line class="whisker" x1=x.pixel(low) x2=x.pixel(low) y1=middle - 10.0 y2=middle + 10.0 />
                <line class="whisker" x1=x.pixel(high) x2=x.pixel(high) y1=middle - 10.0 y2=middle + 10.0 />
                <rect class="box" x=x.pixel(first) y=top width=(x.pixel(third) - x.pixel(first)).max(1.0) height=tall rx="2" />
                <line class="median" x1=x.pixel(median) x2=x.pixel(median) y1=top y2=top + tall />
                {mean.map(|mean| view! { <circle class="mark series-1" cx=x.pixel(mean) cy=middle r="4" /> })}
                {hits}
            </svg>
        }
        .into_any()
    };
    let title = format!("Spread of {}", profile.column.name);
    Some(figure(title, readout, draw, move || Twin {
        head: ["Statistic", "Value"].map(str::to_owned).to_vec(),
        rows: numbers
            .iter()
            .filter_map(|(name, value)| value.map(|value| vec![(*name).to_owned(), value.to_string()]))
            .collect(),
    }))
}
