//! How much a reader takes in before it refuses.

/// Bounds on what one input may cost; everything really read counts, whatever headers claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file, also after unpacking.
    pub bytes: u64,
    /// Files in one package, nested ones included.
    pub entries: usize,
    /// Unpacked bytes for each packed byte of a package.
    pub ratio: u64,
    /// Packages inside packages.
    pub nesting: usize,
    /// Modules of one experiment.
    pub nodes: usize,
}

impl Default for Limits {
    /// Generous for real exports: 512 MiB, 20,000 files, 200 to 1, 3 levels, 20,000 modules. JSON may nest 127 levels.
    fn default() -> Limits {
        Limits { bytes: 512 << 20, entries: 20_000, ratio: 200, nesting: 3, nodes: 20_000 }
    }
}
