//! Statistics of one column: numbers, a large histogram, a box plot, and a comparison with another column.

use super::Place;
use super::profiles::Profiles;
use crate::charts::{Dots, box_plot, format, histogram, scatter};
use crate::state::studio;
use leptos::prelude::*;
use ml_graph::ColumnSelection;
use ml_protocol::{ColumnProfile, ColumnView, Request, Response, TableView};
use std::sync::Arc;

/// Rows compared in a scatter plot: the first ones.
const COMPARED: u64 = 2000;

/// The type in words.
pub(super) fn kind(column: &ColumnView) -> String {
    let mut words = column.element_type.clone();
    if column.categorical {
        words.push_str(" · categorical");
    }
    if matches!(column.role.as_str(), "Label" | "Score" | "Weight") {
        words.push_str(" · ");
        words.push_str(&column.role.to_lowercase());
    }
    words
}

/// Whether its values are plain numbers: set to the right, and to be drawn against each other.
pub(super) fn is_number(column: &ColumnView) -> bool {
    matches!(column.element_type.as_str(), "Integer" | "Double")
}

/// The pane beside the table.
pub(super) fn statistics(place: Place, table: Arc<TableView>, profiles: Profiles, index: usize) -> AnyView {
    let Some(column) = table.columns.get(index).cloned() else { return ().into_any() };
    let (name, kind) = (column.name.clone(), kind(&column));
    let numeric = is_number(&column);
    let rows = table.rows;
    let profile = Memo::new(move |_| profiles.get(index));
    let known = move || match profile.get() {
        Some(profile) => values(&profile, rows),
        None => view! { <p class="hint" aria-busy="true">"Counting the values …"</p> }.into_any(),
    };
    view! {
        <div data-testid="statistics">
            <h3>{name}</h3>
            <p class="hint">{kind}</p>
            {known}
            {numeric.then(|| compare(place, &table, index))}
        </div>
    }
    .into_any()
}

/// Numbers, histogram and box plot of a column.
fn values(column: &Arc<ColumnProfile>, rows: u64) -> AnyView {
    let (log, log_count) = (RwSignal::new(false), RwSignal::new(false));
    let has_log = !column.log_histogram.is_empty();
    let facts = facts(column, rows)
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect_view();
    let name = column.column.name.clone();
    let levels = column.histogram.iter().all(|bin| bin.from.is_none());
    let title =
        if levels { format!("Most frequent values of {name}") } else { format!("Distribution of {name}") };
    let drawn = Arc::clone(column);
    let boxed = Arc::clone(&drawn);
    let x_title = name.clone();
    let large = move || {
        let bins = if log.get() { &drawn.log_histogram } else { &drawn.histogram };
        (!bins.is_empty())
            .then(|| histogram(title.clone(), x_title.clone(), bins, log.get(), log_count.get()))
    };
    let toggles = (!levels).then(|| {
        view! {
            <div class="toggles">
                {has_log.then(|| view! {
                    <label class="check-line"><input type="checkbox" prop:checked=log on:change=move |event| log.set(event_target_checked(&event)) /><span>"Log scale"</span></label>
                })}
                <label class="check-line"><input type="checkbox" prop:checked=log_count on:change=move |event| log_count.set(event_target_checked(&event)) /><span>"Log rows"</span></label>
            </div>
        }
    });
    view! {
        <dl class="facts">{facts}</dl>
        {large}
        {toggles}
        {move || box_plot(&boxed, log.get())}
    }
    .into_any()
}

fn facts(column: &ColumnProfile, rows: u64) -> Vec<(&'static str, String)> {
    let share = if rows > 0 { column.missing as f64 / rows as f64 } else { 0.0 };
    let missing = match column.missing {
        0 => "0".to_owned(),
        count => format!("{} ({})", format::count(count), format::percent(share)),
    };
    let mut facts = vec![("Missing", missing), ("Unique", format::count(column.unique))];
    let numbers = [
        ("Mean", column.mean),
        ("Median", column.median),
        ("Smallest", column.min),
        ("Largest", column.max),
        ("Standard deviation", column.standard_deviation),
        ("First quartile", column.quartiles.map(|(first, _)| first)),
        ("Third quartile", column.quartiles.map(|(_, third)| third)),
    ];
    facts.extend(
        numbers.into_iter().filter_map(|(name, value)| value.map(|value| (name, format::number(value)))),
    );
    facts
}

/// A choice of another number column, and the dots once one is chosen.
fn compare(place: Place, table: &TableView, index: usize) -> AnyView {
    let studio = studio();
    let dots = RwSignal::new(None::<Dots>);
    let own = table.columns[index].name.clone();
    let others: Vec<String> = table
        .columns
        .iter()
        .filter(|column| is_number(column) && column.name != own)
        .map(|column| column.name.clone())
        .collect();
    if others.is_empty() {
        return ().into_any();
    }
    let options =
        others.iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> }).collect_view();
    let choose = move |event| {
        let other = event_target_value(&event);
        if other.is_empty() {
            dots.set(None);
            return;
        }
        let (place, own) = (place.clone(), own.clone());
        leptos::task::spawn_local(async move {
            let request = Request::Page {
                run: place.run,
                node: place.port.node,
                port: place.port.port,
                offset: 0,
                limit: COMPARED,
                columns: Some(ColumnSelection::names([own.as_str(), other.as_str()])),
            };
            match studio.engine.request(request, None).await.map(|reply| reply.response) {
                Ok(Response::Page(page)) => dots.set(Some(pairs(&page, &own, &other))),
                Ok(_) => {}
                Err(error) => studio.toast(ml_graph::Severity::Warning, error.to_string()),
            }
        });
    };
    view! {
        <label class="field">
            <span class="label">"Compare to"</span>
            <select data-testid="compare-to" on:change=choose><option value="">"Choose a column …"</option>{options}</select>
        </label>
        {move || dots.get().map(|dots| {
            let few = dots.points.len() as u64 >= COMPARED;
            view! {
                {scatter(dots)}
                {few.then(|| view! { <p class="hint">{format!("The first {} rows.", format::count(COMPARED))}</p> })}
            }
        })}
    }
    .into_any()
}

/// The rows in which both columns have a number.
fn pairs(page: &ml_protocol::TablePage, x: &str, y: &str) -> Dots {
    let column = |name: &str| {
        let index = page.columns.iter().position(|column| column == name);
        index.and_then(|index| page.cells.get(index))
    };
    let number = |cell: &Option<String>| {
        cell.as_ref().and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite())
    };
    let points = match (column(x), column(y)) {
        (Some(xs), Some(ys)) => xs.iter().zip(ys).filter_map(|(x, y)| number(x).zip(number(y))).collect(),
        _ => Vec::new(),
    };
    Dots { x_title: x.to_owned(), y_title: y.to_owned(), points }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_need_both_numbers_and_go_by_name() {
        let text = |cells: &[&str]| {
            cells.iter().map(|cell| (!cell.is_empty()).then(|| (*cell).to_owned())).collect()
        };
        let page = ml_protocol::TablePage {
            offset: 0,
            rows: 3,
            columns: vec!["b".into(), "a".into()],
            cells: vec![text(&["1", "", "3"]), text(&["10", "20", "x"])],
        };
        assert_eq!(pairs(&page, "a", "b").points, [(10.0, 1.0)]);
    }
}
