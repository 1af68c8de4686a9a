//! Small choices that the browser remembers: panel sizes, theme.

use web_sys::Storage;

const PREFIX: &str = "studio.";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A remembered text.
pub fn text(name: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{name}")).ok()?
}

/// Remembers a text.
pub fn set_text(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden store loses a preference, nothing more.
        let _ = storage.set_item(&format!("{PREFIX}{name}"), value);
    }
}

/// A remembered number.
pub fn number(name: &str) -> Option<f64> {
    text(name)?.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Remembers a number.
pub fn set_number(name: &str, value: f64) {
    set_text(name, &value.to_string());
}

/// A remembered yes; false when there is none.
pub fn flag(name: &str) -> bool {
    text(name).as_deref() == Some("true")
}

/// Remembers a yes or no.
pub fn set_flag(name: &str, value: bool) {
    set_text(name, if value { "true" } else { "false" });
}
