//! One sheet of the new workbook: cells as they stand, with widths that show them.

use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, Worksheet, XlsxError};
use rustc_hash::FxHashMap;
use unicode_width::UnicodeWidthStr;

use super::{Book, Refused, other};
use crate::location::{SHEET_COLUMNS, SHEET_ROWS};
use crate::report::formula::is_formula;
use crate::report::workbook::sheet_name;

/// Characters of a cell: Excel's limit, counted in UTF-16 units.
const LONGEST: usize = 32_767;
/// Widths in Excel's characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=40;
/// Characters of the widest column that surely fit on a line.
const SHOWN: usize = 36;
/// Points of a line, and of a row at most.
const LINE: f64 = 15.5;
const TALLEST: f64 = 409.0;
/// Rows by which a column's width is judged.
const JUDGED: u32 = 200;

/// How cells look.
pub struct Formats {
    /// By whether it is long: long text stands on several lines.
    text: [Format; 2],
    /// Text that begins like a formula, which stays text when it is edited.
    quoted: [Format; 2],
    header: Format,
    /// By the number format's text.
    numbers: FxHashMap<String, Format>,
}

impl Formats {
    pub fn new() -> Self {
        let plain = Format::new().set_align(FormatAlign::Top);
        let text = [plain.clone(), plain.set_text_wrap()];
        Formats {
            quoted: text.clone().map(Format::set_quote_prefix),
            text,
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0xDD_EB_F7)),
            numbers: FxHashMap::default(),
        }
    }

    fn number(&mut self, picture: &str) -> &Format {
        let new = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_num_format(picture)
        };
        self.numbers.entry(picture.to_owned()).or_insert_with(new)
    }
}

/// The sheet.
pub struct Page<'b> {
    path: &'b std::sync::Arc<str>,
    pub name: String,
    sheet: &'b mut Worksheet,
    formats: &'b mut Formats,
    widths: Vec<usize>,
    /// Lines of rows that need several.
    tall: std::collections::BTreeMap<u32, usize>,
}

impl<'b> Page<'b> {
    /// A new sheet at the end of the workbook, for what a file calls `title`.
    pub fn new(
        book: &'b mut Book,
        path: &'b std::sync::Arc<str>,
        title: &str,
    ) -> Result<Self, Refused> {
        let name = sheet_name(title, &mut book.taken);
        let sheet = book.workbook.add_worksheet();
        sheet.set_name(&name).map_err(other)?;
        // A4, as wide as the page
        sheet
            .set_paper_size(9)
            .set_landscape()
            .set_print_fit_to_pages(1, 0);
        Ok(Page {
            path,
            name,
            sheet,
            formats: &mut book.formats,
            widths: Vec::new(),
            tall: std::collections::BTreeMap::new(),
        })
    }

    /// The header's row stays in sight, with all above it, and is printed on every page.
    pub fn keep_in_sight(&mut self, header: u32) -> Result<(), Refused> {
        self.sheet
            .set_freeze_panes(header + 1, 0)
            .and_then(|sheet| sheet.set_repeat_rows(header, header))
            .map_err(other)?;
        Ok(())
    }

    /// A cell of the header.
    pub fn header(&mut self, row: u32, column: u32, text: &str) -> Result<(), Refused> {
        let (row, at) = self.place(row, column, text)?;
        let format = &self.formats.header;
        let text = fitting(text);
        let written = self.sheet.write_string_with_format(row, at, text, format);
        written.map(drop).map_err(other)
    }

    /// Text, whatever it looks like; nothing for an empty one.
    pub fn text(&mut self, row: u32, column: u32, text: &str) -> Result<(), Refused> {
        if text.is_empty() {
            return Ok(());
        }
        let (row, at) = self.place(row, column, text)?;
        let long = text.contains('\n') || text.width() > *WIDTHS.end();
        let formats = match is_formula(text) {
            true => &self.formats.quoted,
            false => &self.formats.text,
        };
        let format = &formats[usize::from(long)];
        if long {
            let lines = text.lines();
            let lines = lines.map(|line| line.width().div_ceil(SHOWN).max(1));
            let tallest = self.tall.entry(row).or_default();
            *tallest = (*tallest).max(lines.sum());
        }
        let text = fitting(text);
        let written = self.sheet.write_string_with_format(row, at, text, format);
        written.map(drop).map_err(other)
    }

    /// A number that is shown as it is written, where a cell can hold it exactly; else its text.
    pub fn number(&mut self, row: u32, column: u32, text: &str) -> Result<(), Refused> {
        let Some((number, picture)) = exact(text) else {
            return self.text(row, column, text);
        };
        self.value(row, column, text, number, &picture)
    }

    /// A number under a number format; `shown` is what people see of it.
    pub fn value(
        &mut self,
        row: u32,
        column: u32,
        shown: &str,
        number: f64,
        picture: &str,
    ) -> Result<(), Refused> {
        let (row, at) = self.place(row, column, shown)?;
        let format = self.formats.number(picture);
        let written = self.sheet.write_number_with_format(row, at, number, format);
        written.map(drop).map_err(other)
    }

    /// `2021-05-15`, with a clock behind it or without; as text where Excel's calendar has no such day.
    pub fn day(&mut self, row: u32, column: u32, text: &str) -> Result<(), Refused> {
        let Some((day, picture)) = day(text) else {
            return self.text(row, column, text);
        };
        let (row, at) = self.place(row, column, text)?;
        let format = self.formats.number(picture);
        let written = self.sheet.write_datetime_with_format(row, at, day, format);
        written.map(drop).map_err(other)
    }

