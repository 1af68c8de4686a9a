//! Menus: context menus and buttons that open one. One shows at a time; arrow keys, Home, End, Escape and first letters work as the
//! WAI-ARIA menu pattern says.

use crate::icons::icon;
use crate::state::studio;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// One line of a menu.
#[derive(Clone)]
pub enum Entry {
    /// Does something.
    Action {
        /// Icon name.
        icon: &'static str,
        /// Text.
        label: String,
        /// Keys that do the same, for people.
        keys: &'static str,
        /// Whether it can be chosen now.
        enabled: bool,
        /// What it does.
        run: Arc<dyn Fn() + Send + Sync>,
    },
    /// A line between groups.
    Separator,
    /// A text that cannot be chosen.
    Heading(String),
}

impl Entry {
    /// An entry that does something.
    pub fn action(
        icon: &'static str,
        label: impl Into<String>,
        keys: &'static str,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Entry {
        Entry::Action { icon, label: label.into(), keys, enabled: true, run: Arc::new(run) }
    }

    /// Greys the entry out unless `enabled`.
    pub fn when(mut self, condition: bool) -> Entry {
        if let Entry::Action { enabled, .. } = &mut self {
            *enabled = condition;
        }
        self
    }
}

/// A menu that shows.
#[derive(Clone)]
pub struct Menu {
    /// Its upper left corner on the screen.
    pub at: (f64, f64),
    /// Its lines.
    pub entries: Vec<Entry>,
}

/// Opens and closes the menu.
#[derive(Clone, Copy)]
pub struct Menus {
    open: RwSignal<Option<Menu>>,
    /// What had the focus before.
    before: StoredValue<Option<web_sys::HtmlElement>, LocalStorage>,
}

impl Menus {
    /// No menu shows.
    pub fn new() -> Menus {
        Menus { open: RwSignal::new(None), before: StoredValue::new_local(None) }
    }

    /// Shows a menu at this point of the screen.
    pub fn open(&self, x: f64, y: f64, entries: Vec<Entry>) {
        let focused = document().active_element().and_then(|element| element.dyn_into().ok());
        self.before.set_value(focused);
        self.open.set(Some(Menu { at: (x, y), entries }));
    }

    /// Shows a menu under a button.
    pub fn open_under(&self, button: &web_sys::Element, entries: Vec<Entry>) {
        let area = button.get_bounding_client_rect();
        self.open(area.left(), area.bottom() + 4.0, entries);
    }

    /// Takes the menu away and gives the focus back.
    pub fn close(&self) {
        if self.open.with_untracked(Option::is_some) {
            self.open.set(None);
            if let Some(element) = self.before.try_update_value(Option::take).flatten() {
                let _ = element.focus();
            }
        }
    }
}

impl Default for Menus {
    fn default() -> Menus {
        Menus::new()
    }
}

/// Where the menu shows.
#[component]
pub fn MenuLayer() -> impl IntoView {
    let menus = studio().menus;
    move || menus.open.get().map(|menu| shown(menus, menu))
}

fn shown(menus: Menus, menu: Menu) -> AnyView {
    let list: NodeRef<html::Div> = NodeRef::new();
    let at = menu.at;
    let place = RwSignal::new(at);
    Effect::new(move || {
        let Some(list) = list.get() else { return };
        // Never outside the window.
        let (width, height) = window_size();
        let x = at.0.min(width - f64::from(list.offset_width()) - 8.0).max(8.0);
        let y = at.1.min(height - f64::from(list.offset_height()) - 8.0).max(8.0);
        place.set((x, y));
        focus_item(&list, 0);
    });
    let lines: Vec<AnyView> = menu.entries.into_iter().map(|entry| line(menus, entry)).collect();
    let key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let (count, current) = items(&list);
        let last = count.saturating_sub(1);
        match event.key().as_str() {
            "Escape" | "Tab" => menus.close(),
            "ArrowDown" => focus_item(&list, if current >= last { 0 } else { current + 1 }),
            "ArrowUp" => focus_item(&list, if current == 0 { last } else { current - 1 }),
            "Home" => focus_item(&list, 0),
            "End" => focus_item(&list, last),
            letter if letter.chars().count() == 1 && letter != " " => focus_letter(&list, current, letter),
            _ => return event.stop_propagation(),
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div
            class="menu-shade"
            on:pointerdown=move |event| {
                event.prevent_default();
                menus.close();
            }
            on:contextmenu=move |event| event.prevent_default()
        ></div>
        <div
            class="menu"
            role="menu"
            node_ref=list
            style:left=move || format!("{}px", place.get().0)
            style:top=move || format!("{}px", place.get().1)
            on:keydown=key
            on:contextmenu=move |event| event.prevent_default()
        >
            {lines}
        </div>
    }
    .into_any()
}

fn line(menus: Menus, entry: Entry) -> AnyView {
    match entry {
        Entry::Action { icon: name, label, keys, enabled, run } => view! {
            <button
                class="menu-item"
                role="menuitem"
                tabindex="-1"
                disabled=!enabled
                on:click=move |_| {
                    menus.close();
                    run();
                }
            >
                {icon(name)}
                <span class="menu-label">{label}</span>
                <kbd>{keys}</kbd>
            </button>
        }
        .into_any(),
        Entry::Separator => view! { <div class="menu-separator" role="separator"></div> }.into_any(),
        Entry::Heading(text) => view! { <div class="menu-heading">{text}</div> }.into_any(),
    }
}

/// Width and height of the window.
pub fn window_size() -> (f64, f64) {
    let side =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|side| side.as_f64()).unwrap_or(0.0);
    let window = window();
    (side(window.inner_width()), side(window.inner_height()))
}

fn buttons(list: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(found) = list.query_selector_all("[role=menuitem]:not([disabled])") else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn items(list: &web_sys::Element) -> (usize, usize) {
    let buttons = buttons(list);
    let focused = document().active_element();
    let current = buttons.iter().position(|button| focused.as_ref() == Some(button.unchecked_ref()));
    (buttons.len(), current.unwrap_or_default())
}

fn focus_item(list: &web_sys::Element, index: usize) {
    if let Some(button) = buttons(list).get(index) {
        let _ = button.focus();
    }
}

fn focus_letter(list: &web_sys::Element, current: usize, letter: &str) {
    let buttons = buttons(list);
    let letter = letter.to_lowercase();
    let rest = buttons.iter().skip(current + 1).chain(&buttons);
    let mut matching = rest
        .filter(|button| button.text_content().is_some_and(|text| text.to_lowercase().starts_with(&letter)));
    if let Some(button) = matching.next() {
        let _ = button.focus();
    }
}
