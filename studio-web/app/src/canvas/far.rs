//! Cards seen from afar show their icon alone. To change the look of all cards costs more than a frame has, so it waits until zooming
//! rests, and then goes on over a few frames.

use crate::state::Studio;
use leptos::prelude::*;
use std::time::Duration;

/// Zooming rests when it has not gone on for so long.
const REST: Duration = Duration::from_millis(120);
/// Cards that change their look in one frame.
const IN_A_FRAME: usize = 50;

/// Keeps the look of the cards in line with the scale.
pub(super) fn watch(studio: Studio) {
    let timer: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let shown = StoredValue::new(studio.viewport.get_untracked().is_far());
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    Effect::new(move |_| {
        let far = studio.viewport.get().is_far();
        stop();
        if shown.get_value() != far {
            let change = move || {
                shown.try_update_value(|shown| *shown = far);
                step(studio);
            };
            timer.set_value(set_timeout_with_handle(change, REST).ok());
        }
    });
    on_cleanup(stop);
}

/// Changes the look of some cards in this frame, of the others in those after it.
fn step(studio: Studio) {
    let far = studio.viewport.get_untracked().is_far();
    let cells = studio.cells.get_untracked();
    let mut left = cells.iter().filter(|cell| cell.far.get_untracked() != far);
    for cell in left.by_ref().take(IN_A_FRAME) {
        cell.far.set(far);
    }
    if left.next().is_some() {
        request_animation_frame(move || step(studio));
    }
}
