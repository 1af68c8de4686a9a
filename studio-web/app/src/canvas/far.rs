//! Cards seen from afar show their icon alone. To change the look of all at once would keep the page from answering, so it goes from card
//! to card, a few in each frame.

use crate::state::Studio;
use leptos::prelude::*;

/// Cards that change their look in one frame.
const IN_A_FRAME: usize = 20;

/// Keeps the look of the cards in line with the scale.
pub(super) fn watch(studio: Studio) {
    let far = Memo::new(move |_| studio.viewport.read().is_far());
    let going = StoredValue::new(false);
    Effect::new(move |_| {
        far.track();
        studio.cells.track();
        if going.try_get_value() == Some(false) {
            going.set_value(true);
            step(studio, far, going);
        }
    });
}

fn step(studio: Studio, far: Memo<bool>, going: StoredValue<bool>) {
    // The canvas may be gone by the next frame.
    let Some(wanted) = far.try_get_untracked() else { return };
    let cells = studio.cells.get_untracked();
    let mut left = cells.iter().filter(|cell| cell.far.get_untracked() != wanted);
    for cell in left.by_ref().take(IN_A_FRAME) {
        cell.far.set(wanted);
    }
    if left.next().is_some() {
        request_animation_frame(move || step(studio, far, going));
    } else {
        going.set_value(false);
    }
}
