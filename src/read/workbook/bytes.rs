//! What a file is by its first bytes: names lie, since old systems export web pages as `.xls` and WPS its own name.

/// Zip archives begin with it.
const ZIP: &[u8] = b"PK\x03\x04";
/// A zip archive without entries.
const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
/// Compound files of the older office programs, and of workbooks with a password.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// How far a web page is looked for.
const SAMPLE: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// XLSX, XLSM, ODS, or something else in a zip archive.
    Zip,
    /// XLS, ET, or a workbook with a password.
    Compound,
    /// A web page or another document in XML.
    Markup,
    /// Text, if it is anything.
    Other,
}

impl Nature {
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(ZIP) || bytes.starts_with(EMPTY_ZIP) {
            return Nature::Zip;
        }
        if bytes.starts_with(COMPOUND) {
            return Nature::Compound;
        }
        // UTF-16 as well: its other bytes are zeros
        let sample = bytes
            .iter()
            .take(SAMPLE)
            .filter(|b| !matches!(b, 0 | 0xFE | 0xFF | 0xEF | 0xBB | 0xBF));
        match sample.copied().find(|b| !b.is_ascii_whitespace()) {
            Some(b'<') => Nature::Markup,
            _ => Nature::Other,
        }
    }

    /// True for what is a workbook whatever its name is.
    pub fn is_workbook(self) -> bool {
        matches!(self, Nature::Zip | Nature::Compound)
    }
}

/// Whether a compound file is a workbook locked with a password: its directory names the locked part in UTF-16.
pub fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    memchr::memmem::find(bytes, &name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_bytes() {
        let check = |bytes: &[u8], expected| assert_eq!(Nature::of(bytes), expected);
        check(b"PK\x03\x04rest", Nature::Zip);
        check(COMPOUND, Nature::Compound);
        check(b"\xEF\xBB\xBF\r\n <html>", Nature::Markup);
        check(b"\xFF\xFE<\0t\0a\0", Nature::Markup);
        check("序号,姓名".as_bytes(), Nature::Other);
        check(b"", Nature::Other);
    }
}
