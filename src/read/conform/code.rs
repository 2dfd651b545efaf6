//! Judges codes that are not for all times (`x-codes`): was the code in use on the day?

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, UInt32Type};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;

use super::Breach;
use crate::ledger::{Date, DatedCode, Definition, Field, FieldId, Kind, Table};

/// The dated codes of one field.
pub struct CodeJudge {
    field: FieldId,
    codes: Vec<DatedCode>,
    /// The sibling date and its title.
    by: Option<(FieldId, String)>,
}

impl CodeJudge {
    /// `None` where all codes of the field are for all times.
    pub fn new(id: FieldId, field: &Field, definition: &Definition) -> Option<Self> {
        let by = field.codes_by;
        let by = by.map(|by| (by, definition.field(by).title.clone()));
        (!field.dated_codes.is_empty()).then(|| CodeJudge {
            field: id,
            codes: field.dated_codes.clone(),
            by,
        })
    }

    /// The day is the record's own where it has one, else the as-of date.
    pub fn judge(&self, table: &Table, as_of: Date) -> Vec<Breach> {
        let days = self.by.as_ref().map(|(by, title)| {
            let days = table.column(*by).values.as_primitive::<Date32Type>();
            (days, title)
        });
        let mut breaches = Vec::new();
        for (row, code) in self.dated(&table.column(self.field).values) {
            let own = days.filter(|(days, _)| days.is_valid(row));
            let day = own.map_or(as_of, |(days, _)| Date(days.value(row)));
            if code.holds(day) {
                continue;
            }
            let end = |end: Option<Date>| end.map_or(String::new(), |day| day.to_string());
            let details = vec![
                end(code.from),
                end(code.until),
                day.to_string(),
                own.map_or(String::new(), |(_, title)| title.clone()),
                code.source.clone(),
            ];
            let breach = (
                row as u32,
                Some(self.field),
                Kind::SchemaCode,
                details,
                code.code.clone(),
            );
            breaches.push(breach);
        }
        breaches
    }

    /// The rows with a dated code, in order.
    fn dated(&self, values: &ArrayRef) -> Vec<(usize, &DatedCode)> {
        let code = |text: &str| self.codes.iter().find(|c| c.code == text);
        if !matches!(values.data_type(), DataType::Dictionary(_, _)) {
            let rows = values.as_string::<i32>().iter().enumerate();
            return rows
                .filter_map(|(row, text)| Some((row, code(text?)?)))
                .collect();
        }
        let dictionary = values.as_dictionary::<UInt32Type>();
        let texts = dictionary.values().as_string::<i32>().iter();
        let known: Vec<Option<&DatedCode>> = texts.map(|text| code(text?)).collect();
        if known.iter().all(Option::is_none) {
            return Vec::new();
        }
        let rows = dictionary.keys().iter().enumerate();
        rows.filter_map(|(row, key)| Some((row, known[key? as usize]?)))
            .collect()
    }
}
