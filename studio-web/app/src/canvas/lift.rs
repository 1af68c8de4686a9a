//! Dragged cards as one layer: they are carried by a single transform, with the wires among them; only wires that lead out are drawn
//! anew on the way.
//!
//! Cards and wires stand in two layers each, of which the second is empty at rest. While some cards are carried, the fewer of the
//! carried and the resting ones stand in the second, so that few elements change their place in the document at any time.

use crate::state::{Cell, Studio};
use leptos::html;
use leptos::prelude::*;
use leptos::svg;
use std::collections::BTreeSet;
use std::sync::Arc;
use studio_model::Point;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// Which cards are carried, and how far.
#[derive(Clone, Copy)]
pub(super) struct Lift {
    carried: RwSignal<Option<Arc<Carried>>>,
    offset: RwSignal<Point>,
    wires: [NodeRef<svg::Svg>; 2],
    cards: [NodeRef<html::Div>; 2],
    /// What stands in the second layers, and what it stood before in the first.
    apart: StoredValue<Vec<Place>, LocalStorage>,
    /// The card that had the focus before: changing its place takes it away.
    focused: StoredValue<Option<HtmlElement>, LocalStorage>,
}

/// The carried cards, and in which of the two layers they stand.
struct Carried {
    cards: BTreeSet<Arc<str>>,
    layer: usize,
}

/// Where an element belongs.
struct Place {
    element: Element,
    parent: Node,
    before: Option<Node>,
}

impl Lift {
    /// With nothing carried.
    pub fn new() -> Lift {
        Lift {
            carried: RwSignal::new(None),
            offset: RwSignal::new(Point::default()),
            wires: [NodeRef::new(), NodeRef::new()],
            cards: [NodeRef::new(), NodeRef::new()],
            apart: StoredValue::new_local(Vec::new()),
            focused: StoredValue::new_local(None),
        }
    }

    /// Begins to carry some cards.
    pub fn raise<'a>(&self, studio: Studio, cells: impl Iterator<Item = &'a Cell>) {
        self.lower();
        let cards: BTreeSet<Arc<str>> = cells.map(|cell| Arc::clone(&cell.id)).collect();
        let (all, wires) = (studio.cells.get_untracked(), studio.wires.get_untracked());
        // Carried cards go to the second layer unless they are the most.
        let layer = usize::from(cards.len() * 2 <= all.len());
        let is_apart = |cell: &Cell| cards.contains(&cell.id) == (layer == 1);
        // Wires that lead from one to the other are drawn anew at every step; they stay with the resting cards.
        let wire_is_apart =
            |from: &Cell, to: &Cell| (cards.contains(&from.id) && cards.contains(&to.id)) == (layer == 1);
        let focused = document().active_element();
        self.set_apart(element(self.cards[0]), element(self.cards[1]), all.iter().map(is_apart));
        let chosen = wires.iter().map(|wire| wire_is_apart(&wire.from, &wire.to));
        self.set_apart(element(self.wires[0]), element(self.wires[1]), chosen);
        let lost = focused.filter(|focused| document().active_element().as_ref() != Some(focused));
        self.focused.set_value(lost.and_then(|focused| focused.dyn_into().ok()));
        self.carried.set(Some(Arc::new(Carried { cards, layer })));
    }

    /// Moves elements from the first layer to the second; `chosen` says of each in turn whether it goes.
    fn set_apart(&self, from: Option<Element>, to: Option<Element>, chosen: impl Iterator<Item = bool>) {
        let (Some(from), Some(to)) = (from, to) else { return };
        let mut next = from.first_element_child();
        for chosen in chosen {
            let Some(element) = next else { return };
            next = element.next_element_sibling();
            let before = element.next_sibling();
            if chosen && to.append_child(&element).is_ok() {
                let place = Place { element, parent: from.clone().into(), before };
                self.apart.update_value(|apart| apart.push(place));
            }
        }
    }

    /// Carries them so far from where they stood.
    pub fn carry(&self, by: Point) {
        if self.offset.get_untracked() != by {
            self.offset.set(by);
        }
    }

    /// How far they are from where they stood.
    pub fn offset(&self) -> Point {
        self.offset.get_untracked()
    }

    /// Whether any are carried.
    pub fn is_raised(&self) -> bool {
        self.carried.with_untracked(Option::is_some)
    }

    /// Puts all back where they stood.
    pub fn lower(&self) {
        if !self.is_raised() {
            return;
        }
        let places = self.apart.try_update_value(std::mem::take).unwrap_or_default();
        // The last first: each finds the one after it in place.
        for place in places.into_iter().rev() {
            if place.element.is_connected() {
                let before =
                    place.before.filter(|before| before.parent_node().as_ref() == Some(&place.parent));
                let _ = place.parent.insert_before(&place.element, before.as_ref());
            }
        }
        if let Some(focused) = self.focused.try_update_value(Option::take).flatten() {
            let _ = focused.focus();
        }
        self.carried.set(None);
        self.offset.set(Point::default());
    }

    /// Whether a card is carried; wakes the caller when that changes.
    pub fn has(&self, cell: &Cell) -> bool {
        self.carried.with(|carried| carried.as_ref().is_some_and(|carried| carried.cards.contains(&cell.id)))
    }

    /// Where a point of a carried card is now; wakes the caller at every step.
    pub fn shifted(&self, point: Point) -> Point {
        let offset = self.offset.get();
        point.moved(offset.x, offset.y)
    }
}

fn element<E>(layer: NodeRef<E>) -> Option<Element>
where
    E: html::ElementType<Output: JsCast + Clone + 'static>,
{
    layer.get_untracked().map(JsCast::unchecked_into)
}

/// The two layers, of wires below cards. Each has the transform of the view, and what is carried its way besides: in three dimensions
/// the browser keeps a layer as a picture of its own and moves that, without painting.
pub(super) fn layers(
    studio: Studio,
    lift: Lift,
    wires: impl IntoView + 'static,
    cards: impl IntoView + 'static,
) -> AnyView {
    let carries = move |layer: usize| {
        lift.carried.with(|carried| carried.as_ref().is_some_and(|carried| carried.layer == layer))
    };
    let transform = move |layer: usize| {
        let view = studio.viewport.get();
        if !carries(layer) {
            return super::transform(&view);
        }
        let offset = lift.offset.get();
        super::transform(&view.panned(offset.x * view.scale, offset.y * view.scale))
    };
    view! {
        <div class="layer" style:transform=move || transform(0)>
            <svg class="wires" node_ref=lift.wires[0] width="1" height="1" aria-hidden="true">{wires}</svg>
            <div class="cards" node_ref=lift.cards[0]>{cards}</div>
        </div>
        <div class="layer" style:transform=move || transform(1)>
            <svg class="wires" node_ref=lift.wires[1] width="1" height="1" aria-hidden="true"></svg>
            <div class="cards" node_ref=lift.cards[1]></div>
        </div>
    }
    .into_any()
}
