//! The progress bar on stderr: only where a person waits there, and only after a second.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::Console;
use crate::lang::Lang;

/// How often the bar moves on by itself.
const TICK: Duration = Duration::from_millis(120);

/// Bytes of the submission that have been read.
pub type BytesRead = Arc<AtomicU64>;

/// A bar that nobody sees in a quick run. Goes away when dropped.
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    pub read: BytesRead,
    /// Bytes of all files together.
    size: u64,
    /// Dropping the sender tells the waiting thread to end.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// `size` is what there is to read, in bytes; asked only where the bar may be seen.
    pub fn new(console: &Console, size: impl FnOnce() -> u64) -> Self {
        let mut progress = Progress {
            bar: ProgressBar::hidden(),
            lang: console.lang,
            read: BytesRead::default(),
            size: 0,
            waiting: None,
        };
        if console.quiet || !std::io::stderr().is_terminal() {
            return progress;
        }
        progress.size = size();
        let template = "{spinner} {msg} [{bar:24}] {percent:>3}%";
        if let Ok(style) = ProgressStyle::with_template(template) {
            progress.bar.set_style(style);
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let revealed = progress.bar.clone();
        let thread = thread::spawn(move || {
            if stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                revealed.set_draw_target(ProgressDrawTarget::stderr());
                revealed.enable_steady_tick(TICK);
            }
        });
        progress.waiting = Some((stop, thread));
        progress
    }

    /// The bar itself, for whoever has to clear it in a hurry.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// Files done, files in all, records read so far; the bar shows the bytes, of which the end is known.
    pub fn reading(&self, done: usize, all: usize, records: u64) {
        if self.waiting.is_some() {
            // a pipe's size is not known, and a text is read once more where its digest is wanted
            let read = self.read.load(Ordering::Relaxed).min(self.size);
            self.show(read, self.size, reading(done, all, records, self.lang));
        }
    }

    /// Rules judged, rules in all; they share most of their steps, so many are done at once.
    pub fn judging(&self, done: usize, all: usize) {
        if self.waiting.is_some() {
            self.show(done as u64, all as u64, judging(done, all, self.lang));
        }
    }

    /// Marked copies written, copies in all.
    pub fn copying(&self, done: usize, all: usize) {
        if self.waiting.is_some() {
            self.show(done as u64, all as u64, copying(done, all, self.lang));
        }
    }

    /// Rules done, rules in all, of which the mutants are tried.
    pub fn mutating(&self, done: usize, all: usize) {
        if self.waiting.is_some() {
            self.show(done as u64, all as u64, mutating(done, all, self.lang));
        }
    }

    fn show(&self, done: u64, all: u64, message: String) {
        // the words first, so that they never stand beside the next stage's numbers
        self.bar.set_message(message);
        self.bar.set_length(all.max(1));
        self.bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.waiting.take() {
            drop(stop);
            let _ = thread.join();
            self.bar.finish_and_clear();
        }
    }
}

fn reading(done: usize, all: usize, records: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("读取台账 {done}/{all} 个文件,已读 {records} 条记录"),
        Lang::En => format!("reading {done}/{all} files, {records} records so far"),
    }
}

fn judging(done: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("核对规则,已核对 {done}/{all} 条"),
        Lang::En => format!("judging rules, {done}/{all} done"),
    }
}

fn copying(done: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("写标注副本,已写 {done}/{all} 份"),
        Lang::En => format!("writing marked copies, {done}/{all} done"),
    }
}

fn mutating(done: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("试规则的变异,已试 {done}/{all} 条规则"),
        Lang::En => format!("trying mutants, {done}/{all} rules done"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_says_what_is_counted() {
        assert_eq!(
            reading(1, 6, 250_000, Lang::Zh),
            "读取台账 1/6 个文件,已读 250000 条记录"
        );
        assert_eq!(judging(3, 80, Lang::En), "judging rules, 3/80 done");
        assert_eq!(copying(0, 1, Lang::Zh), "写标注副本,已写 0/1 份");
        assert_eq!(mutating(2, 9, Lang::Zh), "试规则的变异,已试 2/9 条规则");
    }
}
