//! Where things are: cards, ports, wires and the part of the canvas that shows.

use serde::{Deserialize, Serialize};

/// Width of a module card.
pub const NODE_WIDTH: f64 = 220.0;
/// Height of a module card.
pub const NODE_HEIGHT: f64 = 52.0;
/// Cards snap to multiples of this.
pub const GRID: f64 = 10.0;
/// Smallest and largest zoom.
pub const ZOOM_RANGE: (f64, f64) = (0.1, 4.0);

/// A point, on the canvas or on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A rectangle; width and height are never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Point {
    /// The point (`x`, `y`).
    pub fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    /// This point moved by (`dx`, `dy`).
    pub fn moved(self, dx: f64, dy: f64) -> Point {
        Point::new(self.x + dx, self.y + dy)
    }

    /// The nearest grid point.
    pub fn snapped(self) -> Point {
        Point::new((self.x / GRID).round() * GRID, (self.y / GRID).round() * GRID)
    }

    /// Distance to `other`.
    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

impl Rect {
    /// The rectangle between two opposite corners.
    pub fn between(a: Point, b: Point) -> Rect {
        Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
    }

    /// The card whose upper left corner is `corner`.
    pub fn card(corner: Point) -> Rect {
        Rect { x: corner.x, y: corner.y, width: NODE_WIDTH, height: NODE_HEIGHT }
    }

    /// Whether `point` is inside or on the edge.
    pub fn contains(&self, point: Point) -> bool {
        (self.x..=self.x + self.width).contains(&point.x)
            && (self.y..=self.y + self.height).contains(&point.y)
    }

    /// Whether the two overlap.
    pub fn intersects(&self, other: &Rect) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The lower right corner.
    pub fn corner(&self) -> Point {
        Point::new(self.x + self.width, self.y + self.height)
    }

    /// The middle.
    pub fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Rect) -> Rect {
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Rect { x, y, width: right - x, height: bottom - y }
    }

    /// The smallest rectangle around the cards at these corners; none without cards.
    pub fn around_cards(corners: impl IntoIterator<Item = Point>) -> Option<Rect> {
        corners.into_iter().map(Rect::card).reduce(|all, card| all.union(&card))
    }
}

/// How far right of a card's left edge port `index` of `count` stands.
pub fn port_offset(index: usize, count: usize) -> f64 {
    NODE_WIDTH * (index as f64 + 1.0) / (count.max(1) as f64 + 1.0)
}

/// Where input `index` of `count` stands on the card at `corner`.
pub fn input_point(corner: Point, index: usize, count: usize) -> Point {
    corner.moved(port_offset(index, count), 0.0)
}

/// Where output `index` of `count` stands on the card at `corner`.
pub fn output_point(corner: Point, index: usize, count: usize) -> Point {
    corner.moved(port_offset(index, count), NODE_HEIGHT)
}

/// A wire's curve from an output down to an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WireCurve {
    /// Output end.
    pub from: Point,
    /// Input end.
    pub to: Point,
}

impl WireCurve {
    /// The curve's four control points.
    fn control(&self) -> [Point; 4] {
        let drop = self.to.y - self.from.y;
        // Upward wires swing out; nearby ones stay taut.
        let reach =
            if drop >= 0.0 { (drop / 2.0).clamp(14.0, 120.0) } else { (-drop / 2.0).clamp(40.0, 160.0) };
        [self.from, self.from.moved(0.0, reach), self.to.moved(0.0, -reach), self.to]
    }

    /// As SVG path data.
    pub fn path(&self) -> String {
        let [a, b, c, d] = self.control();
        format!("M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y)
    }

    /// As SVG path data at the scale of a thumbnail: the reach follows the height alone.
    pub(crate) fn small_path(&self) -> String {
        let reach = ((self.to.y - self.from.y) / 2.0).abs();
        let (a, b, c, d) = (self.from, self.from.moved(0.0, reach), self.to.moved(0.0, -reach), self.to);
        format!("M{:.1} {:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {:.1}", a.x, a.y, b.x, b.y, c.x, c.y, d.x, d.y)
    }

    /// The point at `t` from 0 to 1 along the curve.
    pub fn at(&self, t: f64) -> Point {
        let [a, b, c, d] = self.control();
        let u = 1.0 - t;
        let (ka, kb, kc, kd) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        Point::new(ka * a.x + kb * b.x + kc * c.x + kd * d.x, ka * a.y + kb * b.y + kc * c.y + kd * d.y)
    }

    /// How far `point` is from the curve.
    pub fn distance(&self, point: Point) -> f64 {
        (0..=32).map(|step| self.at(f64::from(step) / 32.0).distance(point)).fold(f64::INFINITY, f64::min)
    }
}

/// Which part of the canvas shows: screen = canvas × scale + offset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewport {
    /// Where the canvas origin stands on the screen.
    pub offset: Point,
    /// Screen pixels a canvas pixel.
    pub scale: f64,
}

