//! The parts of a workbook: read where they are asked for, and all that nothing was put in for copied compressed as it is.

use std::io::{Cursor, Read, Write as _};

use rustc_hash::FxHashMap;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::cannot::{Archive, Cannot, Flaw};

/// Bytes that a part may unpack to; a larger one is a bomb or no ledger.
const LARGEST: u64 = 4 << 30;

pub struct Package<'p> {
    archive: ZipArchive<Cursor<&'p [u8]>>,
    /// Names in the archive's order.
    names: Vec<String>,
    /// Positions in it by plain name.
    places: FxHashMap<String, usize>,
    /// What was put in, by plain name.
    put: FxHashMap<String, Content>,
    /// Names of parts that the archive lacks, in the order in which they were put in.
    new: Vec<String>,
    largest: u64,
}

enum Content {
    Text(String),
    Packed(Packed),
}

/// A part's content, compressed: an archive of it alone.
pub struct Packed(Vec<u8>);

impl<'p> Package<'p> {
    pub fn open(bytes: &'p [u8]) -> Result<Self, Cannot> {
        Self::with_largest(bytes, LARGEST)
    }

    /// `largest`: bytes that a part may unpack to.
    pub fn with_largest(bytes: &'p [u8], largest: u64) -> Result<Self, Cannot> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(reading)?;
        let mut names = Vec::with_capacity(archive.len());
        let mut places = FxHashMap::default();
        for at in 0..archive.len() {
            let file = archive.by_index_raw(at).map_err(reading)?;
            if file.encrypted() {
                return Err(Cannot::Zip(Archive::Locked));
            }
            let name = file.name().map_err(reading)?.into_owned();
            places.entry(plain(&name)).or_insert(at);
            names.push(name);
        }
        Ok(Package {
            archive,
            names,
            places,
            put: FxHashMap::default(),
            new: Vec::new(),
            largest,
        })
    }

    pub fn has(&self, name: &str) -> bool {
        let plain = plain(name);
        self.put.contains_key(&plain) || self.places.contains_key(&plain)
    }

    /// Names of all parts with an ending, as the archive has them.
    pub fn ending(&self, ending: &str) -> Vec<String> {
        let names = self.names.iter().chain(&self.new);
        let wanted = names.filter(|name| name.to_ascii_lowercase().ends_with(ending));
        wanted.cloned().collect()
    }

    /// A name that no part has yet: `stem`, a number where it is needed, and the ending.
    pub fn free_name(&self, stem: &str, ending: &str) -> String {
        let others = (2..).map(|n| format!("{stem}_{n}{ending}"));
        let mut names = std::iter::once(format!("{stem}{ending}")).chain(others);
        names.find(|name| !self.has(name)).unwrap_or_default()
    }

    /// A part's text, as it was last put in; without a byte order mark, and saying that it is UTF-8.
    pub fn text(&mut self, name: &str) -> Result<String, Cannot> {
        let bytes = match self.put.get(&plain(name)) {
            Some(Content::Text(text)) => return Ok(text.clone()),
            Some(Content::Packed(packed)) => packed.unpacked()?,
            None => self.bytes(name, self.largest)?,
        };
        decoded(bytes).ok_or_else(|| Cannot::Broken(name.to_owned(), Flaw::NoText))
    }

    /// The first bytes of a part.
    pub fn beginning(&mut self, name: &str, bytes: u64) -> Result<Vec<u8>, Cannot> {
        let (at, broken) = self.place(name)?;
        let file = self.archive.by_index(at).map_err(reading)?;
        let mut begun = Vec::new();
        let read = file.take(bytes).read_to_end(&mut begun);
        read.map_err(|_| broken(Flaw::Damaged))?;
        Ok(begun)
    }

    fn bytes(&mut self, name: &str, largest: u64) -> Result<Vec<u8>, Cannot> {
        let (at, broken) = self.place(name)?;
        let file = self.archive.by_index(at).map_err(reading)?;
        let told = file.size().min(largest).min(1 << 28);
        let mut bytes = Vec::with_capacity(told as usize + 1);
        let read = file.take(largest + 1).read_to_end(&mut bytes);
        read.map_err(|_| broken(Flaw::Damaged))?;
        if bytes.len() as u64 > largest {
            return Err(broken(Flaw::TooLarge(largest.div_ceil(1 << 30))));
        }
        Ok(bytes)
    }

    fn place(&self, name: &str) -> Result<(usize, impl Fn(Flaw) -> Cannot + use<>), Cannot> {
        let owned = name.to_owned();
        let broken = move |flaw| Cannot::Broken(owned.clone(), flaw);
        match self.places.get(&plain(name)) {
            Some(at) => Ok((*at, broken)),
            None => Err(broken(Flaw::Missing)),
        }
    }

    pub fn put(&mut self, name: &str, text: String) {
        self.set(name, Content::Text(text));
    }

