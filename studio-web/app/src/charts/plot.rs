//! The area of a chart between its axes.

use super::scale::Scale;
use leptos::prelude::*;
use leptos::svg::Svg;
use web_sys::PointerEvent;

/// Size of a drawing and the room its axes take, in its own units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Area {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) left: f64,
    pub(super) bottom: f64,
    pub(super) top: f64,
    pub(super) right: f64,
}

impl Area {
    /// The usual chart.
    pub(super) const USUAL: Area =
        Area { width: 440.0, height: 270.0, left: 58.0, bottom: 40.0, top: 10.0, right: 14.0 };

    /// Pixels of the horizontal axis, left to right.
    pub(super) fn across(&self) -> (f64, f64) {
        (self.left, self.width - self.right)
    }

    /// Pixels of the vertical axis, bottom to top.
    pub(super) fn up(&self) -> (f64, f64) {
        (self.height - self.bottom, self.top)
    }

    pub(super) fn view_box(&self) -> String {
        format!("0 0 {} {}", self.width, self.height)
    }

    /// Where the pointer is, in units of the drawing; none outside the axes.
    pub(super) fn pointer(&self, drawing: NodeRef<Svg>, event: &PointerEvent) -> Option<(f64, f64)> {
        let shown = drawing.get_untracked()?.get_bounding_client_rect();
        if shown.width() <= 0.0 {
            return None;
        }
        let unit = self.width / shown.width();
        let x = (f64::from(event.client_x()) - shown.left()) * unit;
        let y = (f64::from(event.client_y()) - shown.top()) * unit;
        let inside = x >= self.left - 4.0
            && x <= self.width - self.right + 4.0
            && y <= self.height - self.bottom + 4.0;
        inside.then_some((x, y))
    }

    /// Grid, ticks and titles.
    pub(super) fn axes(&self, x: &Scale, y: &Scale, x_title: &str, y_title: &str) -> AnyView {
        let (left, right) = self.across();
        let (bottom, top) = self.up();
        let vertical = y
            .ticks(5)
            .into_iter()
            .map(|tick| {
                view! {
                    <line class="grid" x1=left x2=right y1=tick.at y2=tick.at />
                    <text class="tick" x=left - 6.0 y=tick.at + 3.5 text-anchor="end">{tick.label}</text>
                }
            })
            .collect_view();
        let horizontal = x
            .ticks(6)
            .into_iter()
            .map(|tick| {
                view! {
                    <line class="axis" x1=tick.at x2=tick.at y1=bottom y2=bottom + 4.0 />
                    <text class="tick" x=tick.at y=bottom + 15.0 text-anchor="middle">{tick.label}</text>
                }
            })
            .collect_view();
        let middle = (bottom + top) / 2.0;
        view! {
            {vertical}
            {horizontal}
            <line class="axis" x1=left x2=right y1=bottom y2=bottom />
            <text class="axis-title" x=(left + right) / 2.0 y=self.height - 6.0 text-anchor="middle">{x_title.to_owned()}</text>
            <text class="axis-title" x=12.0 y=middle text-anchor="middle" transform=format!("rotate(-90 12 {middle})")>{y_title.to_owned()}</text>
        }
        .into_any()
    }
}

/// A path through points; points closer than a third of a pixel to the last drawn one are left out.
pub(super) fn path(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut text = String::new();
    let mut last: Option<(f64, f64)> = None;
    let mut left_out = None;
    for (x, y) in points.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite()) {
        if last.is_some_and(|(from, at)| (x - from).abs() < 0.33 && (y - at).abs() < 0.33) {
            left_out = Some((x, y));
            continue;
        }
        let command = if last.is_none() { 'M' } else { 'L' };
        text.push_str(&format!("{command}{x:.1} {y:.1}"));
        last = Some((x, y));
        left_out = None;
    }
    if let Some((x, y)) = left_out {
        text.push_str(&format!("L{x:.1} {y:.1}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn paths_skip_what_nobody_sees_but_end_at_the_end() {
        assert_eq!(
            path([(0.0, 0.0), (0.1, 0.1), (0.2, f64::NAN), (5.0, 1.0), (5.2, 1.1)]),
            "M0.0 0.0L5.0 1.0L5.2 1.1"
        );
        assert_eq!(path([]), "");
    }
}
