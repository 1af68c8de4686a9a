//! What a long command is at: a moving line on a terminal once it takes over a second, nothing elsewhere.

use crate::terminal;
use ml_graph::counted;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// A short command says nothing.
const QUIET: Duration = Duration::from_secs(1);
/// Between two looks of the line.
const PACE: Duration = Duration::from_millis(250);
/// Characters of the line at most.
const WIDTH: usize = 110;
/// Notes shown; whoever converts a thousand experiments reads the rest in the report.
const NOTES: usize = 20;

/// The moving line of a conversion.
pub(crate) struct Progress {
    live: bool,
    files: usize,
    file: usize,
    name: String,
    experiments: usize,
    started: Instant,
    next: Instant,
    drawn: bool,
    notes: usize,
}

impl Progress {
    /// Starts the clock. Nothing is shown unless `shown`, and unless a person watches.
    pub(crate) fn start(files: usize, shown: bool) -> Progress {
        let started = Instant::now();
        Progress {
            live: shown && std::io::stderr().is_terminal(),
            files,
            file: 0,
            name: String::new(),
            experiments: 0,
            started,
            next: started + QUIET,
            drawn: false,
            notes: 0,
        }
    }

    /// The next file is begun.
    pub(crate) fn file(&mut self, name: &str) {
        self.file += 1;
        name.clone_into(&mut self.name);
        self.tick();
    }

    /// So many more experiments are done.
    pub(crate) fn experiments(&mut self, count: usize) {
        self.experiments += count;
        self.tick();
    }

    /// Writes an error for the person watching, above the moving line.
    pub(crate) fn error(&mut self, text: &str) {
        self.clear();
        terminal::note(text);
    }

    /// Like [`Progress::error`], for what the report or a folder's README says too: the first few are shown, the others counted.
    pub(crate) fn note(&mut self, text: &str) {
        self.notes += 1;
        if self.notes <= NOTES {
            self.error(text);
        }
    }

    /// Takes the line away, and says how many notes were not shown.
    pub(crate) fn end(&mut self) {
        self.clear();
        let left = std::mem::take(&mut self.notes).saturating_sub(NOTES);
        if left > 0 {
            terminal::note(&format!(
                "{} more: each stands in the report, or in the README.md of the folder that it is about.",
                counted(left, "note")
            ));
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }

    fn tick(&mut self) {
        let now = Instant::now();
        if self.live && now >= self.next {
            self.next = now + PACE;
            self.drawn = true;
            let mut terminal = std::io::stderr().lock();
            let _ = write!(terminal, "\r\x1b[K{}", self.line(now));
            let _ = terminal.flush();
        }
    }

    fn line(&self, now: Instant) -> String {
        let files = match self.files {
            1 => String::new(),
            files => format!("file {} of {files}, ", self.file),
        };
        let line = format!(
            "{files}{}, {} s: {}",
            counted(self.experiments, "experiment"),
            now.duration_since(self.started).as_secs(),
            self.name
        );
        line.chars().take(WIDTH).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_where_it_is() {
        let mut progress = Progress::start(3, false);
        progress.file("exports/a.json");
        progress.file("exports/b.json");
        progress.experiments(1200);
        let later = progress.started + Duration::from_secs(7);
        assert_eq!(progress.line(later), "file 2 of 3, 1,200 experiments, 7 s: exports/b.json");
        progress.file(&"x".repeat(500));
        assert_eq!(progress.line(later).chars().count(), WIDTH);
    }
}
