//! What reading noticed: cells and files that could not be read, or only with help. Worded in `report`.

use super::{FieldId, LedgerId};
use crate::source::SourceId;

/// Where an irregularity is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    File(SourceId),
    /// Byte offset in the decoded text of a file, with the length to mark.
    Text {
        source: SourceId,
        offset: usize,
        length: usize,
    },
    /// A sheet of a workbook (position in `Source::sheets`), or a row and column of it, counted from 0.
    Sheet {
        source: SourceId,
        sheet: u32,
        cell: Option<(u32, u32)>,
    },
    /// A record's cell, or the whole record.
    Cell {
        ledger: LedgerId,
        row: u32,
        field: Option<FieldId>,
    },
}

/// One thing that reading noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Irregularity {
    pub kind: Kind,
    pub spot: Spot,
    /// Ledger concerned, where known.
    pub ledger: Option<LedgerId>,
    /// The text as it stands in the input, shortened to 200 characters.
    pub found: String,
    /// What was expected or done instead, by kind: allowed codes, normalised form, candidate fields …
    /// Each is data (a value, a name), never a sentence.
    pub details: Vec<String>,
}

/// Kinds of irregularity. The kebab-case name ties a kind to its rule file (`detect: [...]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    // --- the file could not be read (exit 2) ---
    /// Neither UTF-8 nor GB18030 nor UTF-16.
    UnknownEncoding,
    /// JSON or YAML that does not parse. details: [reason code]
    MalformedDocument,
    /// A workbook that is damaged, locked, too large or none. details: [reason code, limit]
    MalformedWorkbook,
    /// Nesting beyond the limit. details: [limit]
    TooDeep,
    /// YAML aliases that expand beyond the limit. details: [limit]
    AliasBomb,
    EmptyFile,
    /// The operating system refused. found: the reason, worded by kind of IO error
    UnreadableFile,
    /// A quote that is never closed.
    UnbalancedQuote,
    /// A row with more or fewer cells than the header. details: [expected, found]
    RaggedRow,
    /// Two columns with the same header.
    DuplicateHeader,
    /// A header that could be several fields. details: [field titles]
    AmbiguousHeader,
    /// A file or key that could be several ledgers. details: [ledger titles]
    AmbiguousLedger,
    /// A line longer than the limit. details: [limit]
    LineTooLong,
    // --- the cell could not be read: missing for the rules ---
    UnreadableDate,
    /// A date too vague to compare, such as 5月初. details: [from, to] where known
    ImpreciseDate,
    UnreadableMonth,
    /// details: [≈ ≥ > ≤ <] for an approximation such as 近30%
    UnreadableNumber,
    UnreadableBoolean,
    /// A formula that failed (found: #REF! and the like), or whose result was not saved (found: empty).
    FormulaError,
    /// An identifier that a spreadsheet turned into scientific notation.
    DamagedIdentifier,
    /// An object or list where a plain value belongs, or the reverse.
    WrongShape,
    // --- read, with help or doubts ---
    /// Full-width characters, inner spaces or invisible characters. details: [normalised]
    Normalised,
    /// A year was inferred. details: [date]
    InferredYear,
    /// 无, /, 待补 … where a value is required: counts as missing. details: [同上] where it points to another row
    Placeholder,
    /// A column or property that no field matches.
    UnknownColumn,
    /// Text that looks like decoded with the wrong encoding.
    Mojibake,
    /// A 合计/小计 row among the records; it is not a record.
    TotalRow,
    /// Hidden rows, columns or sheets, which are judged like any other. details: [rows, columns], empty for a sheet
    HiddenCells,
    /// A template's sample row with something else typed into it; it is not a record. details: [header]
    EditedSample,
    /// A value of a record on one of the rows below its first, where nothing is read of it. details: [header, the
    /// record's first row]
    StrayValue,
    // --- a JSON Schema keyword is not met ---
    /// details: [number of records] where a table lacks the whole column
    SchemaRequired,
    /// details: [allowed codes]
    SchemaEnum,
    /// details: [pattern]
    SchemaPattern,
    /// details: [keyword, limit]
    SchemaLength,
    /// details: [keyword, limit]
    SchemaRange,
    /// details: [format]
    SchemaFormat,
    /// A code that was not in use on the day. details: [from, until, the day, title of the field it stands in, source];
    /// open ends and the as-of date's field are empty
    SchemaCode,
    /// Any other keyword. details: [keyword, schema path]
    SchemaOther,
    // --- of the file of waivers; found: what tells the waiver from others. It does not excuse, or was not needed ---
    /// details: [rule, last day, days since]
    WaiverExpired,
    /// Not in force yet. details: [rule, first day]
    WaiverEarly,
    /// Nothing is found that it would excuse. details: [rule]
    WaiverUnused,
    /// The approver answers for the record. details: [rule, number of records]
    WaiverOwn,
    /// Its evidence names a file that is not there. details: [rule, path]
    WaiverEvidence,
}

