//! Bytes to raw tables to typed ledgers; one file per format.
//!
//! Must not know rules. Never stops at the first bad cell or file.

use std::io;
use std::sync::Arc;

use crate::ledger::{Catalog, Date, Irregularity, Ledgers};

/// One file of the submission, not yet read.
pub struct File {
    /// As shown to the user.
    pub path: String,
    /// Reads the bytes; called once, from any thread.
    pub load: Box<dyn Fn() -> io::Result<Vec<u8>> + Send + Sync>,
}

impl File {
    /// A file held in memory.
    pub fn in_memory(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes: Vec<u8> = bytes.into();
        File { path: path.to_owned(), load: Box::new(move || Ok(bytes.clone())) }
    }
}

/// Why a file was passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The extension is none that is read.
    UnknownFormat,
    /// A hidden file or one of an office program's lock files.
    Hidden,
    /// Readable, but neither name, alias nor top-level key is a ledger's.
    NoLedger,
}

/// How to read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Years that a date leaves out are inferred from it.
    pub as_of: Date,
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

/// Reads every file into the ledgers of the catalog.
pub fn read(_files: &[File], _catalog: &Arc<Catalog>, _options: Options, _progress: Progress<'_>) -> Reading {
    todo!()
}
