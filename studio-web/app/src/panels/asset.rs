//! A dataset, model or transformation: its name, its file and how the file is read.

use super::icon::{self, icon};
use super::properties::title;
use crate::charts::format;
use crate::open;
use crate::state::Studio;
use leptos::prelude::*;
use ml_graph::{AssetKind, DataFormat};
use ml_protocol::ColumnView;
use studio_model::Command;

const FORMATS: [(DataFormat, &str, &str); 10] = [
    (DataFormat::Csv, "csv", "CSV with a header"),
    (DataFormat::CsvHeaderless, "csv-headerless", "CSV without a header"),
    (DataFormat::Tsv, "tsv", "TSV with a header"),
    (DataFormat::TsvHeaderless, "tsv-headerless", "TSV without a header"),
    (DataFormat::Arff, "arff", "ARFF"),
    (DataFormat::SvmLight, "svm-light", "SVMLight"),
    (DataFormat::Parquet, "parquet", "Parquet"),
    (DataFormat::Arrow, "arrow", "Arrow IPC"),
    (DataFormat::Zip, "zip", "Zip package"),
    (DataFormat::PlainText, "plain-text", "Plain text"),
];

/// The pane of an asset.
pub(super) fn asset(studio: Studio, id: &str) -> AnyView {
    let Some(asset) = studio.peek(|document| document.draft().asset(id).cloned()) else {
        return ().into_any();
    };
    let kind = match asset.kind {
        AssetKind::Dataset => "Dataset",
        AssetKind::TrainedModel => "Trained model",
        AssetKind::Transform => "Transformation",
    };
    let columns = columns(studio, id);
    view! {
        {title(studio, id, kind.to_owned())}
        <div class="about"><div class="about-head"><span class="kind">{kind}</span></div></div>
        {file(studio, id)}
        {(asset.kind == AssetKind::Dataset).then(|| format_field(studio, id))}
        {asset.location.map(|location| view! { <p class="hint">"Source: " <code>{location}</code></p> })}
        {columns}
        {super::outputs::outputs(studio, id)}
    }
    .into_any()
}

/// The file attached, a place to drop one, and a button to choose one.
fn file(studio: Studio, id: &str) -> AnyView {
    let over = RwSignal::new(false);
    let input: NodeRef<leptos::html::Input> = NodeRef::new();
    let asset = StoredValue::new(id.to_owned());
    let attached = Memo::new(move |_| {
        studio.read(|document| asset.with_value(|asset| document.data().get(asset).cloned()))
    });
    let take = move |files: Option<web_sys::FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            open::attach(studio, asset.get_value(), file);
        }
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        take(event.data_transfer().and_then(|transfer| transfer.files()));
    };
    let state = move || {
        match attached.get() {
        Some(file) => view! {
            <div class="file-name">{file.name.clone()}</div>
            <div class="hint">{format!("{} · kept in this browser", format::bytes(file.size))}</div>
        }
        .into_any(),
        None => view! {
            <div class="file-name">"No file attached"</div>
            <div class="hint">"Drop the file here. It stays on this computer unless you run on a remote one."</div>
        }
        .into_any(),
    }
    };
    view! {
        <div
            class="drop-zone"
            class:over=over
            class:filled=move || attached.get().is_some()
            data-testid="attach-zone"
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            {state}
            <div class="actions">
                <button type="button" class="button" on:click=move |_| if let Some(input) = input.get_untracked() { input.click() }>
                    {icon(icon::ATTACH)} {move || if attached.get().is_some() { "Replace" } else { "Choose a file" }}
                </button>
                {move || attached.get().map(|_| view! {
                    <button type="button" class="button" on:click=move |_| drop(studio.act(Command::AttachData { asset: asset.get_value(), file: None }))>"Remove"</button>
                })}
            </div>
            <input
                type="file"
                class="unseen"
                tabindex="-1"
                aria-label="File of this dataset"
                data-testid="attach"
                node_ref=input
                on:change=move |_| {
                    if let Some(input) = input.get_untracked() {
                        take(input.files());
                        input.set_value("");
                    }
                }
            />
        </div>
    }
    .into_any()
}

fn format_field(studio: Studio, id: &str) -> AnyView {
    let asset = StoredValue::new(id.to_owned());
    let current = Memo::new(move |_| {
        studio.read(|document| {
            asset.with_value(|asset| document.draft().asset(asset).and_then(|asset| asset.format))
        })
    });
    let options = FORMATS.map(|(format, value, title)| {
        view! { <option value=value prop:selected=move || current.get() == Some(format)>{title}</option> }
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        let format = FORMATS.iter().find(|(_, name, _)| *name == value).map(|(format, _, _)| *format);
        studio.act(Command::SetFormat { asset: asset.get_value(), format });
    };
    view! {
        <div class="field">
            <div class="field-head"><label class="label" for="asset-format">"Format"</label></div>
            <select id="asset-format" data-testid="asset-format" on:change=choose>
                <option value="" prop:selected=move || current.get().is_none()>"As the file name says"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// The columns the engine found in the file.
fn columns(studio: Studio, id: &str) -> AnyView {
    let id = id.to_owned();
    let columns = Memo::new(move |_| {
        studio
            .columns
            .with(|columns| columns.get(&id)?.get(ml_graph::Asset::OUTPUT).cloned())
            .unwrap_or_default()
    });
    view! {
        {move || {
            let columns = columns.get();
            (!columns.is_empty()).then(|| {
                let count = format::counted(columns.len() as u64, "column", "columns");
                let row = |column: ColumnView| {
                    let kind = if column.categorical { format!("{}, categorical", column.element_type) } else { column.element_type };
                    view! { <li><span class="name">{column.name}</span><span class="hint">{kind}</span></li> }
                };
                view! { <section class="column-names"><h3>{count}</h3><ul>{columns.into_iter().map(row).collect_view()}</ul></section> }
            })
        }}
    }
    .into_any()
}
