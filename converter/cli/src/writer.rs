//! Writes drafts and pages beside the conversion of the next ones.

use crate::commands::Failure;
use crate::commands::targets::write;
use ml_convert::ConvertedDraft;
use ml_graph::Diagnostic;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// How many may wait; more would only take memory when the disk is slower than the conversion.
const WAITING: usize = 16;

/// What is written of an experiment.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// Its draft.
    pub(crate) drafts: bool,
    /// The report's page on it.
    pub(crate) pages: bool,
}

/// A thread that writes.
pub(crate) struct Writer {
    waiting: Option<SyncSender<ConvertedDraft>>,
    thread: Option<JoinHandle<Result<(), Failure>>>,
}

impl Writer {
    /// A writer into the folder `out`.
    pub(crate) fn start(out: &Path, wanted: Wanted) -> Writer {
        let (sender, receiver) = sync_channel(WAITING);
        let out = out.to_owned();
        let thread = std::thread::spawn(move || write_all(receiver, out, wanted));
        Writer { waiting: Some(sender), thread: Some(thread) }
    }

    /// Has a draft written; fails with what became of an earlier one.
    pub(crate) fn write(&mut self, converted: ConvertedDraft) -> Result<(), Failure> {
        match &self.waiting {
            Some(waiting) if waiting.send(converted).is_ok() => Ok(()),
            _ => self.finish(),
        }
    }

    /// Waits until all are written.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        self.waiting = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            None => Ok(()),
            Some(Err(_)) => Err(Diagnostic::error("cli/fault", "Writing the drafts broke off.").into()),
        }
    }
}

fn write_all(converted: Receiver<ConvertedDraft>, out: PathBuf, wanted: Wanted) -> Result<(), Failure> {
    for converted in converted {
        if wanted.pages {
            let page = converted.report.to_html(&converted.draft);
            write(&out.join(converted.report.page()), page.as_bytes())?;
        }
        if wanted.drafts {
            let mut text = serde_json::to_vec_pretty(&converted.draft).map_err(|error| {
                Diagnostic::error("cli/draft", format!("A draft cannot be written: {error}."))
            })?;
            text.push(b'\n');
            write(&out.join(&converted.file), &text)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ml_convert::{ExperimentReport, Vault};
    use ml_graph::PipelineDraft;

    fn converted(number: usize) -> ConvertedDraft {
        let file = format!("{number}.draft.json");
        ConvertedDraft {
            draft: PipelineDraft::new(number.to_string()),
            vault: Vault::default(),
            report: ExperimentReport { draft: file.clone(), ..ExperimentReport::default() },
            file,
        }
    }

    #[test]
    fn more_than_may_wait_are_written_with_their_pages() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::start(folder.path(), Wanted { drafts: true, pages: true });
        for number in 0..WAITING * 3 {
            writer.write(converted(number)).unwrap();
        }
        writer.finish().unwrap();
        for number in 0..WAITING * 3 {
            let text = std::fs::read(folder.path().join(format!("{number}.draft.json"))).unwrap();
            let draft: PipelineDraft = serde_json::from_slice(&text).unwrap();
            assert_eq!(draft.name, number.to_string());
            assert!(folder.path().join(format!("report/{number}.html")).is_file());
        }
    }

    #[test]
    fn what_cannot_be_written_fails_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("report"), "no folder").unwrap();
        let mut writer = Writer::start(folder.path(), Wanted { drafts: false, pages: true });
        let failures = (0..WAITING * 3).filter(|number| writer.write(converted(*number)).is_err()).count();
        assert!(failures + usize::from(writer.finish().is_err()) == 1);
    }
}
