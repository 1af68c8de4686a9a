//! Wires: one path each, redrawn only when one of its two cards moves.

use super::board::Board;
use crate::state::{Cell, Studio, WireCell};
use leptos::prelude::*;
use studio_model::{Point, WireCurve, input_point, output_point};

/// A wire between two cards.
pub fn wire(cell: WireCell) -> AnyView {
    let board = expect_context::<Board>();
    let curve = {
        let cell = cell.clone();
        let raised = Memo::new({
            let cell = cell.clone();
            move |_| (board.lift.has(&cell.from), board.lift.has(&cell.to))
        });
        move || {
            let mut curve = curve(&cell);
            // With both ends on one layer it moves with that layer as it is.
            match raised.get() {
                (true, false) => curve.from = board.lift.shifted(curve.from),
                (false, true) => curve.to = board.lift.shifted(curve.to),
                _ => {}
            }
            curve.path()
        }
    };
    let lit = {
        let (from, to) = (cell.from.selected.clone(), cell.to.selected.clone());
        move || from.get() || to.get()
    };
    let selected = {
        let selected = cell.selected.clone();
        move || selected.get()
    };
    let hovered = {
        let wire = cell.wire.clone();
        Memo::new(move |_| board.hovered.with(|hovered| hovered.as_ref() == Some(&wire)))
    };
    view! {
        <path
            class="wire"
            class:lit=lit
            class:selected=selected
            class:hovered=move || hovered.get()
            class:service=cell.wire.service
            d=curve
        ></path>
    }
    .into_any()
}

/// Where the wire runs now; wakes the caller when a card moves or its ports change.
pub fn curve(cell: &WireCell) -> WireCurve {
    WireCurve {
        from: output_end(&cell.from, &cell.wire.from.port),
        to: input_end(&cell.to, &cell.wire.to.port),
    }
}

/// Where an output stands.
pub fn output_end(cell: &Cell, port: &str) -> Point {
    let (index, count) = cell.item.with(|item| {
        (item.outputs.iter().position(|output| output.id == port).unwrap_or_default(), item.outputs.len())
    });
    output_point(cell.position.get(), index, count)
}

/// Where an input stands.
pub fn input_end(cell: &Cell, port: &str) -> Point {
    let (index, count) = cell.item.with(|item| {
        (item.inputs.iter().position(|input| input.id == port).unwrap_or_default(), item.inputs.len())
    });
    input_point(cell.position.get(), index, count)
}

/// The wire being drawn.
pub fn drawn(studio: Studio, board: Board) -> Option<AnyView> {
    let connecting = board.connecting.get()?;
    let cell = studio.cell(&connecting.start.node)?;
    let path = move || {
        let loose = board.loose_end.get();
        let curve = if connecting.backwards {
            WireCurve { from: loose, to: untrack(|| input_end(&cell, &connecting.start.port)) }
        } else {
            WireCurve { from: untrack(|| output_end(&cell, &connecting.start.port)), to: loose }
        };
        curve.path()
    };
    Some(view! { <path class="wire drawn" d=path></path> }.into_any())
}
