//! Text and images that scripts give.

use leptos::prelude::*;

/// Text as text, an image as an image; never as a page.
pub(super) fn media(media: &str, content: &str) -> AnyView {
    if media.starts_with("image/") {
        let address = format!("data:{media};base64,{content}");
        return view! { <div class="scroll"><img class="output-image" src=address alt="Image of the output" /></div> }.into_any();
    }
    view! { <pre class="output-text">{content.to_owned()}</pre> }.into_any()
}
