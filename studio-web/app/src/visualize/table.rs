//! A table of any length: only the cells in view exist, rows come in pages as they are needed.

use super::pages::Pages;
use super::profiles::Profiles;
use super::{Place, column};
use crate::charts::{format, sparkline};
use crate::state::studio;
use leptos::prelude::*;
use ml_protocol::{ColumnView, Request, Response, TableView};
use std::ops::Range;
use std::sync::Arc;

const ROW: f64 = 26.0;
const HEAD: f64 = 74.0;
const COLUMN: f64 = 132.0;
const NUMBERS: f64 = 64.0;
/// Rows beyond the window, so that a short scroll shows no gap.
const SPARE: u64 = 8;
/// Browsers stop at about 33 million pixels; beyond this height scrolling is proportional.
const TALLEST: f64 = 16_000_000.0;

/// What is in view.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// The table and, once a column is chosen, its statistics.
pub(super) fn table(place: Place, table: &TableView) -> AnyView {
    let table = Arc::new(table.clone());
    let chosen = RwSignal::new((!table.columns.is_empty()).then_some(0_usize));
    let profiles = Profiles::new(studio(), place.clone());
    let (side, of) = (Arc::clone(&table), place.clone());
    let size = format!(
        "{} × {}",
        format::counted(table.rows, "row", "rows"),
        format::counted(table.columns.len() as u64, "column", "columns")
    );
    // The rows are on the screen before the engine turns to what takes longer.
    Effect::new(move |_| {
        if let Some(index) = chosen.get() {
            request_animation_frame(move || profiles.want([index]));
        }
    });
    view! {
        <div class="table-view">
            <div class="table-side-by-side">
                {grid(Some((place, profiles)), table, chosen)}
                <aside class="statistics" aria-label="Statistics">
                    <p class="hint" data-testid="table-size">{size}</p>
                    {move || chosen.get().map(|index| column::statistics(of.clone(), Arc::clone(&side), profiles, index))}
                </aside>
            </div>
        </div>
    }
    .into_any()
}

/// A table that came whole and of which nothing else is known.
pub(super) fn whole_table(table: &TableView) -> AnyView {
    let table = Arc::new(table.clone());
    view! { <div class="table-view whole">{grid(None, table, RwSignal::new(None))}</div> }.into_any()
}

fn grid(
    source: Option<(Place, Profiles)>,
    table: Arc<TableView>,
    chosen: RwSignal<Option<usize>>,
) -> AnyView {
    let studio = studio();
    let (rows, columns) = (table.rows, table.columns.len());
    let (place, profiles) = source.unzip();
    let pages = RwSignal::new(Pages::of(&table));
    let window = RwSignal::new(Window { left: 0.0, top: 0.0, width: 1200.0, height: 400.0 });
    let scroller: NodeRef<leptos::html::Div> = NodeRef::new();
    let measure = move || {
        if let Some(scroller) = scroller.get_untracked() {
            window.set(Window {
                left: f64::from(scroller.scroll_left()),
                top: f64::from(scroller.scroll_top()),
                width: f64::from(scroller.client_width()),
                height: f64::from(scroller.client_height()),
            });
        }
    };
    scroller.on_load(move |_| measure());
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let visible_rows = Memo::new(move |_| window.with(|window| rows_in(window, rows)));
    let visible_columns = Memo::new(move |_| window.with(|window| columns_in(window, columns)));
    Effect::new(move |_| {
        let range = visible_rows.get();
        let Some(place) = place.clone() else { return };
        let wanted = pages.try_update_untracked(|pages| pages.request(range)).unwrap_or_default();
        for (offset, limit) in wanted {
            let place = place.clone();
            leptos::task::spawn_local(async move {
                let request = Request::Page {
                    run: place.run,
                    node: place.port.node,
                    port: place.port.port,
                    offset,
                    limit,
                    columns: None,
                };
                let answer = studio.engine.request(request, None).await;
                pages.try_update(|pages| match answer.map(|reply| reply.response) {
                    Ok(Response::Page(page)) => pages.put(page),
                    Ok(_) | Err(_) => pages.lost(offset),
                });
            });
        }
    });

    if let Some(profiles) = profiles {
        Effect::new(move |_| {
            let range = visible_columns.get();
            request_animation_frame(move || profiles.want(range));
        });
    }

    let numeric: StoredValue<Vec<bool>> =
        StoredValue::new(table.columns.iter().map(column::is_number).collect());
    let header = move || {
        let header = |index| header_view(index, &table.columns[index], rows, profiles, chosen);
        visible_columns.get().map(header).collect_view()
    };
    let body = move || visible_rows.get().collect::<Vec<u64>>();
    let row_view = move |row: u64| {
        let cells = move || {
            let range = visible_columns.get();
            pages.with(|pages| {
                range
                    .map(|column| {
                        let left = NUMBERS + column as f64 * COLUMN;
                        let (class, text) = match pages.cell(row, column) {
                            None => ("cell waiting", String::new()),
                            Some(None) => ("cell missing", "missing".to_owned()),
                            Some(Some(text)) => {
                                let number = numeric.with_value(|numeric| numeric[column]);
                                let class = if number { "cell numeric" } else { "cell" };
                                (class, format::shorten(text, 200))
                            }
                        };
                        view! { <span role="cell" class=class style:left=format!("{left}px")>{text}</span> }
                    })
                    .collect_view()
            })
        };
        let top = move || window.with(|window| format!("{}px", HEAD + row_top(row, window, rows)));
        view! {
            <div role="row" class="row" class:odd=row % 2 == 1 aria-rowindex=(row + 2).to_string() style:top=top>
                <span role="rowheader" class="row-number">{format::count(row + 1)}</span>
                {cells}
            </div>
        }
    };
    let width = NUMBERS + columns as f64 * COLUMN;
    let height = HEAD + total_height(rows);
    view! {
        <div
            class="grid-scroller"
            data-testid="grid"
            role="table"
            aria-label="Rows"
            aria-rowcount=(rows + 1).to_string()
            aria-colcount=(columns + 1).to_string()
            tabindex="0"
            node_ref=scroller
            on:scroll=move |_| measure()
        >
            <div class="grid-sizer" style:width=format!("{width}px") style:height=format!("{height}px")>
                <div class="grid-head" role="row" style:width=format!("{width}px") style:height=format!("{HEAD}px")>
                    <span class="corner" role="columnheader">"Row"</span>
                    {header}
                </div>
                <For each=body key=|row| *row children=row_view />
            </div>
        </div>
    }
    .into_any()
}

