//! An input file: read in pieces, again where a finding is shown, and only as it was when it was first opened.

use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use super::progress::BytesRead;
use crate::source::Bytes;

/// A regular file as it was when it was first opened. It is opened anew for each piece, so that a submission of
/// thousands of large files does not hold them all, nor lock them.
pub struct Opened {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
    /// How far it has been read, and what has been read of all files.
    furthest: AtomicU64,
    read: BytesRead,
}

impl Opened {
    /// Opens a file. What can be read only once, such as a pipe, is read at once.
    pub fn open(path: &Path, read: &BytesRead) -> io::Result<Arc<dyn Bytes>> {
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut file, &mut bytes)?;
            read.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            return Ok(Arc::new(bytes));
        }
        Ok(Arc::new(Opened {
            path: path.to_owned(),
            size: meta.len(),
            modified: meta.modified().ok(),
            furthest: AtomicU64::new(0),
            read: Arc::clone(read),
        }))
    }

    fn is_changed(&self, meta: &Metadata) -> bool {
        meta.len() != self.size || meta.modified().ok() != self.modified
    }
}

impl Bytes for Opened {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let file = File::open(&self.path)?;
        read_exact_at(&file, at, into)?;
        if self.is_changed(&file.metadata()?) {
            return Err(io::Error::other("the file has changed"));
        }
        // what is read again, for a digest or an excerpt, does not count again
        let end = at + into.len() as u64;
        let before = self.furthest.fetch_max(end, Ordering::Relaxed);
        self.read
            .fetch_add(end.saturating_sub(before), Ordering::Relaxed);
        Ok(())
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, at: u64, into: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, into, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut at: u64, mut into: &mut [u8]) -> io::Result<()> {
    while !into.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, into, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                at += read as u64;
                into = &mut into[read..];
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_again_only_as_it_was() {
        let name = format!("ledgerlint-opened-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, "0123456789").unwrap();
        let read = BytesRead::default();
        let opened = Opened::open(&path, &read).unwrap();
        let mut part = [0; 4];
        opened.read_at(3, &mut part).unwrap();
        opened.read_at(3, &mut part).unwrap();
        assert_eq!(read.load(Ordering::Relaxed), 7, "up to byte 7, and once");
        assert_eq!((opened.size(), &part), (10, b"3456"));
        assert!(opened.read_at(8, &mut part).is_err(), "behind the end");
        std::fs::write(&path, "0123456789+").unwrap();
        assert!(opened.read_at(3, &mut part).is_err(), "changed");
        std::fs::remove_file(path).unwrap();
    }
}
