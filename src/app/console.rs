//! The terminal: which language, colours and width it takes, and the only places that write to it.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal, Write};

use super::fault::{self, Fault};
use super::status::Status;
use crate::lang::Lang;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coloring {
    /// Where the stream is a terminal and the environment does not object.
    Auto,
    Always,
    Never,
}

/// How this run talks to people.
#[derive(Clone, Copy, Debug)]
pub struct Console {
    pub lang: Lang,
    coloring: Coloring,
    /// Says only what is wrong.
    pub quiet: bool,
}

impl Console {
    /// Looks at the raw arguments, because errors about the arguments need a language and colours too.
    pub fn new(arguments: &[OsString]) -> Self {
        let coloring = match option(arguments, "--color").as_deref() {
            Some("always") => Coloring::Always,
            Some("never") => Coloring::Never,
            _ => Coloring::Auto,
        };
        let quiet = arguments
            .iter()
            .skip(1)
            .take_while(|a| *a != "--")
            .any(|a| a == "--quiet" || a == "-q");
        Console {
            lang: language(option(arguments, "--lang").as_deref(), |name| {
                std::env::var(name).ok()
            }),
            coloring,
            quiet,
        }
    }

    pub fn stdout_color(&self) -> bool {
        self.color(io::stdout().is_terminal())
    }

    pub fn stderr_color(&self) -> bool {
        self.color(io::stderr().is_terminal())
    }

    /// For a report that goes into a file: only where colours were asked for.
    pub fn file_color(&self) -> bool {
        self.color(false)
    }

    fn color(&self, terminal: bool) -> bool {
        match self.coloring {
            Coloring::Always => true,
            Coloring::Never => false,
            Coloring::Auto => {
                // https://no-color.org: any value that is not empty
                let objected = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
                terminal && !objected && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
            }
        }
    }

    /// False on terminals whose fonts have no box drawing.
    pub fn unicode(&self) -> bool {
        !io::stdout().is_terminal()
            || std::env::var_os("TERM").is_none_or(|t| t != "linux" && t != "dumb")
    }

    /// Columns of the terminal, 100 where stdout is none; at most 120, beyond which lines are hard to follow.
    pub fn width(&self) -> usize {
        let columns = if io::stdout().is_terminal() {
            terminal_size::terminal_size()
        } else {
            None
        };
        columns
            .map_or(100, |(columns, _)| usize::from(columns.0))
            .clamp(40, 120)
    }

    /// Writes to stdout. A reader that went away (`| head`) is no fault.
    pub fn write(
        &self,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Vec<Fault>> {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match content(&mut out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                // what is left in the buffer cannot be written either
                let _ = out.into_parts();
                Err(vec![Fault::new(match self.lang {
                    Lang::Zh => format!("写不了标准输出:{}", fault::io_reason(&error, self.lang)),
                    Lang::En => format!(
                        "cannot write to standard output: {}",
                        fault::io_reason(&error, self.lang)
                    ),
                })])
            }
            _ => {
                let _ = out.into_parts();
                Ok(())
            }
        }
    }

    pub fn print(&self, text: &str) -> Result<(), Vec<Fault>> {
        self.write(|out| out.write_all(text.as_bytes()))
    }

    /// Writes to stderr, whatever becomes of it.
    pub fn say(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
    }

    /// Says something that is not wrong, unless it should be quiet.
    pub fn note(&self, zh: &str, en: &str) {
        if !self.quiet {
            self.say(self.lang.pick(zh, en));
        }
    }

    /// Prints the faults that ended a command, and tells its status.
    pub fn finish(&self, result: Result<Status, Vec<Fault>>) -> Status {
        result.unwrap_or_else(|faults| {
            self.faults(&faults);
            Status::Unusable
        })
    }

    pub fn faults(&self, faults: &[Fault]) {
        for fault in faults {
            self.say(&fault.render(self.lang, self.stderr_color()));
        }
    }
}

/// The value of an option, from arguments that may be wrong elsewhere.
fn option(arguments: &[OsString], name: &str) -> Option<String> {
    let mut rest = arguments
        .iter()
        .skip(1)
        .take_while(|a| *a != "--")
        .map(|a| a.to_string_lossy());
    while let Some(argument) = rest.next() {
        if argument == name {
            return rest.next().map(|a| a.into_owned());
        }
        if let Some(value) = argument
            .strip_prefix(name)
            .and_then(|a| a.strip_prefix('='))
        {
            return Some(value.to_owned());
        }
    }
    None
}

/// `--lang`, else the locale's: English where it starts with `en`, else Chinese, which is what users read; that
/// includes `C` and `POSIX`, which containers and old machines set without meaning anything by it.
fn language(asked: Option<&str>, environment: impl Fn(&str) -> Option<String>) -> Lang {
    match asked {
        Some("zh") => return Lang::Zh,
        Some("en") => return Lang::En,
        _ => {}
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| environment(name).filter(|v| !v.is_empty()));
    if locale.is_some_and(|l| l.to_ascii_lowercase().starts_with("en")) {
        Lang::En
    } else {
        Lang::Zh
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_asked_for_or_the_locales_or_chinese() {
        let check = |asked: Option<&str>, variables: &[(&str, &str)], expected: Lang| {
            let get = |name: &str| {
                variables
                    .iter()
                    .find(|(n, _)| *n == name)
                    .map(|(_, v)| (*v).to_owned())
            };
            assert_eq!(language(asked, get), expected, "{asked:?} {variables:?}");
        };
        check(None, &[], Lang::Zh);
        check(None, &[("LANG", "C.UTF-8")], Lang::Zh);
        check(None, &[("LANG", "POSIX")], Lang::Zh);
        check(None, &[("LANG", "en_GB.UTF-8")], Lang::En);
        check(
            None,
            &[("LANG", "en_GB.UTF-8"), ("LC_ALL", "zh_CN.UTF-8")],
            Lang::Zh,
        );
        check(
            None,
            &[("LC_ALL", ""), ("LC_MESSAGES", "en"), ("LANG", "zh_CN")],
            Lang::En,
        );
        check(Some("en"), &[("LC_ALL", "zh_CN.UTF-8")], Lang::En);
        check(Some("zh"), &[("LC_ALL", "en_US")], Lang::Zh);
        check(Some("fr"), &[("LC_ALL", "en_US")], Lang::En);
    }

    #[test]
    fn options_are_found_in_arguments_that_may_be_wrong() {
        let check = |line: &str, expected: Option<&str>| {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(option(&arguments, "--lang").as_deref(), expected, "{line}");
        };
        check("ledgerlint check --oops --lang en", Some("en"));
        check("ledgerlint check --lang=zh .", Some("zh"));
        check("ledgerlint check --language=zh", None);
        check("ledgerlint check -- --lang en", None);
        check("ledgerlint check --lang", None);
    }
}
