//! What reading one file gave: parts of ledgers, things noticed in its text, or that it is no ledger.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::batch::{Filled, shorten};
use super::{Passed, Progress};
use crate::ledger::{Kind, LedgerId};
use crate::source::{Fault, Layout, Reason};

/// Records of one ledger that lie together in one file.
pub struct Part {
    pub ledger: LedgerId,
    /// In order of rows.
    pub chunks: Vec<Filled>,
    pub layout: Arc<Layout>,
    pub nested: Option<Nested>,
    /// Which system or office the records come from, where known.
    pub origin: Option<Arc<str>>,
}

/// The records that a part's records stand in.
pub struct Nested {
    /// Position of the parents' part among the file's parts; it comes first.
    pub part: usize,
    /// For each record the parent's row in that part.
    pub rows: Vec<u32>,
}

impl Part {
    pub fn rows(&self) -> u64 {
        self.chunks.iter().map(|chunk| u64::from(chunk.rows)).sum()
    }
}

/// Something noticed in a file's text, outside of any record.
#[derive(Debug)]
pub struct Spotted {
    pub kind: Kind,
    /// Bytes of the text; the file as a whole where `None`.
    pub at: Option<Range<usize>>,
    /// Of a workbook: the sheet's position among those that hold ledgers, and row and column in it, from 0.
    pub sheet: Option<(u32, Option<(u32, u32)>)>,
    pub ledger: Option<LedgerId>,
    pub found: String,
    pub details: Vec<String>,
}

impl Spotted {
    pub fn file(kind: Kind) -> Self {
        Spotted {
            kind,
            at: None,
            sheet: None,
            ledger: None,
            found: String::new(),
            details: Vec::new(),
        }
    }

    /// At a part of the text, which is repeated in the message.
    pub fn text(kind: Kind, text: &str, at: Range<usize>) -> Self {
        let found = shorten(text.get(at.clone()).unwrap_or_default());
        Spotted {
            kind,
            at: Some(at),
            sheet: None,
            ledger: None,
            found,
            details: Vec::new(),
        }
    }

    /// At a sheet of a workbook, or at a cell of it.
    pub fn sheet(kind: Kind, sheet: u32, cell: Option<(u32, u32)>) -> Self {
        Spotted {
            sheet: Some((sheet, cell)),
            ..Spotted::file(kind)
        }
    }

    pub fn with(self, details: Vec<String>) -> Self {
        Spotted { details, ..self }
    }

    /// What stands there, where that is not the text itself: a key without its quotes.
    pub fn found(self, found: &str) -> Self {
        Spotted {
            found: shorten(found),
            ..self
        }
    }

    pub fn of(self, ledger: LedgerId) -> Self {
        Spotted {
            ledger: Some(ledger),
            ..self
        }
    }

    /// A document that cannot be read on. Shows the rest of the line, up to 20 characters.
    pub fn fault(text: &str, fault: Fault) -> Self {
        let from = text.floor_char_boundary(fault.offset.min(text.len()));
        let rest = text[from..].lines().next().unwrap_or_default();
        let end = rest.char_indices().nth(20).map_or(rest.len(), |(at, _)| at);
        let kind = match fault.reason {
            Reason::TooDeep => Kind::TooDeep,
            Reason::AliasBomb => Kind::AliasBomb,
            _ => Kind::MalformedDocument,
        };
        let details = match fault.reason {
            Reason::TooDeep => crate::source::DEPTH_LIMIT.to_string(),
            Reason::AliasBomb => super::document::yaml::NODE_LIMIT.to_string(),
            reason => reason.code().to_owned(),
        };
        Spotted::text(kind, text, from..from + end).with(vec![details])
    }
}

/// What a text holds.
#[derive(Default)]
pub struct Found {
    pub parts: Vec<Part>,
    pub spotted: Vec<Spotted>,
    /// Sheets of a workbook that were passed over.
    pub passed: Vec<(String, Passed)>,
}

impl Found {
    pub fn only(spotted: Spotted) -> Self {
        Found {
            spotted: vec![spotted],
            ..Found::default()
        }
    }

    /// Neither a ledger nor anything to report: the file is passed over.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.spotted.is_empty()
    }
}

/// A file's name as far as it says something about what the file holds.
pub struct FileName {
    /// Without folder, origin and extension.
    pub stem: String,
    /// What stands behind `@`: the system or office that the list comes from.
    pub origin: Option<Arc<str>>,
    /// Lower case.
    pub extension: String,
}

impl FileName {
    pub fn of(path: &str) -> Self {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let (stem, origin) = split_origin(stem);
        FileName {
            stem: stem.to_owned(),
            origin,
            extension: extension.to_ascii_lowercase(),
        }
    }
}

/// `person@国扶系统` into the ledger's name and the origin.
pub fn split_origin(name: &str) -> (&str, Option<Arc<str>>) {
    match name.split_once('@') {
        Some((name, origin)) => (
            name.trim(),
            Some(origin.trim()).filter(|o| !o.is_empty()).map(Arc::from),
        ),
        None => (name, None),
    }
}

/// Counts what has been read, for the progress display.
pub struct Meter<'a> {
    files: usize,
    files_done: AtomicUsize,
    records: AtomicU64,
    progress: Progress<'a>,
}

impl<'a> Meter<'a> {
    pub fn new(files: usize, progress: Progress<'a>) -> Self {
        Meter {
            files,
            files_done: AtomicUsize::new(0),
            records: AtomicU64::new(0),
            progress,
        }
    }

    pub fn records(&self, more: u32) {
        let records = self.records.fetch_add(more.into(), Ordering::Relaxed) + u64::from(more);
        (self.progress)(self.files_done.load(Ordering::Relaxed), self.files, records);
    }

    pub fn file_done(&self) {
        let done = self.files_done.fetch_add(1, Ordering::Relaxed) + 1;
        (self.progress)(done, self.files, self.records.load(Ordering::Relaxed));
    }
}
