//! Exit statuses, and the last line of defence against a fault of the program itself.

use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process::ExitCode;

use crate::lang::Lang;
use crate::read::recovering;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing at or above the threshold.
    Clean = 0,
    /// The data breaks rules, or an example of a rule fails.
    Findings = 1,
    /// Bad usage, unreadable input, or broken rules: the run cannot vouch for anything.
    Unusable = 2,
    /// A fault of the program.
    Internal = 3,
    /// Ctrl-C or a request to end: what shells give a program that a signal ended.
    Interrupted = 130,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// Runs `work`; a panic in it, or in a thread that it waits for, ends as `Internal` with a short message.
pub fn guard(lang: Lang, work: impl FnOnce() -> Status) -> Status {
    panic::set_hook(Box::new(move |info| {
        if recovering() {
            return; // a damaged file, which the report tells of
        }
        // stderr may be closed, and there is nowhere else to say so
        let _ = writeln!(std::io::stderr(), "{}", apology(info, lang));
    }));
    let status = panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Status::Internal);
    let _ = panic::take_hook();
    status
}

fn apology(info: &PanicHookInfo<'_>, lang: Lang) -> String {
    let place = info.location().map_or(String::new(), |l| {
        format!("{}:{}", shortened(l.file()), l.line())
    });
    let reason = info.payload_as_str().unwrap_or("?");
    worded(&place, reason, lang)
}

fn worded(place: &str, reason: &str, lang: Lang) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match lang {
        Lang::Zh => format!(
            "程序内部出错,这次检查没有完成,不能当作通过;您的文件没有被改动\n  \
             请把下面这一行发给维护者(其中可能带有台账里的文字,发出前请过目):\n  \
             ledgerlint {version} {place} {reason}"
        ),
        Lang::En => format!(
            "internal fault: this run did not finish and is no pass; your files were not changed\n  \
             please send the next line to the maintainers (look it over first, it may quote your data):\n  \
             ledgerlint {version} {place} {reason}"
        ),
    }
}

/// The last four parts of a source path: which machine the program was built on is nobody's business.
fn shortened(path: &str) -> String {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    parts[parts.len().saturating_sub(4)..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_ends_as_an_internal_fault() {
        assert_eq!(
            guard(Lang::Zh, || panic!("a test's own panic")),
            Status::Internal
        );
        assert_eq!(guard(Lang::Zh, || Status::Findings), Status::Findings);
    }

    #[test]
    fn the_message_says_what_happened_and_what_to_send() {
        let text = worded("src/read/csv.rs:7", "index out of bounds", Lang::Zh);
        assert!(
            text.contains("没有完成") && text.contains("src/read/csv.rs:7 index out of bounds")
        );
        assert!(worded("", "", Lang::En).contains("did not finish"));
    }

    #[test]
    fn source_paths_lose_the_machine_they_were_built_on() {
        assert_eq!(
            shortened("/home/someone/crates/src/index-1/clap-4/src/a.rs"),
            "index-1/clap-4/src/a.rs"
        );
        assert_eq!(shortened("src/app/mod.rs"), "src/app/mod.rs");
    }
}
