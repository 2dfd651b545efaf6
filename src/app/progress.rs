//! The progress bar on stderr: only where a person waits there, and only after a second.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;

use super::console::Console;
use crate::lang::Lang;

/// A bar that nobody sees in a quick run. Goes away when dropped.
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    /// Dropping the sender tells the waiting thread to end.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub fn new(console: &Console) -> Self {
        let bar = ProgressBar::hidden();
        if console.quiet || !std::io::stderr().is_terminal() {
            return Progress {
                bar,
                lang: console.lang,
                waiting: None,
            };
        }
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{bar:24}] {pos}/{len}") {
            bar.set_style(style);
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let revealed = bar.clone();
        let thread = thread::spawn(move || {
            if stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                revealed.set_draw_target(ProgressDrawTarget::stderr());
                // moves on by itself while one large file is read
                revealed.enable_steady_tick(Duration::from_millis(120));
            }
        });
        Progress {
            bar,
            lang: console.lang,
            waiting: Some((stop, thread)),
        }
    }

    /// Files done, files in all, records read so far.
    pub fn reading(&self, done: usize, all: usize, records: u64) {
        if self.waiting.is_some() {
            self.show(
                done,
                all,
                match self.lang {
                    Lang::Zh => format!("读取文件,已读 {records} 条记录"),
                    Lang::En => format!("reading files, {records} records so far"),
                },
            );
        }
    }

    /// Steps of judging done, steps in all: the rules share their steps, so rules cannot be counted one by one.
    pub fn judging(&self, done: usize, all: usize) {
        if self.waiting.is_some() {
            self.show(
                done,
                all,
                self.lang
                    .pick("核对规则,计算步骤", "judging rules, steps")
                    .to_owned(),
            );
        }
    }

    fn show(&self, done: usize, all: usize, message: String) {
        // the words first, so that they never stand beside the next stage's numbers
        self.bar.set_message(message);
        self.bar.set_length(all as u64);
        self.bar.set_position(done as u64);
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