impl Default for Viewport {
    fn default() -> Viewport {
        Viewport { offset: Point::default(), scale: 1.0 }
    }
}

impl Viewport {
    /// Whether the titles of cards are too small to read.
    pub fn is_far(&self) -> bool {
        self.scale < 0.5
    }

    /// From screen to canvas.
    pub fn to_canvas(&self, screen: Point) -> Point {
        Point::new((screen.x - self.offset.x) / self.scale, (screen.y - self.offset.y) / self.scale)
    }

    /// From canvas to screen.
    pub fn to_screen(&self, canvas: Point) -> Point {
        Point::new(canvas.x * self.scale + self.offset.x, canvas.y * self.scale + self.offset.y)
    }

    /// Moved by screen pixels.
    pub fn panned(&self, dx: f64, dy: f64) -> Viewport {
        Viewport { offset: self.offset.moved(dx, dy), scale: self.scale }
    }

    /// Scaled by `factor` while the canvas point under `screen` stays where it is.
    pub fn zoomed(&self, screen: Point, factor: f64) -> Viewport {
        let fixed = self.to_canvas(screen);
        let scale = (self.scale * factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
        Viewport { offset: Point::new(screen.x - fixed.x * scale, screen.y - fixed.y * scale), scale }
    }

    /// Shows all of `content` in a window of `width` × `height` with a margin, never larger than life.
    pub fn fitting(content: &Rect, width: f64, height: f64) -> Viewport {
        let margin = 48.0;
        let (room_x, room_y) = ((width - 2.0 * margin).max(1.0), (height - 2.0 * margin).max(1.0));
        let scale =
            (room_x / content.width.max(1.0)).min(room_y / content.height.max(1.0)).clamp(ZOOM_RANGE.0, 1.0);
        let middle = content.center();
        Viewport {
            offset: Point::new(width / 2.0 - middle.x * scale, height / 2.0 - middle.y * scale),
            scale,
        }
    }

    /// With the canvas point `middle` in the middle of a window of `width` × `height`.
    pub fn centred(&self, middle: Point, width: f64, height: f64) -> Viewport {
        let offset = Point::new(width / 2.0 - middle.x * self.scale, height / 2.0 - middle.y * self.scale);
        Viewport { offset, scale: self.scale }
    }

    /// The part of the canvas that a window of `width` × `height` shows.
    pub fn visible(&self, width: f64, height: f64) -> Rect {
        let corner = self.to_canvas(Point::default());
        Rect { x: corner.x, y: corner.y, width: width / self.scale, height: height / self.scale }
    }
}

/// The whole pipeline at a glance: how canvas coordinates map into a small picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimap {
    view: Viewport,
}

impl Minimap {
    /// A picture of `width` × `height` that shows `content` and what is `visible` now.
    pub fn of(content: &Rect, visible: &Rect, width: f64, height: f64) -> Minimap {
        // The view reaches beyond the content in steps, so that the picture stands still while the view moves.
        let steps = |length: f64, over: f64| {
            let step = (length / 4.0).max(NODE_WIDTH);
            (over.max(0.0) / step).ceil() * step
        };
        let (end, visible_end) = (content.corner(), visible.corner());
        let left = steps(content.width, content.x - visible.x);
        let top = steps(content.height, content.y - visible.y);
        let all = Rect {
            x: content.x - left,
            y: content.y - top,
            width: content.width + left + steps(content.width, visible_end.x - end.x),
            height: content.height + top + steps(content.height, visible_end.y - end.y),
        };
        let scale = (width / all.width.max(1.0)).min(height / all.height.max(1.0)).min(1.0);
        let middle = all.center();
        let offset = Point::new(width / 2.0 - middle.x * scale, height / 2.0 - middle.y * scale);
        Minimap { view: Viewport { offset, scale } }
    }

    /// Where a rectangle of the canvas is in the picture.
    pub fn place(&self, rect: &Rect) -> Rect {
        let corner = self.view.to_screen(Point::new(rect.x, rect.y));
        Rect {
            x: corner.x,
            y: corner.y,
            width: rect.width * self.view.scale,
            height: rect.height * self.view.scale,
        }
    }

    /// The canvas point under a point of the picture.
    pub fn to_canvas(&self, point: Point) -> Point {
        self.view.to_canvas(point)
    }
}
