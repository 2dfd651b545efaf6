//! What a workbook says about its sheets beside their values: merged areas, what is hidden, percentages, and formulas
//! whose results were not saved.

mod ods;
mod xls;
mod xlsx;

pub use xls::read as of_compound;

use rustc_hash::FxHashSet;

use super::Refusal;
use super::limits::{self, Archive};
use crate::ledger::{Kind, LedgerId};
use crate::location::letters;
use crate::read::part::Spotted;
use crate::source::{Area, Sheet};

/// Hidden rows that are kept apart from each other; a filter hides thousands.
const RANGES: usize = 10_000;
/// Cells that are kept by their places.
const CELLS: usize = 2_000_000;

/// What is hidden: ranges of rows and of columns, counted from 0, ends included.
#[derive(Debug, Default)]
pub struct Hidden {
    pub rows: Vec<(u32, u32)>,
    pub columns: Vec<(u32, u32)>,
    pub whole: bool,
}

impl Hidden {
    /// Adds rows behind those that are there.
    pub fn row(&mut self, from: u32, to: u32) {
        let room = self.rows.len() < RANGES;
        match self.rows.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(from) => last.1 = to,
            _ if room => self.rows.push((from, to)),
            _ => {}
        }
    }
}

/// One sheet.
#[derive(Debug, Default)]
pub struct Shape {
    pub merged: Vec<Area>,
    pub hidden: Hidden,
    pub percents: FxHashSet<(u32, u32)>,
    pub uncomputed: Vec<(u32, u32)>,
    /// Formulas whose results are errors, where their reader takes these for texts.
    pub errors: Vec<(u32, u32)>,
}

/// All sheets in the workbook's order.
pub fn read(bytes: &[u8]) -> Result<Vec<Shape>, Refusal> {
    let mut archive = limits::open(bytes)?;
    match is_ods(&mut archive) {
        true => ods::read(&mut archive),
        false => xlsx::read(&mut archive),
    }
}

/// Whether an archive is an OpenDocument spreadsheet rather than an Office Open XML one.
pub fn is_ods(archive: &mut Archive<'_>) -> bool {
    archive.index_for_name("content.xml").is_some()
}

/// Tells what of a sheet with something in it is hidden.
pub fn tell(
    hidden: &Hidden,
    sheet: &Sheet,
    place: u32,
    ledger: LedgerId,
    spotted: &mut Vec<Spotted>,
) {
    let spot = |details: Vec<String>| {
        Spotted::sheet(Kind::HiddenCells, place, None)
            .with(details)
            .of(ledger)
    };
    if hidden.whole {
        spotted.push(spot(Vec::new()));
    }
    let number = |at: usize| sheet.number(at);
    let first = (sheet.rows() > 0).then(|| number(0));
    let last = sheet.rows().checked_sub(1).map(number);
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let inside = |(from, to): &(u32, u32)| {
        let (from, to) = ((*from).max(first), (*to).min(last));
        (from <= to).then_some((from, to))
    };
    let rows: Vec<(u32, u32)> = hidden.rows.iter().filter_map(inside).collect();
    let width = sheet.width();
    let columns: Vec<(u32, u32)> = hidden
        .columns
        .iter()
        .copied()
        .filter(|(from, _)| *from < width)
        .collect();
    if rows.is_empty() && columns.is_empty() {
        return;
    }
    let rows = list(&rows, |row| (row + 1).to_string());
    let columns = list(&columns, |column| letters((column + 1).min(width)));
    spotted.push(spot(vec![rows, columns]));
}

/// `3、5-7`, the first ten.
fn list(ranges: &[(u32, u32)], show: impl Fn(u32) -> String) -> String {
    const SHOWN: usize = 10;
    let one = |(from, to): &(u32, u32)| match (show(*from), show(*to)) {
        (from, to) if from == to => from,
        (from, to) => format!("{from}-{to}"),
    };
    let shown: Vec<String> = ranges.iter().take(SHOWN).map(one).collect();
    let more = if ranges.len() > SHOWN { "…" } else { "" };
    format!("{}{more}", shown.join("、"))
}

/// `B3:D5` as an area.
pub fn area(reference: &str) -> Option<Area> {
    let (from, to) = reference.split_once(':')?;
    let ((top, left), (bottom, right)) = (address(from)?, address(to)?);
    Some(Area {
        top,
        left,
        bottom,
        right,
    })
}

/// `F12` as row and column, counted from 0.
fn address(text: &str) -> Option<(u32, u32)> {
    let text = text.trim();
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = text.split_at(digits);
    let mut column = 0u32;
    for letter in letters.trim_matches('$').bytes() {
        let value = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    let row: u32 = number.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_areas_are_read_as_spreadsheets_write_them() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("$F$12"), Some((11, 5)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in ["", "A", "12", "A0", "é1", "AAAAAAAAAA1"] {
            assert_eq!(address(wrong), None, "{wrong}");
        }
        let b3d5 = Area {
            top: 2,
            left: 1,
            bottom: 4,
            right: 3,
        };
        assert_eq!(area("B3:D5"), Some(b3d5));
    }

    #[test]
    fn ranges_are_listed_as_people_write_them() {
        let show = |row: u32| (row + 1).to_string();
        assert_eq!(list(&[(2, 2), (4, 6)], show), "3、5-7");
        let many: Vec<(u32, u32)> = (0..12).map(|n| (2 * n, 2 * n)).collect();
        assert!(list(&many, show).ends_with("19…"));
    }
}