    pub fn merge(&mut self, area: crate::source::Area) -> Result<(), Refused> {
        let inside = area.bottom < SHEET_ROWS && area.right < SHEET_COLUMNS;
        if !inside {
            return Ok(());
        }
        let (left, right) = (area.left as u16, area.right as u16);
        let format = &self.formats.text[1];
        // areas that overlap are the original's fault; its cells are there all the same
        let merged = self
            .sheet
            .merge_range(area.top, left, area.bottom, right, "", format);
        match merged {
            Ok(_) | Err(XlsxError::MergeRangeOverlaps(..)) => Ok(()),
            Err(error) => Err(other(error)),
        }
    }

    /// The last thing: widths and heights for what was written.
    pub fn finish(self) -> Result<String, Refused> {
        for (at, width) in (0u16..).zip(self.widths) {
            let width = (width + 2).clamp(*WIDTHS.start(), *WIDTHS.end());
            self.sheet
                .set_column_width(at, width as f64)
                .map_err(other)?;
        }
        for (row, lines) in self.tall {
            let height = (lines as f64 * LINE).min(TALLEST);
            self.sheet.set_row_height(row, height).map_err(other)?;
        }
        Ok(self.name)
    }

    /// Row and column as the library counts, both from 0.
    fn place(&mut self, row: u32, column: u32, text: &str) -> Result<(u32, u16), Refused> {
        if row >= SHEET_ROWS || column >= SHEET_COLUMNS {
            return Err(Refused::TooLarge {
                path: self.path.clone(),
            });
        }
        if row < JUDGED {
            let at = column as usize;
            if self.widths.len() <= at {
                self.widths.resize(at + 1, 0);
            }
            let width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0);
            // titles above the table are no reason for a wide first column
            self.widths[at] = self.widths[at].max(width.min(*WIDTHS.end()));
        }
        Ok((row, column as u16))
    }
}

/// A text that a cell can hold, and what is left out where it cannot.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    let units = text.encode_utf16().count();
    if units <= LONGEST {
        return text.into();
    }
    let mut used = 0;
    let note = |left: usize| format!("…(后面还有 {left} 字,单元格放不下)");
    let room = LONGEST - note(units).encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    let left = text.chars().count() - kept.chars().count();
    (kept + &note(left)).into()
}

/// A decimal number of at most 15 digits as a cell holds it, with the number format that shows it as it is written.
fn exact(text: &str) -> Option<(f64, String)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let written = all_digits(whole) && all_digits(part) && !digits.ends_with('.');
    let leading = whole.is_empty() || (whole.len() > 1 && whole.starts_with('0'));
    let zero = text.starts_with('-') && digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    if !written || leading || zero || whole.len() + part.len() > 15 {
        return None;
    }
    let picture = match part.len() {
        0 => "0".to_owned(),
        decimals => format!("0.{}", "0".repeat(decimals)),
    };
    Some((text.parse().ok()?, picture))
}

fn day(text: &str) -> Option<(ExcelDateTime, &'static str)> {
    let (date, clock) = match text.split_once([' ', 'T']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut parts = date.split('-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // its calendar has a day in 1900 that never was
    let day = (year > 1900 && parts.next().is_none())
        .then(|| ExcelDateTime::from_ymd(year, month as u8, day as u8).ok())??;
    let Some(clock) = clock else {
        return Some((day, "yyyy-mm-dd"));
    };
    let mut parts = clock.split(':').map(|part| part.parse::<u16>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let day = day.and_hms(hour, minute as u8, f64::from(second)).ok()?;
    Some((day, "yyyy-mm-dd hh:mm:ss"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_where_a_cell_shows_them_as_they_are_written() {
        let check = |text: &str, expected: Option<&str>| {
            let found = exact(text);
            assert_eq!(found.as_ref().map(|(_, p)| p.as_str()), expected, "{text}");
            assert!(found.is_none_or(|(n, _)| text.parse() == Ok(n)), "{text}");
        };
        check("0", Some("0"));
        check("-12", Some("0"));
        check("3.50", Some("0.00"));
        check("123456789012345", Some("0"));
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "007",
            "-0",
            "-0.0",
            "+5",
            "1e5",
            "1,000",
            "１２",
            "NaN",
            "inf",
            "1234567890123456",
            "=1",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn days_are_days_where_the_calendar_has_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(day(text).map(|(_, picture)| picture), expected, "{text}");
        };
        check("2021-05-15", Some("yyyy-mm-dd"));
        check("2021-05-15 08:30:00", Some("yyyy-mm-dd hh:mm:ss"));
        check("2021-05-15 08:30", Some("yyyy-mm-dd hh:mm:ss"));
        for text in [
            "1899-12-31",
            "2021-13-01",
            "2021-02-30",
            "2021",
            "2021-05-15 x",
            "08:30",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_too_long_for_a_cell_says_so() {
        let long = "村".repeat(40_000);
        let cut = fitting(&long);
        assert!(cut.encode_utf16().count() <= LONGEST);
        let kept = cut.chars().filter(|c| *c == '村').count();
        assert!(
            cut.contains(&format!("还有 {} 字", 40_000 - kept)),
            "{kept}"
        );
        assert_eq!(fitting("短"), "短");
    }
}