fn header_view(
    index: usize,
    column: &ColumnView,
    rows: u64,
    profiles: Option<Profiles>,
    chosen: RwSignal<Option<usize>>,
) -> AnyView {
    let left = NUMBERS + index as f64 * COLUMN;
    let profile = Memo::new(move |_| profiles.and_then(|profiles| profiles.get(index)));
    let missing = move || {
        let missing = profile.get()?.missing;
        (missing > 0 && rows > 0).then(|| {
            let share = missing as f64 / rows as f64;
            let title = format!("{} missing", format::counted(missing, "value", "values"));
            view! { <span class="missing-share" title=title>{format!("{} missing", format::percent(share))}</span> }
        })
    };
    view! {
        <button
            type="button"
            role="columnheader"
            class="column-head"
            class:chosen=move || chosen.get() == Some(index)
            style:left=format!("{left}px")
            title=column.name.clone()
            prop:disabled=profiles.is_none()
            on:click=move |_| chosen.set(Some(index))
        >
            <span class="column-name">{column.name.clone()}</span>
            <span class="column-kind">{column::kind(column)} {missing}</span>
            {move || profile.get().map(|profile| sparkline(&profile.histogram))}
        </button>
    }
    .into_any()
}

fn total_height(rows: u64) -> f64 {
    (rows as f64 * ROW).min(TALLEST)
}

/// The first row in view. A table taller than browsers allow scrolls in proportion.
fn first_row(window: &Window, rows: u64) -> f64 {
    let (real, shown) = (rows as f64 * ROW, total_height(rows));
    if real <= shown {
        return (window.top / ROW).floor();
    }
    let body = (window.height - HEAD).max(ROW);
    let share = (window.top / (shown - body).max(1.0)).clamp(0.0, 1.0);
    (share * (rows as f64 - body / ROW)).floor().max(0.0)
}

fn rows_in(window: &Window, rows: u64) -> Range<u64> {
    let first = first_row(window, rows) as u64;
    let count = ((window.height - HEAD).max(0.0) / ROW).ceil() as u64 + 1;
    // Whole steps, so that not every pixel of scrolling changes the range.
    let start = first.saturating_sub(SPARE) / SPARE * SPARE;
    let end = (first + count + SPARE).div_ceil(SPARE) * SPARE;
    start.min(rows)..end.min(rows)
}

/// Where a row stands below the header, in pixels of the scrolled content.
fn row_top(row: u64, window: &Window, rows: u64) -> f64 {
    if rows as f64 * ROW <= total_height(rows) {
        return row as f64 * ROW;
    }
    window.top + (row as f64 - first_row(window, rows)) * ROW
}

fn columns_in(window: &Window, columns: usize) -> Range<usize> {
    let first = ((window.left - NUMBERS) / COLUMN).floor().max(1.0) as usize - 1;
    let last = ((window.left + window.width) / COLUMN).ceil().max(0.0) as usize + 1;
    first.min(columns)..last.min(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(top: f64) -> Window {
        Window { left: 0.0, top, width: 1000.0, height: HEAD + 10.0 * ROW }
    }

    #[test]
    fn short_tables_scroll_pixel_by_pixel() {
        assert_eq!(rows_in(&window(0.0), 100_000), 0..24);
        assert_eq!(rows_in(&window(50_000.0 * ROW + 3.0), 100_000), 49_992..50_024);
        assert_eq!(rows_in(&window(0.0), 3), 0..3);
        assert_eq!(row_top(7, &window(900.0), 100), 7.0 * ROW);
    }

    #[test]
    fn huge_tables_reach_their_last_row() {
        let rows = 50_000_000;
        let end = window(TALLEST - 10.0 * ROW);
        let range = rows_in(&end, rows);
        assert_eq!(range.end, rows);
        assert!(range.start >= rows - 40);
        // The last row ends where the content ends.
        let bottom = row_top(rows - 1, &end, rows) + ROW;
        assert!((bottom - TALLEST).abs() <= ROW, "{bottom}");
    }

    #[test]
    fn only_columns_in_view_exist() {
        assert_eq!(columns_in(&window(0.0), 1000), 0..9);
        let scrolled = Window { left: 50.0 * COLUMN, ..window(0.0) };
        assert_eq!(columns_in(&scrolled, 1000), 48..59);
        assert_eq!(columns_in(&window(0.0), 2), 0..2);
    }
}
