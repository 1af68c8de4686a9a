//! The engine in this process.

use ml_graph::Catalogue;

/// Name of this program for clients.
pub(crate) const NAME: &str = concat!("ml-migrate ", env!("CARGO_PKG_VERSION"));

/// Every module.
pub(crate) fn catalogue() -> &'static Catalogue {
    ml_modules::catalogue()
}
