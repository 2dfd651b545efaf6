//! Sample rows of templates: whether one still holds what the template put there, or what somebody typed over it.

use rustc_hash::FxHashMap;

use super::grid::ReadSheet;
use crate::ledger::own::{is_sample, is_samples_sheet};
use crate::source::Sheet;

/// What the templates that a workbook was made from wrote into their sample rows: for each row its values by header.
#[derive(Debug, Default)]
pub struct Samples(Vec<FxHashMap<String, String>>);

impl Samples {
    pub fn of(sheets: &[ReadSheet]) -> Self {
        let sheets = sheets.iter().filter_map(|read| read.sheet.as_ref().ok());
        let ours = sheets.filter(|sheet| {
            let first = (sheet.rows() > 0).then(|| sheet.filled(0).next()).flatten();
            first.is_some_and(|(_, text, _)| is_samples_sheet(text))
        });
        Samples(ours.flat_map(rows).collect())
    }

    /// The first cell of a sample row, given by its position, that no template wrote there; `header` is the number of
    /// the table's last header row. A row that stands in a workbook without a list of samples counts as typed into where
    /// anything stands in it: that it was not is not known.
    pub fn edited(&self, sheet: &Sheet, header: u32, at: usize) -> Option<u32> {
        let filled = || {
            let cells = sheet
                .filled(at)
                .filter(|(_, text, _)| !text.trim().is_empty());
            cells.skip_while(|(_, text, _)| is_sample(text))
        };
        let others = |known: Option<&FxHashMap<String, String>>| -> Vec<u32> {
            let others = filled().filter(|(column, text, _)| {
                let header = name(sheet.text(header, *column));
                let same = |value: &String| value == text.trim();
                !known.is_some_and(|known| match known.get(header) {
                    Some(value) => same(value),
                    // under a header that people changed
                    None => known.values().any(same),
                })
            });
            others.map(|(column, ..)| column).collect()
        };
        let known = self.0.iter().map(Some).chain([None]);
        let nearest = known.map(others).min_by_key(Vec::len)?;
        nearest.first().copied()
    }
}

/// A header as it stands there, without white space around.
fn name(header: &str) -> &str {
    header.trim()
}

/// The pairs of rows below a sheet's mark.
fn rows(sheet: &Sheet) -> Vec<FxHashMap<String, String>> {
    let pairs = (1..sheet.rows().saturating_sub(1)).step_by(2);
    let of = |header: usize| {
        let values = sheet.filled(header + 1);
        let cell = |(column, text, _): (u32, &str, _)| {
            let (header, _) = sheet.cell(header, column)?;
            Some((name(header).to_owned(), text.trim().to_owned()))
        };
        values.filter_map(cell).collect()
    };
    pairs.map(of).collect()
}
