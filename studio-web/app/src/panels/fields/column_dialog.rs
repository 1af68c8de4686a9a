//! The column selector: including and excluding rules, and beside them the columns they pick.

use super::Field;
use crate::panels::columns::{KINDS, TYPES, interval, pick};
use crate::panels::icon::{self, icon};
use leptos::ev::KeyboardEvent;
use leptos::portal::Portal;
use leptos::prelude::*;
use ml_graph::{ColumnRule, ColumnSelect, ColumnSelection, ParamValue};
use ml_protocol::ColumnView;
use std::collections::BTreeSet;

/// How a rule selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    All,
    Names,
    Indexes,
    Types,
}

const WAYS: [(Way, &str, &str); 4] = [
    (Way::Names, "names", "column names"),
    (Way::Types, "types", "column types"),
    (Way::Indexes, "indexes", "column positions"),
    (Way::All, "all", "all columns"),
];

/// A rule while it is edited. What belongs to another way is kept, so that switching to and fro loses nothing.
#[derive(Clone, Copy)]
struct Row {
    id: u32,
    exclude: RwSignal<bool>,
    way: RwSignal<Way>,
    names: RwSignal<Vec<String>>,
    indexes: RwSignal<String>,
    types: RwSignal<BTreeSet<String>>,
    kinds: RwSignal<BTreeSet<String>>,
}

impl Row {
    fn new(id: u32, rule: &ColumnRule) -> Row {
        let row = Row {
            id,
            exclude: RwSignal::new(rule.exclude),
            way: RwSignal::new(Way::All),
            names: RwSignal::default(),
            indexes: RwSignal::default(),
            types: RwSignal::default(),
            kinds: RwSignal::default(),
        };
        match &rule.select {
            ColumnSelect::All {} => {}
            ColumnSelect::Names(names) => {
                row.way.set(Way::Names);
                row.names.set(names.clone());
            }
            ColumnSelect::Indexes(parts) => {
                row.way.set(Way::Indexes);
                row.indexes.set(parts.join(", "));
            }
            ColumnSelect::Types { types, kinds } => {
                row.way.set(Way::Types);
                row.types.set(types.iter().cloned().collect());
                row.kinds.set(kinds.iter().cloned().collect());
            }
        }
        row
    }

    fn rule(self) -> ColumnRule {
        let select = match self.way.get() {
            Way::All => ColumnSelect::All {},
            Way::Names => ColumnSelect::Names(self.names.get()),
            Way::Indexes => ColumnSelect::Indexes(parts(&self.indexes.get())),
            Way::Types => ColumnSelect::Types {
                types: self.types.get().into_iter().collect(),
                kinds: self.kinds.get().into_iter().collect(),
            },
        };
        ColumnRule { exclude: self.exclude.get(), select }
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().replace(' ', "")).filter(|part| !part.is_empty()).collect()
}

