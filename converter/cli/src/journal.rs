//! Reports on experiments, kept in a file until all were converted: memory would grow with their number.

use ml_convert::{ExperimentReport, Experiments};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

/// A nameless file, a line of JSON an experiment.
pub(crate) struct Journal {
    lines: BufWriter<File>,
}

impl Journal {
    /// An empty journal in `folder`, where its file shows no name and is gone at the end.
    pub(crate) fn start(folder: &Path) -> io::Result<Journal> {
        Ok(Journal { lines: BufWriter::new(tempfile::tempfile_in(folder)?) })
    }

    pub(crate) fn add(&mut self, experiment: &ExperimentReport) -> io::Result<()> {
        serde_json::to_writer(&mut self.lines, experiment)?;
        self.lines.write_all(b"\n")
    }

    /// Everything written, to be read.
    pub(crate) fn close(self) -> io::Result<Entries> {
        Ok(Entries(self.lines.into_inner()?))
    }
}

/// A finished journal.
pub(crate) struct Entries(File);

impl Experiments for Entries {
    fn each(&self, look: &mut dyn FnMut(&ExperimentReport) -> io::Result<()>) -> io::Result<()> {
        (&self.0).rewind()?;
        let mut lines = BufReader::new(&self.0);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            look(&serde_json::from_slice(&line)?)?;
            line.clear();
        }
        Ok(())
    }
}
