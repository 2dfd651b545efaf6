//! One file to its tables: its format by name, its encoding by its bytes.

use std::io;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::bind::Binder;
use super::part::{FileName, Found, Meter, Spotted};
use super::workbook::{self, Nature};
use super::{File, Options, Passed, Sizes, decode, delimited, document};
use crate::ledger::Kind;
use crate::source::{Bytes, Source, Text};

/// How far a workbook that is none is looked at.
const SAMPLE: usize = 4096;

/// Bytes that no text holds in any encoding but UTF-16, whose texts have a mark.
fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)
}

/// What became of one file.
pub enum Content {
    Passed(Passed),
    Read(Source, Found),
}

/// The formats, by extension.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Delimited,
    Json,
    Lines,
    Yaml,
    Workbook,
}

impl Format {
    fn of(extension: &str) -> Option<Self> {
        Some(match extension {
            "csv" | "tsv" | "txt" => Format::Delimited,
            "json" => Format::Json,
            "ndjson" | "jsonl" => Format::Lines,
            "yaml" | "yml" => Format::Yaml,
            // a template is a workbook, and ET is what WPS calls an XLS
            "xlsx" | "xlsm" | "xltx" | "xls" | "et" | "ods" => Format::Workbook,
            // its tables are read as sheets
            "docx" | "docm" => Format::Workbook,
            _ => return None,
        })
    }
}

/// Why files with an extension that is none of the formats' are not read.
fn unread(extension: &str) -> Passed {
    match extension {
        "pdf" | "ofd" | "jpg" | "jpeg" | "png" | "bmp" | "gif" | "tif" | "tiff" | "webp"
        | "heic" => Passed::Picture,
        "doc" | "wps" | "rtf" | "odt" => Passed::OtherDocument,
        _ => Passed::UnknownFormat,
    }
}

/// Reads files.
pub struct Reader<'r, 'c> {
    /// Length of the folder that all paths lie in.
    pub root: usize,
    pub binder: &'r Binder<'c>,
    pub options: Options,
    pub meter: &'r Meter<'r>,
}

impl Reader<'_, '_> {
    /// Reads a file unless it is a large table.
    pub fn small(&self, path: &str, file: &File) -> Option<Content> {
        let content = self.content(path, file, Self::held)?;
        self.meter.file_done();
        Some(content)
    }

    /// Reads a file that is a large table.
    pub fn large(&self, path: &str, file: &File) -> Content {
        let streamed = self.content(path, file, Self::streamed);
        let content = streamed
            .or_else(|| self.content(path, file, |reader, opened| Some(reader.whole(opened))));
        self.meter.file_done();
        content.unwrap_or(Content::Passed(Passed::NoLedger))
    }

    /// Opens a file that is read at all, and reads it in a way that may decline.
    fn content(
        &self,
        path: &str,
        file: &File,
        read: fn(&Self, Opened<'_>) -> Option<Content>,
    ) -> Option<Content> {
        let hidden = |part: &str| {
            part.starts_with("~$") || (part.starts_with('.') && part != "." && part != "..")
        };
        if path[self.root..].split('/').any(hidden) {
            return Some(Content::Passed(Passed::Hidden));
        }
        let mut name = FileName::of(path);
        if let Some(ledger) = &file.ledger {
            name.stem.clone_from(ledger);
        }
        let Some(format) = Format::of(&name.extension) else {
            return Some(Content::Passed(unread(&name.extension)));
        };
        let mut source = Source {
            path: path.into(),
            text: "".into(),
            sha256: String::new(),
            bytes: 0,
            sheets: Vec::new(),
        };
        match (file.open)() {
            Ok(bytes) => {
                source.bytes = bytes.size();
                read(
                    self,
                    Opened {
                        name: &name,
                        format,
                        source,
                        bytes,
                    },
                )
            }
            Err(error) => Some(refused(source, &error)),
        }
    }

    fn held(&self, opened: Opened<'_>) -> Option<Content> {
        let large = opened.bytes.size() > self.options.sizes.held;
        (!large || opened.format != Format::Delimited).then(|| self.whole(opened))
    }

    /// Chunk by chunk, where the text allows it.
    fn streamed(&self, opened: Opened<'_>) -> Option<Content> {
        let Opened {
            name,
            mut source,
            bytes,
            ..
        } = opened;
        let (streamed, digest) = rayon::join(
            || delimited::stream(&bytes, name, self.binder, self.options, self.meter),
            || self.options.digests.then(|| digest(&*bytes)).transpose(),
        );
        match (streamed, digest) {
            (Err(error), _) | (_, Err(error)) => Some(refused(source, &error)),
            (Ok(streamed), Ok(digest)) => {
                let streamed = streamed?;
                source.text = streamed.text;
                source.sha256 = digest.unwrap_or_default();
                Some(Content::Read(source, streamed.found))
            }
        }
    }

    /// As a whole.
    fn whole(&self, opened: Opened<'_>) -> Content {
        let Opened {
            name,
            format,
            mut source,
            bytes,
        } = opened;
        let mut whole = vec![0; bytes.size() as usize];
        if let Err(error) = bytes.read_at(0, &mut whole) {
            return refused(source, &error);
        }
        drop(bytes);
        if self.options.digests {
            source.sha256 = hexadecimal(&Sha256::digest(&whole));
        }
        let nature = Nature::of(&whole);
        if nature.is_workbook() || (format == Format::Workbook && nature == Nature::Markup) {
            return self.workbook(&whole, nature, name, source);
        }
        if format == Format::Workbook && whole.iter().take(SAMPLE).any(|b| is_control(*b)) {
            return self.workbook(&whole, nature, name, source);
        }
        let Some(decoded) = decode::decode(whole) else {
            return Content::Read(source, Found::only(Spotted::file(Kind::UnknownEncoding)));
        };
        source.text = Text::from(decoded.text);
        let text = source.text.held().unwrap_or_default();
        if text.trim().is_empty() {
            return Content::Read(source, Found::only(Spotted::file(Kind::EmptyFile)));
        }
        let (binder, options, meter) = (self.binder, self.options, self.meter);
        let mut found = match format {
            // what is no workbook by its bytes is text under a workbook's name
            Format::Delimited | Format::Workbook => {
                delimited::read(text, name, binder, options, meter)
            }
            Format::Json => document::read_json(text, name, binder, options, meter),
            Format::Lines => document::read_lines(text, name, binder, options, meter),
            Format::Yaml => document::read_yaml(text, name, binder, options, meter),
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
}

impl Reader<'_, '_> {
    /// A workbook, or what calls itself one.
    fn workbook(
        &self,
        bytes: &[u8],
        nature: Nature,
        name: &FileName,
        mut source: Source,
    ) -> Content {
        let (binder, options, meter) = (self.binder, self.options, self.meter);
        let (sheets, found) = workbook::read(bytes, nature, name, binder, options, meter);
        if found.is_empty() && found.passed.is_empty() {
            return Content::Passed(Passed::NoLedger);
        }
        source.sheets = sheets;
        Content::Read(source, found)
    }
}

/// A file whose bytes can be read.
struct Opened<'n> {
    name: &'n FileName,
    format: Format,
    source: Source,
    bytes: Arc<dyn Bytes>,
}

fn refused(source: Source, error: &io::Error) -> Content {
    let found = Spotted {
        found: io_reason(error.kind()).to_owned(),
        ..Spotted::file(Kind::UnreadableFile)
    };
    Content::Read(source, Found::only(found))
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
