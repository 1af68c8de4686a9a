//! Saving what a chart shows: the drawing as PNG, its numbers as CSV.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, Url,
};

/// Style properties that a drawing takes from the style sheet; the image has none, so they are written into it.
const STYLES: [&str; 12] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-linejoin",
    "opacity",
    "font-size",
    "font-family",
    "font-weight",
    "text-anchor",
];
/// Pixels of the image for each unit of the drawing.
const SHARPNESS: f64 = 2.0;

/// Numbers and texts in rows, as CSV by RFC 4180. Texts that a spreadsheet would take for a formula get a leading apostrophe.
pub fn csv(head: &[String], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let formula = cell.starts_with(['=', '@', '+', '-', '\t', '\r']) && cell.parse::<f64>().is_err();
            let cell = if formula { format!("'{cell}") } else { cell.clone() };
            if cell.contains(['"', ',', '\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(&cell);
            }
        }
        text.push_str("\r\n");
    }
    text
}

/// Hands bytes to the user as a file.
pub fn save(name: &str, media: &str, bytes: &[u8]) {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media);
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

fn save_blob(name: &str, blob: &Blob) {
    let (Ok(address), Some(document)) = (Url::create_object_url_with_blob(blob), document()) else { return };
    if let Ok(link) = document.create_element("a") {
        let link: HtmlAnchorElement = link.unchecked_into();
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has begun by then; the bytes need not stay.
    leptos::prelude::set_timeout(
        move || drop(Url::revoke_object_url(&address)),
        std::time::Duration::from_secs(30),
    );
}

/// Saves a drawing as PNG on the background of the page.
pub async fn png(drawing: &Element, name: &str) -> Option<()> {
    let window = web_sys::window()?;
    let size = drawing.get_bounding_client_rect();
    let (width, height) = (size.width().max(1.0), size.height().max(1.0));
    let copy: Element = drawing.clone_node_with_deep(true).ok()?.unchecked_into();
    write_styles(drawing, &copy);
    for (name, value) in [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &width.to_string()),
        ("height", &height.to_string()),
    ] {
        copy.set_attribute(name, value).ok()?;
    }
    let address =
        format!("data:image/svg+xml,{}", String::from(js_sys::encode_uri_component(&copy.outer_html())));

    let make: Function = Reflect::get(&window, &"Image".into()).ok()?.dyn_into().ok()?;
    let image = Reflect::construct(&make, &Array::new()).ok()?;
    let loaded = Promise::new(&mut |resolve, reject| {
        let _ = Reflect::set(&image, &"onload".into(), &resolve);
        let _ = Reflect::set(&image, &"onerror".into(), &reject);
    });
    Reflect::set(&image, &"src".into(), &JsValue::from_str(&address)).ok()?;
    JsFuture::from(loaded).await.ok()?;

    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.unchecked_into();
    canvas.set_width((width * SHARPNESS) as u32);
    canvas.set_height((height * SHARPNESS) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.unchecked_into();
    let surface = window
        .get_computed_style(document()?.body()?.as_ref())
        .ok()??
        .get_property_value("background-color")
        .ok()?;
    context.set_fill_style_str(&surface);
    context.fill_rect(0.0, 0.0, width * SHARPNESS, height * SHARPNESS);
    let draw: Function = Reflect::get(&context, &"drawImage".into()).ok()?.dyn_into().ok()?;
    let place = [0.0, 0.0, width * SHARPNESS, height * SHARPNESS].map(JsValue::from);
    draw.apply(&context, &std::iter::once(image).chain(place).collect::<Array>()).ok()?;

    let address = canvas.to_data_url().ok()?;
    let link: HtmlAnchorElement = document()?.create_element("a").ok()?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Some(())
}

/// Writes what the style sheet says as attributes: a style attribute would need a laxer content security policy.
fn write_styles(from: &Element, to: &Element) {
    let style = web_sys::window().and_then(|window| window.get_computed_style(from).ok().flatten());
    if let Some(style) = style {
        for name in STYLES {
            if let Ok(value) = style.get_property_value(name)
                && !value.is_empty()
            {
                let _ = to.set_attribute(name, &value);
            }
        }
    }
    let (from, to) = (from.children(), to.children());
    for index in 0..from.length() {
        if let (Some(from), Some(to)) = (from.item(index), to.item(index)) {
            write_styles(&from, &to);
        }
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn csv_quotes_what_needs_it() {
        let head = ["a".to_owned(), "b, c".to_owned()];
        let rows =
            [vec!["1".to_owned(), "say \"hi\"".to_owned()], vec!["=1+1".to_owned(), "-2.5".to_owned()]];
        assert_eq!(csv(&head, &rows), "a,\"b, c\"\r\n1,\"say \"\"hi\"\"\"\r\n'=1+1,-2.5\r\n");
    }
}
