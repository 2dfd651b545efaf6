//! Bytes to raw tables to typed ledgers; one file per format.
//!
//! Must not know rules. Never stops at the first bad cell or file.

mod assemble;
mod batch;
mod bind;
mod column;
mod conform;
mod decode;
mod delimited;
mod document;
mod file;
mod line_limit;
mod part;
mod value;
mod wording;
mod workbook;

pub use conform::keywords_judge;
pub use wording::{Worded, passed, word};
pub use workbook::{is_document, recovering, sheets};

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use crate::ledger::{Catalog, Date, Irregularity, Ledgers};
use crate::source::Bytes;
use bind::Binder;
use file::{Content, Reader};
use part::Meter;

/// One file of the submission, not yet read.
pub struct File {
    /// As shown to the user.
    pub path: String,
    /// Name or title of the ledger that the user says it holds, instead of what its name tells.
    pub ledger: Option<String>,
    /// Opens the bytes; called from any thread.
    pub open: Box<dyn Fn() -> io::Result<Arc<dyn Bytes>> + Send + Sync>,
}

impl File {
    /// A file held in memory.
    pub fn in_memory(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes: Arc<dyn Bytes> = Arc::new(bytes.into());
        File {
            path: path.to_owned(),
            ledger: None,
            open: Box::new(move || Ok(bytes.clone())),
        }
    }
}

/// Why a file was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The extension is none that is read.
    UnknownFormat,
    /// A page or a picture, whose tables are none for a program.
    Picture,
    /// A text document of a format that is not read.
    OtherDocument,
    /// A hidden file or one of an office program's lock files.
    Hidden,
    /// A sheet without anything in it.
    EmptySheet,
    /// A sheet that this program wrote: a guide, a list of codes or of findings.
    OwnSheet,
    /// A chart or a macro sheet.
    NotASheet,
    /// A sheet whose name, or whose file's, is a ledger's, but which has no row of its columns.
    NoHeader,
    /// A sheet whose name, title and header are no ledger's.
    NoLedgerSheet,
    /// Readable, but neither name, alias nor top-level key is a ledger's.
    NoLedger,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Years that a date leaves out are inferred from it.
    pub as_of: Date,
    /// Whether the SHA-256 of every file is wanted.
    pub digests: bool,
    pub sizes: Sizes,
}

/// How large pieces of tables are, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// A table up to this size is held in memory; a larger one is read chunk by chunk where that is possible.
    pub held: u64,
    /// What one task reads.
    pub chunk: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes {
            held: 8 << 20,
            chunk: 2 << 20,
        }
    }
}

impl Options {
    /// Everything, at an as-of date.
    pub fn at(as_of: Date) -> Self {
        Options {
            as_of,
            digests: true,
            sizes: Sizes::default(),
        }
    }
}

/// A submission, read as far as it can be.
#[derive(Debug)]
pub struct Reading {
    pub ledgers: Ledgers,
    pub irregularities: Vec<Irregularity>,
    pub passed_over: Vec<(Arc<str>, Passed)>,
}

/// Called with (files done, files in all, records read so far).
pub type Progress<'a> = &'a (dyn Fn(usize, usize, u64) + Sync);

/// Reads every file into the ledgers of the catalog. The result is in order of paths, whatever order they come in.
pub fn read(
    files: &[File],
    catalog: &Arc<Catalog>,
    options: Options,
    progress: Progress<'_>,
) -> Reading {
    let mut files: Vec<(String, &File)> = files
        .iter()
        .map(|file| (file.path.replace('\\', "/"), file))
        .collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    let binder = Binder::new(catalog);
    let meter = Meter::new(files.len(), progress);
    let root = common_folder(files.iter().map(|(path, _)| path.as_str()));
    let reader = Reader {
        root,
        binder: &binder,
        options,
        meter: &meter,
    };
    let small: Vec<Option<Content>> = files
        .par_iter()
        .map(|(path, file)| reader.small(path, file))
        .collect();

    let mut passed_over = Vec::new();
    let mut read = Vec::new();
    for ((path, file), content) in files.iter().zip(small) {
        // a large one takes all cores and, while it is read, much memory
        match content.unwrap_or_else(|| reader.large(path, file)) {
            Content::Passed(why) => passed_over.push((path.as_str().into(), why)),
            Content::Read(source, mut found) => {
                for (sheet, why) in std::mem::take(&mut found.passed) {
                    let path = format!("{path} > {sheet}");
                    passed_over.push((path.into(), why));
                }
                if !found.is_empty() {
                    read.push((source, found));
                }
            }
        }
    }
    let (ledgers, irregularities) = assemble::assemble(catalog, options.as_of, read);
    Reading {
        ledgers,
        irregularities,
        passed_over,
    }
}

/// Length of the folder that all paths lie in: the user named it, so that it may be hidden itself.
fn common_folder<'p>(mut paths: impl Iterator<Item = &'p str>) -> usize {
    let Some(first) = paths.next() else { return 0 };
    let folder = |path: &str| path.rfind('/').map_or(0, |at| at + 1);
    let mut common = folder(first);
    for path in paths {
        while !path.starts_with(&first[..common]) {
            common = folder(&first[..common - 1]);
        }
    }
    common
}

#[cfg(test)]
mod tests;
