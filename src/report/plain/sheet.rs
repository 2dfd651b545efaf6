//! The sheets of an older workbook: values, days, percentages and merged cells at their addresses.

use std::borrow::Borrow;
use std::sync::Arc;

use super::page::Page;
use super::{Book, Places, Refused};
use crate::source::{CellKind, Sheet};

/// A sheet of the copy.
#[derive(Debug)]
pub struct Written {
    /// Its name in the original.
    pub original: Arc<str>,
    pub name: String,
    /// Rows above the first one that the original counts.
    pub above: u32,
}

pub fn write<S: Borrow<Sheet>>(
    book: &mut Book,
    path: &Arc<str>,
    sheets: &[S],
) -> Result<Places, Refused> {
    let mut names = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let sheet = sheet.borrow();
        let mut page = Page::new(book, path, &sheet.name)?;
        for area in sheet.areas() {
            page.merge(*area)?;
        }
        for at in 0..sheet.rows() {
            let row = sheet.number(at);
            for (column, text, kind) in sheet.filled(at) {
                match kind {
                    CellKind::Number => number(&mut page, row, column, text)?,
                    CellKind::Percent => percent(&mut page, row, column, text)?,
                    CellKind::Date => page.day(row, column, text)?,
                    CellKind::Tidy | CellKind::Text | CellKind::Error => {
                        page.text(row, column, text)?;
                    }
                    // nothing is known of its result
                    CellKind::Uncomputed => {}
                }
            }
        }
        names.push(Written {
            original: sheet.name.clone(),
            name: page.finish()?,
            above: sheet.above(),
        });
    }
    Ok(Places::Sheets(names))
}

/// A number that was one in the original, exact or not: what stood there was no more than this.
fn number(page: &mut Page<'_>, row: u32, column: u32, text: &str) -> Result<(), Refused> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => {
            // Excel shows more than 11 digits as a power otherwise
            let long = number.abs() >= 1e11 && number.fract() == 0.0;
            let picture = if long { "0" } else { "General" };
            page.value(row, column, text, number, picture)
        }
        _ => page.text(row, column, text),
    }
}

fn percent(page: &mut Page<'_>, row: u32, column: u32, text: &str) -> Result<(), Refused> {
    let plain = text.trim_end_matches('%');
    let Ok(number) = plain.parse::<f64>() else {
        return page.text(row, column, text);
    };
    let decimals = plain.split_once('.').map_or(0, |(_, part)| part.len());
    let picture = match decimals {
        0 => "0%".to_owned(),
        decimals => format!("0.{}%", "0".repeat(decimals)),
    };
    page.value(row, column, text, number / 100.0, &picture)
}
