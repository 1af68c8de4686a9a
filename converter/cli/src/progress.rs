//! What a long command is at: a moving line on a terminal once it takes over a second, nothing elsewhere.

use crate::terminal;
use ml_graph::counted;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A short command says nothing.
const QUIET: Duration = Duration::from_secs(1);
/// Between two looks of the line.
const PACE: Duration = Duration::from_millis(250);
/// Characters of the line at most.
const WIDTH: usize = 110;
/// Notes shown, and errors: whoever converts a thousand experiments reads the rest in the report.
const SHOWN: usize = 20;

/// The moving line of a command that reads files.
pub(crate) struct Progress {
    state: Arc<Mutex<State>>,
    /// Moves the line while one experiment or file takes long; only where a person watches.
    clock: Option<(Sender<()>, JoinHandle<()>)>,
    notes: Count,
    errors: Count,
}

/// What stands in the line.
struct State {
    files: usize,
    file: usize,
    doing: String,
    experiments: usize,
    started: Instant,
    drawn: bool,
}

/// How many of something were shown and how many were not.
#[derive(Default)]
struct Count(usize);

impl Count {
    /// Whether one more is shown.
    fn shows(&mut self) -> bool {
        self.0 += 1;
        self.0 <= SHOWN
    }

    fn left(&mut self) -> usize {
        std::mem::take(&mut self.0).saturating_sub(SHOWN)
    }
}

impl Progress {
    /// Starts the clock. Nothing moves unless `shown`, and unless a person watches.
    pub(crate) fn start(files: usize, shown: bool) -> Progress {
        let state = State {
            files,
            file: 0,
            doing: String::new(),
            experiments: 0,
            started: Instant::now(),
            drawn: false,
        };
        let state = Arc::new(Mutex::new(state));
        let clock = (shown && std::io::stderr().is_terminal()).then(|| {
            let (stop, stopped) = channel();
            let state = Arc::clone(&state);
            let move_line = move || {
                let mut wait = QUIET;
                while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    wait = PACE;
                    lock(&state).draw();
                }
            };
            (stop, std::thread::spawn(move_line))
        });
        Progress { state, clock, notes: Count::default(), errors: Count::default() }
    }

    /// The next file is begun.
    pub(crate) fn file(&self, name: &str) {
        let mut state = lock(&self.state);
        state.file += 1;
        name.clone_into(&mut state.doing);
    }

    /// Something begins that is no file.
    pub(crate) fn doing(&self, what: &str) {
        what.clone_into(&mut lock(&self.state).doing);
    }

    /// So many more experiments are done.
    pub(crate) fn experiments(&self, count: usize) {
        lock(&self.state).experiments += count;
    }

    /// Writes an error for the person watching, above the moving line; the first few are shown, the others counted.
    pub(crate) fn error(&mut self, text: &str) {
        if self.errors.shows() {
            self.say(text);
        }
    }

    /// Like [`Progress::error`], for what the report or a folder's README says too.
    pub(crate) fn note(&mut self, text: &str) {
        if self.notes.shows() {
            self.say(text);
        }
    }

    fn say(&self, text: &str) {
        let mut state = lock(&self.state);
        state.clear();
        terminal::note(text);
    }

    /// Takes the line away, and says how many errors and notes were not shown.
    pub(crate) fn end(mut self) {
        self.stop();
        let left = self.errors.left();
        if left > 0 {
            terminal::note(&format!("{} more: each stands in the report.", counted(left, "error")));
        }
        let left = self.notes.left();
        if left > 0 {
            terminal::note(&format!(
                "{} more: each stands in the report, or in the README.md of the folder that it is about.",
                counted(left, "note")
            ));
        }
    }

    fn stop(&mut self) {
        if let Some((stop, clock)) = self.clock.take() {
            drop(stop);
            // A clock that panicked leaves its line, and nothing else.
            let _ = clock.join();
        }
        lock(&self.state).clear();
    }
}

impl Drop for Progress {
    /// A command that fails leaves no line behind.
    fn drop(&mut self) {
        self.stop();
    }
}

/// The line is whole even if whoever held it panicked.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }

    fn draw(&mut self) {
        self.drawn = true;
        let mut terminal = std::io::stderr().lock();
        let _ = write!(terminal, "\r\x1b[K{}", self.line(Instant::now()));
        let _ = terminal.flush();
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
            self.doing
        );
        line.chars().take(WIDTH).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_where_it_is() {
        let progress = Progress::start(3, false);
        progress.file("exports/a.json");
        progress.file("exports/b.json");
        progress.experiments(1200);
        let line = || {
            let state = lock(&progress.state);
            state.line(state.started + Duration::from_secs(7))
        };
        assert_eq!(line(), "file 2 of 3, 1,200 experiments, 7 s: exports/b.json");
        progress.doing("the report");
        assert_eq!(line(), "file 2 of 3, 1,200 experiments, 7 s: the report");
        progress.file(&"x".repeat(500));
        assert_eq!(line().chars().count(), WIDTH);
    }

    #[test]
    fn the_first_few_are_shown_and_the_others_counted() {
        let mut count = Count::default();
        assert_eq!((0..50).filter(|_| count.shows()).count(), SHOWN);
        assert_eq!((count.left(), count.left()), (50 - SHOWN, 0));
    }
}
