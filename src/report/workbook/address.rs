//! Addresses of cells as spreadsheets write them, read back.

use crate::location::SHEET_COLUMNS;
pub use crate::location::{Address, letters};

/// The column of an address.
pub fn column_of(text: &str) -> Option<u32> {
    let mut column = 0u32;
    for byte in text
        .bytes()
        .filter(|b| *b != b'$')
        .take_while(u8::is_ascii_alphabetic)
    {
        column = column * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
        if column > SHEET_COLUMNS {
            return None;
        }
    }
    (column > 0).then_some(column)
}

/// `F12`, with or without dollar signs.
pub fn address(text: &str) -> Option<Address> {
    let column = column_of(text)?;
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$');
    let row = digits.parse().ok().filter(|row| *row > 0)?;
    Some(Address { row, column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numbers_of_addresses() {
        for (text, row, column) in [
            ("A1", 1, 1),
            ("Z9", 9, 26),
            ("AA10", 10, 27),
            ("$XFD$1048576", 1_048_576, 16_384),
        ] {
            assert_eq!(address(text), Some(Address { row, column }), "{text}");
            assert_eq!(Address { row, column }.to_string(), text.replace('$', ""));
            assert_eq!(
                letters(column),
                text.replace('$', "")
                    .trim_end_matches(|c: char| c.is_ascii_digit())
            );
        }
        for text in ["", "A", "1", "A0", "1A", "ABCD1"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
