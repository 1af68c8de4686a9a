//! The engine inside a Web Worker.
