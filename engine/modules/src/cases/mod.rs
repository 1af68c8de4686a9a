//! The Markdown file of a module: help for people, then cases that are tests.

mod document;

pub use document::help;