/// The dialog over the window; `Done` takes the rules over in one undo step.
pub(super) fn column_dialog(
    field: Field,
    start: ColumnSelection,
    known: Memo<Option<Vec<ColumnView>>>,
    open: RwSignal<bool>,
) -> AnyView {
    let first = ColumnRule { exclude: false, select: ColumnSelect::Names(Vec::new()) };
    let rules = if start.rules.is_empty() { vec![first] } else { start.rules };
    let rows: Vec<Row> = (0..).zip(&rules).map(|(id, rule)| Row::new(id, rule)).collect();
    let next = StoredValue::new(rows.len() as u32);
    let rows = RwSignal::new(rows);
    let ordered = RwSignal::new(start.keep_order_and_duplicates);
    let selection = Memo::new(move |_| ColumnSelection {
        rules: rows.get().into_iter().map(Row::rule).collect(),
        keep_order_and_duplicates: ordered.get(),
    });
    let problem = Memo::new(move |_| selection.with(problem_of));
    let add = move |exclude: bool| {
        let id = next.get_value();
        next.set_value(id + 1);
        let rule = ColumnRule { exclude, select: ColumnSelect::Names(Vec::new()) };
        rows.update(|rows| rows.push(Row::new(id, &rule)));
    };
    let done = move |_| {
        let selection = selection.get_untracked();
        let nothing = matches!(selection.rules.as_slice(), [ColumnRule { select: ColumnSelect::Names(names), .. }] if names.is_empty());
        field.set((!nothing && !selection.is_empty()).then_some(ParamValue::Columns(selection)));
        field.seal();
        open.set(false);
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            open.set(false);
        }
    };
    let panel: NodeRef<leptos::html::Div> = NodeRef::new();
    Effect::new(move |_| {
        if let Some(panel) = panel.get() {
            let _ = panel.focus();
        }
    });
    let title = field.with(|param| param.title.clone());
    view! {
        <Portal>
            <div class="backdrop">
                <div class="dialog column-dialog" role="dialog" aria-modal="true" aria-label=title.clone() tabindex="-1" node_ref=panel on:keydown=on_key data-testid="column-dialog">
                    <header><h2>{title.clone()}</h2></header>
                    <div class="dialog-body">
                        <div class="rules">
                            <For each=move || rows.get() key=|row| row.id children=move |row| rule_row(row, rows, known) />
                            <div class="actions">
                                <button type="button" class="button" on:click=move |_| add(false)>{icon(icon::ADD)} "Include more"</button>
                                <button type="button" class="button" on:click=move |_| add(true)>{icon(icon::ADD)} "Exclude"</button>
                            </div>
                            <label class="check-line">
                                <input type="checkbox" prop:checked=ordered on:change=move |event| ordered.set(event_target_checked(&event)) />
                                <span>"Keep the order given here and allow a column twice"</span>
                            </label>
                        </div>
                        <div class="picked">{move || result(&selection.get(), known.get())}</div>
                    </div>
                    <footer>
                        <span class="field-problem" role="status">{move || problem.get()}</span>
                        <span class="spacer"></span>
                        <button type="button" class="button" on:click=move |_| open.set(false)>"Cancel"</button>
                        <button type="button" class="button primary" data-testid="columns-done" prop:disabled=move || problem.get().is_some() on:click=done>"Done"</button>
                    </footer>
                </div>
            </div>
        </Portal>
    }
    .into_any()
}

fn problem_of(selection: &ColumnSelection) -> Option<String> {
    if selection.rules.first().is_some_and(|rule| rule.exclude) {
        return Some("The first rule must include columns.".to_owned());
    }
    selection.rules.iter().find_map(|rule| match &rule.select {
        ColumnSelect::Indexes(parts) => {
            let wrong = parts.iter().find(|part| interval(part).is_none())?;
            Some(format!("“{wrong}” is not a position such as 3 or 2-5."))
        }
        _ => None,
    })
}

/// The live list of what the rules pick.
fn result(selection: &ColumnSelection, known: Option<Vec<ColumnView>>) -> AnyView {
    let Some(columns) = known.filter(|columns| !columns.is_empty()) else {
        return view! {
            <p class="hint">"The columns are not known yet. Connect the input and attach its data, or type the names; they are checked when the pipeline runs."</p>
        }
        .into_any();
    };
    let picked = pick(selection, &columns);
    let rows = picked
        .columns
        .iter()
        .map(|index| {
            let column = &columns[*index];
            view! {
                <li><span class="name">{column.name.clone()}</span><span class="hint">{kind_of(column)}</span></li>
            }
        })
        .collect_view();
    let unknown = (!picked.unknown.is_empty()).then(
        || view! { <p class="hint warning">{format!("Not upstream: {}", picked.unknown.join(", "))}</p> },
    );
    view! {
        <h3 data-testid="columns-picked">{format!("{} of {} columns", picked.columns.len(), columns.len())}</h3>
        {unknown}
        <ul>{rows}</ul>
    }
    .into_any()
}

fn kind_of(column: &ColumnView) -> String {
    let mut words = column.element_type.clone();
    if column.categorical {
        words.push_str(", categorical");
    }
    if !column.role.is_empty() && column.role != "Feature" {
        words.push_str(", ");
        words.push_str(&column.role.to_lowercase());
    }
    words
}

