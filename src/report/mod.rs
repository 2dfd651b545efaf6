//! Findings to bytes for people and machines: one pure function per format, all from the same `Report` and its
//! `Findings`.
//!
//! Must not read files, look at the terminal or decide the exit status; what it needs to know comes in `Style`.

mod coverage;
mod csv;
mod formula;
mod github;
mod gitlab;
mod grid;
mod held;
mod html;
mod json;
mod jsonl;
mod junit;
mod line;
mod markdown;
mod markup;
mod mask;
mod own;
mod pieces;
pub mod plain;
mod reasons;
mod sarif;
mod snippet;
mod summary;
mod terms;
mod text;
mod typeset;
mod uri;
mod verdict;
mod wire;
pub mod workbook;

#[cfg(test)]
mod tests;

pub use mask::{Masking, mask};
pub use own::{BEGINNING, is_report};
pub use terms::{outcome, severity};

use std::io;
use std::str::FromStr;

use crate::finding::{Findings, Report};
use crate::lang::Lang;

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    Text,
    Html,
    Csv,
    Xlsx,
    Markdown,
    Json,
    Jsonl,
    Sarif,
    Junit,
    Github,
    Gitlab,
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
    /// Shows the first findings of each rule (`--limit`). The other formats tell all findings.
    pub limited: bool,
    pub shows: Shows,
    /// Writes the whole report.
    render: fn(&Report, &dyn Findings, &Style, &mut dyn io::Write) -> io::Result<()>,
}

/// What a format shows besides what, where and why. What it does not show need not be worked out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shows {
    /// The input around each place.
    pub excerpts: bool,
    /// The village or unit of each record.
    pub places: bool,
    /// SHA-256 of the inputs.
    pub digests: bool,
}

const NOTHING_MORE: Shows = Shows {
    excerpts: false,
    places: false,
    digests: false,
};

/// The one list of formats, in the order of the enum. A new format is a file, a variant and an entry here; help,
/// completion and the README's table follow.
const FORMATS: &[About] = &[
    About {
        format: Format::Text,
        name: "text",
        zh: "给人看的报告,适合对照着逐条修改",
        en: "for people: findings with snippets, advice and a summary",
        leaves_desk: false,
        limited: true,
        shows: Shows {
            excerpts: true,
            ..NOTHING_MORE
        },
        render: text::render,
    },
    About {
        format: Format::Html,
        name: "html",
        zh: "一个网页文件,可筛选、可打印,不联网也能看;给检查组和领导看",
        en: "one page for superiors and inspectors: filters, prints, needs no network",
        leaves_desk: true,
        limited: false,
        shows: Shows {
            excerpts: true,
            places: true,
            digests: true,
        },
        render: html::render,
    },
    About {
        format: Format::Csv,
        name: "csv",
        zh: "表格,用 Excel、WPS 打开,可排序、分村下发",
        en: "a table for Excel or WPS, to sort and to hand out by village",
        leaves_desk: false,
        limited: false,
        shows: Shows {
            places: true,
            ..NOTHING_MORE
        },
        render: csv::render,
    },
    About {
        format: Format::Xlsx,
        name: "xlsx",
        zh: "原表的副本:问题格上色、加批注,前面加问题清单;要写 --output",
        en: "a copy of the ledgers: fills and comments on the cells, a list in front; needs --output",
        leaves_desk: false,
        limited: false,
        shows: NOTHING_MORE,
        render: workbook::render,
    },
    About {
        format: Format::Markdown,
        name: "markdown",
        zh: "合并请求的评论,不超过 6 万字符,放不下的写明条数",
        en: "a merge-request comment of under 60,000 characters; what does not fit is counted",
        leaves_desk: true,
        limited: false,
        shows: NOTHING_MORE,
        render: markdown::render,
    },
    About {
        format: Format::Json,
        name: "json",
        zh: "给程序读的完整结果,格式见 schemas/report.schema.json",
        en: "for programs: everything, as schemas/report.schema.json defines it",
        leaves_desk: false,
        limited: false,
        shows: Shows {
            digests: true,
            ..NOTHING_MORE
        },
        render: json::render,
    },
    About {
        format: Format::Jsonl,
        name: "jsonl",
        zh: "同 json,一行一条问题,多少条都行;各行的格式见其中的 $defs/line",
        en: "as json, one finding a line, for any number; $defs/line there defines the lines",
        leaves_desk: false,
        limited: false,
        shows: Shows {
            digests: true,
            ..NOTHING_MORE
        },
        render: jsonl::render,
    },
    About {
        format: Format::Sarif,
        name: "sarif",
        zh: "SARIF 2.1.0,供 GitHub 代码扫描和编辑器在原文件上标出问题",
        en: "SARIF 2.1.0, for code scanning and editors to mark findings in the files",
        leaves_desk: true,
        limited: false,
        shows: Shows {
            digests: true,
            ..NOTHING_MORE
        },
        render: sarif::render,
    },
    About {
        format: Format::Junit,
        name: "junit",
        zh: "JUnit XML,每条规则一个用例,通过、未通过、未检查都在内",
        en: "JUnit XML: every rule is a test case, passed, failed or skipped with the reason",
        leaves_desk: true,
        limited: false,
        shows: NOTHING_MORE,
        render: junit::render,
    },
    About {
        format: Format::Github,
        name: "github",
        zh: "GitHub Actions 的批注,每级先批注 10 条,其余列在日志里",
        en: "GitHub Actions annotations, 10 of each level; the others are listed in the log",
        leaves_desk: true,
        limited: false,
        shows: NOTHING_MORE,
        render: github::render,
    },
    About {
        format: Format::Gitlab,
        name: "gitlab",
        zh: "GitLab 代码质量报告(artifacts:reports:codequality)",
        en: "GitLab code quality report (artifacts:reports:codequality)",
        leaves_desk: true,
        limited: false,
        shows: NOTHING_MORE,
        render: gitlab::render,
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

/// The list of formats as the README has it.
pub fn format_reference(lang: Lang) -> String {
    let mut text = String::from(lang.pick(
        "| 格式 | 用途 | 默认遮盖 |\n| --- | --- | --- |\n",
        "| format | what it is for | masks by default |\n| --- | --- | --- |\n",
    ));
    for about in FORMATS {
        let masks = match about.leaves_desk {
            true => lang.pick("是", "yes"),
            false => lang.pick("否", "no"),
        };
        let purpose = lang.pick(about.zh, about.en);
        text.push_str(&format!("| `{}` | {purpose} | {masks} |\n", about.name));
    }
    text
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
