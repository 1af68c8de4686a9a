//! What every chart has around it: title, readout, the table twin, and saving.

use super::export;
use crate::panels::icon::{self, icon};
use leptos::prelude::*;
use leptos::svg::Svg;

/// The numbers of a chart in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Twin {
    /// Column titles.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

/// Rows of a twin that the page shows; the CSV has all.
const SHOWN: usize = 500;

/// A drawing with its frame. `readout` says what is under the pointer; `twin` is asked when the table or the CSV is wanted.
pub fn figure(
    title: impl Into<String>,
    readout: RwSignal<Option<String>>,
    draw: impl FnOnce(NodeRef<Svg>) -> AnyView,
    twin: impl Fn() -> Twin + Send + Sync + 'static,
) -> AnyView {
    let title = title.into();
    let file = StoredValue::new(file_stem(&title));
    let twin = StoredValue::new(twin);
    let as_table = RwSignal::new(false);
    let drawing = NodeRef::new();
    let drawn = draw(drawing);
    let save_png = move |_| {
        if let Some(drawing) = drawing.get_untracked() {
            let name = format!("{}.png", file.get_value());
            leptos::task::spawn_local(async move {
                // A browser that refuses the picture still has the CSV.
                let _ = export::png(&drawing, &name).await;
            });
        }
    };
    let save_csv = move |_| {
        let text = twin.with_value(|twin| {
            let twin = twin();
            export::csv(&twin.head, &twin.rows)
        });
        export::save(&format!("{}.csv", file.get_value()), "text/csv", text.as_bytes());
    };
    let label = title.clone();
    view! {
        <figure class="chart" aria-label=label>
            <figcaption>
                <span class="chart-title">{title}</span>
                <span class="readout">{readout}</span>
                <span class="spacer"></span>
                <button type="button" class="icon-button" title="Show as a table" aria-label="Show as a table" aria-pressed=move || as_table.get().to_string() on:click=move |_| as_table.update(|on| *on = !*on)>{icon(icon::TABLE)}</button>
                <button type="button" class="icon-button" title="Save as PNG" aria-label="Save as PNG" prop:disabled=as_table on:click=save_png>{icon(icon::PICTURE)}</button>
                <button type="button" class="icon-button" title="Save as CSV" aria-label="Save as CSV" on:click=save_csv>{icon(icon::DOWNLOAD)}</button>
            </figcaption>
            <div class="drawing" style:display=move || if as_table.get() { "none" } else { "" } on:pointerleave=move |_| readout.set(None)>{drawn}</div>
            {move || as_table.get().then(|| twin.with_value(|twin| table(&twin())))}
        </figure>
    }
    .into_any()
}

/// A twin as a table.
pub fn table(twin: &Twin) -> AnyView {
    let head = twin.head.iter().map(|cell| view! { <th scope="col">{cell.clone()}</th> }).collect_view();
    let rows = twin
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| {
            let cells = row.iter().map(|cell| view! { <td>{cell.clone()}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let more = twin.rows.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| view! { <p class="hint">{format!("{more} more rows in the CSV.")}</p> });
    view! {
        <div class="twin scroll">
            <table class="plain-table numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            {more}
        </div>
    }
    .into_any()
}

/// `ROC curve: a / b` → `roc-curve-a-b`.
fn file_stem(title: &str) -> String {
    let mut stem = String::new();
    for letter in title.chars() {
        if letter.is_alphanumeric() {
            stem.extend(letter.to_lowercase());
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    stem.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn file_names_are_plain() {
        assert_eq!(super::file_stem("ROC curve: a / b"), "roc-curve-a-b");
        assert_eq!(super::file_stem("Größe (cm)"), "größe-cm");
    }
}
