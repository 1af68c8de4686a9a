//! What is kept in a file until all files were converted, for memory would grow with its number: reports on experiments, and drafts whose
//! endpoints are still to be known.

use ml_convert::{ExperimentReport, Experiments};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

/// A nameless file, a line of JSON an entry.
pub(crate) struct Journal {
    lines: BufWriter<File>,
}

impl Journal {
    /// An empty journal in `folder`, where its file shows no name and is gone at the end.
    pub(crate) fn start(folder: &Path) -> io::Result<Journal> {
        Ok(Journal { lines: BufWriter::new(tempfile::tempfile_in(folder)?) })
    }

    pub(crate) fn add(&mut self, entry: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.lines, entry)?;
        self.lines.write_all(b"\n")
    }

    /// Everything written, to be read.
    pub(crate) fn close(self) -> io::Result<Entries> {
        Ok(Entries(self.lines.into_inner()?))
    }
}

/// A finished journal.
pub(crate) struct Entries(File);

impl Entries {
    /// Looks at each entry in turn.
    pub(crate) fn each_entry<T: DeserializeOwned, E: From<io::Error>>(
        &self,
        mut look: impl FnMut(&T) -> Result<(), E>,
    ) -> Result<(), E> {
        (&self.0).rewind()?;
        let mut lines = BufReader::new(&self.0);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            look(&serde_json::from_slice(&line).map_err(io::Error::from)?)?;
            line.clear();
        }
        Ok(())
    }
}

impl Experiments for Entries {
    fn each(&self, look: &mut dyn FnMut(&ExperimentReport) -> io::Result<()>) -> io::Result<()> {
        self.each_entry(look)
    }
}
