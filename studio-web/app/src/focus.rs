//! Where the keyboard is: a dialog keeps it while it is open.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// What the Tab key goes through.
const STOPS: &str = "button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), a[href], \
     summary, [tabindex=\"0\"]";

/// For the keys of a dialog: Tab goes round inside instead of into the page behind it.
pub fn keep_inside(event: &KeyboardEvent) {
    if event.key() != "Tab" {
        return;
    }
    let dialog = event.current_target().and_then(|dialog| dialog.dyn_into::<HtmlElement>().ok());
    let Some(stops) = dialog.and_then(|dialog| dialog.query_selector_all(STOPS).ok()) else { return };
    // What is hidden has no box.
    let stop = |index: u32| stops.item(index)?.dyn_into::<HtmlElement>().ok();
    let stops: Vec<HtmlElement> =
        (0..stops.length()).filter_map(stop).filter(|stop| stop.offset_parent().is_some()).collect();
    let now = web_sys::window().and_then(|window| window.document()?.active_element());
    let is_now = |stop: Option<&HtmlElement>| stop.map(AsRef::as_ref) == now.as_ref();
    let inside = stops.iter().any(|stop| is_now(Some(stop)));
    let next = match (event.shift_key(), inside) {
        (true, _) if !inside || is_now(stops.first()) => stops.last(),
        (false, true) if is_now(stops.last()) => stops.first(),
        (false, false) => stops.first(),
        _ => return,
    };
    if let Some(next) = next {
        event.prevent_default();
        let _ = next.focus();
    }
}
