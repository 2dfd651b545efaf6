//! What reading noticed, in plain words: message, label and advice for every kind of irregularity, in both languages.

mod cells;
mod files;
mod keywords;
mod pattern;
mod waivers;
mod workbooks;

use crate::lang::Lang;
use crate::ledger::Kind;

use super::Passed;

/// Why a file was passed over, as a phrase.
pub fn passed(passed: Passed, lang: Lang) -> &'static str {
    match passed {
        Passed::UnknownFormat => lang.pick("不是能读取的文件格式", "not a format that is read"),
        Passed::Picture => lang.pick(
            "版式文件或图片,里面的表核对不了(不做文字识别)",
            "a page or picture, whose tables cannot be checked (no text is recognised)",
        ),
        Passed::OtherDocument => lang.pick(
            "这种文字文档读不了,另存为 .docx 后里面的表可以核对",
            "a text document that is not read; saved as .docx, its tables can be checked",
        ),
        Passed::Hidden => lang.pick(
            "隐藏文件或办公软件的临时文件",
            "hidden, or an office program's lock file",
        ),
        Passed::EmptySheet => lang.pick("空的工作表", "an empty sheet"),
        Passed::OwnSheet => lang.pick(
            "本程序写的说明或清单,不是台账",
            "a guide or list of this program, no ledger",
        ),
        Passed::NotASheet => lang.pick("图表或宏,不是表格", "a chart or macro sheet, not a table"),
        Passed::NoHeader => lang.pick(
            "开头10行里没有找到表头",
            "no header among its first 10 rows",
        ),
        Passed::NoLedgerSheet => lang.pick(
            "表名、标题和表头都对应不上任何台账",
            "neither its name, title nor header is that of a ledger",
        ),
        Passed::NoLedger => lang.pick(
            "文件名和内容都对应不上任何台账",
            "neither its name nor its content is that of a ledger",
        ),
    }
}

/// The texts of one irregularity. None ends with a full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// One sentence with the offending value and, where there is one, the expected one.
    pub message: String,
    /// A few words for the marked place.
    pub label: String,
    pub advice: Option<String>,
}

/// Words an irregularity. `found` and `details` are laid out as `Kind` documents; `field` is the field's title,
/// empty where the irregularity belongs to a record or file.
pub fn word(kind: Kind, found: &str, details: &[String], field: &str, lang: Lang) -> Worded {
    let data = Data {
        found: &shortened(found, lang),
        details,
        field,
        lang,
    };
    let (message, label, advice) = match kind {
        Kind::UnknownEncoding
        | Kind::MalformedDocument
        | Kind::MalformedWorkbook
        | Kind::TooDeep
        | Kind::AliasBomb
        | Kind::EmptyFile
        | Kind::UnreadableFile
        | Kind::UnbalancedQuote
        | Kind::RaggedRow
        | Kind::DuplicateHeader
        | Kind::AmbiguousHeader
        | Kind::AmbiguousLedger
        | Kind::LineTooLong
        | Kind::UnknownColumn
        | Kind::Mojibake
        | Kind::TotalRow
        | Kind::HiddenCells
        | Kind::EditedSample
        | Kind::StrayValue => files::words(kind, &data),
        Kind::UnreadableDate
        | Kind::ImpreciseDate
        | Kind::UnreadableMonth
        | Kind::UnreadableNumber
        | Kind::UnreadableBoolean
        | Kind::FormulaError
        | Kind::DamagedIdentifier
        | Kind::WrongShape
        | Kind::Normalised
        | Kind::InferredYear
        | Kind::Placeholder => cells::words(kind, &data),
        Kind::SchemaRequired
        | Kind::SchemaEnum
        | Kind::SchemaPattern
        | Kind::SchemaLength
        | Kind::SchemaRange
        | Kind::SchemaFormat
        | Kind::SchemaCode
        | Kind::SchemaOther => keywords::words(kind, &data),
        Kind::WaiverExpired
        | Kind::WaiverEarly
        | Kind::WaiverUnused
        | Kind::WaiverOwn
        | Kind::WaiverEvidence => waivers::words(kind, &data),
    };
    Worded {
        message,
        label,
        advice: (!advice.is_empty()).then_some(advice),
    }
}

type Texts = (String, String, String);

struct Data<'a> {
    found: &'a str,
    details: &'a [String],
    field: &'a str,
    lang: Lang,
}

impl Data<'_> {
    fn pick(&self, zh: String, en: String) -> String {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn texts(&self, message: (String, String), label: (&str, &str), advice: (&str, &str)) -> Texts {
        let own = |pair: (&str, &str)| self.lang.pick(pair.0, pair.1).to_owned();
        (self.pick(message.0, message.1), own(label), own(advice))
    }

    fn detail(&self, i: usize) -> Option<&str> {
        self.details
            .get(i)
            .map(String::as_str)
            .filter(|d| !d.is_empty())
    }

    /// `「整改时限」的值“2021-02-30”`, with what is known of it.
    fn value(&self) -> String {
        let zh = match (self.field, self.found) {
            ("", "") => "这一格的值".to_owned(),
            ("", found) => format!("“{found}”"),
            (field, "") => format!("「{field}」的值"),
            (field, found) => format!("「{field}」的值“{found}”"),
        };
        let en = match (self.field, self.found) {
            ("", "") => "this value".to_owned(),
            ("", found) => format!("\"{found}\""),
            (field, "") => format!("the value of {field}"),
            (field, found) => format!("\"{found}\" in {field}"),
        };
        self.pick(zh, en)
    }

    /// `「整改时限」`, or the cell where no field is known.
    fn name(&self) -> String {
        match (self.field, self.lang) {
            ("", _) => self.lang.pick("这一格", "this cell").to_owned(),
            (field, Lang::Zh) => format!("「{field}」"),
            (field, Lang::En) => field.to_owned(),
        }
    }
}

/// Long values are recognised by their beginning; the excerpt shows them in place.
fn shortened(found: &str, lang: Lang) -> String {
    const MOST: usize = 60;
    let one_line = found.split_whitespace().collect::<Vec<_>>().join(" ");
    // only values with line breaks are changed: spaces inside a value may be what is wrong with it
    let text = if found.contains(['\n', '\r']) {
        one_line
    } else {
        found.to_owned()
    };
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}{}", &text[..end], lang.pick("…", "...")),
        None => text,
    }
}

#[cfg(test)]
mod tests;
