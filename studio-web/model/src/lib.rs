//! The studio without a browser: document, commands, undo, selection, layout, validation.
