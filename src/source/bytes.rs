//! The bytes of an input as they lie where they are: read in pieces, and again where something is to be shown.

use std::io;

/// Where bytes are read from. What is behind it does not change while it is open, or says so by an error.
pub trait Bytes: Send + Sync {
    /// Number of bytes.
    fn size(&self) -> u64;

    /// Fills `into` with the bytes from `at` on; an error where there are not as many.
    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()>;
}

impl Bytes for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        let from = usize::try_from(at).ok();
        let wanted = from.and_then(|from| self.get(from..from.checked_add(into.len())?));
        into.copy_from_slice(wanted.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }
}
