//! Alignment while dragging: cards snap to the edges and middles of cards nearby, and lines show it.

use crate::{NODE_HEIGHT, NODE_WIDTH, Point, Rect};

/// A line to draw, in canvas coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
}

/// The cards that stand still while others are dragged, indexed once at the start of the drag.
#[derive(Clone, Debug, Default)]
pub struct Guides {
    still: Vec<Point>,
}

impl Guides {
    /// Guides along the cards at these corners.
    pub fn along(still: impl IntoIterator<Item = Point>) -> Guides {
        Guides { still: still.into_iter().collect() }
    }

    /// For dragged cards whose bounding box is `moving`: how far to shift it so that it lines up with a card within `reach`, and
    /// the lines to show. Looks only at cards in `window`, so that nothing off the screen attracts.
    pub fn align(&self, moving: &Rect, reach: f64, window: &Rect) -> (Point, Vec<Guide>) {
        let mut best_x: Option<(f64, Point)> = None;
        let mut best_y: Option<(f64, Point)> = None;
        for &corner in self.still.iter().filter(|corner| window.intersects(&Rect::card(**corner))) {
            let shifts_x = [
                corner.x - moving.x,
                corner.x + NODE_WIDTH / 2.0 - moving.center().x,
                corner.x + NODE_WIDTH - moving.x - moving.width,
            ];
            let shifts_y = [
                corner.y - moving.y,
                corner.y + NODE_HEIGHT / 2.0 - moving.center().y,
                corner.y + NODE_HEIGHT - moving.y - moving.height,
            ];
            keep_nearest(&mut best_x, &shifts_x, reach, corner);
            keep_nearest(&mut best_y, &shifts_y, reach, corner);
        }
        let shift = Point::new(best_x.map_or(0.0, |best| best.0), best_y.map_or(0.0, |best| best.0));
        let placed = Rect { x: moving.x + shift.x, y: moving.y + shift.y, ..*moving };
        let mut guides = Vec::new();
        if let Some((_, corner)) = best_x {
            let card = Rect::card(corner);
            let all = placed.union(&card);
            if let Some(x) = shared(
                [placed.x, placed.center().x, placed.x + placed.width],
                [card.x, card.center().x, card.x + card.width],
            ) {
                guides.push(Guide { from: Point::new(x, all.y), to: Point::new(x, all.y + all.height) });
            }
        }
        if let Some((_, corner)) = best_y {
            let card = Rect::card(corner);
            let all = placed.union(&card);
            if let Some(y) = shared(
                [placed.y, placed.center().y, placed.y + placed.height],
                [card.y, card.center().y, card.y + card.height],
            ) {
                guides.push(Guide { from: Point::new(all.x, y), to: Point::new(all.x + all.width, y) });
            }
        }
        (shift, guides)
    }
}

fn keep_nearest(best: &mut Option<(f64, Point)>, shifts: &[f64], reach: f64, corner: Point) {
    for &shift in shifts {
        if shift.abs() <= reach && best.is_none_or(|(old, _)| shift.abs() < old.abs()) {
            *best = Some((shift, corner));
        }
    }
}

fn shared(mine: [f64; 3], theirs: [f64; 3]) -> Option<f64> {
    // The same edge of both: left with left, middle with middle, right with right.
    mine.into_iter().zip(theirs).find(|(a, b)| (a - b).abs() < 0.01).map(|(a, _)| a)
}
