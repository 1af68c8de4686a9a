//! What a run does, as it does it: a moving line on a terminal, plain lines elsewhere.

use super::outputs::{Label, labels, named};
use crate::commands::Failure;
use crate::terminal::{self, note};
use ml_graph::{Catalogue, Diagnostic, PipelineDraft};
use ml_protocol::{Event, EventKind, Request, Response, RunId, RunState};
use ml_run::Executor;
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Shows the events of a run until it ends.
pub(crate) fn follow(
    executor: &Executor,
    run: &RunId,
    draft: &PipelineDraft,
    catalogue: &Catalogue,
    shown: bool,
) -> Result<RunState, Failure> {
    let mut view = View::new(draft, catalogue, shown);
    let mut after = 0;
    loop {
        let asked = Request::Events { run: run.clone(), after };
        let (events, state) = match executor.request(asked, None).response {
            Response::Events { events, state } => (events, state),
            Response::Refused { diagnostics } => return Err(Failure(diagnostics)),
            _ => return Err(Diagnostic::error("cli/fault", "The engine does not tell of the run.").into()),
        };
        for event in &events {
            after = event.sequence;
            view.show(event);
        }
        view.draw();
        if !ml_run::is_active(state) {
            view.clear();
            return Ok(state);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `12 ms`, `3.4 s`, `2 min 5 s`.
pub(crate) fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        // Up to where a tenth would round to `60.0 s`.
        1_000..59_950 => format!("{:.1} s", milliseconds as f64 / 1000.0),
        _ => {
            let seconds = (milliseconds + 500) / 1000;
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}

struct View {
    labels: BTreeMap<String, Label>,
    width: usize,
    shown: bool,
    live: bool,
    all: usize,
    ended: usize,
    running: BTreeMap<String, String>,
    /// What each node gave, for its closing line.
    outputs: BTreeMap<String, Vec<String>>,
    drawn: String,
}

impl View {
    fn new(draft: &PipelineDraft, catalogue: &Catalogue, shown: bool) -> View {
        let labels = labels(draft, catalogue);
        let width = labels.values().map(|label| label.title.chars().count()).max().unwrap_or(0);
        View {
            labels,
            width,
            shown,
            live: shown && std::io::stderr().is_terminal(),
            all: 0,
            ended: 0,
            running: BTreeMap::new(),
            outputs: BTreeMap::new(),
            drawn: String::new(),
        }
    }

    fn show(&mut self, event: &Event) {
        match &event.kind {
            EventKind::RunStarted { nodes } => self.all = nodes.len(),
            EventKind::Started { node, .. } => {
                self.running.insert(node.clone(), String::new());
            }
            EventKind::Progress { node, fraction, message } => {
                self.running.insert(node.clone(), format!(" {:.0} % {message}", fraction * 100.0));
            }
            EventKind::Output { node, summary, .. } => {
                self.outputs.entry(node.clone()).or_default().push(summary.text.clone());
            }
            EventKind::Warning { diagnostic } => {
                self.say(&terminal::sentence(&named(diagnostic.clone(), &self.labels)));
            }
            EventKind::Finished { node, cached, duration_ms, device } => {
                let took = if *cached { "reused".to_owned() } else { duration(*duration_ms) };
                let outputs = self.outputs.remove(node).unwrap_or_default().join("; ");
                self.end(node, "done", &format!("{took:>9}  {device:<4} {outputs}"));
            }
            EventKind::Failed { node, .. } => self.end(node, "FAILED", ""),
            EventKind::Skipped { node } => self.end(node, "skipped", ""),
            EventKind::Queued { .. } | EventKind::RunFinished { .. } => {}
        }
    }

    fn end(&mut self, node: &str, how: &str, rest: &str) {
        self.ended += 1;
        self.running.remove(node);
        let title = self.title(node);
        let text = format!("{how:<8} {title:<width$} {rest}", width = self.width);
        self.say(text.trim_end());
    }

    fn title(&self, node: &str) -> &str {
        self.labels.get(node).map_or("", |label| label.title.as_str())
    }

    fn say(&mut self, text: &str) {
        if self.shown {
            self.clear();
            note(text);
        }
    }

    /// Draws the moving line anew, when it changed.
    fn draw(&mut self) {
        if !self.live {
            return;
        }
        let running: Vec<String> =
            self.running.iter().map(|(node, progress)| format!("{}{progress}", self.title(node))).collect();
        let line: String =
            format!("[{}/{}] {}", self.ended, self.all, running.join("  |  ")).chars().take(110).collect();
        if line != self.drawn {
            let mut terminal = std::io::stderr().lock();
            let _ = write!(terminal, "\r\x1b[K{line}");
            let _ = terminal.flush();
            self.drawn = line;
        }
    }

    fn clear(&mut self) {
        if self.live && !self.drawn.is_empty() {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
            self.drawn.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_as_people_say_them() {
        let said = [0, 12, 999, 1_000, 3_449, 59_949, 59_950, 60_000, 125_400, 3_599_600].map(duration);
        assert_eq!(
            said,
            [
                "0 ms",
                "12 ms",
                "999 ms",
                "1.0 s",
                "3.4 s",
                "59.9 s",
                "1 min 0 s",
                "1 min 0 s",
                "2 min 5 s",
                "60 min 0 s"
            ]
        );
    }
}
