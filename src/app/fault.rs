//! Faults: bad usage, broken rules, schemas or configuration, and the file system's refusals, with place and advice.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::lang::Lang;
use crate::ledger::SchemaFault;
use crate::rulebook::RuleFault;

/// Characters of a source line that are shown; longer lines are cut around the place.
const SHOWN: usize = 96;

/// Why a command could not do its work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One plain sentence without final dot.
    pub message: String,
    /// Boxed: faults travel in results, most of them without a place.
    pub place: Option<Box<Place>>,
    pub advice: Option<String>,
}

/// Where in a text file a fault is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub path: String,
    /// The file's text; without it only the path is shown.
    pub text: Option<Arc<str>>,
    /// Byte range of the text.
    pub span: Range<usize>,
    /// Short text at the place, may be empty.
    pub label: String,
}

impl Fault {
    pub fn new(message: impl Into<String>) -> Self {
        Fault {
            message: message.into(),
            place: None,
            advice: None,
        }
    }

    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// An operating system's refusal, such as (无法读取, cannot read).
    pub fn io(what: (&str, &str), path: &str, error: &io::Error, lang: Lang) -> Self {
        let reason = io_reason(error, lang);
        Fault::new(match lang {
            Lang::Zh => format!("{} {path}:{reason}", what.0),
            Lang::En => format!("{} {path}: {reason}", what.1),
        })
    }

    /// Of a rule file, shown under the path that the user knows it by.
    pub fn rule(fault: RuleFault, shown: &dyn Fn(&str) -> String) -> Self {
        let place = Place {
            path: shown(&fault.path),
            text: Some(fault.text),
            span: fault.span,
            label: fault.label,
        };
        Fault {
            message: fault.message,
            place: Some(Box::new(place)),
            advice: fault.advice,
        }
    }

    /// Of a schema file; `text` is its content.
    pub fn schema(fault: SchemaFault, shown: &dyn Fn(&str) -> String, text: Option<&str>) -> Self {
        let span = text.and_then(|text| super::layout::pointer_span(text, &fault.pointer));
        let place = Place {
            path: shown(&fault.path),
            text: span.as_ref().and(text).map(Arc::from),
            span: span.unwrap_or(0..0),
            label: fault.pointer,
        };
        Fault {
            message: fault.message,
            place: Some(Box::new(place)),
            advice: Some(fault.advice).filter(|a| !a.is_empty()),
        }
    }

    /// As stderr shows it: what, where with a snippet, what to do.
    pub fn render(&self, lang: Lang, color: bool) -> String {
        self.render_as(lang.pick("错误:", "error: "), "1;31", lang, color)
    }

    /// The same under another title, in a colour of its own.
    pub fn render_as(&self, title: &str, code: &str, lang: Lang, color: bool) -> String {
        let paint = |code: &str, text: &str| {
            if color {
                format!("\x1b[{code}m{text}\x1b[0m")
            } else {
                text.to_owned()
            }
        };
        let mut text = format!("{}{}\n", paint(code, title), self.message);
        if let Some(place) = &self.place {
            place.render(&mut text, &|t| paint("36", t), &|t| paint(code, t));
        }
        if let Some(advice) = &self.advice {
            text.push_str(&format!(
                "  {}{advice}\n",
                paint("32", lang.pick("建议:", "advice: "))
            ));
        }
        text
    }
}

impl Place {
    /// `path:line:column` and the marked source line.
    fn render(
        &self,
        out: &mut String,
        faint: &dyn Fn(&str) -> String,
        loud: &dyn Fn(&str) -> String,
    ) {
        let Some(text) = &self.text else {
            let pointer = if self.label.is_empty() {
                String::new()
            } else {
                format!(" {}", self.label)
            };
            out.push_str(&format!("  {} {}{pointer}\n", faint("-->"), self.path));
            return;
        };
        let start = text.floor_char_boundary(self.span.start);
        let end = text.floor_char_boundary(self.span.end.max(start));
        let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
        let line = text[line_start..]
            .split('\n')
            .next()
            .unwrap_or("")
            .trim_end_matches('\r');
        let number = text[..line_start].matches('\n').count() + 1;
        let column = text[line_start..start].chars().count() + 1;
        out.push_str(&format!(
            "  {} {}:{number}:{column}\n",
            faint("-->"),
            self.path
        ));

        let (shown, before) = window(line, column - 1);
        let marked = text[start..end].split(['\n', '\r']).next().unwrap_or("");
        let marked = marked
            .chars()
            .map(width)
            .sum::<usize>()
            .min(shown.width().saturating_sub(before))
            .max(1);
        let gutter = " ".repeat(number.to_string().len());
        out.push_str(&format!(" {gutter} {}\n", faint("|")));
        out.push_str(&format!(
            " {} {} {shown}\n",
            faint(&number.to_string()),
            faint("|")
        ));
        let mark = loud(&format!("{} {}", "^".repeat(marked), self.label));
        out.push_str(&format!(
            " {gutter} {} {}{}\n",
            faint("|"),
            " ".repeat(before),
            mark.trim_end()
        ));
    }
}

