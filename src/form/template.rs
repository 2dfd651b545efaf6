//! The blank workbook of some ledgers: headers, a sample, drop-downs, validations and the guide.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::column::{Column, columns};
use super::guide::Guide;
use super::validation::validation;
use super::{Refused, look};
use crate::lang::Lang;
use crate::ledger::own::{CODES_SHEET, GUIDE_SHEET, OWN_SHEET, SAMPLE, SAMPLES_SHEET};
use crate::ledger::{Catalog, LedgerId};
use crate::report::plain::workbook;
use crate::report::workbook::sheet_name;
use crate::rulebook::Rulebook;

/// Rows that drop-downs and validations are laid over, the header and the sample included.
const PREPARED: u32 = 5_000;
const SAMPLE_ROW: u32 = 1;

/// What a template is made from.
pub struct Template<'t> {
    pub catalog: &'t Catalog,
    /// The ledgers that were asked for; the ledgers nested in them get sheets too.
    pub ledgers: &'t [LedgerId],
    /// Those of the guide.
    pub rules: &'t Rulebook,
    /// A value for the sample row, by ledger and field; that of nested plain values is `value`.
    pub sample: &'t dyn Fn(&str, &str) -> Option<String>,
    pub lang: Lang,
}

impl Template<'_> {
    fn value(&self, ledger: LedgerId, column: &Column<'_>) -> Option<String> {
        match column {
            Column::Field { field, .. } => {
                (self.sample)(&self.catalog.ledger(ledger).name, &field.name)
            }
            Column::List(list) => (self.sample)(&list.name, "value"),
        }
    }
}

/// The bytes of the workbook (.xlsx).
pub fn template(template: &Template<'_>) -> Result<Vec<u8>, Refused> {
    build(template).map_err(|error| Refused::of(&error, template.lang))
}

fn build(template: &Template<'_>) -> Result<Vec<u8>, XlsxError> {
    let catalog = template.catalog;
    let ledgers = with_nested(catalog, template.ledgers);
    let mut taken = [GUIDE_SHEET, CODES_SHEET, SAMPLES_SHEET]
        .map(str::to_owned)
        .to_vec();
    let mut codes = Codes::default();
    let mut workbook = workbook()?;
    let guide = workbook.add_worksheet().set_name(GUIDE_SHEET)?;
    Guide {
        catalog,
        ledgers: &ledgers,
        rules: template.rules,
        lang: template.lang,
    }
    .write(guide)?;
    for (at, ledger) in ledgers.iter().enumerate() {
        let name = sheet_name(&catalog.ledger(*ledger).title, &mut taken);
        let sheet = workbook.add_worksheet().set_name(name)?;
        sheet.set_active(at == 0);
        fill(sheet, template, *ledger, &mut codes)?;
    }
    if !codes.lists.is_empty() {
        codes.write(workbook.add_worksheet().set_name(CODES_SHEET)?)?;
    }
    let samples = workbook.add_worksheet().set_name(SAMPLES_SHEET)?;
    write_samples(samples, template, &ledgers)?;
    workbook.save_to_buffer()
}

/// The ledgers, each followed by those that documents nest in it and that have a table of their own; each once.
fn with_nested(catalog: &Catalog, asked: &[LedgerId]) -> Vec<LedgerId> {
    fn add(catalog: &Catalog, ledger: LedgerId, all: &mut Vec<LedgerId>) {
        if all.contains(&ledger) {
            return;
        }
        all.push(ledger);
        for (child, definition) in catalog.ledgers() {
            let inner = definition.nested_in.as_ref();
            if inner.is_some_and(|(parent, _)| *parent == ledger) && !definition.scalar {
                add(catalog, child, all);
            }
        }
    }
    let mut all = Vec::new();
    asked
        .iter()
        .for_each(|ledger| add(catalog, *ledger, &mut all));
    all
}

fn fill(
    sheet: &mut Worksheet,
    template: &Template<'_>,
    ledger: LedgerId,
    codes: &mut Codes,
) -> Result<(), XlsxError> {
    sheet.set_row_height(0, 33)?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(&columns(template.catalog, ledger)) {
        sheet.set_column_width(at, column.width())?;
        sheet.set_column_format(at, &look::cell(column.kind()))?;
        sheet.write_string_with_format(0, at, column.header(), &look::header(column.required()))?;
        let format = look::sample(column.kind());
        if at == 0 {
            sheet.write_string_with_format(SAMPLE_ROW, 0, SAMPLE, &format)?;
        } else {
            let value = template.value(ledger, column);
            write_sample(sheet, (SAMPLE_ROW, at), column, value, &format)?;
        }
        let first = format!("{}{}", letters(at), SAMPLE_ROW + 2);
        let validation = validation(column, &first, template.lang, &mut |title, list| {
            codes.range(title, list)
        })?;
        sheet.add_data_validation(SAMPLE_ROW + 1, at, PREPARED - 1, at, &validation)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What the sample rows hold, once more on a hidden sheet: pairs of rows, headers and values, below the sheet's mark.
fn write_samples(
    sheet: &mut Worksheet,
    template: &Template<'_>,
    ledgers: &[LedgerId],
) -> Result<(), XlsxError> {
    sheet.set_hidden(true);
    sheet.write_string(0, 0, format!("{OWN_SHEET}{SAMPLES_SHEET}"))?;
    for (row, ledger) in (1..).step_by(2).zip(ledgers) {
        sheet.write_string(row + 1, 0, SAMPLE)?;
        for (at, column) in (0..).zip(&columns(template.catalog, *ledger)) {
            sheet.write_string(row, at, column.header())?;
            if at > 0 {
                let format = look::sample(column.kind());
                let value = template.value(*ledger, column);
                write_sample(sheet, (row + 1, at), column, value, &format)?;
            }
        }
    }
    Ok(())
}

fn write_sample(
    sheet: &mut Worksheet,
    at: (u32, u16),
    column: &Column<'_>,
    value: Option<String>,
    format: &Format,
) -> Result<(), XlsxError> {
    match value.filter(|value| !value.is_empty()) {
        Some(value) => column.write(sheet, at, &value, format),
        None => sheet.write_blank(at.0, at.1, format).map(|_| ()),
    }
}

/// The letters of a column counted from 0: `AA` for 26.
fn letters(at: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(at)
}

/// Drop-downs that are too long for a validation, a column each on a hidden sheet.
#[derive(Default)]
struct Codes {
    lists: Vec<(String, Vec<String>)>,
}

/// The first row of the lists: above stand the sheet's mark and the titles.
const LISTS: u32 = 2;

impl Codes {
    /// The range of a list, which is put down once.
    fn range(&mut self, title: &str, list: &[String]) -> String {
        let known = self.lists.iter().position(|(_, known)| known == list);
        let at = known.unwrap_or_else(|| {
            self.lists.push((title.to_owned(), list.to_vec()));
            self.lists.len() - 1
        });
        let column = letters(u16::try_from(at).unwrap_or(u16::MAX));
        let (first, last) = (LISTS + 1, LISTS as usize + list.len());
        format!("='{CODES_SHEET}'!${column}${first}:${column}${last}")
    }

    fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_hidden(true);
        sheet.write_string(0, 0, format!("{OWN_SHEET}{CODES_SHEET}"))?;
        for (column, (title, list)) in (0..).zip(&self.lists) {
            sheet.write_string(LISTS - 1, column, title)?;
            for (row, code) in (LISTS..).zip(list) {
                sheet.write_string(row, column, code)?;
            }
        }
        Ok(())
    }
}
