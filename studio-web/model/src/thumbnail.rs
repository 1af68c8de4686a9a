//! A pipeline as a small picture: two SVG paths, cheap to store and to show in lists.

use crate::geometry::{Minimap, Point, Rect, WireCurve, input_point, output_point};
use crate::item;
use ml_graph::{Catalogue, PipelineDraft};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Path data for a picture of [`Thumbnail::WIDTH`] × [`Thumbnail::HEIGHT`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// The cards, to be filled.
    pub cards: String,
    /// The wires, to be stroked.
    pub wires: String,
}

impl Thumbnail {
    /// Width of the picture.
    pub const WIDTH: f64 = 240.0;
    /// Height of the picture.
    pub const HEIGHT: f64 = 120.0;

    /// The picture of a draft; items without a position are laid out first.
    pub fn of(draft: &PipelineDraft) -> Thumbnail {
        let mut draft = draft.clone();
        crate::layout::place_unplaced(&mut draft);
        let items = item::items(&draft, &Catalogue::default());
        let Some(area) = Rect::around_cards(items.iter().map(|item| item.position)) else {
            return Thumbnail::default();
        };
        let map = Minimap::of(&area, &area, Thumbnail::WIDTH, Thumbnail::HEIGHT);
        let mut picture = Thumbnail::default();
        for item in &items {
            let card = map.place(&Rect::card(item.position));
            let _ = write!(
                picture.cards,
                "M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}z",
                card.x, card.y, card.width, card.height, card.width
            );
        }
        let place = |point: Point| {
            let spot = map.place(&Rect { x: point.x, y: point.y, width: 0.0, height: 0.0 });
            Point::new(spot.x, spot.y)
        };
        for wire in item::wires(&draft) {
            let find = |id: &str| items.iter().find(|item| item.id == id);
            let (Some(from), Some(to)) = (find(&wire.from.node), find(&wire.to.node)) else { continue };
            let index = |ports: &[item::PortView], id: &str| {
                ports.iter().position(|port| port.id == id).unwrap_or_default()
            };
            let start =
                output_point(from.position, index(&from.outputs, &wire.from.port), from.outputs.len());
            let end = input_point(to.position, index(&to.inputs, &wire.to.port), to.inputs.len());
            picture.wires.push_str(&WireCurve { from: place(start), to: place(end) }.small_path());
        }
        picture
    }
}