/// The part of a line around a character, without tabs, and the terminal columns before that character in it.
fn window(line: &str, at: usize) -> (String, usize) {
    let from = if at > SHOWN * 2 / 3 {
        at - SHOWN / 3
    } else {
        0
    };
    let mut shown = String::from(if from > 0 { "…" } else { "" });
    let mut before = shown.width();
    for (n, c) in line.chars().enumerate().skip(from) {
        if n == at {
            before = shown.width();
        }
        if n - from >= SHOWN {
            shown.push('…');
            break;
        }
        match c {
            '\t' => shown.push_str("  "),
            // a control character in someone's file must not steer the reader's terminal
            c if c.is_control() => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
    }
    if line.chars().count() <= at {
        before = shown.width();
    }
    (shown, before)
}

fn width(c: char) -> usize {
    if c == '\t' { 2 } else { c.width().unwrap_or(1) }
}

/// Why the operating system refused, in the user's language.
pub fn io_reason(error: &io::Error, lang: Lang) -> String {
    use io::ErrorKind as K;
    let known = match error.kind() {
        K::NotFound => ("不存在", "it does not exist"),
        K::PermissionDenied => ("没有权限", "permission denied"),
        K::AlreadyExists => ("已经存在", "it already exists"),
        K::IsADirectory => ("它是文件夹", "it is a folder"),
        K::NotADirectory => (
            "路径中间有一段不是文件夹",
            "a part of the path is not a folder",
        ),
        K::StorageFull | K::QuotaExceeded => ("磁盘已满", "the disk is full"),
        K::ReadOnlyFilesystem => ("所在磁盘只读", "the disk is read-only"),
        K::InvalidFilename => (
            "文件名不合法或太长",
            "the file name is not valid or too long",
        ),
        K::ResourceBusy | K::ExecutableFileBusy => {
            ("正被别的程序占用", "another program is using it")
        }
        K::FileTooLarge => ("文件太大", "the file is too large"),
        K::OutOfMemory => ("内存不足", "out of memory"),
        _ => {
            let code = error
                .raw_os_error()
                .map_or(String::new(), |n| n.to_string());
            return format!(
                "{} {code}",
                lang.pick("操作系统拒绝,代码", "the system refused, code")
            )
            .trim_end()
            .to_owned();
        }
    };
    lang.pick(known.0, known.1).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, span: Range<usize>, expected: &str) {
        let place = Place {
            path: "规则/a.yaml".into(),
            text: Some(text.into()),
            span,
            label: "这里".into(),
        };
        let fault = Fault::new("不对").at(place).advise("改一改");
        assert_eq!(
            fault.render(Lang::Zh, false),
            format!("错误:不对\n{expected}  建议:改一改\n")
        );
    }

    #[test]
    fn a_snippet_marks_the_place_under_double_width_characters() {
        let text = "id: A\nrequire: 姓名 is nul\n";
        let at = text.find("nul").unwrap();
        check(
            text,
            at..at + 3,
            "  --> 规则/a.yaml:2:16\n   |\n 2 | require: 姓名 is nul\n   |                  ^^^ 这里\n",
        );
    }

    #[test]
    fn a_place_at_the_end_of_the_text_or_beyond_is_still_shown() {
        check(
            "a: 1",
            4..4,
            "  --> 规则/a.yaml:1:5\n   |\n 1 | a: 1\n   |     ^ 这里\n",
        );
        check(
            "a: 1",
            40..50,
            "  --> 规则/a.yaml:1:5\n   |\n 1 | a: 1\n   |     ^ 这里\n",
        );
        check(
            "",
            0..0,
            "  --> 规则/a.yaml:1:1\n   |\n 1 | \n   | ^ 这里\n",
        );
    }

    #[test]
    fn a_span_inside_a_character_does_no_harm() {
        check(
            "姓名",
            1..4,
            "  --> 规则/a.yaml:1:1\n   |\n 1 | 姓名\n   | ^^ 这里\n",
        );
    }

    #[test]
    fn a_span_over_lines_marks_the_first() {
        check(
            "a:\r\n  b\n",
            0..8,
            "  --> 规则/a.yaml:1:1\n   |\n 1 | a:\n   | ^^ 这里\n",
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("{}错{}", "x".repeat(1000), "y".repeat(1_000_000));
        let (shown, before) = window(&line, 1000);
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.chars().count() < 110);
        assert_eq!(shown.chars().nth(before), Some('错'));
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(window("a\x1b[2Jb\tc", 0).0, "a\u{fffd}[2Jb  c");
    }
}