    pub fn put_packed(&mut self, name: &str, packed: Packed) {
        self.set(name, Content::Packed(packed));
    }

    fn set(&mut self, name: &str, content: Content) {
        let plain = plain(name);
        if !self.places.contains_key(&plain) && !self.put.contains_key(&plain) {
            self.new.push(name.to_owned());
        }
        self.put.insert(plain, content);
    }

    /// The archive with what was put in, in the old order and new parts behind.
    pub fn finish(mut self) -> Result<Vec<u8>, Cannot> {
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let names: Vec<String> = self.names.iter().chain(&self.new).cloned().collect();
        for (at, name) in names.into_iter().enumerate() {
            match self.put.remove(&plain(&name)) {
                Some(Content::Text(text)) => {
                    out.start_file(name, options(None)).map_err(writing)?;
                    out.write_all(text.as_bytes()).map_err(|_| unwritable())?;
                }
                Some(Content::Packed(Packed(bytes))) => {
                    let mut packed = ZipArchive::new(Cursor::new(bytes)).map_err(writing)?;
                    let file = packed.by_index_raw(0).map_err(writing)?;
                    out.raw_copy_file_rename(file, name).map_err(writing)?;
                }
                None => {
                    let file = self.archive.by_index_raw(at).map_err(reading)?;
                    out.raw_copy_file(file).map_err(writing)?;
                }
            }
        }
        Ok(out.finish().map_err(writing)?.into_inner())
    }
}

/// A part that is compressed while it is written.
pub struct Packing {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    pending: String,
    failed: bool,
}

/// Bytes that are handed on at once.
const PIECE: usize = 1 << 16;
/// How hard large parts are compressed, of 9: they are mostly the same few tags over and over.
const LEVEL: i64 = 2;

impl Packing {
    pub fn new() -> Self {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let failed = zip.start_file("part", options(Some(LEVEL))).is_err();
        Packing {
            zip,
            pending: String::with_capacity(2 * PIECE),
            failed,
        }
    }

    pub fn push(&mut self, text: &str) {
        if text.len() > PIECE {
            self.hand_on();
            self.failed |= self.zip.write_all(text.as_bytes()).is_err();
            return;
        }
        self.pending.push_str(text);
        if self.pending.len() > PIECE {
            self.hand_on();
        }
    }

    fn hand_on(&mut self) {
        self.failed |= self.zip.write_all(self.pending.as_bytes()).is_err();
        self.pending.clear();
    }

    pub fn done(mut self) -> Result<Packed, Cannot> {
        self.hand_on();
        match self.zip.finish() {
            Ok(bytes) if !self.failed => Ok(Packed(bytes.into_inner())),
            _ => Err(unwritable()),
        }
    }
}

impl Packed {
    pub fn unpacked(&self) -> Result<Vec<u8>, Cannot> {
        let mut archive = ZipArchive::new(Cursor::new(&self.0)).map_err(reading)?;
        let mut file = archive.by_index(0).map_err(reading)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|_| unwritable())?;
        Ok(bytes)
    }
}

fn options(level: Option<i64>) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(level)
        // the earliest that a zip can hold: the same input gives the same bytes
        .last_modified_time(DateTime::default())
}

/// By what names are compared: percent-encoded or not, in either case, whichever way the slashes lean.
fn plain(name: &str) -> String {
    let name = name.trim_start_matches(['/', '\\']);
    let bytes = name.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = || u8::from_str_radix(name.get(at + 1..at + 3)?, 16).ok();
        match (bytes[at], code()) {
            (b'%', Some(byte)) => {
                plain.push(byte);
                at += 2;
            }
            (b'\\', _) => plain.push(b'/'),
            (byte, _) => plain.push(byte.to_ascii_lowercase()),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// UTF-8 or, with its mark, UTF-16.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let wide = |of: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2);
        let units = units.map(|two| of([two[0], two[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().map(|text| saying_utf8(&text))
    };
    match bytes[..] {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, ..] => String::from_utf8(bytes[3..].to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// The text with the declaration of what it is written as.
fn saying_utf8(text: &str) -> String {
    let end = text.find("?>").unwrap_or(0);
    let (declaration, rest) = text.split_at(end);
    format!(
        "{}{rest}",
        declaration
            .replace("UTF-16", "UTF-8")
            .replace("utf-16", "UTF-8")
    )
}

fn reading(error: ZipError) -> Cannot {
    Cannot::Zip(match error {
        ZipError::UnsupportedArchive(why) if why == ZipError::PASSWORD_REQUIRED => Archive::Locked,
        ZipError::InvalidPassword => Archive::Locked,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Archive::Unsupported
        }
        _ => Archive::Unreadable,
    })
}

fn writing(_: ZipError) -> Cannot {
    unwritable()
}

fn unwritable() -> Cannot {
    Cannot::Zip(Archive::Unwritable)
}
