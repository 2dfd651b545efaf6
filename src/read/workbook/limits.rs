//! Limits on what an archive may grow to: a small file must not fill the memory.

use std::io::{Cursor, Read, Seek};
use std::sync::atomic::{AtomicBool, Ordering};

use zip::ZipArchive;

use super::Refusal;

/// Bytes that all parts of a workbook may have together once they are unpacked. A million rows of 20 columns have
/// about as many.
pub const MOST: u64 = 1 << 30;
/// Times that a part may grow. Sheets grow tenfold, sheets of nothing but formatted rows a hundredfold.
pub const RATIO: u64 = 250;
/// Parts that stay below this size may grow as they like.
const SMALL: u64 = 16 << 20;
/// Parts that a workbook may have.
const PARTS: usize = 20_000;

pub type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens an archive whose directory keeps the limits.
pub fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::of("damaged"))?;
    if archive.len() > PARTS {
        return Err(Refusal::with("parts", PARTS));
    }
    let mut whole = 0u64;
    for at in 0..archive.len() {
        let part = archive
            .by_index_raw(at)
            .map_err(|_| Refusal::of("damaged"))?;
        whole = whole.saturating_add(part.size());
        judge(part.size(), part.compressed_size())?;
    }
    if whole > MOST {
        return Err(Refusal::with("size", MOST));
    }
    Ok(archive)
}

/// Judges a part of `size` bytes that is packed in `packed`.
pub fn judge(size: u64, packed: u64) -> Result<(), Refusal> {
    if size > MOST {
        return Err(Refusal::with("size", MOST));
    }
    if size > SMALL && size / packed.max(1) > RATIO {
        return Err(Refusal::with("ratio", RATIO));
    }
    Ok(())
}

/// Bytes of an archive that can no longer be read once `stop` says so: what the directory says of a part's size may
/// be a lie, which shows only while it is unpacked.
pub struct Stoppable<'b> {
    pub bytes: Cursor<&'b [u8]>,
    pub stop: &'b AtomicBool,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(std::io::Error::other("beyond the limit"));
        }
        self.bytes.read(into)
    }
}

impl Seek for Stoppable<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}
