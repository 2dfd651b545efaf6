//! Records of a workbook's stream, one after the other: a number for the kind, a length, and as many bytes.

/// Begins a workbook, a sheet, or a chart on one (BOF).
pub const BEGIN: u16 = 0x0809;
/// Ends what was begun (EOF).
pub const END: u16 = 0x000A;
/// The rest is encrypted (FILEPASS).
pub const LOCK: u16 = 0x002F;
/// A number and the code of a format of numbers (FORMAT).
pub const FORMAT: u16 = 0x041E;
/// A style of cells, which names its format (XF).
pub const STYLE: u16 = 0x00E0;
/// Where a sheet begins, what it is, and its name (BOUNDSHEET).
pub const SHEET: u16 = 0x0085;
/// The first and last row and column (DIMENSIONS).
pub const EXTENT: u16 = 0x0200;
/// A row's height and whether it is hidden (ROW).
pub const ROW: u16 = 0x0208;
/// The same of columns (COLINFO).
pub const COLUMNS: u16 = 0x007D;
/// A cell with a number (NUMBER).
pub const NUMBER: u16 = 0x0203;
/// A cell with a number in four bytes (RK).
pub const WHOLE: u16 = 0x027E;
/// Several of them in a row (MULRK).
pub const WHOLES: u16 = 0x00BD;
/// A cell with a formula and its result (FORMULA).
pub const FORMULA: u16 = 0x0006;
/// The result of the formula before, where it is a text (STRING).
pub const TEXT: u16 = 0x0207;
/// Cells that have a value: those above, and LABEL, RSTRING, LABELSST, BOOLERR.
pub const CELLS: [u16; 8] = [
    NUMBER, WHOLE, WHOLES, FORMULA, 0x0204, 0x00D6, 0x00FD, 0x0205,
];
/// What may stand between a formula and the text that it results in: the formula of several cells (ARRAY, TABLE,
/// SHRFMLA), and the rest of a record (CONTINUE).
pub const STAND_BEFORE_TEXT: [u16; 4] = [0x0221, 0x0236, 0x04BC, 0x003C];

/// In the byte of a row that holds it.
pub const HIDDEN_ROW: u8 = 0x20;
/// In the byte of columns that holds it.
pub const HIDDEN_COLUMNS: u8 = 0x01;

/// The records from a place on, up to the end or to the first that is cut off.
pub struct Records<'s>(pub &'s [u8]);

impl<'s> Iterator for Records<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.0, 0)?, short(self.0, 2)?);
        let data = self.0.get(4..)?.get(..usize::from(length))?;
        self.0 = &self.0[4 + data.len()..];
        Some((kind, data))
    }
}

/// Bytes that a record takes.
pub fn size(data: &[u8]) -> u64 {
    4 + data.len() as u64
}

/// Whether the result of a formula is a text, which does not stand in its record.
pub fn is_text(formula: &[u8]) -> bool {
    matches!(formula.get(6..14), Some([0, .., 0xFF, 0xFF]))
}

pub fn byte(data: &[u8], at: usize) -> Option<u8> {
    data.get(at).copied()
}

/// A number of two bytes.
pub fn short(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

/// A number of four bytes.
pub fn long(data: &[u8], at: usize) -> Option<u32> {
    let bytes = data.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// Characters of one byte each.
pub fn latin(text: &[u8]) -> String {
    text.iter().copied().map(char::from).collect()
}

/// Characters of two bytes each.
pub fn wide(text: &[u8]) -> String {
    let units = text.as_chunks().0.iter().copied().map(u16::from_le_bytes);
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
