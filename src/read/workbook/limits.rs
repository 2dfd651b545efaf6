//! Limits on what an archive may grow to: a small file must not fill the memory.
//!
//! They are judged by the sizes that its directory names. `zip` unpacks no part beyond the size named there, so that one
//! that is larger is a damaged one.

use std::io::Cursor;

use zip::ZipArchive;

use super::Refusal;

/// Bytes that all parts of a workbook may have together once they are unpacked. A million rows of 20 columns have
/// about as many.
pub const MOST: u64 = 1 << 30;
/// Times that a part may grow. Sheets grow tenfold, sheets of nothing but formatted rows a hundredfold.
pub const RATIO: u64 = 250;
/// Parts that stay below this size may grow as they like.
const SMALL: u64 = 16 << 20;
/// Cells between a sheet's first and its last one, where all of them are laid out whether anything stands in them or not
/// (ODS). A million rows of 20 columns have two thirds of them.
pub const CELLS: u64 = 32_000_000;
/// Parts that a workbook may have.
const PARTS: usize = 20_000;

pub type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Opens an archive whose directory keeps the limits.
pub fn open(bytes: &[u8]) -> Result<Archive<'_>, Refusal> {
    let damaged = |_| Refusal::of("damaged");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PARTS {
        return Err(Refusal::with("parts", PARTS));
    }
    // of two parts in one place, programs differ in which they show
    if archive.has_duplicate_names() || archive.has_overlapping_entries().map_err(damaged)? {
        return Err(Refusal::of("twice"));
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