impl Kind {
    /// All kinds with their names in rule files, in the order of documentation.
    pub const ALL: [(Kind, &'static str); 43] = [
        (Kind::UnknownEncoding, "unknown-encoding"),
        (Kind::MalformedDocument, "malformed-document"),
        (Kind::MalformedWorkbook, "malformed-workbook"),
        (Kind::TooDeep, "too-deep"),
        (Kind::AliasBomb, "alias-bomb"),
        (Kind::EmptyFile, "empty-file"),
        (Kind::UnreadableFile, "unreadable-file"),
        (Kind::UnbalancedQuote, "unbalanced-quote"),
        (Kind::RaggedRow, "ragged-row"),
        (Kind::DuplicateHeader, "duplicate-header"),
        (Kind::AmbiguousHeader, "ambiguous-header"),
        (Kind::AmbiguousLedger, "ambiguous-ledger"),
        (Kind::LineTooLong, "line-too-long"),
        (Kind::UnreadableDate, "unreadable-date"),
        (Kind::ImpreciseDate, "imprecise-date"),
        (Kind::UnreadableMonth, "unreadable-month"),
        (Kind::UnreadableNumber, "unreadable-number"),
        (Kind::UnreadableBoolean, "unreadable-boolean"),
        (Kind::FormulaError, "formula-error"),
        (Kind::DamagedIdentifier, "damaged-identifier"),
        (Kind::WrongShape, "wrong-shape"),
        (Kind::Normalised, "normalised"),
        (Kind::InferredYear, "inferred-year"),
        (Kind::Placeholder, "placeholder"),
        (Kind::UnknownColumn, "unknown-column"),
        (Kind::Mojibake, "mojibake"),
        (Kind::TotalRow, "total-row"),
        (Kind::HiddenCells, "hidden-cells"),
        (Kind::EditedSample, "edited-sample"),
        (Kind::StrayValue, "stray-value"),
        (Kind::SchemaRequired, "schema-required"),
        (Kind::SchemaEnum, "schema-enum"),
        (Kind::SchemaPattern, "schema-pattern"),
        (Kind::SchemaLength, "schema-length"),
        (Kind::SchemaRange, "schema-range"),
        (Kind::SchemaFormat, "schema-format"),
        (Kind::SchemaCode, "schema-code"),
        (Kind::SchemaOther, "schema-other"),
        (Kind::WaiverExpired, "waiver-expired"),
        (Kind::WaiverEarly, "waiver-early"),
        (Kind::WaiverUnused, "waiver-unused"),
        (Kind::WaiverOwn, "waiver-own"),
        (Kind::WaiverEvidence, "waiver-evidence"),
    ];

    /// The name used in rule files.
    pub fn name(self) -> &'static str {
        Kind::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }

    /// True where a file or row could not be read, so that the run cannot vouch for the submission (exit 2).
    pub fn stops_reading(self) -> bool {
        self <= Kind::LineTooLong
    }

    /// True where it is about the file of waivers.
    pub fn is_of_waivers(self) -> bool {
        self >= Kind::WaiverExpired
    }
}
