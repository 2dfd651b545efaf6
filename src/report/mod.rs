//! Findings to bytes for people and machines: one pure function per format, all from the same `Report` and its
//! `Findings`.
//!
//! Must not read files, look at the terminal or decide the exit status; what it needs to know comes in `Style`.

mod coverage;
mod grid;
mod json;
mod jsonl;
mod line;
mod mask;
mod snippet;
mod summary;
mod terms;
mod text;
mod typeset;
mod wire;

#[cfg(test)]
mod tests;

pub use mask::{Masking, mask};
pub use terms::{outcome, severity};

use std::io;
use std::str::FromStr;

use crate::finding::{Findings, Report};
use crate::lang::Lang;

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Text,
    Json,
    Jsonl,
}

/// What is known of a format.
pub struct About {
    pub format: Format,
    /// The word of `--format`.
    pub name: &'static str,
    /// What it is for, in both languages.
    pub zh: &'static str,
    pub en: &'static str,
    /// True where the output usually leaves the desk, so that personal data is masked unless the user says otherwise.
    pub leaves_desk: bool,
    /// For people, who want the first findings of each rule and see the input around them. The formats for programs
    /// tell all findings, and their memory does not grow with the number.
    pub for_people: bool,
    /// Writes the whole report.
    render: fn(&Report, &dyn Findings, &Style, &mut dyn io::Write) -> io::Result<()>,
}

/// The one list of formats, in the order of the enum. A new format is a file, a variant and an entry here.
const FORMATS: &[About] = &[
    About {
        format: Format::Text,
        name: "text",
        zh: "给人看的报告,适合对照着逐条修改",
        en: "for people: findings with snippets, advice and a summary",
        leaves_desk: false,
        for_people: true,
        render: text::render,
    },
    About {
        format: Format::Json,
        name: "json",
        zh: "给程序读的完整结果,格式见 schemas/report.schema.json",
        en: "for programs: everything, as schemas/report.schema.json defines it",
        leaves_desk: false,
        for_people: false,
        render: json::render,
    },
    About {
        format: Format::Jsonl,
        name: "jsonl",
        zh: "同 json,一行一条问题,多少条都行;各行的格式见其中的 $defs/line",
        en: "as json, one finding a line, for any number; $defs/line there defines the lines",
        leaves_desk: false,
        for_people: false,
        render: jsonl::render,
    },
];

impl Format {
    /// All formats, as listed in `FORMATS`.
    pub const ALL: [Format; FORMATS.len()] = {
        let mut all = [Format::Text; FORMATS.len()];
        let mut i = 0;
        while i < FORMATS.len() {
            all[i] = FORMATS[i].format;
            i += 1;
        }
        all
    };

    pub fn about(self) -> &'static About {
        &FORMATS[self as usize]
    }

    /// The word of `--format`.
    pub fn name(self) -> &'static str {
        self.about().name
    }
}

impl FromStr for Format {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Format::ALL
            .into_iter()
            .find(|format| format.name() == word)
            .ok_or(())
    }
}

/// How the report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub lang: Lang,
    /// ANSI colours.
    pub color: bool,
    /// Drawing characters beyond ASCII. Texts stay in their language either way.
    pub unicode: bool,
    /// Columns of the terminal; fewer than 40 are treated as 40.
    pub width: usize,
    /// Personal data is masked, file names included.
    pub mask: bool,
    /// Findings shown per rule in text; all where `None`. Totals are never cut.
    pub per_rule: Option<usize>,
    /// The text report tells what no rule looked at; the formats for programs always do.
    pub coverage: bool,
    /// Of this program.
    pub version: &'static str,
}

/// Writes the report. Errors are those of `out` alone, a broken pipe among them.
pub fn render(
    report: &Report,
    findings: &dyn Findings,
    format: Format,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    // the formats write piece by piece
    let mut buffered = io::BufWriter::with_capacity(1 << 16, out);
    (format.about().render)(report, findings, style, &mut buffered)?;
    io::Write::flush(&mut buffered)
}
