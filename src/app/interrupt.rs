//! Ctrl-C, and a request to end: the bar goes, half a report goes, the old one stays, and a sentence says so.
//!
//! The signal is waited for by a thread of its own, so that a long computation need not look out for it. Signals that
//! whoever started the program has set aside (`nohup`, a script's background jobs) stay set aside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::ProgressBar;

use super::console::Console;
use super::status::Status;
use crate::lang::Lang;

/// How far a run has come, shared with the thread that waits for the signal.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    stage: Stage,
    bar: Option<ProgressBar>,
    /// The file that the report is being written to before it takes its place.
    temporary: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Checking,
    /// Part of the report may have gone where it cannot be called back from.
    Printing,
    /// The report is where it belongs: there is nothing left to interrupt.
    Done,
}

impl Watch {
    /// Watches from now on.
    pub fn start(console: &Console) -> Self {
        let watch = Watch::default();
        let (watched, console) = (watch.clone(), *console);
        // where it cannot be watched for, the signal ends the program as it ends any other
        let _ = ctrlc::try_set_handler(move || {
            // held to the end: nothing may be renamed or written any more
            let mut state = watched.state();
            if let Some(words) = state.interrupt(console.lang) {
                console.say(words);
                std::process::exit(Status::Interrupted as i32);
            }
        });
        watch
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bar to clear.
    pub fn shows(&self, bar: ProgressBar) {
        self.state().bar = Some(bar);
    }

    /// From here on the report goes to standard output or to a device.
    pub fn prints(&self) {
        self.state().stage = Stage::Printing;
    }

    /// Creates the file that the report is written to before it takes its place.
    pub fn writes<T>(
        &self,
        temporary: &Path,
        create: impl FnOnce() -> io::Result<T>,
    ) -> io::Result<T> {
        let mut state = self.state();
        let created = create()?;
        state.temporary = Some(temporary.to_owned());
        Ok(created)
    }

    /// The step that replaces the old report; it is done whole or not begun.
    pub fn replaces(&self, replace: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let mut state = self.state();
        replace()?;
        state.stage = Stage::Done;
        Ok(())
    }

    /// Nothing is left to interrupt.
    pub fn done(&self) {
        self.state().stage = Stage::Done;
    }
}

impl State {
    /// Tidies up; what to say, unless the run has come too far to be interrupted.
    fn interrupt(&mut self, lang: Lang) -> Option<&'static str> {
        if self.stage == Stage::Done {
            return None;
        }
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        if let Some(temporary) = self.temporary.take() {
            let _ = fs::remove_file(temporary);
        }
        let (zh, en) = match self.stage {
            Stage::Printing => (
                "检查被中断,报告没有写完,不能用",
                "interrupted: the report is not complete and must not be used",
            ),
            _ => (
                "检查被中断,没有写出报告",
                "interrupted: the check did not finish and no report was written",
            ),
        };
        Some(match lang {
            Lang::Zh => zh,
            Lang::En => en,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_report_is_removed_and_a_whole_one_stays() {
        let path =
            std::env::temp_dir().join(format!("ledgerlint-interrupt-{}", std::process::id()));
        let watch = Watch::default();
        watch.writes(&path, || fs::write(&path, "half")).unwrap();
        let words = watch.state().interrupt(Lang::Zh);
        assert_eq!(words, Some("检查被中断,没有写出报告"));
        assert!(!path.exists());

        watch.writes(&path, || fs::write(&path, "half")).unwrap();
        watch.replaces(|| fs::write(&path, "whole")).unwrap();
        assert_eq!(watch.state().interrupt(Lang::Zh), None);
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_went_to_standard_output_is_said_to_be_incomplete() {
        let watch = Watch::default();
        watch.prints();
        let words = watch.state().interrupt(Lang::En);
        assert!(words.unwrap().contains("not complete"));
        watch.done();
        assert_eq!(watch.state().interrupt(Lang::En), None);
    }

    #[test]
    fn a_report_that_could_not_take_its_place_can_still_be_interrupted() {
        let watch = Watch::default();
        watch
            .replaces(|| Err(io::ErrorKind::PermissionDenied.into()))
            .unwrap_err();
        assert!(watch.state().interrupt(Lang::Zh).is_some());
    }
}