fn rule_row(row: Row, rows: RwSignal<Vec<Row>>, known: Memo<Option<Vec<ColumnView>>>) -> AnyView {
    let is_first = move || rows.with(|rows| rows.first().is_some_and(|first| first.id == row.id));
    let ways = WAYS.map(|(way, value, title)| {
        view! { <option value=value prop:selected=move || row.way.get() == way>{title}</option> }
    });
    let choose = move |event| {
        let value = event_target_value(&event);
        if let Some((way, _, _)) = WAYS.iter().find(|(_, name, _)| *name == value) {
            row.way.set(*way);
        }
    };
    let editor = move || {
        match row.way.get() {
        Way::All => ().into_any(),
        Way::Names => names_editor(row, known),
        Way::Indexes => view! {
            <input type="text" aria-label="Positions" placeholder="for example 1-3, 7" prop:value=row.indexes on:input=move |event| row.indexes.set(event_target_value(&event)) />
        }
        .into_any(),
        Way::Types => view! {
            {boxes("Type", &TYPES, row.types)}
            {boxes("Role", &KINDS, row.kinds)}
        }
        .into_any(),
    }
    };
    view! {
        <div class="rule" class:exclude=row.exclude>
            <div class="rule-head">
                <select aria-label="Include or exclude" on:change=move |event| row.exclude.set(event_target_value(&event) == "exclude")>
                    <option value="include" prop:selected=move || !row.exclude.get()>"Include"</option>
                    <option value="exclude" prop:selected=row.exclude>"Exclude"</option>
                </select>
                <select aria-label="By" on:change=choose>{ways}</select>
                <span class="spacer"></span>
                {move || (!is_first()).then(|| view! {
                    <button type="button" class="icon-button" aria-label="Remove this rule" title="Remove this rule" on:click=move |_| rows.update(|rows| rows.retain(|other| other.id != row.id))>
                        {icon(icon::CLOSE)}
                    </button>
                })}
            </div>
            {editor}
        </div>
    }
    .into_any()
}

/// Names chosen, a box to find or type one, and the columns to tick.
fn names_editor(row: Row, known: Memo<Option<Vec<ColumnView>>>) -> AnyView {
    let filter = RwSignal::new(String::new());
    let toggle = move |name: String| {
        row.names.update(|names| match names.iter().position(|known| *known == name) {
            Some(index) => drop(names.remove(index)),
            None => names.push(name),
        });
    };
    let add = move |event: KeyboardEvent| {
        let text = filter.get_untracked();
        if event.key() == "Enter" && !text.trim().is_empty() {
            event.prevent_default();
            // A pasted list of names works too.
            for name in text.split([',', '\t']).map(str::trim).filter(|name| !name.is_empty()) {
                if !row.names.with_untracked(|names| names.iter().any(|known| known == name)) {
                    toggle(name.to_owned());
                }
            }
            filter.set(String::new());
        }
    };
    let chips = move || {
        row.names
            .get()
            .into_iter()
            .map(|name| {
                let mine = name.clone();
                view! {
                    <button type="button" class="chip" title="Remove" on:click=move |_| toggle(mine.clone())>
                        <span>{name}</span> {icon(icon::CLOSE)}
                    </button>
                }
            })
            .collect_view()
    };
    let list = move || {
        let text = filter.get().to_lowercase();
        let columns = known.get().unwrap_or_default();
        columns
            .into_iter()
            .filter(|column| text.is_empty() || column.name.to_lowercase().contains(text.trim()))
            .take(400)
            .map(|column| {
                let (name, mine) = (column.name.clone(), column.name.clone());
                let chosen = move || row.names.with(|names| names.contains(&mine));
                view! {
                    <label class="check-line">
                        <input type="checkbox" prop:checked=chosen on:change=move |_| toggle(name.clone()) />
                        <span class="name">{column.name.clone()}</span>
                        <span class="hint">{kind_of(&column)}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <div class="chips">{chips}</div>
        <input
            type="text"
            placeholder="Find a column, or type a name and press Enter"
            aria-label="Find or add a column"
            data-testid="column-filter"
            prop:value=filter
            on:input=move |event| filter.set(event_target_value(&event))
            on:keydown=add
        />
        <div class="column-list">{list}</div>
    }
    .into_any()
}

fn boxes(title: &'static str, words: &'static [&'static str], chosen: RwSignal<BTreeSet<String>>) -> AnyView {
    let boxes = words
        .iter()
        .map(|word| {
            let toggle = move |_| {
                chosen.update(|chosen| {
                    if !chosen.remove(*word) {
                        chosen.insert((*word).to_owned());
                    }
                });
            };
            view! {
                <label class="check-line">
                    <input type="checkbox" prop:checked=move || chosen.with(|chosen| chosen.contains(*word)) on:change=toggle />
                    <span>{*word}</span>
                </label>
            }
        })
        .collect_view();
    view! { <fieldset class="boxes"><legend>{title}</legend>{boxes}</fieldset> }.into_any()
}
