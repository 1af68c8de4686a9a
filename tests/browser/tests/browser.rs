//! The studio and the engine worker in a real headless browser.
