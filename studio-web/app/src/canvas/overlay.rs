//! What floats over the canvas during a gesture: alignment lines, the selection rectangle, a word beside the pointer.

use super::board::Board;
use leptos::prelude::*;

/// Alignment lines, in the canvas layer.
pub fn guides(board: Board) -> impl IntoView {
    let lines = move || {
        let guides = board.guides.get();
        guides
            .into_iter()
            .map(|guide| {
                view! {
                    <line
                        x1=guide.from.x.to_string() y1=guide.from.y.to_string()
                        x2=guide.to.x.to_string() y2=guide.to.y.to_string()
                    ></line>
                }
            })
            .collect::<Vec<_>>()
    };
    view! { <svg class="guides" width="1" height="1" aria-hidden="true">{lines}</svg> }
}

/// The selection rectangle, on the screen.
pub fn marquee(board: Board) -> impl IntoView {
    move || {
        board.marquee.get().map(|area| {
            view! {
                <div
                    class="marquee"
                    style:left=format!("{}px", area.x)
                    style:top=format!("{}px", area.y)
                    style:width=format!("{}px", area.width)
                    style:height=format!("{}px", area.height)
                ></div>
            }
        })
    }
}

/// The name of a port, or why a wire is refused.
pub fn hint(board: Board) -> impl IntoView {
    move || {
        board.hint.get().map(|(at, text, refusal)| {
            view! {
                <div
                    class="canvas-hint"
                    class:refusal=refusal
                    role="status"
                    style:left=format!("{}px", at.x + 14.0)
                    style:top=format!("{}px", at.y + 14.0)
                >
                    {text}
                </div>
            }
        })
    }
}
