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
mod line_limit;
mod part;
mod value;
mod wording;

pub use wording::{Worded, passed, word};

use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::ledger::{Catalog, Date, Irregularity, Kind, Ledgers};
use crate::source::{Bytes, Source, Text};
use bind::Binder;
use part::{FileName, Found, Meter, Spotted};

/// One file of the submission, not yet read.
pub struct File {
    /// As shown to the user.
    pub path: String,
    /// Opens the bytes; called once, from any thread.
    pub open: Box<dyn Fn() -> io::Result<Arc<dyn Bytes>> + Send + Sync>,
}

impl File {
    /// A file held in memory.
    pub fn in_memory(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes: Arc<dyn Bytes> = Arc::new(bytes.into());
        File {
            path: path.to_owned(),
            open: Box::new(move || Ok(bytes.clone())),
        }
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
            chunk: 4 << 20,
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
    let contents: Vec<Content> = files
        .par_iter()
        .map(|(path, file)| {
            let content = content(path, root, file, &binder, options, &meter);
            meter.file_done();
            content
        })
        .collect();

    let mut passed_over = Vec::new();
    let mut read = Vec::new();
    for ((path, _), content) in files.iter().zip(contents) {
        match content {
            Content::Passed(why) => passed_over.push((path.as_str().into(), why)),
            Content::Read(source, found) => read.push((source, found)),
        }
    }
    let (ledgers, irregularities) = assemble::assemble(catalog, read);
    Reading {
        ledgers,
        irregularities,
        passed_over,
    }
}

/// What became of one file.
enum Content {
    Passed(Passed),
    Read(Source, Found),
}

/// The formats, by extension.
#[derive(Clone, Copy)]
enum Format {
    Delimited,
    Json,
    Lines,
    Yaml,
}

impl Format {
    fn of(extension: &str) -> Option<Self> {
        Some(match extension {
            "csv" | "tsv" | "txt" => Format::Delimited,
            "json" => Format::Json,
            "ndjson" | "jsonl" => Format::Lines,
            "yaml" | "yml" => Format::Yaml,
            _ => return None,
        })
    }
}

fn content(
    path: &str,
    root: usize,
    file: &File,
    binder: &Binder<'_>,
    options: Options,
    meter: &Meter<'_>,
) -> Content {
    let hidden = |part: &str| {
        part.starts_with("~$") || (part.starts_with('.') && part != "." && part != "..")
    };
    if path[root..].split('/').any(hidden) {
        return Content::Passed(Passed::Hidden);
    }
    let name = FileName::of(path);
    let Some(format) = Format::of(&name.extension) else {
        return Content::Passed(Passed::UnknownFormat);
    };
    let mut source = Source {
        path: path.into(),
        text: "".into(),
        sha256: String::new(),
        bytes: 0,
    };
    let refused = |error: &io::Error| Spotted {
        found: io_reason(error.kind()).to_owned(),
        ..Spotted::file(Kind::UnreadableFile)
    };
    let bytes = match (file.open)() {
        Ok(bytes) => bytes,
        Err(error) => return Content::Read(source, Found::only(refused(&error))),
    };
    source.bytes = bytes.size();
    if matches!(format, Format::Delimited) && bytes.size() > options.sizes.held {
        let (streamed, digest) = rayon::join(
            || delimited::stream(&bytes, &name, binder, options, meter),
            || options.digests.then(|| digest(&*bytes)).transpose(),
        );
        match (streamed, digest) {
            (Err(error), _) | (_, Err(error)) => {
                return Content::Read(source, Found::only(refused(&error)));
            }
            (Ok(Some(streamed)), Ok(digest)) => {
                source.text = streamed.text;
                source.sha256 = digest.unwrap_or_default();
                return Content::Read(source, streamed.found);
            }
            (Ok(None), _) => {}
        }
    }
    let mut whole = vec![0; bytes.size() as usize];
    if let Err(error) = bytes.read_at(0, &mut whole) {
        return Content::Read(source, Found::only(refused(&error)));
    }
    if options.digests {
        source.sha256 = hexadecimal(Sha256::digest(&whole).as_ref());
    }
    drop(bytes);
    let bytes = whole;
    let Some(decoded) = decode::decode(bytes) else {
        return Content::Read(source, Found::only(Spotted::file(Kind::UnknownEncoding)));
    };
    source.text = Text::from(decoded.text);
    let text = source.text.held().unwrap_or_default();
    if text.trim().is_empty() {
        return Content::Read(source, Found::only(Spotted::file(Kind::EmptyFile)));
    }
    let mut found = match format {
        Format::Delimited => delimited::read(text, &name, binder, options, meter),
        Format::Json => document::read_json(text, &name, binder, options, meter),
        Format::Lines => document::read_lines(text, &name, binder, options, meter),
        Format::Yaml => document::read_yaml(text, &name, binder, options, meter),
    };
    if found.is_empty() {
        return Content::Passed(Passed::NoLedger);
    }
    if let Some(at) = decoded.undecodable {
        found
            .spotted
            .push(Spotted::text(Kind::UnknownEncoding, text, at));
    } else if let Some(mojibake) = decoded.mojibake {
        found.spotted.push(mojibake.spotted(text));
    }
    Content::Read(source, found)
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a file that is not in memory.
fn digest(bytes: &dyn Bytes) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; Sizes::default().chunk];
    let mut at = 0;
    while at < bytes.size() {
        let length = buffer.len().min((bytes.size() - at) as usize);
        bytes.read_at(at, &mut buffer[..length])?;
        hash.update(&buffer[..length]);
        at += length as u64;
    }
    Ok(hexadecimal(&hash.finalize()))
}

/// The word for an error of the operating system that irregularities carry.
fn io_reason(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound => "not-found",
        io::ErrorKind::PermissionDenied => "permission-denied",
        io::ErrorKind::IsADirectory => "is-a-directory",
        io::ErrorKind::FileTooLarge => "file-too-large",
        _ => "other",
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
