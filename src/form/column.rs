//! The columns of a ledger's sheet: header, what cells take, and how a value is written into one.

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::look::Kind;
use crate::finding::PersonalKind;
use crate::ledger::{Catalog, Date, Definition, Field, LedgerId, Type};

/// A column of a ledger's sheet.
pub enum Column<'c> {
    Field {
        field: &'c Field,
        kind: Kind,
    },
    /// A nested ledger of plain values, which has no table of its own: all values of a record in one cell, one a line.
    List(&'c Definition),
}

/// The columns of a ledger, in the definition's order.
pub fn columns(catalog: &Catalog, ledger: LedgerId) -> Vec<Column<'_>> {
    let definition = catalog.ledger(ledger);
    let lists = lists(catalog, ledger).map(|(_, list)| Column::List(list));
    let fields = definition.fields.iter().enumerate();
    let field = |(at, field): (usize, &'_ Field)| {
        let is_key = definition.key.iter().any(|key| key.index() == at);
        kind(field, is_key)
    };
    let kinds: Vec<Kind> = fields.map(field).collect();
    let fields = definition.fields.iter().zip(kinds);
    fields
        .map(|(field, kind)| Column::Field { field, kind })
        .chain(lists)
        .collect()
}

/// The nested ledgers of plain values.
pub fn lists(catalog: &Catalog, ledger: LedgerId) -> impl Iterator<Item = (LedgerId, &Definition)> {
    catalog.ledgers().filter(move |(_, definition)| {
        let inner = definition.nested_in.as_ref();
        definition.scalar && inner.is_some_and(|(parent, _)| *parent == ledger)
    })
}

fn kind(field: &Field, is_key: bool) -> Kind {
    match field.kind {
        Type::Integer => Kind::Whole,
        Type::Decimal => Kind::Number,
        // forms such as 5月15日前并长期坚持 are text
        Type::Date if field.lenient.is_empty() => Kind::Day,
        Type::Month => Kind::Label,
        Type::Text if is_label(field, is_key) => Kind::Label,
        Type::Text | Type::Date | Type::Boolean => Kind::Text,
    }
}

/// Whether a text stands for something by its digits.
fn is_label(field: &Field, is_key: bool) -> bool {
    use PersonalKind as P;
    let digits = matches!(field.personal, Some(P::IdNumber | P::Phone | P::Account));
    let named = [
        "id", "no", "code", "number", "account", "phone", "uscc", "sha256",
    ];
    let last = field.name.rsplit('_').next().unwrap_or_default();
    field.codes.is_empty() && (is_key || digits || named.contains(&last))
}

impl Column<'_> {
    /// Name in rules and in the demo's tables.
    pub fn name(&self) -> &str {
        match self {
            Column::Field { field, .. } => &field.name,
            Column::List(list) => &list.name,
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Column::Field { field, .. } => &field.title,
            Column::List(list) => &list.title,
        }
    }

    pub fn required(&self) -> bool {
        matches!(self, Column::Field { field, .. } if field.required)
    }

    pub fn kind(&self) -> Kind {
        match self {
            Column::Field { kind, .. } => *kind,
            Column::List(_) => Kind::Text,
        }
    }

    /// As the template's first row has it: the unit in brackets, a star where something must stand. Both are read as
    /// part of the header's decoration, not of its name.
    pub fn header(&self) -> String {
        let unit = match self {
            Column::Field { field, .. } => field.unit.as_deref(),
            Column::List(_) => None,
        };
        let unit = unit.map_or(String::new(), |unit| format!("({unit})"));
        let star = if self.required() { "*" } else { "" };
        format!("{}{unit}{star}", self.title())
    }

    /// Width in Excel's characters.
    pub fn width(&self) -> f64 {
        let personal = match self {
            Column::Field { field, .. } => field.personal,
            Column::List(_) => None,
        };
        let least = match self.kind() {
            Kind::Label if personal == Some(PersonalKind::IdNumber) => 21,
            Kind::Label | Kind::Day | Kind::Whole | Kind::Number => 12,
            Kind::Text => 16,
        };
        self.header().width().saturating_add(2).clamp(least, 40) as f64
    }

    /// Writes a value as Excel would hold it: a day and a number where the text is just how one is written, else text.
    /// Nothing becomes a formula.
    pub fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let day = || {
            // Excel's calendar begins in 1900, and has a day there that never was
            let (year, month, day) = Date::parse(text)?.parts();
            let year = u16::try_from(year).ok().filter(|year| *year > 1900)?;
            ExcelDateTime::from_ymd(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()
        };
        match self.kind() {
            Kind::Day => {
                if let Some(day) = day() {
                    sheet.write_datetime_with_format(row, column, day, format)?;
                    return Ok(());
                }
            }
            Kind::Whole | Kind::Number => {
                // 15 digits are exact, and what is written otherwise than a number is shown stays as it is
                let number = text.parse::<f64>().ok().filter(|_| text.len() <= 15);
                if let Some(number) = number.filter(|number| number.to_string() == text) {
                    sheet.write_number_with_format(row, column, number, format)?;
                    return Ok(());
                }
            }
            Kind::Label | Kind::Text => {}
        }
        sheet.write_string_with_format(row, column, text, format)?;
        Ok(())
    }
}
