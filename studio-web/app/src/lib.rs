//! The studio in the browser: Leptos components, canvas, panels, charts.
